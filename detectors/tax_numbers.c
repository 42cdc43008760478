/* The us-itin, us-ein and us-hicn detectors. */
#include "detectors/detector.h"
#include "detectors/hicn.h"
#include "detectors/labelled_code.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/taxid.h"

enum number_form { FORM_GROUPED, FORM_BARE };

/* A value that is not the number of its kind counts only behind a label that says so. */
static bool judge_number(const struct site *site, const struct detector_rule *rule,
                         struct detector_value *value, uint64_t own_label, struct finding *finding)
{
    if (!value->is_valid) {
        value->labels = own_label;
    }
    return tile_starts_token(site->tile, value->at) &&
           tile_ends_token(site->tile, value->at + value->len) &&
           detector_judge(site, rule, value, finding);
}

/* ddd?dd?dddd with the same separator twice. */
static bool is_grouped(const struct tile *tile, size_t at)
{
    const uint8_t separator = tile_byte(tile, at + 3);
    return tile_byte(tile, at + 6) == separator && ascii_is_one_of(separator, "- .");
}

static bool match_itin(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    const bool is_bare = site->anchor == ANCHOR_NUMBER;
    if (tile_byte(site->tile, site->at) != '9' || (!is_bare && !is_grouped(site->tile, site->at))) {
        return false;
    }
    struct detector_value value = {.at = site->at,
                                   .len = is_bare ? 9 : 11,
                                   .form = &rule->forms[is_bare ? FORM_BARE : FORM_GROUPED]};
    uint8_t digits[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_digits(NULL, tile_span(site->tile, value.at, value.len), digits);
    value.is_valid = taxid_is_itin(digits);
    return judge_number(site, rule, &value, LABEL_BIT(LABEL_ITIN), finding);
}

static bool match_ein(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    const bool is_bare = site->run == 9;
    if (!is_bare &&
        (tile_byte(tile, site->at + 2) != '-' || tile_count_digits(tile, site->at + 3, 8) != 7)) {
        return false;
    }
    struct detector_value value = {
        .at = site->at, .len = is_bare ? 9 : 10, .form = &rule->forms[FORM_GROUPED]};
    uint8_t digits[DETECTOR_NORMAL_MAX];
    (void)detector_normalise_digits(NULL, tile_span(tile, value.at, value.len), digits);
    value.is_valid = taxid_is_ein(digits);
    value.labels = is_bare ? LABEL_BIT(LABEL_EIN) : 0;
    return judge_number(site, rule, &value, LABEL_BIT(LABEL_EIN), finding);
}

/* Nine digits, a capital and perhaps one more: of no possible number or beneficiary, it counts
 * where a label says what it is. */
static bool is_like_hicn(const struct tile *tile, const struct labelled_code *code)
{
    const size_t len = code->end - code->at - code->dashes;
    const bool ends_in_digit = tile_is_digit(tile, code->end - 1);
    return len >= 10 && len <= 11 && code->small == 0 && code->capitals == len - code->digits &&
           code->digits == 9 + (len == 11 && ends_in_digit ? 1U : 0U) &&
           ascii_is_upper(tile_byte(tile, code->end - (len - 9)));
}

static bool match_hicn(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    const struct tile *tile = site->tile;
    const size_t len =
        hicn_match(tile->bytes + site->at, tile_code_before(tile, site->at), tile->len - site->at);
    if (len > 0) {
        const struct detector_value value = {
            .at = site->at, .len = len, .form = &rule->forms[FORM_GROUPED], .is_valid = true};
        return detector_judge(site, rule, &value, finding);
    }
    struct labelled_code code;
    if (site->anchor == ANCHOR_LONG || !labelled_code_read(site, &code)) {
        return false;
    }
    const size_t railroad = hicn_match_railroad(
        tile->bytes + code.at, tile_code_before(tile, code.at), tile->len - code.at);
    const bool is_like = railroad == 0 && is_like_hicn(tile, &code);
    const struct detector_value value = {.at = code.at,
                                         .len = is_like ? code.end - code.at : railroad,
                                         .form = &rule->forms[FORM_BARE],
                                         .labels = LABEL_BIT(LABEL_HICN),
                                         .is_valid = railroad > 0};
    return value.len > 0 && detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_us_itin = {
    .row = {.id = "us-itin",
            .title = "US Individual Taxpayer Identification Number",
            .tag = "itin",
            .validation = "9dd-gg-dddd with '-', ' ' or '.', or 9 digits; gg 50-65, 70-88, 90-92, "
                          "94-99",
            .context = "itin, individual taxpayer, tax id, tin; required, within 100 bytes, bare "
                       "digits within 50",
            .traps = "the same shape as an SSN: never without a label",
            .source = "IRS, Internal Revenue Manual 3.21.263",
            .identifier = 'R',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_SSN) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_ITIN) | LABEL_BIT(LABEL_TAX),
    .runs = 1U << 9,
    .start = START_TOKEN,
    .check = EVIDENCE_RANGE,
    .forms = {[FORM_GROUPED] = {0, 85, 93, 100, 33, RIVAL_NUMBER},
              [FORM_BARE] = {0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_itin,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_us_ein = {
    .row = {.id = "us-ein",
            .title = "US Employer Identification Number",
            .tag = NULL,
            .validation = "dd-ddddddd, or 9 digits behind ein; prefix in use",
            .context = "ein, fein, employer identification, tax id; required, within 50 bytes",
            .traps = "a company's: makes no person",
            .source = "IRS, How EINs are assigned and valid EIN prefixes",
            .identifier = 0,
            .role = ROLE_ORGANISATION,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_EIN) | LABEL_BIT(LABEL_TAX),
    .runs = 1U << 2 | 1U << 9,
    .follows = "-",
    .marked = 1U << 2,
    .start = START_TOKEN,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_ein,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_us_hicn = {
    .row = {.id = "us-hicn",
            .title = "Medicare Health Insurance Claim Number (until 2019)",
            .tag = "hicn",
            .validation = "a possible SSN and a beneficiary code, or a railroad prefix and 6 or 9 "
                          "digits",
            .context = "hicn, hic no, health insurance claim number, medicare, within 100 bytes; "
                       "required for the railroad form, without medicare, within 50",
            .traps = "part numbers of nine digits and a letter: low without a label",
            .source = "CMS, Medicare General Information, Eligibility, and Entitlement Manual, "
                      "chapter 2, 50.2-50.4",
            .identifier = 'I',
            .role = ROLE_PERSON,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_LONG),
    .labels = LABEL_BIT(LABEL_HICN) | LABEL_BIT(LABEL_MBI),
    .runs = 1U << 3 | 1U << 6 | 1U << 9,
    .follows = "-",
    .marked = 1U << 3,
    .start = START_CODE,
    .check = EVIDENCE_RANGE,
    .forms = {[FORM_GROUPED] = {60, 90, 93, 100, 33, RIVAL_NUMBER},
              [FORM_BARE] = {0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_hicn,
    .normalise = detector_normalise_code,
};
