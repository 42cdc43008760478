/*
 * The tags that are suggested for an object. Names and values fit S3 object tags and Azure blob
 * index tags: at most 5 of the 10 allowed, name <= 128, value <= 256, characters
 * [A-Za-z0-9 +-=._:/]. A value is made of our own words, the encryption mode and the rules'
 * version; nothing of it ever comes from content.
 *
 * All five are suggested for every object, whatever was found, so that merging them over the tags
 * of an earlier scan leaves none of its statements behind:
 *
 *   phi        yes | no | unknown      no only for an object that was examined in full
 *   phi-level  high | medium | none | unknown     of the surest identifier; none with phi=no
 *   phi-types  ssn+dob+mrn | none      what identifiers were found, also those of a PII or PCI
 *                                      object, the surest and most frequent first
 *   phi-enc    sse-kms | none | ...    the encryption mode as the manifest has it; unknown
 *   phi-rules  2026.1                  ruleset_version(): which rules said so
 */
#ifndef DETECTORS_TAGS_H
#define DETECTORS_TAGS_H

#include "detectors/tally.h"

#define TAGS_MAX 5
#define TAGS_VALUE_MAX 256

struct tag {
    const char *name; /* static */
    char value[TAGS_VALUE_MAX + 1];
};

struct tags_input {
    const struct tally *tally;
    bool is_examined;       /* in full: its status is "examined" */
    const char *encryption; /* "sse-kms" ..., or NULL when it is not known */
    const char *rules;      /* ruleset_version() */
};

/* Fills out and returns how many tags there are, always TAGS_MAX. Pure. */
size_t tags_suggest(const struct tags_input *input, struct tag out[TAGS_MAX]);

#endif
