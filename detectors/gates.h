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
#define GATES_SLOTS ((size_t)1 << GATES_SLOT_BITS)

/* The labels of some kinds that begin with one word, or with words run together. */
struct gates_slot {
    uint64_t key;    /* as of labels.h; 0: empty */
    uint64_t kinds;  /* of them */
    uint16_t labels; /* the slot of all labels with this key, as of labels.h */
};

struct gates_index {
    struct gates_slot slots[GATES_SLOTS];
};

/* Takes the labels of these kinds. */
void gates_index_fill(struct gates_index *index, const struct labels_index *labels, uint64_t kinds);

/* The slot of a key, or an empty one. */
const struct gates_slot *gates_find(const struct gates_index *index, uint64_t key);

#endif
