/* Users' own rules as the scan uses them; private to detectors/. */
#ifndef DETECTORS_CUSTOM_RULES_H
#define DETECTORS_CUSTOM_RULES_H

#include "detectors/custom.h"
#include "detectors/detector.h"
#include "detectors/needles.h"
#include "detectors/pattern_start.h"
#include "detectors/scan.h"

/* One detector, compiled. */
struct custom_rule {
    const struct custom_detector *given;
    struct detector_rule rule; /* its row, and how its values are compared */
    struct pattern *pattern;
    struct pattern_start start;
    bool is_exact;   /* the start is all of the pattern: it need not be tried */
    bool is_literal; /* found by a fixed text within it, not by its first byte */
    char literal[PATTERN_START_MAX + 1];
};

struct custom {
    size_t first; /* index of rules[0] in the rule set */
    size_t count;
    struct custom_rule *rules;
    size_t tried_count;     /* rules that are found by their first byte */
    struct needles needles; /* users are indexes of rules; at of a literal is its place in the start
                             */
    uint64_t pairs[65536 / 64]; /* bytes that a rule which is no literal may start with, two each */
    uint32_t by_byte_at[257];   /* the part of by_byte for a first byte */
    uint16_t *by_byte;          /* indexes of such rules */
};

/*
 * Compiles rules, of which the first gets the index first. False when memory is short; *out is NULL
 * when there is nothing to compile.
 */
bool custom_create(const struct custom_rules *rules, size_t first, struct custom **out);
void custom_free(struct custom *custom);

/* Feeds all that is data to write, as ruleset_describe() does. */
void custom_describe(const struct custom_rules *rules, ruleset_write_fn write, void *user);

/* Writes the expression of a mask (struct custom_detector) to out, which holds
 * CUSTOM_EXPRESSION_SIZE bytes; false when the mask is none. */
#define CUSTOM_EXPRESSION_SIZE (CUSTOM_SHAPE_MAX * 12 + 1)
bool custom_shape_expression(const char *shape, char *out);

/* True when value holds one of the texts as it is. */
bool custom_texts_stand_in(const struct custom_texts *texts, struct span value);

#endif
