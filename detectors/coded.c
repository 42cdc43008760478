/* Codes that only a label makes: icd9-cm, hcpcs, loinc, snomed-ct, rxnorm and nucc-taxonomy. */
#include "detectors/detector.h"
#include "detectors/hcpcs.h"
#include "detectors/icd9.h"
#include "detectors/loinc.h"
#include "detectors/nucc.h"
#include "detectors/rules.h"
#include "detectors/score.h"
#include "detectors/snomed.h"

enum hcpcs_form { HCPCS_ALONE, HCPCS_LISTED };

/* One of the functions that match a code at a place of a text. */
typedef size_t (*code_match_fn)(const uint8_t *text, size_t before, size_t avail);

static bool judge_code(const struct site *site, const struct detector_rule *rule, size_t at,
                       code_match_fn match, struct finding *finding)
{
    const struct tile *tile = site->tile;
    const struct detector_value value = {
        .at = at,
        .len = match(tile->bytes + at, tile_code_before(tile, at), tile->len - at),
        .form = &rule->forms[0],
        .is_valid = true};
    return value.len > 0 && detector_judge(site, rule, &value, finding);
}

/* Where the code starts whose digits start at site->at: at the capital in front of them, if any. */
static size_t find_start(const struct site *site)
{
    return ascii_is_upper(tile_byte(site->tile, site->at - 1)) ? site->at - 1 : site->at;
}

static bool match_icd9(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    return judge_code(site, rule, find_start(site), icd9_match, finding);
}

/* Any five digits may be a code of CPT: unless they are one of a visit, the label must stand
 * directly in front of them or of others, which do not take it away. */
static bool match_hcpcs(const struct site *site, const struct detector_rule *rule,
                        struct finding *finding)
{
    if (site->run != HCPCS_LEN) {
        return judge_code(site, rule, find_start(site), hcpcs_match, finding);
    }
    const struct tile *tile = site->tile;
    const bool is_listed = context_is_listed(tile, rule->labels, hcpcs_is_code, site->at);
    const struct detector_value value = {
        .at = site->at,
        .len = hcpcs_match_cpt(tile->bytes + site->at, tile_code_before(tile, site->at),
                               tile->len - site->at),
        .form = &rule->forms[is_listed ? HCPCS_LISTED : HCPCS_ALONE],
        .is_valid = true};
    return value.len > 0 && (is_listed || hcpcs_is_visit(tile->bytes + site->at)) &&
           detector_judge(site, rule, &value, finding);
}

static bool match_loinc(const struct site *site, const struct detector_rule *rule,
                        struct finding *finding)
{
    return judge_code(site, rule, site->at, loinc_match, finding);
}

static bool match_snomed(const struct site *site, const struct detector_rule *rule,
                         struct finding *finding)
{
    return judge_code(site, rule, site->at, snomed_match, finding);
}

static bool match_nucc(const struct site *site, const struct detector_rule *rule,
                       struct finding *finding)
{
    return judge_code(site, rule, site->at, nucc_match, finding);
}

/* Any number may be one: the label must stand directly in front. */
static bool match_rxnorm(const struct site *site, const struct detector_rule *rule,
                         struct finding *finding)
{
    const struct tile *tile = site->tile;
    const struct detector_value value = {
        .at = site->at, .len = site->run, .form = &rule->forms[0], .is_valid = true};
    return tile_byte(tile, site->at) != '0' && tile_starts_token(tile, site->at) &&
           tile_ends_token(tile, site->at + site->run) &&
           context_is_field(tile, rule->labels, RIVAL_NUMBER, site->at) &&
           detector_judge(site, rule, &value, finding);
}

const struct detector_rule rule_icd9_cm = {
    .row = {.id = "icd9-cm",
            .title = "ICD-9-CM diagnosis code",
            .tag = NULL,
            .validation = "the form and range of a code, with its dot; V and E codes without, too",
            .context = "icd-9; required, within 50 bytes",
            .traps = "any decimal number: a label",
            .source = "NCHS, ICD-9-CM",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_ICD9),
    .runs = 1U << 2 | 1U << 3,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 70, 80, 50, 0, RIVAL_NUMBER}},
    .match = match_icd9,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_hcpcs = {
    .row = {.id = "hcpcs",
            .title = "HCPCS or CPT procedure code",
            .tag = NULL,
            .validation = "a letter of HCPCS level II and four digits, or 99202 to 99499; directly "
                          "behind a label any five digits",
            .context = "hcpcs, cpt, procedure code; required, within 50 bytes",
            .traps = "part numbers: a label; no list of CPT codes is shipped (AMA licence)",
            .source = "CMS, HCPCS level II; 45 CFR 162.1002",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_HCPCS),
    .runs = 1U << 4 | 1U << 5,
    .check = EVIDENCE_RANGE,
    .forms = {[HCPCS_ALONE] = {0, 65, 80, 50, 0, RIVAL_NUMBER},
              [HCPCS_LISTED] = {0, 65, 80, 50, 0, RIVAL_NONE}},
    .match = match_hcpcs,
    .normalise = detector_normalise_code,
};

const struct detector_rule rule_loinc = {
    .row = {.id = "loinc",
            .title = "LOINC code",
            .tag = NULL,
            .validation = "1 to 7 digits, a dash, a Luhn check digit",
            .context = "loinc; required, within 50 bytes",
            .traps = "one in ten numbers passes the check: a label",
            .source = "Regenstrief Institute, LOINC Users' Guide",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_LOINC),
    .runs = 0xfe /* 1 to 7 */,
    .check = EVIDENCE_CHECK_DIGIT,
    .lead = 1,
    .follows = "-",
    .forms = {{0, 80, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_loinc,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_snomed_ct = {
    .row = {.id = "snomed-ct",
            .title = "SNOMED CT identifier",
            .tag = NULL,
            .validation = "6 to 18 digits, a known partition, a Verhoeff check digit",
            .context = "snomed, sct; required, within 50 bytes",
            .traps = "one in ten numbers of a known partition passes: a label",
            .source = "SNOMED International, RF2 release file specification",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_SNOMED),
    .runs = 0x7ffc0 /* 6 to 18 */,
    .check = EVIDENCE_CHECK_DIGIT,
    .forms = {{0, 80, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_snomed,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_rxnorm = {
    .row = {.id = "rxnorm",
            .title = "RxNorm concept (RXCUI)",
            .tag = NULL,
            .validation = "2 to 8 digits; has no check digit",
            .context = "rxnorm, rxcui; required, directly in front",
            .traps = "any number: a label directly in front",
            .source = "NLM, RxNorm technical documentation",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_RXNORM),
    .runs = 0x1fc /* 2 to 8 */,
    .forms = {{0, 75, 80, 50, 0, RIVAL_NUMBER}},
    .match = match_rxnorm,
    .normalise = detector_normalise_digits,
};

const struct detector_rule rule_nucc_taxonomy = {
    .row = {.id = "nucc-taxonomy",
            .title = "Health care provider taxonomy code",
            .tag = NULL,
            .validation = "a group of 3 digits, 2 letters or digits, 4 digits, X",
            .context = "taxonomy, nucc; required, within 50 bytes",
            .traps = "none known",
            .source = "NUCC, Health Care Provider Taxonomy code set",
            .identifier = 0,
            .role = ROLE_HEALTH,
            .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_NUCC),
    .runs = 1U << 3 | 1U << 4 | 1U << 9,
    .check = EVIDENCE_RANGE,
    .forms = {{0, 85, 90, 50, 16, RIVAL_NUMBER}},
    .match = match_nucc,
    .normalise = detector_normalise_code,
};
