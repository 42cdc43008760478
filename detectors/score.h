/* What speaks for a finding, in points that add up to its confidence. */
#ifndef DETECTORS_SCORE_H
#define DETECTORS_SCORE_H

#include "detectors/finding.h"

#include <assert.h>
#include <stddef.h>

#define SCORE_MAX 99
#define SCORE_NEGATIVE (-30) /* an example, a format, a negation near by */

/* The printed name of each kind is in score.c. */
enum evidence_kind {
    EVIDENCE_SHAPE,       /* it looks like one */
    EVIDENCE_RANGE,       /* it keeps the rules for its parts */
    EVIDENCE_CHECK_DIGIT, /* its check digit is right */
    EVIDENCE_FIELD,       /* a label names it: the word says which */
    EVIDENCE_WORD,        /* a word near it speaks for it */
    EVIDENCE_NEGATIVE,    /* a word near it speaks against it */
    EVIDENCE_LEXICON,     /* it is in a list of clinical terms or drugs */
    EVIDENCE_NEIGHBOUR,   /* clinical language around it speaks for it */
    EVIDENCE_IGNORED,     /* it holds a word that users' rules ignore */
    EVIDENCE_ALLOWED,     /* it is on an allow list */
    EVIDENCE_ROSTER,      /* it is on a roster */
    EVIDENCE_KIND_COUNT
};

/* Adds a reason with its points; none is added when points is 0. The confidence stays from 0 to
 * SCORE_MAX. */
static inline void score_add(struct finding *finding, enum evidence_kind kind, int points,
                             uint16_t word)
{
    const int sum = finding->confidence + points;
    const int kept = sum > SCORE_MAX ? SCORE_MAX : sum < 0 ? 0 : sum;
    if (kept == finding->confidence) {
        return;
    }
    assert(finding->evidence_count < FINDING_EVIDENCE_MAX);
    finding->evidence[finding->evidence_count++] =
        (struct evidence){(uint8_t)kind, (int8_t)(kept - finding->confidence), word};
    finding->confidence = (uint8_t)kept;
}

#endif
