/* A finding: where something was found, what it is and why; never the text itself. */
#ifndef DETECTORS_FINDING_H
#define DETECTORS_FINDING_H

#include <stdint.h>

/* Printed in findings as these words: see finding_flag_name(). */
enum finding_flag {
    FINDING_INVALID_RANGE =
        1 << 0, /* labelled, but fails its range rule or check digit: "invalid-range" */
    FINDING_PLACEHOLDER = 1 << 1,      /* a published sample or never-issued value: "placeholder" */
    FINDING_FICTIONAL = 1 << 2,        /* an exchange or area reserved for fiction: "fictional" */
    FINDING_TEST_VALUE = 1 << 3,       /* a published test card and the like: "test-value" */
    FINDING_NEGATIVE_CONTEXT = 1 << 4, /* demoted by what stands around it: "negative-context" */
    FINDING_PARTIAL_VALUE =
        1 << 5,                  /* masked or cut in the source, as ***-**-1234: "partial-value" */
    FINDING_PHI_IN_KEY = 1 << 6, /* set by the crawler: its object key or member name is masked */
    FINDING_OVERLAPPED = 1 << 7, /* candidate: another finding won its place: "overlapped" */
    FINDING_BELOW = 1 << 8,      /* candidate: below the least confidence: "below-threshold" */
    FINDING_ALLOWED = 1 << 9,    /* candidate: set by the crawler, on an allow list: "allowed" */
    FINDING_ON_ROSTER = 1 << 10  /* set by the crawler: the value is on a roster: "on-roster" */
};

/* With one of these it is a candidate: not reported but on demand, and never counted. */
#define FINDING_CANDIDATE (FINDING_OVERLAPPED | FINDING_BELOW | FINDING_ALLOWED)

/* One reason for a confidence; the points of all reasons of a finding add up to its confidence. */
struct evidence {
    uint8_t kind;  /* enum evidence_kind of detectors/score.h */
    int8_t points; /* may be negative */
    uint16_t
        word; /* the label or context word that was seen, index into our own word list; 0: none */
};

#define FINDING_EVIDENCE_MAX 8

/*
 * One occurrence. offset and length count bytes of the scanned text; the reader maps them to the
 * bytes of the member. fingerprint is a keyed hash of the normalised value, equal for equal values
 * within one ruleset. It lives in memory only, to count distinct values, and is never written
 * anywhere.
 */
struct finding {
    uint64_t offset;
    uint64_t fingerprint;
    uint32_t length;
    uint16_t detector;  /* index into the registry, detectors/registry.h */
    uint16_t flags;     /* set of enum finding_flag */
    uint8_t confidence; /* 0-99; low from 60, medium from 75, high from 85 */
    uint8_t evidence_count;
    struct evidence evidence[FINDING_EVIDENCE_MAX];
    uint8_t unused[6]; /* 0: so that equal findings are equal bytes */
};

_Static_assert(sizeof(struct finding) == 64, "there are no other bytes between");

#endif
