/* The url detector: web addresses that name a person. */
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/url.h"

#include <string.h>

#define BACK_MAX 90 /* bytes of an address in front of its number */

/* Bytes below 0x40 that end an address: "'()<>. */
static const uint64_t ends = (uint64_t)1 << '"' | (uint64_t)1 << '\'' | (uint64_t)1 << '(' |
                             (uint64_t)1 << ')' | (uint64_t)1 << '<' | (uint64_t)1 << '>';

/* Where the address starts that goes on up to at; at itself when there is none. */
static size_t find_start(const struct tile *tile, size_t at)
{
    size_t from = at;
    while (from > 0 && at - from < BACK_MAX) {
        const uint8_t byte = tile->bytes[from - 1];
        if (byte <= ' ' || (byte < 0x40 && (ends >> byte & 1) != 0) || byte == '`') {
            break;
        }
        from--;
    }
    const uint8_t *colon = memchr(tile->bytes + from, ':', at - from);
    while (colon != NULL) {
        const size_t i = (size_t)(colon - tile->bytes);
        if (i + 3 < at && memcmp(colon, "://", 3) == 0) {
            return from;
        }
        colon = memchr(colon + 1, ':', at - i - 1);
    }
    return at;
}

/* Skips what is written in front of an address without a blank: "url=https://". */
static size_t skip_to_scheme(const struct tile *tile, size_t from, size_t at)
{
    size_t start = at;
    for (size_t i = from; i + 3 < at; i++) {
        if (memcmp(tile->bytes + i, "://", 3) == 0) {
            start = i;
            break;
        }
    }
    while (start > from && ascii_is_alpha(tile_byte(tile, start - 1))) {
        start--;
    }
    return start;
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    if (site->at == 0 || !ascii_is_one_of(tile_byte(tile, site->at - 1), "/=:-_")) {
        return false;
    }
    const size_t from = find_start(tile, site->at);
    const size_t start = from < site->at ? skip_to_scheme(tile, from, site->at) : site->at;
    if (start == site->at) {
        return false;
    }
    const size_t rest = tile->len - start;
    const size_t avail = rest < TILE_FINDING_MAX ? rest : TILE_FINDING_MAX;
    struct detector_value value = {.at = start, .form = &rule->forms[0], .is_valid = true};
    value.len = url_match(tile->bytes + start, start, avail);
    if (value.len == 0 || !url_names_person(tile->bytes + start, value.len)) {
        return false;
    }
    return detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_url = {
    .row = {.id = "url",
            .title = "Web address that names a person",
            .tag = "url",
            .validation = "a web address with a word for a person of health care and an identifier "
                          "behind it in its path or query",
            .context = "patient, member, mrn and the like in the address; required",
            .traps = "an address alone names nobody",
            .source = "45 CFR 164.514(b)(2)(i)(N); RFC 3986",
            .identifier = 'N',
            .role = ROLE_PERSON,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_NAME) | LABEL_BIT(LABEL_PATIENT) | LABEL_BIT(LABEL_MRN) |
              LABEL_BIT(LABEL_MEMBER) | LABEL_BIT(LABEL_MEMBER_WEAK) | LABEL_BIT(LABEL_ACCOUNT),
    .runs = 0xfff8 /* 3 to 15 */,
    .follows = "",
    .leads = "/=:-_",
    .forms = {{70, 70, 70, 0, 0, RIVAL_NONE}},
    .match = match,
    .normalise = detector_normalise_text,
};
