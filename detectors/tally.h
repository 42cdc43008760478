/* Counts findings of one object and decides its class. Pure: no I/O, no clock. */
#ifndef DETECTORS_TALLY_H
#define DETECTORS_TALLY_H

#include "detectors/finding.h"
#include "detectors/registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum class {
    CLASS_NONE,
    CLASS_HEALTH, /* health codes or provider numbers without a person */
    CLASS_PCI,    /* payment cards only */
    CLASS_PII,    /* identifiers of a person, no health evidence */
    CLASS_PHI     /* both */
};

/* Counts of one detector in one object. count is exact; distinct is exact up to TALLY_DISTINCT_MAX over all detectors. */
struct detection {
    uint64_t count, distinct;
    uint64_t high, medium, low;
    uint64_t invalid_range, placeholder;
};

#define TALLY_DISTINCT_MAX ((size_t)1 << 20)

struct verdict {
    enum class class;
    uint8_t confidence; /* of the strongest evidence for the class; 0 for CLASS_NONE */
};

struct health_counts {
    uint64_t terms;     /* clinical terms; a lower bound */
    uint64_t codes;     /* ICD, NDC, HCPCS, LOINC, SNOMED ... */
    uint64_t providers; /* provider numbers */
};

struct tally;

/* Makes an empty tally for one worker; NULL when memory is short. Its memory is bounded (TALLY_DISTINCT_MAX). */
struct tally *tally_create(void);
void tally_free(struct tally *tally);

/* Empties the tally for the next object; keeps its memory up to a small bound. */
void tally_reset(struct tally *tally);

/* A new member starts: nearness of terms and identifiers does not reach over members. */
void tally_begin_member(struct tally *tally);

/* Adds a finding; within a member, offsets must not decrease. */
void tally_add(struct tally *tally, const struct finding *finding);

/* Adds a finding that was made in the object's key or a member's name: counts for the class, not in the counts. */
void tally_add_name(struct tally *tally, const struct finding *finding);

/* True when the distinct counts are lower bounds because the table was full. */
bool tally_distinct_is_capped(const struct tally *tally);

/* Counts of one detector (index as in the registry). Valid until the next change of the tally. */
const struct detection *tally_get(const struct tally *tally, size_t detector);

struct health_counts tally_health(const struct tally *tally);

/*
 * The class of what was added: PHI is a qualifying identifier of a person at 75 or more together with health evidence
 * (a code; drug or sig at 60; a provider number at 75; two distinct clinical terms within 2 KiB of the identifier).
 */
struct verdict tally_classify(const struct tally *tally);

/* "PHI", "PII", "PCI", "HEALTH", "NONE". */
const char *class_name(enum class class);

#endif
