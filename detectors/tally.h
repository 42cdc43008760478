/*
 * Counts findings of one object and decides its class. Pure: no I/O, no clock.
 *
 * A person is a finding at 75 or more of a detector with role person whose row says that it
 * qualifies. Rows that do not (e-mail, URL, IP, ZIP, city and the like) never make one, however
 * many of them there are. Bank accounts and the like count as a person's where their row qualifies.
 *
 * Health evidence is a health code, drug or sig at 60 or more, a provider's number at 75 or more,
 * or a member in a health format. It counts for the whole object: an archive with claims in one
 * member and their patients in another is PHI.
 *
 * Two distinct clinical terms at 60 or more within TALLY_NEAR bytes of a person, in the same
 * member, are health evidence too. Terms alone are none: a textbook is not HEALTH.
 *
 * PHI is a person with health evidence, or a health format with a populated patient. PII is a
 * person without. PCI is a payment card at 75 or more without a person, with or without health
 * evidence, since a card is not among a person's identifiers. HEALTH is health evidence without
 * either, and NONE is the rest.
 */
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
    CLASS_PCI,    /* payment cards, no person */
    CLASS_PII,    /* identifiers of a person, no health evidence */
    CLASS_PHI     /* both */
};

/*
 * Counts of one detector in one object. count is exact; distinct is exact up to TALLY_DISTINCT_MAX
 * over all detectors.
 */
struct detection {
    uint64_t count, distinct;
    uint64_t high, medium, low;
    uint64_t invalid_range, placeholder;
};

#define TALLY_DISTINCT_MAX ((size_t)1 << 20)

/* How far apart the starts of a clinical term and an identifier may lie to belong together. */
#define TALLY_NEAR 2048

struct verdict {
    enum class class;
    uint8_t confidence; /* of the strongest person, card or health evidence; 0 for CLASS_NONE */
};

struct health_counts {
    uint64_t terms;     /* clinical terms, drugs and sigs; a lower bound */
    uint64_t codes;     /* ICD, NDC, HCPCS, LOINC, SNOMED ... */
    uint64_t providers; /* provider numbers */
};

struct ruleset; /* scan.h */
struct tally;

/*
 * Makes an empty tally for one worker; NULL when memory is short. Its memory is bounded by
 * TALLY_DISTINCT_MAX. Counts the detectors of ruleset, which must outlive it; NULL: those of the
 * registry.
 */
struct tally *tally_create(const struct ruleset *ruleset);
void tally_free(struct tally *tally);

/* Empties the tally for the next object; keeps its memory up to a small bound. */
void tally_reset(struct tally *tally);

/* A new member starts: nearness of terms and identifiers does not reach over members. */
void tally_begin_member(struct tally *tally);

/*
 * Says that a finding will be added soon: what has to come from memory for that comes while the
 * caller does other things. Changes nothing.
 */
void tally_expect(const struct tally *tally, const struct finding *finding);

/*
 * Adds a finding. Within a member, offsets should not decrease: one that does counts for nearness
 * as if it stood where the one in front of it stands.
 */
void tally_add(struct tally *tally, const struct finding *finding);

/* Adds a finding that was made in the object's key or a member's name: counts for the class, not in
 * the counts. */
void tally_add_name(struct tally *tally, const struct finding *finding);

/*
 * The member being read is in a health format (HL7 v2, FHIR, C-CDA, X12, DICOM ...), which is
 * health evidence. has_patient: its patient is populated (a name, a number or a birth date), which
 * makes the object PHI. name is static text; those beyond TALLY_HEALTH_FORMATS_MAX are not kept.
 */
void tally_add_health_format(struct tally *tally, const char *name, bool has_patient);

/* Named columns of the object hold pseudonyms in place of what these detectors find: bit i is index
 * i of the registry. Counts for nothing; it is told. */
void tally_add_pseudonyms(struct tally *tally, uint64_t detectors);
uint64_t tally_pseudonyms(const struct tally *tally);

/* Names of the health formats that were added, each once, in order of their first member; NULL
 * behind the last. */
#define TALLY_HEALTH_FORMATS_MAX 16
const char *const *tally_health_formats(const struct tally *tally);

/* True when the distinct counts are lower bounds because the table was full. */
bool tally_distinct_is_capped(const struct tally *tally);

/* The detectors that are counted; indexes run from 0 to their number less 1. */
size_t tally_detector_count(const struct tally *tally);
const struct detector *tally_detector_at(const struct tally *tally, size_t index);

/* Counts of one detector (index as in findings). Valid until the next change of the tally. */
const struct detection *tally_get(const struct tally *tally, size_t detector);

/*
 * True when no drug, sig or clinical term that is added from here on can change the class or its
 * confidence, and so many have been counted that more say nothing new: the health terms of a long
 * text are settled in its first kilobytes.
 */
bool tally_words_are_settled(const struct tally *tally);

struct health_counts tally_health(const struct tally *tally);

/* The class of what was added, as said at the top. */
struct verdict tally_classify(const struct tally *tally);

/* "PHI", "PII", "PCI", "HEALTH", "NONE". */
const char *class_name(enum class class);

#endif
