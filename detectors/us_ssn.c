/* The us-ssn detector. */
#include "detectors/us_ssn.h"

#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

enum ssn_form { FORM_DASHED, FORM_SPACED, FORM_BARE };

enum us_ssn_class us_ssn_classify(const uint8_t digits[9])
{
    static const char known[][10] = {"078051120", "219099999", "457555462", "123456789",
                                     "987654321", "001010001", "123121234", "111223333"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (memcmp(digits, known[i], 9) == 0) {
            return US_SSN_PLACEHOLDER;
        }
    }
    if (memcmp(digits, "98765432", 8) == 0 || memcmp(digits, digits + 1, 8) == 0) {
        return US_SSN_PLACEHOLDER;
    }
    const unsigned area = ascii_read_number(digits, 3);
    const unsigned group = ascii_read_number(digits + 3, 2);
    const unsigned serial = ascii_read_number(digits + 5, 4);
    const bool is_valid = area > 0 && area != 666 && area < 900 && group > 0 && serial > 0;
    return is_valid ? US_SSN_VALID : US_SSN_INVALID;
}

/* True when another number stands beside a spaced one, as in a table: "12 123 45 6789". */
static bool has_neighbours(const struct tile *tile, size_t at, size_t end)
{
    return (tile_byte(tile, at - 1) == ' ' && tile_is_digit(tile, at - 2)) ||
           (tile_byte(tile, end) == ' ' && tile_is_digit(tile, end + 1));
}

/* ddd?dd?dddd with the same separator twice; fills value's place and form. */
static bool read_grouped(const struct tile *tile, size_t at, const struct detector_rule *rule,
                         struct detector_value *value)
{
    const uint8_t separator = tile_byte(tile, at + 3);
    if (tile_byte(tile, at + 6) != separator || !ascii_is_one_of(separator, "- .")) {
        return false;
    }
    value->at = at;
    value->len = 11;
    value->form = &rule->forms[FORM_DASHED];
    if (separator != '-') {
        const bool is_alone = !has_neighbours(tile, at, at + 11);
        value->form = &rule->forms[is_alone ? FORM_SPACED : FORM_BARE];
    }
    return true;
}

/* The same with a dash of three bytes. */
static bool read_wide(const struct tile *tile, size_t at, const struct detector_rule *rule,
                      struct detector_value *value)
{
    if (tile_match_dash(tile, at + 3) != 3 || tile_match_dash(tile, at + 8) != 3 ||
        tile_byte(tile, at + 5) != tile_byte(tile, at + 10)) {
        return false;
    }
    value->at = at;
    value->len = 15;
    value->form = &rule->forms[FORM_DASHED];
    return true;
}

/* Groups of digits as in pattern, from at on; fills value's place. */
static bool read_pattern(const struct tile *tile, size_t at, const char *pattern,
                         struct detector_value *value)
{
    const size_t len = strlen(pattern);
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = tile_byte(tile, at + i);
        if (pattern[i] == 'd' ? !ascii_is_digit(byte) : byte != (uint8_t)pattern[i]) {
            return false;
        }
    }
    value->at = at;
    value->len = len;
    return true;
}

/* 536 - 22 - 8714, as forms of boxes are typed: the site is its last group; 536/22/8714, which
 * wants a label: the site is its first one. */
static bool read_apart(const struct site *site, const struct detector_rule *rule,
                       struct detector_value *value)
{
    const size_t serial = 11; /* where the last group of the first starts */
    if (site->run == 3) {
        value->form = &rule->forms[FORM_BARE];
        return read_pattern(site->tile, site->at, "ddd/dd/dddd", value);
    }
    value->form = &rule->forms[FORM_DASHED];
    return site->at >= serial &&
           read_pattern(site->tile, site->at - serial, "ddd - dd - dddd", value);
}

/* The last four digits behind a mask: ***-**-1234, XXX-XX-1234. */
static bool match_masked(const struct site *site, const struct detector_rule *rule,
                         struct finding *finding)
{
    const struct tile *tile = site->tile;
    if (site->run != 4 || site->at < 7) {
        return false;
    }
    const size_t at = site->at - 7;
    const uint8_t mask = tile_byte(tile, at);
    if (!ascii_is_one_of(mask, "*xX#")) {
        return false;
    }
    for (size_t i = 0; i < 7; i++) {
        if (tile_byte(tile, at + i) != (i == 3 || i == 6 ? '-' : mask)) {
            return false;
        }
    }
    const struct detector_value value = {
        .at = at, .len = 11, .form = &rule->forms[FORM_BARE], .is_valid = true};
    const struct context context = detector_context(site, rule, &value);
    if (context.strength == CONTEXT_NONE || !tile_ends_token(tile, at + 11)) {
        return false;
    }
    finding->offset = at;
    finding->length = 11;
    finding->flags = FINDING_PARTIAL_VALUE;
    score_add(finding, EVIDENCE_SHAPE, 20, 0);
    score_add(finding, context.strength == CONTEXT_FIELD ? EVIDENCE_FIELD : EVIDENCE_WORD, 40,
              context.word);
    return true;
}

/* Reads the value of which the site is a part, but a masked one. */
static bool read_value(const struct site *site, const struct detector_rule *rule,
                       struct detector_value *value)
{
    switch (site->anchor) {
    case ANCHOR_SSN:
        return read_grouped(site->tile, site->at, rule, value);
    case ANCHOR_SSN_WIDE:
        return read_wide(site->tile, site->at, rule, value);
    default:
        break;
    }
    if (site->run != 9) {
        return read_apart(site, rule, value);
    }
    *value = (struct detector_value){.at = site->at, .len = 9, .form = &rule->forms[FORM_BARE]};
    return true;
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct detector_value value = {0};
    if (!read_value(site, rule, &value)) {
        return match_masked(site, rule, finding);
    }
    const bool is_apart =
        tile_starts_token(tile, value.at) || tile_is_glued(tile, rule->labels, value.at);
    if (!is_apart || !tile_ends_token(tile, value.at + value.len)) {
        return false;
    }
    uint8_t digits[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_digits(NULL, tile_span(tile, value.at, value.len), digits);
    const enum us_ssn_class class = us_ssn_classify(digits);
    value.is_valid = class == US_SSN_VALID;
    value.flags = class == US_SSN_PLACEHOLDER ? FINDING_PLACEHOLDER : 0;
    if (value.is_valid && value.form == &rule->forms[FORM_DASHED]) {
        /* A tax id of this form is a person's: an employer's is dd-ddddddd. */
        value.labels = LABEL_BIT(LABEL_SSN) | LABEL_BIT(LABEL_TAX);
    }
    return detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_us_ssn = {
    .row = {.id = "us-ssn",
            .title = "US Social Security number",
            .tag = "ssn",
            .validation = "ddd-dd-dddd with '-', ' ' or '.', or 9 digits or '/' behind a label; "
                          "area 001-899 but 666, "
                          "group and serial not 0",
            .context =
                "ssn, social security, ss# and the like; within 200 bytes, bare digits within 50",
            .traps = "nine bare digits are everywhere (nine in ten could be one), so they "
                     "want a label; ZIP+4 is 5-4, an EIN 2-7; published examples "
                     "(078-05-1120, 123-45-6789) are flagged placeholder; 9xx is no SSN, and "
                     "invalid-range where a field says so",
            .source = "SSA, Social Security Number Randomization (2011); SSA answer 425",
            .identifier = 'G',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_SSN) | ANCHOR_BIT(ANCHOR_SSN_WIDE) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_SSN),
    .runs = 1U << 9 | 1U << 4 | 1U << 3,
    .follows = "/",
    .leads = "- ",
    .marked = 1U << 4 | 1U << 3,
    .start = START_CODE,
    .check = EVIDENCE_RANGE,
    .forms = {[FORM_DASHED] = {65, 90, 93, 200, 66, RIVAL_NONE},
              [FORM_SPACED] = {60, 85, 90, 100, 33, RIVAL_NONE},
              [FORM_BARE] = {0, 70, 85, 50, 16, RIVAL_NUMBER}},
    .match = match,
    .normalise = detector_normalise_digits,
};
