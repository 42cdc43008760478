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

/* Shows a site to the rules of its anchor, but not to those that need a label where none is near;
 * defined there, too. */
void scan_visit_rules(const struct visit *visit, const struct site *site);

static inline struct site scan_visit_site(const struct visit *visit, size_t at, enum anchor anchor)
{
    return (struct site){
        .ruleset = visit->ruleset, .tile = visit->tile, .at = at, .anchor = anchor};
}

#define SCAN_VISIT_STEP 8 /* words of a row that are looked at at once */

/* Goes through the words of a row that hold a bit. */
struct scan_filled {
    const uint64_t *row;
    size_t next; /* words up to here have been looked at */
    size_t end;
    unsigned some; /* which of the last ones of these hold a bit and are to come */
};

/* Looks at the next words, at most SCAN_VISIT_STEP. Which of them hold a bit is no branch, since
 * that is what a processor cannot guess. */
static inline void scan_filled_look(struct scan_filled *filled)
{
    const uint64_t *row = filled->row + filled->next;
    const size_t rest = filled->end - filled->next;
    const size_t count = rest < SCAN_VISIT_STEP ? rest : SCAN_VISIT_STEP;
    filled->next += SCAN_VISIT_STEP;
    if (count == SCAN_VISIT_STEP &&
        (row[0] | row[1] | row[2] | row[3] | row[4] | row[5] | row[6] | row[7]) == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        filled->some |= (unsigned)(row[i] != 0) << i;
    }
}

/* The next word of the row that holds a bit, or end when there is none. */
static inline size_t scan_filled_next(struct scan_filled *filled)
{
    while (filled->some == 0 && filled->next < filled->end) {
        scan_filled_look(filled);
    }
    if (filled->some == 0) {
        return filled->end;
    }
    const size_t word = filled->next - SCAN_VISIT_STEP + (size_t)__builtin_ctz(filled->some);
    filled->some &= filled->some - 1;
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

typedef void (*scan_look_fn)(const struct visit *visit, size_t at);

/* Shows look the places of a row that are to be looked at, in order. */
static inline __attribute__((always_inline)) void
scan_visit_each(const struct visit *visit, const uint64_t *row, scan_look_fn look)
{
    const size_t end = scan_visit_end(visit);
    struct scan_filled filled = {row, visit->from / 64, end, 0};
    for (size_t word = scan_filled_next(&filled); word < end; word = scan_filled_next(&filled)) {
        for (uint64_t bits = scan_visit_limit(visit, row[word], word); bits != 0;
             bits &= bits - 1) {
            look(visit, 64 * word + (size_t)__builtin_ctzll(bits));
        }
    }
}

#endif
