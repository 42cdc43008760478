/* Tells by a word and what follows it whether a label may start. */
#include "detectors/gates.h"

#include "detectors/ascii.h"

#include <assert.h>
#include <string.h>

#define ANY_NEXT UINT32_MAX
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

/* The bit of the byte that goes on behind a word: of its letter, or of what else it is. */
static uint32_t next_bit(uint8_t byte)
{
    if (ascii_is_alpha(byte)) {
        return (uint32_t)1 << (ascii_to_lower(byte) - 'a');
    }
    return ascii_is_digit(byte) ? (uint32_t)1 << 26 : byte == '#' ? (uint32_t)1 << 27 : 0;
}

/* How a phrase goes on behind the characters that its key has compared. */
static uint32_t nexts_of(const char *phrase, size_t done)
{
    if (done == 0 || phrase[done] == '\0') {
        return ANY_NEXT;
    }
    const uint32_t bit = next_bit((uint8_t)phrase[done + (phrase[done] == ' ' ? 1 : 0)]);
    return bit != 0 ? bit : ANY_NEXT;
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
                gate.nexts |= nexts_of(label->phrase, labels->entry_done[entry]);
            }
        }
        if (gate.kinds != 0) {
            index->slots[find_slot(index, gate.key)] = gate;
            count++;
        }
    }
    assert(count <= SLOT_MASK / 2 + 1);
    (void)count;
}

uint64_t gates_kinds_at(const struct gates_index *index, uint64_t key, unsigned letters,
                        const uint8_t *text, size_t avail)
{
    const struct gates_slot *slot = &index->slots[find_slot(index, key)];
    if (slot->key == 0) {
        return 0;
    }
    if (letters == LABELS_KEY_LETTERS || slot->nexts == ANY_NEXT) {
        return slot->kinds;
    }
    size_t at = letters;
    while (at < avail && at < letters + (size_t)LABELS_SEPARATOR_MAX &&
           labels_is_separator(text[at])) {
        at++;
    }
    return at < avail && (slot->nexts & next_bit(text[at])) != 0 ? slot->kinds : 0;
}
