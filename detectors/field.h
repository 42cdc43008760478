/*
 * Judges a named value: a cell under a column's name, a member of JSON, a component of a segment.
 * The name has said what the value is (its meaning); what is left to see is whether the value is
 * there at all, and whether it keeps the rules of its kind. Pure, without allocation but in
 * field_rules_create().
 *
 * A value that keeps its rules, or whose kind has none, scores what the detector's card says for a
 * named field (docs/contract.md: 85-98). One that looks like its kind but fails its range or check
 * digit scores 75, flagged "invalid-range": test data, a typing error, a synthetic number. One that
 * looks like something else (a word in a column of numbers, a hash in a column of SSNs) is no
 * finding, and neither is what stands for "no value": empty, null, N/A, unknown, zeros, a mask.
 */
#ifndef DETECTORS_FIELD_H
#define DETECTORS_FIELD_H

#include "detectors/finding.h"
#include "detectors/scan.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

/* Values of more bytes are text, not values. */
#define FIELD_VALUE_MAX 256

/* What a name says about its values. */
struct field_meaning {
    int16_t detector; /* index in the registry; -1: nothing */
    bool is_weak;     /* the name alone is not enough: "id", "name" */
    bool is_stated;   /* a standard says what stands here, by place, type code or OID: any value of
                         letters or digits counts, whatever it looks like */
    bool is_other;    /* a physician's or a device's, not the patient's: at most 70, so that it
                         makes no person */
    bool is_removed;  /* the data say that they were de-identified: 30 less, but not below 60,
                         flagged "negative-context" */
    uint16_t custom;  /* index in the rule set of a user's own detector, and detector is one of the
                         registry that has its role; 0: none */
};

/* A name that says nothing. Copied whole from where it lies: made on the spot, it is written in
 * parts, and reading these as one number waits for all of them, for every value of a text. */
extern const struct field_meaning field_no_meaning;
#define FIELD_NO_MEANING field_no_meaning

enum field_verdict {
    FIELD_EMPTY,     /* no value, or one that stands for none */
    FIELD_ALIEN,     /* not of this kind */
    FIELD_INVALID,   /* of this kind, but fails its rule */
    FIELD_MASKED,    /* part of it is hidden: ***-**-1234 */
    FIELD_SAMPLE,    /* a published placeholder: 123-45-6789 */
    FIELD_FICTIONAL, /* kept for films and test data: 555-0100 */
    FIELD_VALID
};

/* What is known of each detector of the registry as a named value; immutable, shared by threads.
 * NULL when memory is short. ruleset must outlive it. */
struct field_rules;
struct field_rules *field_rules_create(const struct ruleset *ruleset);
void field_rules_free(struct field_rules *rules);

/* The confidence of a valid value in a field that names it, by index in the registry; 0 when such
 * values are not judged as fields. */
uint8_t field_confidence_of(size_t detector);

/* The meaning of a detector's id, FIELD_NO_MEANING when the registry has no such row. */
struct field_meaning field_meaning_of(const char *detector_id);

/*
 * What a column's name or a path ("$.patient.ssn") says about its values, by fieldnames.h: nothing
 * when the name tells of a provider or a company what would identify a person.
 */
struct field_meaning field_meaning_of_name(const struct field_rules *rules, struct span name);

/* What value is, given that meaning. */
enum field_verdict field_check(const struct field_rules *rules, struct field_meaning meaning,
                               struct span value);

/* False when no value with that meaning is a finding: a name alone is not enough for its kind. */
bool field_may_find(const struct field_rules *rules, struct field_meaning meaning);

/*
 * Judges value, decoded and without quotes. True when it is a finding of at least the rule set's
 * lowest confidence: then finding is filled but for offset and length. Also true, with the flag
 * FINDING_BELOW, for one below, when the rule set keeps candidates.
 */
bool field_judge(const struct field_rules *rules, struct field_meaning meaning, struct span value,
                 struct finding *finding);

#endif
