/* The aba-routing, iban and vin detectors: numbers with a check of their own. */
#include "detectors/bank.h"
#include "detectors/labelled_code.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/vin.h"

#define ABA_LEN 9

/* True for a number that fails its check behind a label that may name something else: "routing". Of
 * such, the shape and the label are the first two reasons. */
static bool is_doubtful_aba(const struct finding *finding)
{
    return (finding->flags & FINDING_INVALID_RANGE) != 0 &&
           (labels_table[finding->evidence[1].word].flags & LABEL_FLAG_WEAK) != 0;
}

static bool match_aba(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    const size_t valid_len = bank_match_aba(tile->bytes + site->at,
                                            tile_code_before(tile, site->at), tile->len - site->at);
    const size_t len = valid_len > 0 || site->run != ABA_LEN ? valid_len : ABA_LEN;
    const struct detector_value value = {
        .at = site->at, .len = len, .form = &rule->forms[0], .is_valid = valid_len > 0};
    return len > 0 && tile_starts_token(tile, site->at) && tile_ends_token(tile, site->at + len) &&
           detector_judge(site, rule, &value, finding) && !is_doubtful_aba(finding);
}

/* The length of what starts like an IBAN: its country, in either case, two digits, the right number
 * of letters and digits; or 0. */
static size_t match_iban_letters(const struct tile *tile, size_t at)
{
    const uint8_t country[2] = {ascii_to_upper(tile_byte(tile, at)),
                                ascii_to_upper(tile_byte(tile, at + 1))};
    const size_t len = bank_iban_length(country);
    size_t end = at;
    while (end - at < len && ascii_is_alnum(tile_byte(tile, end))) {
        end++;
    }
    return len > 0 && end - at == len && tile_ends_token(tile, end) ? len : 0;
}

/* Codes whose check says enough are reported without a label, too. */
enum code_form { FORM_LABELLED, FORM_ALONE };

static bool match_iban(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    const struct tile *tile = site->tile;
    const bool is_alone = site->anchor == ANCHOR_LONG;
    const size_t at = is_alone ? site->at : site->at - 2; /* digits follow the country */
    if (at > site->at || !ascii_is_alpha(tile_byte(tile, at))) {
        return false;
    }
    size_t len = bank_match_iban(tile->bytes + at, tile_code_before(tile, at), tile->len - at);
    bool is_valid = len > 0;
    if (!is_valid && !is_alone && context_is_field(tile, rule->labels, RIVAL_NUMBER, at)) {
        len = match_iban_letters(tile, at);
        is_valid = len > 0 && bank_is_iban(tile->bytes + at, len);
    }
    const struct detector_value value = {.at = at,
                                         .len = len,
                                         .form =
                                             &rule->forms[is_valid ? FORM_ALONE : FORM_LABELLED],
                                         .is_valid = is_valid};
    return len > 0 && tile_starts_token(tile, at) && detector_judge(site, rule, &value, finding);
}

static bool match_vin(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct labelled_code code;
    if (site->anchor == ANCHOR_LONG) {
        const struct detector_value value = {.at = site->at,
                                             .len = vin_match(tile->bytes + site->at,
                                                              tile_code_before(tile, site->at),
                                                              tile->len - site->at),
                                             .form = &rule->forms[FORM_ALONE],
                                             .is_valid = true};
        return value.len > 0 && detector_judge(site, rule, &value, finding);
    }
    if (!labelled_code_read(site, &code) || code.end - code.at != 17 ||
        (code.small > 0 && code.capitals > 0) || !vin_has_shape(tile->bytes + code.at, 17)) {
        return false;
    }
    const struct detector_value value = {.at = code.at,
                                         .len = 17,
                                         .form = &rule->forms[0],
                                         .is_valid = vin_is_valid(tile->bytes + code.at, 17)};
    return detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_aba_routing = {
    .row = {.id = "aba-routing",
            .title = "ABA routing number of a bank",
            .tag = NULL,
            .validation = "9 digits, or dddd-dddd-d; prefix in use, weights 3 7 1 modulo 10",
            .context = "aba, routing, routing number, rtn, micr; required, within 50 bytes",
            .traps = "one in 20 numbers of nine digits passes the check: a label",
            .source = "American Bankers Association, Key to Routing Numbers",
            .identifier = 0,
            .role = ROLE_ORGANISATION,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_ABA),
    .runs = 1U << 4 | 1U << 9,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{0, 80, 90, 50, 16, RIVAL_NUMBER}},
    .match = match_aba,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_iban = {
    .row = {.id = "iban",
            .title = "International bank account number",
            .tag = "iban",
            .validation = "the country's length, all together or in groups of four, modulo 97",
            .context = "iban, within 200 bytes; required for one that fails its check",
            .traps = "none known: the check is two digits long",
            .source = "ISO 13616-1; SWIFT IBAN registry, release 99",
            .identifier = 'J',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_LONG),
    .labels = LABEL_BIT(LABEL_IBAN),
    .runs = LABELLED_CODE_RUNS,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {[FORM_LABELLED] = {0, 95, 97, 50, 16, RIVAL_NUMBER},
              [FORM_ALONE] = {90, 95, 97, 200, 66, RIVAL_NONE}},
    .match = match_iban,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_vin = {
    .row = {.id = "vin",
            .title = "Vehicle identification number",
            .tag = "vin",
            .validation = "17 capitals and digits without I, O, Q, check digit at the ninth place",
            .context = "vin, vehicle identification number, within 200 bytes; required for one "
                       "that fails its check or does not end in four digits",
            .traps = "one of eleven codes passes: 17 characters alone, and low without a "
                     "label",
            .source = "49 CFR 565; ISO 3779",
            .identifier = 'L',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_LONG),
    .labels = LABEL_BIT(LABEL_VIN),
    .runs = LABELLED_CODE_RUNS,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {[FORM_LABELLED] = {0, 95, 97, 50, 16, RIVAL_NUMBER},
              [FORM_ALONE] = {60, 95, 97, 200, 66, RIVAL_NONE}},
    .match = match_vin,
    .normalise = detector_normalise_code,
};
