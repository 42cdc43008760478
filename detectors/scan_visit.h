/* The places of a tile that are looked at, one after the other; private to scan*.c. */
#ifndef DETECTORS_SCAN_VISIT_H
#define DETECTORS_SCAN_VISIT_H

#include "detectors/ruleset.h"
#include "detectors/scratch.h"

struct visit {
    const struct ruleset *ruleset;
    struct scratch *scratch;
    const struct tile *tile;
    bool is_language; /* words are asked for, too */
    size_t from;      /* places to look at */
    size_t to;
};

/* Shows a site to the rule at place of its anchor; defined in scan_candidates.c, which takes what
 * is found. */
void scan_visit_rule(const struct visit *visit, const struct site *site, size_t place);

static inline struct site scan_visit_site(const struct visit *visit, size_t at, enum anchor anchor)
{
    return (struct site){
        .ruleset = visit->ruleset, .tile = visit->tile, .at = at, .anchor = anchor};
}

#define SCAN_VISIT_STEP 8 /* words of a row that are looked at at once */

/* The first word of a row from word on that holds a bit; end when there is none. */
static inline size_t scan_visit_next(const uint64_t *row, size_t word, size_t end)
{
    for (; word + SCAN_VISIT_STEP <= end; word += SCAN_VISIT_STEP) {
        uint64_t any = 0;
        for (size_t i = 0; i < SCAN_VISIT_STEP; i++) {
            any |= row[word + i];
        }
        if (any != 0) {
            break;
        }
    }
    while (word < end && row[word] == 0) {
        word++;
    }
    return word;
}

/* One word behind the places to look at. */
static inline size_t scan_visit_end(const struct visit *visit)
{
    return (visit->to + 63) / 64;
}

/* The bits of a row of 64 places that are to be looked at. */
static inline uint64_t scan_visit_limit(const struct visit *visit, uint64_t bits, size_t word)
{
    if (64 * word < visit->from) {
        bits &= UINT64_MAX << (visit->from % 64);
    }
    if (64 * (word + 1) > visit->to) {
        bits &= UINT64_MAX >> (64 * (word + 1) - visit->to);
    }
    return bits;
}

#endif
