/*
 * HL7 v2 (2.1 to 2.8; chapters 2A data types, 3 PID and NK1, 4 orders, 5 queries, 6 GT1, IN1 and
 * DG1, 7 observations, 9 documents, 11 referrals): which components of which fields identify a
 * person, a provider or a diagnosis.
 */
#ifndef CRAWLER_READ_HL7_FIELDS_H
#define CRAWLER_READ_HL7_FIELDS_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hl7_type {
    HL7_PLAIN,    /* the first component is the value */
    HL7_DATE,     /* TS, DTM: YYYYMMDD[HHMM...][+ZZZZ] */
    HL7_ID,       /* CX: component 5 tells the kind of number */
    HL7_NAME,     /* XPN */
    HL7_ADDRESS,  /* XAD */
    HL7_PHONE,    /* XTN */
    HL7_PROVIDER, /* XCN; with a detector for its number: a patient */
    HL7_CODE,     /* CE, CWE: component 3 tells the coding system */
    HL7_KIND,     /* the type of the value in field 5 */
    HL7_FILE      /* ED: component 5 is a file, in base64 */
};

struct hl7_rule {
    char segment[4];
    uint8_t field;
    uint8_t type;         /* enum hl7_type */
    const char *detector; /* when the value does not tell more; NULL: then it is nothing */
};

/* The first rule of a segment, NULL when it has none; the others stand behind it. */
const struct hl7_rule *hl7_rules_of(const char *segment);

/* The rule of a field, of the first rule of its segment; NULL when it has none. */
const struct hl7_rule *hl7_rule_of(const struct hl7_rule *first, unsigned field);

/* The rule of a value (OBX-5) of that type (OBX-2); NULL when the type tells of nobody. */
const struct hl7_rule *hl7_rule_of_value(struct span type);

/* True when what the component of a field of that rule may be is not the patient's. */
bool hl7_is_of_other(const struct hl7_rule *rule, unsigned component);

/* A component and what follows it in its repetition, as far as it was seen: raw. */
#define HL7_PARTS 13
struct hl7_parts {
    struct span parts[HL7_PARTS];
    size_t count; /* at least 1 */
};

/* Whether a component (from 1) of a field of that rule (NULL: none) may belong to a detector. */
bool hl7_may_mean(const struct hl7_rule *rule, unsigned component);

/* How many parts, at most, decide what a component of a field of that rule is; NULL: no rule. */
size_t hl7_parts_needed(const struct hl7_rule *rule);

/* The detector that the component (from 1) of a field of that rule belongs to; NULL when none. */
const char *hl7_detector_of(const struct hl7_rule *rule, unsigned component,
                            const struct hl7_parts *parts);

#endif
