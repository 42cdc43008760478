/* Addresses of machines and places: geo-coordinate, ip-address, mac-address. */
#include "detectors/geo.h"
#include "detectors/ip.h"
#include "detectors/labelled_code.h"
#include "detectors/mac.h"
#include "detectors/rules.h"
#include "detectors/score.h"

/* Letters of hexadecimal digits and separators in front of the first digit of an address: seven
 * groups of four of IPv6, five pairs of a MAC. */
#define ADDRESS_LEAD 35
#define ADDRESS_GROUP 4 /* digits of a group of IPv6 */

_Static_assert(DETECTOR_GROUP_AFTER >= ADDRESS_GROUP && DETECTOR_GROUP_BEFORE > ADDRESS_GROUP,
               "the ':' beside a group is close to every run of digits in it");

static bool judge(const struct site *site, const struct detector_rule *rule, size_t at, size_t len,
                  struct finding *finding)
{
    const struct detector_value value = {
        .at = at, .len = len, .form = &rule->forms[0], .is_valid = true};
    return len > 0 && detector_judge(site, rule, &value, finding);
}

static bool match_geo(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    const uint8_t last = tile_byte(tile, site->at - 1);
    const size_t at = last == '-' || last == '+' ? site->at - 1 : site->at;
    struct geo geo;
    const size_t len = geo_match(tile->bytes + at, at, tile->len - at, &geo);
    return judge(site, rule, at, len, finding);
}

/* The start of the run of hexadecimal digits and separators around at, not in front of a digit. */
static size_t find_lead(const struct tile *tile, size_t at, const char *separators)
{
    size_t from = at;
    while (from > 0 && at - from < ADDRESS_LEAD &&
           (ascii_is_hex(tile_byte(tile, from - 1)) ||
            ascii_is_one_of(tile_byte(tile, from - 1), separators)) &&
           !tile_is_digit(tile, from - 1)) {
        from--;
    }
    return from;
}

/* True when ':' stands behind the hexadecimal digits from at on, or in front of those in front. */
static bool is_in_group(const struct tile *tile, size_t at)
{
    size_t end = at;
    while (end < at + ADDRESS_GROUP && ascii_is_hex(tile_byte(tile, end))) {
        end++;
    }
    size_t start = at;
    while (at - start < ADDRESS_GROUP && ascii_is_hex(tile_byte(tile, start - 1))) {
        start--;
    }
    return tile_byte(tile, end) == ':' || tile_byte(tile, start - 1) == ':';
}

/* False for nearly all numbers within an address, a version or a time: none starts there. */
static bool may_start_address(const struct site *site)
{
    const struct tile *tile = site->tile;
    if (ascii_is_one_of(tile_byte(tile, site->at - 1), "._-")) {
        return false;
    }
    if (tile_byte(tile, site->at + site->run) == '.') {
        return true;
    }
    return is_in_group(tile, site->at) &&
           !(tile_is_digit(tile, site->at - 2) &&
             ascii_continues_address(tile->bytes + site->at, site->at, ADDRESS_GROUP));
}

static bool match_ip(const struct site *site, const struct detector_rule *rule,
                     struct finding *finding)
{
    const struct tile *tile = site->tile;
    unsigned flags = 0;
    if (!may_start_address(site)) {
        return false;
    }
    const size_t lead = find_lead(tile, site->at, ":");
    size_t at = site->at;
    size_t len = ip_match_v4(tile->bytes + at, at, tile->len - at, &flags);
    for (size_t from = lead; len == 0 && from <= site->at; from++) {
        at = from;
        len = ip_match_v6(tile->bytes + from, from, tile->len - from, &flags);
    }
    return (flags & IP_SPECIAL) == 0 && judge(site, rule, at, len, finding);
}

/* True when count bytes as the separator beside the group stand in a row, each behind as many
 * digits as the group has. */
static bool has_separators(const struct tile *tile, size_t start, size_t end, uint8_t separator,
                           size_t count)
{
    const size_t step = end - start + 1;
    size_t found = 0;
    for (size_t at = end; found < count && tile_byte(tile, at) == separator; at += step) {
        found++;
    }
    for (size_t at = start - 1; found < count && tile_byte(tile, at) == separator; at -= step) {
        found++;
    }
    return found == count;
}

/* True when the hexadecimal digits around at are a pair or two, and separators beside them where
 * those of an address stand. A time of day has some of them. */
static bool is_in_mac_group(const struct tile *tile, size_t at)
{
    size_t end = at;
    while (end < at + ADDRESS_GROUP && ascii_is_hex(tile_byte(tile, end))) {
        end++;
    }
    size_t start = at;
    while (end - start <= ADDRESS_GROUP && ascii_is_hex(tile_byte(tile, start - 1))) {
        start--;
    }
    const uint8_t next = tile_byte(tile, end);
    const uint8_t last = tile_byte(tile, start - 1);
    const size_t len = end - start;
    const char *const separators = len == 2 ? ":-" : len == 4 ? "." : "";
    const size_t count = len == 2 ? 5 : 2;
    return (ascii_is_one_of(next, separators) && has_separators(tile, start, end, next, count)) ||
           (ascii_is_one_of(last, separators) && has_separators(tile, start, end, last, count));
}

static bool match_mac(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    if (!is_in_mac_group(tile, site->at)) {
        return false;
    }
    const size_t lead = find_lead(tile, site->at, ":-.");
    for (size_t at = lead; at <= site->at; at++) {
        if (at > lead && ascii_is_hex(tile_byte(tile, at - 1))) {
            continue; /* a group has begun */
        }
        const size_t len = mac_match(tile->bytes + at, at, tile->len - at);
        if (len > 0) {
            return judge(site, rule, at, len, finding);
        }
    }
    return false;
}

const struct detector_rule rule_geo_coordinate = {
    .row = {.id = "geo-coordinate",
            .title = "Place on the map",
            .tag = "geo",
            .validation = "latitude and longitude with three decimals or more, or with seconds",
            .context = "lat, latitude, gps, coordinates; required, within 50 bytes",
            .traps = "plots and matrices: a label, and three decimals",
            .source = "45 CFR 164.514(b)(2)(i)(B)",
            .identifier = 'B',
            .role = ROLE_PERSON,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_GEO),
    .runs = 1U << 1 | 1U << 2 | 1U << 3,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 75, 85, 50, 16, RIVAL_NONE}},
    .match = match_geo,
    .normalise = detector_normalise_text,
};

const struct detector_rule rule_ip_address = {
    .row = {.id = "ip-address",
            .title = "IP address",
            .tag = NULL,
            .validation = "IPv4 or IPv6, but private, reserved and documentation ranges",
            .context = "ip, ip address, client ip, remote address; required, within 50 bytes",
            .traps = "versions and OIDs have four parts, too; private, reserved and documentation "
                     "ranges name nobody and are not reported",
            .source = "45 CFR 164.514(b)(2)(i)(O); RFC 791; RFC 4291; RFC 6890",
            .identifier = 'O',
            .role = ROLE_PERSON,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_IP),
    .runs = 1U << 1 | 1U << 2 | 1U << 3 | 1U << 4,
    .lead = 1 + ADDRESS_LEAD,
    .follows = ".",
    .group = ':',
    .check = EVIDENCE_RANGE,
    .forms = {{0, 60, 85, 50, 16, RIVAL_NONE}},
    .match = match_ip,
    .normalise = detector_normalise_text,
};

const struct detector_rule rule_mac_address = {
    .row = {.id = "mac-address",
            .title = "Hardware address of a network interface",
            .tag = NULL,
            .validation = "six octets with ':' or '-', or three groups of four with '.'",
            .context = "mac, mac address, bssid, hwaddr; required, within 50 bytes",
            .traps = "hashes written with colons: six groups alone",
            .source = "45 CFR 164.514(b)(2)(i)(M); IEEE 802, EUI-48",
            .identifier = 'M',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_MAC),
    .runs = 1U << 1 | 1U << 2 | 1U << 3 | 1U << 4,
    .lead = 1 + ADDRESS_LEAD,
    .follows = ":-.abcdefABCDEF",
    .leads = ":-.abcdefABCDEF",
    .narrow = 1U << 1 | 1U << 2 | 1U << 3, /* parts of a pair, or of a group with letters */
    .beside = ":-abcdefABCDEF",
    .forms = {{0, 75, 85, 50, 16, RIVAL_NONE}},
    .match = match_mac,
    .normalise = detector_normalise_code,
};
