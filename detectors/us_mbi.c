/* The us-mbi detector. */
#include "detectors/us_mbi.h"

#include "detectors/detector.h"
#include "detectors/rules.h"
#include "detectors/score.h"

static bool is_mbi_letter(uint8_t byte)
{
    return ascii_is_alpha(byte) && !ascii_is_one_of(ascii_to_upper(byte), "SLOIBZ");
}

bool us_mbi_is_valid(const uint8_t number[11])
{
    static const char form[] = "CAENAENAANN"; /* E: letter or digit */
    for (size_t i = 0; i < 11; i++) {
        const bool is_digit = ascii_is_digit(number[i]);
        const bool is_letter = is_mbi_letter(number[i]);
        const bool is_right = form[i] == 'C'   ? is_digit && number[i] != '0'
                              : form[i] == 'A' ? is_letter
                              : form[i] == 'N' ? is_digit
                                               : is_digit || is_letter;
        if (!is_right) {
            return false;
        }
    }
    return true;
}

static bool match(const struct site *site, const struct detector_rule *rule,
                  struct finding *finding)
{
    const struct tile *tile = site->tile;
    const bool is_dashed = !ascii_is_alnum(tile_byte(tile, site->at + 4));
    const size_t len = is_dashed ? 13 : 11;
    const uint8_t separator = tile_byte(tile, site->at + 4);
    if (is_dashed &&
        (!ascii_is_one_of(separator, "- ") || tile_byte(tile, site->at + 8) != separator)) {
        return false;
    }
    if (!tile_starts_token(tile, site->at) || !tile_ends_token(tile, site->at + len)) {
        return false;
    }
    uint8_t number[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_code(NULL, tile_span(tile, site->at, len), number);
    const struct detector_value value = {.at = site->at,
                                         .len = len,
                                         .form =
                                             &rule->forms[is_dashed && separator == ' ' ? 1 : 0],
                                         .is_valid = us_mbi_is_valid(number)};
    return detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_us_mbi = {
    .row = {.id = "us-mbi",
            .title = "Medicare Beneficiary Identifier",
            .tag = "mbi",
            .validation = "11 characters in a fixed order of digits and letters without S L O I B "
                          "Z, bare or 4-3-4",
            .context = "mbi, medicare, beneficiary identifier; within 200 bytes",
            .traps = "CMS's synthetic numbers hold an excluded letter on purpose: invalid-"
                     "range in a field that names them",
            .source = "CMS, Understanding the Medicare Beneficiary Identifier Format",
            .identifier = 'I',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_MBI),
    .labels = LABEL_BIT(LABEL_MBI),
    .check = EVIDENCE_RANGE,
    .forms = {{70, 95, 97, 200, 66, RIVAL_NONE}, {0, 90, 95, 50, 16, RIVAL_NONE}},
    .match = match,
    .normalise = detector_normalise_code,
};
