/* The icd10-cm and ndc detectors. */
#include "detectors/detector.h"
#include "detectors/icd10.h"
#include "detectors/ndc.h"
#include "detectors/rules.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"

#include <string.h>

#define DIAGNOSIS_NEAR 50 /* a word of diagnosis within so many bytes labels a code */

enum icd_form { ICD_DOTTED, ICD_BARE };

/* Lifts a dotted code beside a word of diagnosis, as a label would. */
static void add_diagnosis(const struct site *site, const struct detector_rule *rule, size_t len,
                          struct finding *finding)
{
    const struct tile *tile = site->tile;
    const struct lexicon_place place = {tile->bytes + site->at, len, site->at,
                                        tile->len - site->at};
    const struct detector_form *form = &rule->forms[ICD_DOTTED];
    const bool is_labelled =
        (finding->flags & FINDING_NEGATIVE_CONTEXT) != 0 || finding->confidence > form->alone;
    if (!is_labelled && lexicon_diagnosis_near(site->ruleset->lexicon, &place, DIAGNOSIS_NEAR)) {
        score_add(finding, EVIDENCE_NEIGHBOUR, form->word - form->alone, 0);
    }
}

/* True for "hypertension (I10)", one of the names of diseases behind a label. */
static bool is_enclosed(const struct site *site, size_t at, size_t len)
{
    const struct tile *tile = site->tile;
    const struct lexicon_place place = {tile->bytes + at, len, at, tile->len - at};
    return tile_byte(tile, at - 1) == '(' && tile_byte(tile, at + len) == ')' &&
           lexicon_diagnosis_near(site->ruleset->lexicon, &place, DIAGNOSIS_NEAR);
}

static bool match_icd10(const struct site *site, const struct detector_rule *rule,
                        struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct detector_value value = {
        .at = site->at, .form = &rule->forms[ICD_DOTTED], .is_valid = true};
    if (site->anchor == ANCHOR_ICD) {
        value.len = icd10_match(tile->bytes + site->at, site->at, tile->len - site->at);
        if (value.len == 0 || !detector_judge(site, rule, &value, finding)) {
            return false;
        }
        add_diagnosis(site, rule, value.len, finding);
        return true;
    }
    const bool is_by_chance = /* in what is no text */
        tile_byte(tile, site->at - 2) >= 0x80 && !tile_is_punctuation(tile, site->at - 4);
    if (!ascii_is_upper(tile_byte(tile, site->at - 1)) || is_by_chance) {
        return false;
    }
    value.at = site->at - 1;
    value.form = &rule->forms[ICD_BARE];
    value.len = icd10_match_undotted(tile->bytes + value.at, value.at, tile->len - value.at);
    return value.len > 0 &&
           (context_is_listed(tile, rule->labels, icd10_is_code, value.at) ||
            is_enclosed(site, value.at, value.len)) &&
           detector_judge(site, rule, &value, finding);
}

static size_t normalise_icd10(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    char code[8];
    const size_t len = icd10_normalise(value.ptr, value.len, code);
    if (len == 0) {
        return detector_normalise_code(ruleset, value, out);
    }
    memcpy(out, code, len);
    return len;
}

static bool match_ndc(const struct site *site, const struct detector_rule *rule,
                      struct finding *finding)
{
    const struct tile *tile = site->tile;
    struct detector_value value = {.at = site->at, .form = &rule->forms[0], .is_valid = true};
    if (site->anchor == ANCHOR_NDC) {
        value.len = ndc_match(tile->bytes + site->at, site->at, tile->len - site->at, NULL);
    } else if (site->run == 11 && tile_starts_token(tile, site->at) &&
               tile_ends_token(tile, site->at + 11)) {
        value.len = 11;
        value.form = &rule->forms[1];
    }
    return value.len > 0 && detector_judge(site, rule, &value, finding);
}

static size_t normalise_ndc(const struct ruleset *ruleset, struct span value, uint8_t *out)
{
    char normal[11];
    if (!ndc_normalise(value.ptr, value.len, normal)) {
        return detector_normalise_digits(ruleset, value, out);
    }
    memcpy(out, normal, sizeof normal);
    return sizeof normal;
}

const struct detector_rule rule_icd10_cm = {
    .row =
        {.id = "icd10-cm",
         .title = "ICD-10-CM diagnosis code",
         .tag = NULL,
         .validation =
             "the form of a code, in a category that exists; without its dot only behind a label",
         .context = "icd, diagnosis code, or a diagnosis within 50 bytes",
         .traps = "fonts (A4.2), cells, screws, chess: a category that exists, and a "
                  "label or diagnosis near; without its dot only directly behind a label",
         .source = "NCHS, ICD-10-CM tabular list",
         .identifier = 0,
         .role = ROLE_HEALTH,
         .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_ICD) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_ICD),
    .runs = UINT32_MAX,
    .check = EVIDENCE_RANGE,
    .forms = {[ICD_DOTTED] = {30, 85, 88, 50, 16, RIVAL_NONE},
              [ICD_BARE] = {0, 75, 80, 50, 0, RIVAL_NUMBER}},
    .match = match_icd10,
    .normalise = normalise_icd10,
};

const struct detector_rule rule_ndc = {
    .row =
        {.id = "ndc",
         .title = "National Drug Code",
         .tag = NULL,
         .validation =
             "4-4-2, 5-3-2, 5-4-1 or 5-4-2 digits with dashes; 11 bare digits only behind a label",
         .context = "ndc, national drug code; required, within 50 bytes",
         .traps = "bare eleven digits are ambiguous: a label",
         .source = "21 CFR 207.33; 45 CFR 162.1002",
         .identifier = 0,
         .role = ROLE_HEALTH,
         .qualifies = false},
    .anchors = ANCHOR_BIT(ANCHOR_NDC) | ANCHOR_BIT(ANCHOR_NUMBER),
    .labels = LABEL_BIT(LABEL_NDC),
    .runs = 1U << 11,
    .check = EVIDENCE_RANGE,
    .forms = {{50, 90, 93, 50, 16, RIVAL_NONE}, {0, 75, 85, 50, 16, RIVAL_NUMBER}},
    .match = match_ndc,
    .normalise = normalise_ndc,
};
