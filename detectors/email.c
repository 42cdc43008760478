/* The email detector. */
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#define LOCAL_MAX 64 /* RFC 5321, 4.5.3.1 */
#define HOST_MAX 253

/* A letter of two bytes, Latin to Cyrillic, as in internationalised addresses; the length of the
 * character, or 0. */
static size_t match_wide_letter(const struct tile *tile, size_t at)
{
    const uint8_t lead = tile_byte(tile, at);
    return lead >= 0xc3 && lead <= 0xd4 && (tile_byte(tile, at + 1) & 0xc0) == 0x80 ? 2 : 0;
}

/* Letters, digits and ._%+-' */
static const uint64_t of_local[2] = {ASCII_SET_DIGITS | ASCII_SET_BIT('.') | ASCII_SET_BIT('%') |
                                         ASCII_SET_BIT('+') | ASCII_SET_BIT('-') |
                                         ASCII_SET_BIT('\''),
                                     ASCII_SET_LETTERS | ASCII_SET_BIT('_')};
static const uint64_t of_host[2] = {ASCII_SET_DIGITS | ASCII_SET_BIT('.') | ASCII_SET_BIT('-'),
                                    ASCII_SET_LETTERS};

/* The first byte of the local part that ends in front of at. */
static size_t find_local(const struct tile *tile, size_t end)
{
    size_t at = end;
    while (at > 0 && end - at < LOCAL_MAX) {
        if (ascii_is_in(tile->bytes[at - 1], of_local)) {
            at--;
        } else if (at > 1 && match_wide_letter(tile, at - 2) == 2) {
            at -= 2;
        } else {
            break;
        }
    }
    if (tile_byte(tile, at - 1) == '\\' && ascii_is_one_of(tile_byte(tile, at), "nrt")) {
        at++;
    }
    while (at < end && !ascii_is_alnum(tile_byte(tile, at)) && tile_byte(tile, at) != '_' &&
           tile_byte(tile, at) < 0x80) {
        at++;
    }
    return at;
}

/* The end of the host that starts at at: labels of letters, digits and '-' between dots. */
static size_t find_host_end(const struct tile *tile, size_t at)
{
    size_t end = at;
    while (end - at < HOST_MAX) {
        const size_t len =
            ascii_is_in(tile_byte(tile, end), of_host) ? 1 : match_wide_letter(tile, end);
        if (len == 0) {
            break;
        }
        end += len;
    }
    while (end > at && ascii_is_one_of(tile_byte(tile, end - 1), ".-")) {
        end--;
    }
    return end;
}

/* The name of a file rather than of a host: logo@2x.png, package@1.2.3. */
static bool is_file_ending(struct span last)
{
    static const char *const endings[] = {"png",  "jpg", "jpeg", "gif", "svg", "webp",
                                          "css",  "js",  "ts",   "jsx", "tsx", "json",
                                          "html", "htm", "xml",  "txt", "pdf", "zip"};
    return ascii_is_word_of(last, endings, sizeof endings / sizeof endings[0]);
}

/* True when the last label of a host is a top-level domain by its form: two letters or more, or
 * punycode. */
static bool is_top_level(struct span last)
{
    if (last.len < 2 || is_file_ending(last)) {
        return false;
    }
    if (ascii_starts_with(last.ptr, last.len, "xn--")) {
        return true;
    }
    for (size_t i = 0; i < last.len; i++) {
        if (!ascii_is_alpha(last.ptr[i]) && last.ptr[i] < 0x80) {
            return false;
        }
    }
    return true;
}

static bool is_host(const struct tile *tile, size_t at, size_t end)
{
    size_t dot = 0;
    for (size_t i = at; i < end; i++) {
        if (tile->bytes[i] == '.') {
            if (i == at || tile_byte(tile, i + 1) == '.' || tile_byte(tile, i - 1) == '-') {
                return false;
            }
            dot = i;
        }
    }
    return dot > 0 && tile_byte(tile, at) != '-' &&
           is_top_level(tile_span(tile, dot + 1, end - dot - 1));
}

/* example.com, example.org and example.net are reserved by RFC 2606. */
static bool is_example(const struct tile *tile, size_t at, size_t end)
{
    static const char *const hosts[] = {"example.com", "example.org", "example.net"};
    for (size_t i = 0; i < 3 && end - at >= 11; i++) {
        const uint8_t in_front = tile_byte(tile, end - 12);
        if ((in_front == '@' || in_front == '.') &&
            ascii_starts_with(tile->bytes + end - 11, 11, hosts[i])) {
            return true;
        }
    }
    return false;
}

/* Addresses of nobody. */
static bool is_robot(struct span local)
{
    static const char *const names[] = {"noreply",      "no-reply",      "no_reply",  "donotreply",
                                        "do-not-reply", "mailer-daemon", "postmaster"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (ascii_starts_with(local.ptr, local.len, names[i])) {
            return true;
        }
    }
    return false;
}

/* user@host:path and user@host@: a remote of git or ssh, and what is no address. */
static bool ends_address(const struct tile *tile, size_t end)
{
    const uint8_t next = tile_byte(tile, end);
    if (next == ':') {
        const uint8_t then = tile_byte(tile, end + 1);
        return !(ascii_is_alnum(then) || then == '/' || then == '~');
    }
    return next != '@' && next != '_' && !ascii_is_alnum(next);
}

/* True when [at, end) is the local part of an address: bounded in front, and not a part of a URL.
 */
static bool is_local_part(const struct tile *tile, size_t at, size_t end)
{
    const uint8_t in_front = tile_byte(tile, at - 1);
    const uint8_t before_that = tile_byte(tile, at - 2);
    if (at >= end || tile_byte(tile, end - 1) == '.' || in_front == '@') {
        return false;
    }
    if (ascii_is_alnum(in_front)) {
        return before_that == '\\'; /* as in "\nuser@host" */
    }
    return in_front != '/' || before_that != '/';
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    const bool is_escaped = site->anchor == ANCHOR_PERCENT;
    if (is_escaped &&
        !(tile_byte(tile, site->at + 1) == '4' && tile_byte(tile, site->at + 2) == '0')) {
        return false;
    }
    const size_t host_at = site->at + (is_escaped ? 3 : 1);
    const size_t at = find_local(tile, site->at);
    const size_t end = find_host_end(tile, host_at);
    if (!is_local_part(tile, at, site->at) || end - at > TILE_FINDING_MAX ||
        !is_host(tile, host_at, end) || !ends_address(tile, end)) {
        return false;
    }
    struct detector_value value = {
        .at = at, .len = end - at, .form = &rule->forms[0], .is_valid = true};
    value.flags = is_example(tile, host_at, end) ? FINDING_FICTIONAL : 0;
    if (!detector_judge(site, rule, &value, finding)) {
        return false;
    }
    if (is_robot(tile_span(tile, at, site->at - at))) {
        finding->flags |= FINDING_NEGATIVE_CONTEXT;
        score_add(finding, EVIDENCE_NEGATIVE, SCORE_NEGATIVE, 0);
    }
    return true;
}

/* Lower case, with an escaped '@' as such. */
static size_t normalise(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    const size_t len = detector_normalise_text(ruleset, value, out);
    size_t kept = 0;
    if (memchr(out, '%', len) == NULL) {
        return len;
    }
    for (size_t i = 0; i < len; i++) {
        const bool is_escaped =
            i + 2 < len && out[i] == '%' && out[i + 1] == '4' && out[i + 2] == '0';
        out[kept++] = is_escaped ? '@' : out[i];
        i += is_escaped ? 2 : 0;
    }
    return kept;
}

const struct detector_rule rule_email = {
    .row = {.id = "email",
            .title = "E-mail address",
            .tag = "email",
            .validation = "local part up to 64 bytes, '@' or %40, a host with a top-level domain, "
                          "254 bytes in all",
            .context = "email, e-mail, contact; within 50 bytes",
            .traps = "user@host of ssh, npm scopes, logo@2x.png; addresses at example.com "
                     "are flagged fictional",
            .source = "RFC 5321, RFC 6531, RFC 2606",
            .identifier = 'F',
            .role = ROLE_PERSON,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_AT) | ANCHOR_BIT(ANCHOR_PERCENT),
    .labels = LABEL_BIT(LABEL_EMAIL),
    .forms = {{70, 85, 88, 50, 16, RIVAL_NONE}},
    .match = match,
    .normalise = normalise,
};
