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

    /* what is asked for every word, side by side */
    uint64_t keys[GATES_SLOTS];  /* of the slots */
    uint32_t nexts[GATES_SLOTS]; /* what their labels go on with: set of bits of enum labels_next;
                                    GATES_PASSED: another key is sought behind the slot, too */
    uint8_t next_of[256]; /* enum labels_next of a byte; GATES_SEPARATOR: it may separate words */
};

#define GATES_PASSED 30
#define GATES_SEPARATOR 0x80

/* Takes the labels of these kinds. */
void gates_index_fill(struct gates_index *index, const struct labels_index *labels, uint64_t kinds);

/* The slot of a key, or an empty one. */
const struct gates_slot *gates_find(const struct gates_index *index, uint64_t key);

#define GATES_AHEAD 4 /* bytes behind a word that tell what follows it */

/*
 * Whether a label of these kinds may start at text, where a word with this key of so many letters
 * starts, 1 or 0: nearly always none does. letters is at most LABELS_KEY_LETTERS, and that also for
 * longer words; GATES_AHEAD bytes behind them may be read. Without a branch: which words are labels
 * is nothing that a processor can guess.
 */
static inline size_t gates_may_open(const struct gates_index *index, uint64_t key, unsigned letters,
                                    const uint8_t *text)
{
    const size_t slot = labels_hash(key) % GATES_SLOTS;
    const uint8_t *behind = text + letters;
    const unsigned first = index->next_of[behind[0]] / GATES_SEPARATOR;
    const unsigned second = first & index->next_of[behind[1]] / GATES_SEPARATOR;
    const unsigned third = second & index->next_of[behind[2]] / GATES_SEPARATOR;
    const unsigned next = index->next_of[behind[first + second + third]] % GATES_SEPARATOR;
    const uint32_t nexts = index->nexts[slot];
    const uint32_t is_same = index->keys[slot] == key;
    const uint32_t is_any = nexts >> LABELS_NEXT_ANY | (letters >= LABELS_KEY_LETTERS);
    return (is_same & (nexts >> next | is_any)) | (~is_same & nexts >> GATES_PASSED & 1);
}

#endif
