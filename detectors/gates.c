/* Tells by a word and what follows it whether a label may start. */
#include "detectors/gates.h"

#include <assert.h>
#include <string.h>

#define ANY_NEXT ((uint32_t)1 << LABELS_NEXT_ANY)
#define SLOT_MASK (((size_t)1 << GATES_SLOT_BITS) - 1)

/* The slot of a key, or the empty one where it would go. */
static size_t find_slot(const struct gates_index *index, uint64_t key)
{
    size_t slot = labels_hash(key) & SLOT_MASK;
    while (index->slots[slot].key != 0 && index->slots[slot].key != key) {
        slot = (slot + 1) & SLOT_MASK;
    }
    return slot;
}

void gates_index_fill(struct gates_index *index, const struct labels_index *labels, uint64_t kinds)
{
    size_t count = 0;
    memset(index, 0, sizeof *index);
    for (size_t i = 0; i < LABELS_SLOTS; i++) {
        struct gates_slot gate = {.key = labels->slot_key[i]};
        for (uint16_t entry = labels->slot_entry[i]; entry != 0;
             entry = labels->entry_next[entry]) {
            const struct label *label = &labels_table[labels->entry_word[entry]];
            if ((LABEL_BIT(label->kind) & kinds) != 0) {
                gate.kinds |= LABEL_BIT(label->kind);
                gate.nexts |= (uint32_t)1 << labels->entry_ahead[entry];
            }
        }
        if (gate.kinds != 0) {
            index->slots[find_slot(index, gate.key)] = gate;
            count++;
        }
    }
    assert(count <= SLOT_MASK * 3 / 4); /* a third is ours, the rest what users may add */
    (void)count;
}

uint64_t gates_kinds_at(const struct gates_index *index, uint64_t key, unsigned letters,
                        const uint8_t *text, size_t avail)
{
    const struct gates_slot *slot = &index->slots[find_slot(index, key)];
    if (slot->key == 0) {
        return 0;
    }
    if ((slot->nexts & ANY_NEXT) != 0 || letters >= LABELS_KEY_LETTERS) {
        return slot->kinds;
    }
    return (slot->nexts >> labels_next_at(text, avail, letters) & 1) != 0 ? slot->kinds : 0;
}
