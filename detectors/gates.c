/* Tells by a word and what follows it whether a label may start. */
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

/* Marks the slots in front of that of a key. */
static void mark_passed(struct gates_index *index, uint64_t key)
{
    size_t slot = labels_hash(key) % GATES_SLOTS;
    for (; index->slots[slot].key != key; slot = (slot + 1) % GATES_SLOTS) {
        index->nexts[slot] |= (uint32_t)1 << GATES_PASSED;
    }
}

void gates_index_fill(struct gates_index *index, const struct labels_index *labels, uint64_t kinds)
{
    size_t count = 0;
    memset(index, 0, sizeof *index);
    for (unsigned byte = 0; byte < 256; byte++) {
        const bool is_separator = labels_is_separator((uint8_t)byte);
        index->next_of[byte] =
            (uint8_t)(labels_next_of((uint8_t)byte) | (is_separator ? GATES_SEPARATOR : 0U));
    }
    for (size_t i = 0; i < LABELS_SLOTS; i++) {
        uint32_t nexts = 0;
        struct gates_slot gate = {.key = labels->slot_key[i], .labels = (uint16_t)i};
        for (uint16_t entry = labels->slot_entry[i]; entry != 0;
             entry = labels->entry_next[entry]) {
            const struct label *label = &labels_table[labels->entry_word[entry]];
            if ((LABEL_BIT(label->kind) & kinds) != 0) {
                gate.kinds |= LABEL_BIT(label->kind);
                nexts |= (uint32_t)1 << labels->entry_ahead[entry];
            }
        }
        if (gate.kinds != 0) {
            const size_t slot = find_slot(index, gate.key);
            index->slots[slot] = gate;
            index->keys[slot] = gate.key;
            index->nexts[slot] |= nexts;
            mark_passed(index, gate.key);
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
