/*
 * Another way to find the same things: one plain PCRE2 expression a shape, over all bytes, and the
 * detector's own validator on what it matches. Slow, and without tiles, bitmaps, anchors and gates,
 * so that it can say what the scan core has lost or made up.
 *
 * Two rules, for the findings of scan_text() at the lowest confidence there is:
 * - What a row's expression matches and its validator accepts, is found, unless a finding that
 *   overlaps it has won. An expression asks for the boundaries that tile.h describes, and where a
 *   detector wants a label, for that label directly in front.
 * - A finding of a detector with a form has that form, and neither starts nor ends within a run of
 *   digits.
 */
#ifndef TESTS_UNIT_DETECTORS_PATTERN_REFERENCE_H
#define TESTS_UNIT_DETECTORS_PATTERN_REFERENCE_H

#include "detectors/finding.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>

enum pattern_flag {
    PATTERN_COVERED = 1 << 0, /* the finding may be longer: a country code, an extension */
    PATTERN_FAINT = 1 << 1,   /* worth so few points that a word against it leaves none */
    PATTERN_ALL = 1 << 2      /* what the validator rejects is found as well, with a flag */
};

/* What must be found. */
struct pattern_row {
    const char *detector;
    const char *name;
    const char *expression; /* \K stands in front of the value where a label precedes it */
    bool (*is_valid)(const uint8_t *value, size_t len);
    unsigned flags;
};

/* What a finding of a detector may look like. */
struct pattern_form {
    const char *detector;
    const char *expression;
};

extern const struct pattern_row pattern_rows[];
extern const size_t pattern_row_count;
extern const struct pattern_form pattern_forms[];
extern const size_t pattern_form_count;

#define PATTERN_ROWS_MAX 64

struct pattern_reference;

/* Compiles all expressions; NULL when memory is short or one is wrong. */
struct pattern_reference *pattern_reference_create(void);
void pattern_reference_free(struct pattern_reference *reference);

/* What a comparison came to. */
struct pattern_outcome {
    size_t matched[PATTERN_ROWS_MAX]; /* by row: what must be found */
    size_t found[PATTERN_ROWS_MAX];   /* and was, as itself */
    const char *complaint;            /* NULL, or what is wrong: the first of it */
    const char *name;                 /* of the row or detector */
    size_t at;
    size_t len;
};

/* A text, and what was found in it. */
struct pattern_subject {
    struct span text;
    const struct finding *findings; /* in their order */
    size_t count;
    bool is_hostile; /* the text may hold words against a value: leaves out faint rows */
};

/* Compares with the reference; adds to outcome, and returns false at the first disagreement. */
bool pattern_reference_check(const struct pattern_reference *reference,
                             const struct pattern_subject *subject,
                             struct pattern_outcome *outcome);

#endif
