/* The uk-nhs, ca-phn and eu-ehic detectors: health numbers of other countries, off by default. */
#include "detectors/labelled_code.h"
#include "detectors/national_ids.h"
#include "detectors/rules.h"
#include "detectors/score.h"

#include <string.h>

#define GROUPED_LEN 12   /* ddd ddd dddd, dddd ddd ddd */
#define QUEBEC_LEN 14    /* AAAA dddd dddd */
#define QUEBEC_LETTERS 5 /* and the blank behind them */
#define EHIC_DIGITS 20

/* Judges a value that a label of the country names; others are not looked at. */
static bool judge_number(const struct site *site, const struct detector_rule *rule,
                         const struct detector_value *value, unsigned country,
                         struct finding *finding)
{
    const struct tile *tile = site->tile;
    if (!tile_starts_token(tile, value->at) || !tile_ends_token(tile, value->at + value->len)) {
        return false;
    }
    const struct context context = detector_context(site, rule, value);
    return context.strength != CONTEXT_NONE && (labels_table[context.word].flags & country) != 0 &&
           detector_judge(site, rule, value, finding);
}

/* The length of ten digits in groups of these sizes with the same ' ' or '-' between, or bare; or
 * 0. */
static size_t match_ten(const struct site *site, size_t first, size_t second)
{
    const struct tile *tile = site->tile;
    if (site->run == 10) {
        return 10;
    }
    const size_t third = 10 - first - second;
    const uint8_t mark = tile_byte(tile, site->at + first);
    const size_t at = site->at + first + 1;
    const bool is_grouped = site->run == first && ascii_is_one_of(mark, " -") &&
                            tile_count_digits(tile, at, 5) == second &&
                            tile_byte(tile, at + second) == mark &&
                            tile_count_digits(tile, at + second + 1, 5) == third;
    return is_grouped ? GROUPED_LEN : 0;
}

static bool match_nhs(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    struct detector_value value = {.at = site->at, .form = &rule->forms[0]};
    value.len = match_ten(site, 3, 3);
    if (value.len == 0) {
        return false;
    }
    value.is_valid = national_ids_is_nhs(site->tile->bytes + value.at, value.len);
    return judge_number(site, rule, &value, LABEL_FLAG_UK, finding);
}

/* The number of Quebec around site->at, or of another province from there on: its place and length
 * in value. */
static bool find_canadian(const struct site *site, struct detector_value *value)
{
    const struct tile *tile = site->tile;
    value->len = match_ten(site, 4, 3);
    if (value->len > 0) {
        return true;
    }
    if (site->run == 8) {
        value->at = site->at >= 4 ? site->at - 4 : site->at;
        value->len = site->at + 8 - value->at;
        return true;
    }
    const size_t gap = site->at + 4;
    if (site->run != 4 || site->at < QUEBEC_LETTERS || tile_byte(tile, site->at - 1) != ' ' ||
        tile_byte(tile, gap) != ' ' || tile_count_digits(tile, gap + 1, 5) != 4) {
        return false;
    }
    value->at = site->at - QUEBEC_LETTERS;
    value->len = QUEBEC_LEN;
    return true;
}

static bool match_phn(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    struct detector_value value = {.at = site->at, .form = &rule->forms[0]};
    if (!find_canadian(site, &value)) {
        return false;
    }
    const enum national_ids_province province =
        national_ids_find_province(site->tile->bytes + value.at, value.len);
    value.is_valid = province != NATIONAL_IDS_NONE;
    const bool is_ten = value.at == site->at && value.len >= 10;
    return (value.is_valid || is_ten) &&
           judge_number(site, rule, &value, LABEL_FLAG_CANADA, finding);
}

static bool match_ehic(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    const struct detector_value value = {
        .at = site->at,
        .len = EHIC_DIGITS,
        .form = &rule->forms[0],
        .is_valid = site->run == EHIC_DIGITS &&
                    national_ids_is_ehic(site->tile->bytes + site->at, EHIC_DIGITS)};
    return value.is_valid && judge_number(site, rule, &value, LABEL_FLAG_EUROPE, finding);
}

const struct detector_rule rule_uk_nhs = {
    .row = {.id = "uk-nhs",
            .title = "NHS number of the United Kingdom",
            .tag = "nhs",
            .validation = "10 digits, bare or 3-3-4, weights 10 to 2 modulo 11",
            .context = "nhs number, nhs no; required, within 50 bytes",
            .traps = "one of eleven numbers passes the check: a label of the NHS",
            .source = "NHS Data Dictionary, NHS NUMBER",
            .identifier = 'H',
            .role = ROLE_PERSON,
            .is_optional = true,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_HEALTH_NUMBER),
    .runs = 1U << 3 | 1U << 10,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{0, 85, 93, 50, 16, RIVAL_NUMBER}},
    .match = match_nhs,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_ca_phn = {
    .row = {.id = "ca-phn",
            .title = "Health number of a Canadian province",
            .tag = "phn",
            .validation =
                "Ontario: 10 digits, Luhn; British Columbia: 10 digits from 9, modulo 11; "
                "Quebec: 4 letters, 8 digits with a birth date",
            .context = "phn, personal health number, ohip, health card number, ramq; required, "
                       "within 50 bytes",
            .traps = "one of ten numbers passes the check: a label of a province",
            .source = "Ontario Health Card validation; BC PHN check digit; RAMQ, NAM",
            .identifier = 'I',
            .role = ROLE_PERSON,
            .is_optional = true,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_HEALTH_NUMBER),
    .runs = 1U << 4 | 1U << 8 | 1U << 10,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{0, 85, 93, 50, 16, RIVAL_NUMBER}},
    .match = match_phn,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_eu_ehic = {
    .row = {.id = "eu-ehic",
            .title = "Number of a European Health Insurance Card",
            .tag = "ehic",
            .validation = "20 digits: 80, the number of the country, issuer and serial",
            .context = "ehic, european health insurance card; required, within 50 bytes",
            .traps = "no check digit: a label",
            .source = "Decision S2 of 12 June 2009 of the Administrative Commission, 2010/C 106/09",
            .identifier = 'I',
            .role = ROLE_PERSON,
            .is_optional = true,
            .qualifies = true},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_HEALTH_NUMBER),
    .runs = 1U << 20,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 85, 93, 50, 16, RIVAL_NUMBER}},
    .match = match_ehic,
    .normalise = detector_normalise_digits,
};
