/* The url detector: web addresses that name a person. */
#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/url.h"

#include <string.h>

#define BACK_MAX 90 /* bytes of an address in front of its number */

/* What does not belong to an address ends it; a ':' may be that of "://". */
enum part { PART_INSIDE, PART_COLON, PART_END };
static const uint8_t parts[256] = {
    [0] = PART_END,     [1] = PART_END,   [2] = PART_END,   [3] = PART_END,   [4] = PART_END,
    [5] = PART_END,     [6] = PART_END,   [7] = PART_END,   [8] = PART_END,   [9] = PART_END,
    [10] = PART_END,    [11] = PART_END,  [12] = PART_END,  [13] = PART_END,  [14] = PART_END,
    [15] = PART_END,    [16] = PART_END,  [17] = PART_END,  [18] = PART_END,  [19] = PART_END,
    [20] = PART_END,    [21] = PART_END,  [22] = PART_END,  [23] = PART_END,  [24] = PART_END,
    [25] = PART_END,    [26] = PART_END,  [27] = PART_END,  [28] = PART_END,  [29] = PART_END,
    [30] = PART_END,    [31] = PART_END,  [' '] = PART_END, ['"'] = PART_END, ['\''] = PART_END,
    ['('] = PART_END,   [')'] = PART_END, ['<'] = PART_END, ['>'] = PART_END, ['`'] = PART_END,
    [':'] = PART_COLON,
};

/* Where the address starts that goes on up to at; at itself when there is none. */
static size_t find_start(const struct tile *tile, size_t at)
{
    const uint8_t *text = tile->bytes;
    bool has_scheme = false;
    size_t from = at;
    while (from > 0 && at - from < BACK_MAX && parts[text[from - 1]] != PART_END) {
        from--;
        has_scheme = has_scheme || (parts[text[from]] == PART_COLON && from + 3 < at &&
                                    text[from + 1] == '/' && text[from + 2] == '/');
    }
    return has_scheme ? from : at;
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
