/* Enters words into tables, and looks one word up after the other. */
#include "detectors/wordmap.h"

#include "detectors/labels.h"
#include "detectors/wordmap_find.h"

void wordmap_table_init(struct wordmap_table *table)
{
    memset(table, 0, sizeof *table);
    for (unsigned byte = 0; byte < 256; byte++) { /* the parts of U+2019 are other marks here */
        table->nexts[byte] = byte < 0x80 && labels_is_separator((uint8_t)byte)
                                 ? WORDMAP_GAP | WORDMAP_SEPARATOR
                                 : (uint8_t)labels_next_of((uint8_t)byte);
        for (unsigned bits = byte, i = 0; bits != 0; bits &= bits - 1) {
            table->picks[byte][i++] = (uint8_t)__builtin_ctz(bits);
        }
    }
}

void wordmap_add(struct wordmap_table *table, uint64_t letters, uint32_t nexts, unsigned classes)
{
    const uint32_t hash = wordmap_hash(letters);
    table->words[hash >> (32 - WORDMAP_WORD_BITS)] |= (uint8_t)classes;
    for (uint32_t bits = nexts; bits != 0; bits &= bits - 1) {
        const uint32_t pair = wordmap_hash_pair(hash, (unsigned)__builtin_ctz(bits));
        table->pairs[pair >> (32 - WORDMAP_PAIR_BITS)] |= (uint8_t)classes;
    }
}

void wordmap_add_stem(struct wordmap_table *table, uint32_t letters)
{
    const uint32_t hash = hash_stem(letters);
    for (size_t i = 0; i < WORDMAP_SET_TESTS; i++) {
        table->stems.bits[i][hash >> wordmap_set_tests[i].byte & 63] |=
            (uint8_t)(1U << (hash >> wordmap_set_tests[i].bit & 7));
    }
}

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    uint64_t ends[TILE_WORDS + 1];
    struct word_list list = list_words(text, ends, map);
    choose_words(table, &list, 0);
    mark_words(table, &list, map);
}
