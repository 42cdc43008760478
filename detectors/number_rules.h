/*
 * The rules that look at runs of digits (ANCHOR_NUMBER), sorted, so that few of them are asked: by
 * the length of a run, by the labels near it and by what stands around it. A set of rules is a
 * number with a bit for each place in the arrays of the anchor. Private to ruleset.c and
 * scan_numbers.c.
 */
#ifndef DETECTORS_NUMBER_RULES_H
#define DETECTORS_NUMBER_RULES_H

#include "detectors/detector.h"

#define NUMBER_RULES_MAX 64
#define NUMBER_RUN_MAX 20 /* digits are counted up to here */
#define NUMBER_GROUP ':'  /* the group of all rules that have one */
#define NUMBER_STARTS (START_TOKEN + 1)

/* Immutable once filled. */
struct number_rules {
    uint64_t named[LABEL_KIND_COUNT];    /* the rules, by the kind of a label that is near */
    uint64_t rivals[LABEL_KIND_COUNT];   /* those for whose values a label of the kind competes */
    uint64_t by_run[NUMBER_RUN_MAX + 1]; /* those that look at a run of such a length */
    uint32_t runs[LABEL_KIND_COUNT]; /* the runs that they look at: a bit for each number of digits
                                      */
    uint64_t follows[256];           /* those that take this byte behind a run */
    uint64_t leads[256];             /* or in front */
    uint64_t grouped;                /* or NUMBER_GROUP close to it */
    uint64_t unmarked[NUMBER_RUN_MAX + 1]; /* or anything around a run of such a length */
    uint64_t narrow[NUMBER_RUN_MAX + 1];   /* those of a length that want one of beside */
    uint64_t beside[256];                  /* those that take this byte on either side */
    uint64_t barred[256];                  /* those that take no run behind this byte */
    uint64_t direct_kinds;                 /* the labels of direct */
    uint64_t direct[NUMBER_RUN_MAX + 1];   /* those that want a label directly in front of one */
    uint64_t starts[NUMBER_STARTS]; /* those that look at a run where a token may start, at one
                                       where only a code may go on, at one where neither */
};

/* The rules of the anchor: count of them, with the labels that each needs. is_direct_known: no
 * label holds a digit, so that digits in front tell that no label is directly in front. */
struct number_list {
    size_t count;
    const struct detector_rule *const *rules;
    const uint64_t *needs;
    bool is_direct_known;
};
void number_rules_fill(struct number_rules *numbers, const struct number_list *list);

#endif
