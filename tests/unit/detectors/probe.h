/* Scans pieces of text and keeps what is found, for the tests of the detectors. */
#ifndef TESTS_UNIT_DETECTORS_PROBE_H
#define TESTS_UNIT_DETECTORS_PROBE_H

#include "detectors/registry.h"
#include "detectors/scan.h"

struct probe {
    struct ruleset *ruleset;
    struct scratch *scratch;
    struct finding *findings;
    size_t count;
    size_t cap;
};

/* Aborts the test when memory is short. min_confidence as in struct ruleset_options. */
struct probe *probe_create(uint8_t min_confidence);
void probe_free(struct probe *probe);

/* Forgets what was found. */
void probe_clear(struct probe *probe);

/* Adds the findings of one segment. */
void probe_scan(struct probe *probe, const struct segment *segment);

/* Adds those of a whole text. */
void probe_scan_string(struct probe *probe, const char *text);

/* The first finding of this detector, or NULL. */
const struct finding *probe_find(const struct probe *probe, const char *id);

/* One case of a table: what a detector finds in a text. */
struct probe_case {
    const char *text;
    const char *value;  /* where it must be found; NULL: nothing of this detector may be found */
    uint8_t confidence; /* 0: not looked at */
    uint16_t flags;
};

/* Fails the test when the detector finds anything else than the case says, at the default
 * confidence of 60. */
void probe_check(const char *id, const struct probe_case *test);

#endif
