/*
 * Labels without which some rule finds nothing, and labels that are places themselves: the few
 * words that must be looked for everywhere.
 *
 * A gate is open at a place when a label is near enough to name a value there. What is said here is
 * "may": who is let through looks at the label itself.
 */
#ifndef DETECTORS_GATES_H
#define DETECTORS_GATES_H

#include "detectors/labels.h"

#define GATES_SLOT_BITS 11

/* The labels of some kinds that begin with one word, or with words run together. */
struct gates_slot {
    uint64_t key;   /* as of labels.h; 0: empty */
    uint64_t kinds; /* of them */
    uint32_t nexts; /* what they go on with: set of bits of enum labels_next */
};

struct gates_index {
    struct gates_slot slots[(size_t)1 << GATES_SLOT_BITS];
};

/* Takes the labels of these kinds. */
void gates_index_fill(struct gates_index *index, const struct labels_index *labels, uint64_t kinds);

/*
 * The kinds of labels that may start at text, where a word with this key of so many letters starts,
 * avail bytes of which may be read; nearly always none. letters is at most LABELS_KEY_LETTERS, and
 * that also for longer words.
 */
uint64_t gates_kinds_at(const struct gates_index *index, uint64_t key, unsigned letters,
                        const uint8_t *text, size_t avail);

#endif
