/*
 * Stage 3 a word after the other, compiled for the plain processor and for one with shifts that are
 * faster (BMI2); private to wordmap*.c.
 */
#ifndef DETECTORS_WORDMAP_FIND_H
#define DETECTORS_WORDMAP_FIND_H

#include "detectors/ascii.h"
#include "detectors/wordmap.h"
#include "detectors/wordmap_hash.h"

#include <string.h>

static inline uint32_t hash_stem(uint32_t letters)
{
    return letters * WORDMAP_FACTOR_STEM;
}

static inline uint64_t is_stem(const struct wordmap_set *stems, uint32_t letters)
{
    const uint32_t hash = hash_stem(letters | 0x20202020);
    const unsigned first = hash >> 16 & 0xff;
    const unsigned second = hash >> 24;
    return (uint64_t)(stems->low[first & 63] >> (second & 7) &
                      stems->high[second >> 2] >> (first >> 5) & 1);
}

/* Nine or more bits of a row, from a place on. */
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
    return at < text->len ? ascii_load_bytes(text->bytes + at, text->len - at) : 0;
}

/* How many letters there are before the first of ends, at most WORDMAP_LETTERS. */
static inline unsigned count_letters(unsigned ends)
{
    return (unsigned)__builtin_ctz(ends | 1U << WORDMAP_LETTERS);
}

/* What follows at at, behind up to three bytes that may separate words: enum labels_next. */
static inline unsigned next_at(const struct wordmap_table *table, const struct wordmap_text *text,
                               size_t at)
{
    const uint64_t bytes = load_bytes(text, at);
    const unsigned first = table->nexts[bytes & 0xff] / WORDMAP_SEPARATOR;
    const unsigned second = first & table->nexts[bytes >> 8 & 0xff] / WORDMAP_SEPARATOR;
    const unsigned third = second & table->nexts[bytes >> 16 & 0xff] / WORDMAP_SEPARATOR;
    return table->nexts[bytes >> (8 * (first + second + third)) & 0xff] % WORDMAP_SEPARATOR;
}

/* A word of the text, or a part of one. */
struct found_word {
    uint64_t bytes; /* eight from its first letter on */
    unsigned letters;
};

static inline unsigned classes_of_pair(const struct wordmap_table *table, uint32_t hash,
                                       unsigned next)
{
    return table->pairs[wordmap_hash_pair(hash, next) >> (32 - WORDMAP_PAIR_BITS)];
}

/* The classes of a word by its letters. */
static inline unsigned classify(const struct wordmap_table *table, const struct found_word *word,
                                uint32_t *hash)
{
    const unsigned unused = 64 - 8 * word->letters;
    *hash = wordmap_hash((word->bytes | 0x2020202020202020) << unused >> unused);
    return table->words[*hash >> (32 - WORDMAP_WORD_BITS)];
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

/* Words of the lexicon are whole, labels end also where a part of camelCase starts; a word that has
 * such parts is not asked what follows it. */
static inline void find_word(const struct wordmap_table *table, const struct wordmap_text *text,
                             size_t at, struct wordmap *map)
{
    const size_t word = at / 64;
    const unsigned bit = (unsigned)(at % 64);
    const unsigned ends = ~bits_from(text->shapes->letter + 1, at);
    const unsigned starts = bits_from(text->shapes->bits[SHAPE_WORD] + 1, at);
    const unsigned part = count_letters(ends | (starts & ~1U));
    struct found_word found = {load_bytes(text, at), part};
    uint32_t hash;
    const unsigned classes = classify(table, &found, &hash);
    const unsigned next = next_at(table, text, at + part);
    const unsigned open =
        classes & (classes_of_pair(table, hash, next) | classes_of_pair(table, hash, WORDMAP_ANY));
    map->gates[map->gate_count] = (uint16_t)at;
    map->gate_count += open & WORDMAP_GATE;
    map->units[word] |= (uint64_t)(open / WORDMAP_UNIT & 1) << bit;
    map->months[word] |= (uint64_t)(open / WORDMAP_MONTH & 1) << bit;
    map->labels[word] |= (uint64_t)(classes / WORDMAP_LABEL & 1) << bit;
    if (text->has_terms) {
        found.letters = count_letters(ends);
        const unsigned whole = part == found.letters ? open : classify(table, &found, &hash);
        map->terms[word] |= (uint64_t)(whole / WORDMAP_TERM & 1) << bit;
    }
}

static uint64_t find_stems(const struct wordmap_table *table, const struct wordmap_text *text,
                           size_t word)
{
    const uint64_t *end = &text->shapes->long_ends[1 + word];
    uint64_t stems = 0;
    for (uint64_t bits = end[0] >> 3 | end[1] << 61; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const size_t at = 64 * word + bit;
        stems |= is_stem(&table->stems, (uint32_t)load_bytes(text, at)) << bit;
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
    const size_t size = classmap_words(text->len) * sizeof map->labels[0];
    map->gate_count = 0;
    memset(map->labels, 0, size);
    memset(map->units, 0, size);
    memset(map->months, 0, size);
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
