/* Judges named values. */
#include "detectors/field.h"

#include "detectors/ascii.h"
#include "detectors/custom_fields.h"
#include "detectors/detector.h"
#include "detectors/field_check.h"
#include "detectors/field_custom.h"
#include "detectors/fieldnames.h"
#include "detectors/ruleset.h"
#include "detectors/score.h"
#include "detectors/siphash.h"

#include <stdlib.h>
#include <string.h>

#define SCORE_SHAPE 20
#define SCORE_CHECK 25
#define SCORE_OUT_OF_RULE 75
#define SAMPLE_DIGITS_MIN                                                                          \
    5                 /* zeros as long as a number stand for one where a standard wants it         \
                       */
#define SCORE_WEAK 80 /* behind a name that may mean something else; such a value must be valid */

#define SCORE_OTHER 70
#define SCORE_REMOVED_MIN 60

const struct field_meaning field_no_meaning = {.detector = -1};

/* A detector as a named value: its id, its confidence, its check. */
struct field_kind {
    const char *id;
    uint8_t confidence;
    bool has_rule; /* its check sees wrong values */
    field_check_fn check;
};

/* Confidences: the third number of the cards. */
static const struct field_kind kinds[] = {
    {"us-ssn", 95, true, field_check_ssn},
    {"us-itin", 95, true, field_check_itin},
    {"us-ein", 85, true, field_check_ein},
    {"us-npi", 95, true, field_check_npi},
    {"us-dea", 95, true, field_check_dea},
    {"us-mbi", 98, true, field_check_mbi},
    {"us-hicn", 95, true, field_check_hicn},
    {"medicaid-id", 90, false, field_check_number},
    {"member-id", 95, false, field_check_number},
    {"mrn", 95, false, field_check_number},
    {"patient-id", 95, false, field_check_number},
    {"rx-number", 90, false, field_check_number},
    {"account-number", 95, false, field_check_number},
    {"bank-account", 90, false, field_check_account},
    {"aba-routing", 95, true, field_check_aba},
    {"iban", 98, true, field_check_iban},
    {"payment-card", 95, true, field_check_card},
    {"driver-license", 95, false, field_check_number},
    {"passport", 95, false, field_check_passport},
    {"license-number", 85, false, field_check_number},
    {"vin", 95, true, field_check_vin},
    {"license-plate", 90, false, field_check_number},
    {"device-id", 95, false, field_check_number},
    {"udi", 95, true, field_check_udi},
    {"dob", 95, true, field_check_date},
    {"service-date", 95, true, field_check_date},
    {"age-over-89", 95, false, field_check_age},
    {"person-name", 95, false, field_check_name},
    {"postal-address", 95, false, field_check_address},
    {"city", 90, false, field_check_words},
    {"zip-code", 90, false, field_check_zip},
    {"geo-coordinate", 90, true, field_check_geo},
    {"phone", 95, true, field_check_phone},
    {"fax", 95, true, field_check_phone},
    {"email", 90, true, field_check_email},
    {"url", 70, true, field_check_url},
    {"ip-address", 85, true, field_check_ip},
    {"mac-address", 85, true, field_check_mac},
    {"biometric", 85, false, field_check_sample},
    {"full-face-photo", 85, false, field_check_picture},
    {"unique-code", 85, false, field_check_number},
    {"icd10-cm", 95, true, field_check_icd10},
    {"icd9-cm", 90, true, field_check_icd9},
    {"hcpcs", 90, true, field_check_hcpcs},
    {"ndc", 95, true, field_check_ndc},
    {"loinc", 95, true, field_check_loinc},
    {"snomed-ct", 95, true, field_check_snomed},
    {"rxnorm", 90, false, field_check_rxnorm},
    {"nucc-taxonomy", 95, true, field_check_nucc},
    {"uk-nhs", 95, true, field_check_nhs},
    {"ca-phn", 95, true, field_check_phn},
    {"eu-ehic", 95, true, field_check_ehic},
};

struct field_rule {
    const struct field_kind *kind; /* NULL: not judged as a named value */
    uint16_t word;                 /* the label that evidence prints */
};

struct field_rules {
    const struct ruleset *ruleset;
    struct custom_fields *own;                  /* names that users' rules list */
    struct fieldnames *names;                   /* all others that are known */
    int16_t meanings[FIELDNAMES_MEANING_COUNT]; /* index in the registry, or -1 */
    size_t count;
    struct field_rule rules[];
};

/* The first phrase of the list that names what the detector finds: evidence is printed in our own
 * words, never in those of the scanned data. */
static uint16_t label_of(const struct detector_rule *rule)
{
    const uint64_t labels = rule->labels & ~LABEL_BIT(LABEL_MEMBER_WEAK); /* names other things */
    for (size_t i = 1; i < labels_count(); i++) {
        if ((labels & LABEL_BIT(labels_table[i].kind)) != 0) {
            return (uint16_t)i;
        }
    }
    return 0;
}

struct field_rules *field_rules_create(const struct ruleset *ruleset)
{
    const size_t count = detector_count();
    struct field_rules *const rules = calloc(1, sizeof *rules + count * sizeof rules->rules[0]);
    if (rules == NULL) {
        return NULL;
    }
    rules->names = fieldnames_create();
    if (rules->names == NULL || !custom_fields_create(ruleset->given, count, &rules->own)) {
        field_rules_free(rules);
        return NULL;
    }
    rules->ruleset = ruleset;
    rules->count = count;
    for (int i = 0; i < FIELDNAMES_MEANING_COUNT; i++) {
        const char *const id = fieldnames_detector_id((enum fieldnames_meaning)i);
        rules->meanings[i] = (int16_t)detector_find(id);
    }
    rules->meanings[FIELDNAMES_AGE] = (int16_t)detector_find("age-over-89");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const int index = detector_find(kinds[i].id);
        if (index >= 0 && ruleset_detector_is_enabled(ruleset, (size_t)index)) {
            rules->rules[index] =
                (struct field_rule){&kinds[i], label_of(detector_rule_at((size_t)index))};
        }
    }
    return rules;
}

void field_rules_free(struct field_rules *rules)
{
    if (rules != NULL) {
        custom_fields_free(rules->own);
        fieldnames_free(rules->names);
        free(rules);
    }
}

uint8_t field_confidence_of(size_t detector)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].id, detector_at(detector)->id) == 0) {
            return kinds[i].confidence;
        }
    }
    return 0;
}

struct field_meaning field_meaning_of(const char *detector_id)
{
    struct field_meaning meaning = FIELD_NO_MEANING;
    meaning.detector = (int16_t)detector_find(detector_id);
    return meaning;
}

struct field_meaning field_meaning_of_name(const struct field_rules *rules, struct span name)
{
    const struct field_meaning own = field_custom_meaning(rules->own, name, rules->ruleset);
    struct fieldnames_match match;
    if (own.detector >= 0) {
        return own;
    }
    if (!fieldnames_classify(rules->names, name.ptr, name.len, &match) || match.is_hashed) {
        return FIELD_NO_MEANING;
    }
    const int16_t detector = rules->meanings[match.meaning];
    if (detector < 0 || rules->rules[detector].kind == NULL) {
        return FIELD_NO_MEANING;
    }
    const bool is_other =
        match.subject == FIELDNAMES_PROVIDER || match.subject == FIELDNAMES_ORGANISATION;
    if (is_other && detector_at((size_t)detector)->role == ROLE_PERSON) {
        return FIELD_NO_MEANING;
    }
    return (struct field_meaning){.detector = detector, .is_weak = match.is_weak};
}

static const struct field_rule *rule_of(const struct field_rules *rules,
                                        struct field_meaning meaning)
{
    if (meaning.detector < 0 || (size_t)meaning.detector >= rules->count) {
        return NULL;
    }
    const struct field_rule *const rule = &rules->rules[meaning.detector];
    return rule->kind != NULL ? rule : NULL;
}

static size_t count_digits(struct span value)
{
    size_t digits = 0;
    for (size_t i = 0; i < value.len; i++) {
        digits += ascii_is_digit(value.ptr[i]);
    }
    return digits;
}

static bool has_text(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (ascii_is_alnum(value.ptr[i]) || value.ptr[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

enum field_verdict field_check(const struct field_rules *rules, struct field_meaning meaning,
                               struct span value)
{
    const struct field_rule *const rule = rule_of(rules, meaning);
    const struct span trimmed = ascii_trim(value.ptr, value.len);
    if (meaning.custom > 0) {
        return field_custom_check(rules->ruleset, meaning, value);
    }
    if (rule == NULL || trimmed.len > FIELD_VALUE_MAX) {
        return FIELD_ALIEN;
    }
    if (trimmed.len == 0) {
        return FIELD_EMPTY;
    }
    if (fieldnames_is_digest(trimmed.ptr, trimmed.len)) {
        return FIELD_ALIEN; /* a pseudonym */
    }
    const enum field_verdict verdict = rule->kind->check(trimmed);
    if (verdict != FIELD_MASKED && field_check_is_empty(trimmed)) {
        return meaning.is_stated && count_digits(trimmed) >= SAMPLE_DIGITS_MIN ? FIELD_SAMPLE
                                                                               : FIELD_EMPTY;
    }
    if (verdict == FIELD_ALIEN && meaning.is_stated && has_text(trimmed)) {
        return rule->kind->has_rule ? FIELD_INVALID : FIELD_VALID;
    }
    return verdict;
}

/* The keyed hash of the value, as ruleset_fingerprint() makes it of findings in text; of a value
 * without a normal form, of its text. */
static uint64_t fingerprint_of(const struct field_rules *rules, int16_t detector, struct span value)
{
    const struct detector_rule *const rule = detector_rule_at((size_t)detector);
    uint8_t normal[2 + DETECTOR_NORMAL_MAX];
    size_t len = 0;
    if (rule->normalise != NULL) {
        len = rule->normalise(rules->ruleset, value, normal + 2);
    }
    if (len == 0) {
        len = detector_normalise_text(rules->ruleset, value, normal + 2);
    }
    normal[0] = (uint8_t)detector;
    normal[1] = (uint8_t)((unsigned)detector >> 8);
    return siphash(rules->ruleset->fingerprint_key, normal, 2 + len);
}

/* A weak name is enough only where the check tells such values from others; any date keeps the rule
 * of a date of care. */
static bool may_be_weak(const struct field_kind *kind)
{
    return kind->has_rule && strcmp(kind->id, "service-date") != 0;
}

/* The confidence of a value with that verdict; sets the flags. */
static int score_of(const struct field_kind *kind, bool is_weak, enum field_verdict verdict,
                    struct finding *finding)
{
    if (is_weak) {
        return may_be_weak(kind) && verdict == FIELD_VALID && kind->confidence > SCORE_WEAK
                   ? SCORE_WEAK
                   : 0;
    }
    switch (verdict) {
    case FIELD_VALID:
        return kind->confidence;
    case FIELD_INVALID:
        finding->flags |= FINDING_INVALID_RANGE;
        return SCORE_OUT_OF_RULE;
    case FIELD_SAMPLE:
        finding->flags |= FINDING_PLACEHOLDER;
        return SCORE_OUT_OF_RULE;
    case FIELD_FICTIONAL:
        finding->flags |= FINDING_FICTIONAL;
        return SCORE_OUT_OF_RULE;
    case FIELD_MASKED:
        finding->flags |= FINDING_PARTIAL_VALUE;
        return SCORE_OUT_OF_RULE;
    case FIELD_EMPTY:
    case FIELD_ALIEN:
        break;
    }
    return 0;
}

/* What a score loses when the data say that they were de-identified. */
static int doubt_of(int total)
{
    if (total <= SCORE_REMOVED_MIN) {
        return 0;
    }
    return total + SCORE_NEGATIVE > SCORE_REMOVED_MIN ? SCORE_NEGATIVE : SCORE_REMOVED_MIN - total;
}

bool field_may_find(const struct field_rules *rules, struct field_meaning meaning)
{
    if (meaning.custom > 0) {
        return true;
    }
    const struct field_rule *const rule = rule_of(rules, meaning);
    return rule != NULL && (!meaning.is_weak || may_be_weak(rule->kind));
}

bool field_judge(const struct field_rules *rules, struct field_meaning meaning, struct span value,
                 struct finding *finding)
{
    if (meaning.custom > 0) {
        return field_custom_judge(rules->ruleset, meaning, value, finding);
    }
    const struct field_rule *const rule = rule_of(rules, meaning);
    *finding = (struct finding){0};
    if (!field_may_find(rules, meaning)) {
        return false;
    }
    const enum field_verdict verdict = field_check(rules, meaning, value);
    if (verdict == FIELD_EMPTY || verdict == FIELD_ALIEN) {
        return false;
    }
    int total = score_of(rule->kind, meaning.is_weak, verdict, finding);
    if (verdict == FIELD_VALID && !meaning.is_weak) {
        total = field_custom_change(rules->ruleset, (size_t)meaning.detector, value, total);
    }
    if (meaning.is_other && total > SCORE_OTHER) {
        total = SCORE_OTHER;
    }
    const int doubt = meaning.is_removed ? doubt_of(total) : 0;
    if (!ruleset_takes(rules->ruleset, total + doubt, finding)) {
        return false;
    }
    const uint8_t kind = detector_rule_at((size_t)meaning.detector)->check;
    const int check = verdict == FIELD_VALID && kind != EVIDENCE_SHAPE ? SCORE_CHECK : 0;
    finding->detector = (uint16_t)meaning.detector;
    score_add(finding, EVIDENCE_SHAPE, SCORE_SHAPE, 0);
    score_add(finding, (enum evidence_kind)kind, check, 0);
    score_add(finding, EVIDENCE_FIELD, total - SCORE_SHAPE - check, rule->word);
    score_add(finding, EVIDENCE_NEGATIVE, doubt, 0);
    if (meaning.is_removed) {
        finding->flags |= FINDING_NEGATIVE_CONTEXT;
    }
    finding->fingerprint =
        fingerprint_of(rules, meaning.detector, ascii_trim(value.ptr, value.len));
    return true;
}
