/* Finds the kinds of the labels that begin with a word. */
#include "detectors/gates.h"

#include <assert.h>
#include <string.h>

/* The slot of a key, or the empty one where it would go. */
static size_t find_slot(const struct gates_index *index, uint64_t key)
{
    size_t slot = labels_hash(key) % GATES_SLOTS;
    while (index->slots[slot].key != 0 && index->slots[slot].key != key) {
        slot = (slot + 1) % GATES_SLOTS;
    }
    return slot;
}

void gates_index_fill(struct gates_index *index, const struct labels_index *labels, uint64_t kinds)
{
    size_t count = 0;
    memset(index, 0, sizeof *index);
    for (size_t i = 0; i < LABELS_SLOTS; i++) {
        struct gates_slot gate = {.key = labels->slot_key[i], .labels = (uint16_t)i};
        for (uint16_t entry = labels->slot_entry[i]; entry != 0;
             entry = labels->entry_next[entry]) {
            const struct label *label = &labels_table[labels->entry_word[entry]];
            if ((LABEL_BIT(label->kind) & kinds) != 0) {
                gate.kinds |= LABEL_BIT(label->kind);
            }
        }
        if (gate.kinds != 0) {
            index->slots[find_slot(index, gate.key)] = gate;
            count++;
        }
    }
    assert(count <= GATES_SLOTS * 3 / 4); /* a third is ours, the rest what users may add */
    (void)count;
}

const struct gates_slot *gates_find(const struct gates_index *index, uint64_t key)
{
    return &index->slots[find_slot(index, key)];
}
