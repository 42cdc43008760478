/*
 * Stage 3 a word after the other, compiled for the plain processor and for one with shifts that are
 * faster (BMI2); private to wordmap*.c.
 */
#ifndef DETECTORS_WORDMAP_FIND_H
#define DETECTORS_WORDMAP_FIND_H

#include "detectors/ascii.h"
#include "detectors/wordmap.h"

#include <string.h>

/* The hashes of letters in the order of their places, the first one lowest; 0 is none. */
static inline uint16_t hash_linear(const struct wordmap_table *table, uint64_t letters)
{
    uint16_t hash = 0;
    for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
        hash ^= table->hashes[place][letters >> (8 * place) & 0xff];
    }
    return hash;
}

static inline uint16_t hash_letters(const struct wordmap_table *table, uint64_t letters)
{
    if (table->is_linear) {
        return hash_linear(table, letters);
    }
    return (uint16_t)((letters & 0xdfdfdfdfdfdfdfdf) * 0x9e3779b97f4a7c15 >> 48);
}

static inline uint64_t is_in_set(const struct wordmap_set *set, uint16_t hash)
{
    const unsigned first = hash & 0xff;
    const unsigned second = hash >> 8;
    return (uint64_t)(set->low[first & 63] >> (second & 7) &
                      set->high[second >> 2] >> (first >> 5) & 1);
}

/* The classes of a hash. */
static inline unsigned classes_of(const struct wordmap_table *table, uint16_t hash)
{
    return table->classes[hash / WORDMAP_ENTRY_HASHES] >>
           (hash % WORDMAP_ENTRY_HASHES * WORDMAP_CLASS_BITS);
}

/* Eight or more bits of a row, from a place on. */
static inline unsigned bits_from(const uint64_t *row, size_t at)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint16_t bits;
    memcpy(&bits, (const uint8_t *)(const void *)row + at / 8, sizeof bits);
    return (unsigned)bits >> (at % 8);
#else
    const uint64_t *word = row + at / 64;
    return (unsigned)(word[0] >> (at % 64) | word[1] << 1 << (63 - at % 64));
#endif
}

/* The eight bytes at at, the first one lowest; zeros where the text ends. */
static inline uint64_t load_bytes(const struct wordmap_text *text, size_t at)
{
    return ascii_load_bytes(text->bytes + at, text->len - at);
}

/* How many letters there are before the first of ends, at most WORDMAP_LETTERS. */
static inline unsigned count_letters(unsigned ends)
{
    return (unsigned)__builtin_ctz(ends | 1U << WORDMAP_LETTERS);
}

/* The classes of the word of count letters, one or more, that bytes begin with. */
static inline unsigned classify(const struct wordmap_table *table, uint64_t bytes, unsigned count)
{
    const unsigned unused = 64 - 8 * count;
    return classes_of(table, hash_letters(table, bytes << unused >> unused));
}

#define AT_ONCE 12 /* few stretches of 64 bytes have more words */

/* The places where words start, in order; returns how many. Those of a stretch are written without
 * asking how many there are, since that is what a processor cannot guess. */
static size_t list_starts(const struct wordmap_text *text, uint16_t *starts)
{
    const uint64_t *row = text->shapes->bits[SHAPE_WORD] + 1;
    size_t count = 0;
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        uint64_t bits = row[word];
        const size_t end = count + (size_t)__builtin_popcountll(bits);
        do {
            for (size_t i = 0; i < AT_ONCE; i++) {
                const unsigned bit = (unsigned)__builtin_ctzll(bits | (uint64_t)1 << 63);
                starts[count + i] = (uint16_t)(64 * word + bit);
                bits &= bits - (bits != 0);
            }
            count += AT_ONCE;
        } while (count < end);
        count = end;
    }
    return count;
}

/* Words of the lexicon are whole, labels end also where a part of camelCase starts. */
static inline void find_word(const struct wordmap_table *table, const struct wordmap_text *text,
                             size_t at, struct wordmap *map)
{
    const size_t word = at / 64;
    const unsigned bit = (unsigned)(at % 64);
    const unsigned ends = ~bits_from(text->shapes->letter + 1, at);
    const unsigned starts = bits_from(text->shapes->bits[SHAPE_WORD] + 1, at);
    const unsigned part = count_letters(ends | (starts & ~1U));
    const uint64_t bytes = load_bytes(text, at);
    unsigned classes = classify(table, bytes, part);
    map->gates[word] |= (uint64_t)(classes & WORDMAP_GATE) << bit;
    map->labels[word] |= (uint64_t)(classes >> 2 & 1) << bit;
    if (text->has_terms) {
        const unsigned whole = count_letters(ends);
        classes = part != whole ? classify(table, bytes, whole) : classes;
        map->terms[word] |= (uint64_t)(classes >> 1 & 1) << bit;
    }
}

static uint64_t find_stems(const struct wordmap_table *table, const struct wordmap_text *text,
                           size_t word)
{
    const uint64_t *letter = text->shapes->letter + 1;
    const uint64_t *end = &text->shapes->long_ends[1 + word];
    uint64_t stems = 0;
    for (uint64_t bits = end[0] >> 3 | end[1] << 61; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const size_t at = 64 * word + bit;
        const unsigned unused = 64 - 8 * count_letters(~bits_from(letter, at));
        const uint64_t letters = load_bytes(text, at) << unused >> unused;
        stems |= is_in_set(&table->stems, hash_letters(table, letters)) << bit;
    }
    return stems;
}

/* Takes parts of camelCase out of the words of the lexicon, and finds its endings. */
static void finish_terms(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        const uint64_t *letter = &text->shapes->letter[1 + word];
        map->terms[word] &= ~(letter[0] << 1 | letter[-1] >> 63);
        map->stems[word] = find_stems(table, text, word);
    }
}

static void find_words(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map)
{
    const size_t size = classmap_words(text->len) * sizeof map->gates[0];
    memset(map->gates, 0, size);
    memset(map->labels, 0, size);
    memset(map->terms, 0, size);
    const size_t count = list_starts(text, map->starts);
    for (size_t i = 0; i < count; i++) {
        find_word(table, text, map->starts[i], map);
    }
    if (text->has_terms) {
        finish_terms(table, text, map);
    }
}

#endif
