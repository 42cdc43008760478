/* Named values by users' own rules. */
#include "detectors/field_custom.h"

#include "detectors/ascii.h"
#include "detectors/custom_scan.h"
#include "detectors/field_check.h"
#include "detectors/score.h"

#define SCORE_SHAPE 20
#define SCORE_CHECK 25
#define SCORE_OUT_OF_RULE 75

/* A detector of the registry with that role: what readers may ask about a meaning is its role. */
static int16_t stand_in(enum role role)
{
    switch (role) {
    case ROLE_PROVIDER:
        return (int16_t)detector_find("us-npi");
    case ROLE_ORGANISATION:
        return (int16_t)detector_find("us-ein");
    case ROLE_HEALTH:
        return (int16_t)detector_find("rxnorm");
    case ROLE_PAYMENT:
        return (int16_t)detector_find("payment-card");
    case ROLE_PERSON:
        break;
    }
    return (int16_t)detector_find("unique-code");
}

struct field_meaning field_custom_meaning(const struct custom_fields *fields, struct span name,
                                          const struct ruleset *ruleset)
{
    const int index = custom_fields_find(fields, name);
    if (index < 0 || !ruleset_detector_is_enabled(ruleset, (size_t)index)) {
        return FIELD_NO_MEANING;
    }
    if ((size_t)index < detector_count()) {
        return (struct field_meaning){.detector = (int16_t)index};
    }
    return (struct field_meaning){.detector =
                                      stand_in(ruleset_detector_at(ruleset, (size_t)index)->role),
                                  .custom = (uint16_t)index};
}

enum field_verdict field_custom_check(const struct ruleset *ruleset, struct field_meaning meaning,
                                      struct span value)
{
    const struct custom_rule *const rule = ruleset_custom_at(ruleset, meaning.custom);
    const struct span trimmed = ascii_trim(value.ptr, value.len);
    if (trimmed.len == 0 || (trimmed.len <= FIELD_VALUE_MAX && field_check_is_empty(trimmed))) {
        return FIELD_EMPTY;
    }
    if (!custom_is_whole(rule, trimmed)) {
        return FIELD_ALIEN;
    }
    return validator_is_valid(rule->given->check, trimmed) ? FIELD_VALID : FIELD_INVALID;
}

bool field_custom_judge(const struct ruleset *ruleset, struct field_meaning meaning,
                        struct span value, struct finding *finding)
{
    const struct custom_rule *const rule = ruleset_custom_at(ruleset, meaning.custom);
    const enum field_verdict verdict = field_custom_check(ruleset, meaning, value);
    const struct span trimmed = ascii_trim(value.ptr, value.len);
    *finding = (struct finding){.detector = meaning.custom};
    if ((verdict != FIELD_VALID && verdict != FIELD_INVALID) ||
        custom_texts_stand_in(&rule->given->ignored, trimmed)) {
        return false;
    }
    int total = rule->given->field;
    if (verdict == FIELD_INVALID) {
        finding->flags |= FINDING_INVALID_RANGE;
        total = total < SCORE_OUT_OF_RULE ? total : SCORE_OUT_OF_RULE;
    }
    if (!ruleset_takes(ruleset, total, finding)) {
        return false;
    }
    const bool is_checked = verdict == FIELD_VALID && rule->rule.check != EVIDENCE_SHAPE;
    const int shape = total < SCORE_SHAPE ? total : SCORE_SHAPE;
    const int check = is_checked && total >= SCORE_SHAPE + SCORE_CHECK ? SCORE_CHECK : 0;
    score_add(finding, EVIDENCE_SHAPE, shape, 0);
    score_add(finding, (enum evidence_kind)rule->rule.check, check, 0);
    score_add(finding, EVIDENCE_FIELD, total - shape - check, 0);
    finding->fingerprint = ruleset_fingerprint(ruleset, meaning.custom, trimmed);
    return true;
}

int field_custom_change(const struct ruleset *ruleset, size_t detector, struct span value,
                        int confidence)
{
    const struct custom_change *const change = ruleset_change_at(ruleset, detector);
    if (change == NULL) {
        return confidence;
    }
    if (custom_texts_stand_in(&change->ignored, value)) {
        return 0;
    }
    return change->field >= 0 ? change->field : confidence;
}
