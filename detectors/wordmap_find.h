/*
 * What the portable and the AVX2 variant of stage 3 do a word after the other, compiled for each;
 * private to wordmap*.c.
 */
#ifndef DETECTORS_WORDMAP_FIND_H
#define DETECTORS_WORDMAP_FIND_H

#include "detectors/ascii.h"
#include "detectors/wordmap.h"
#include "detectors/wordmap_rules.h"

#include <string.h>

static inline uint32_t hash_stem(uint32_t letters)
{
    const uint32_t hash = letters * WORDMAP_FACTOR_STEM;
    return hash ^ hash >> 16;
}

static inline uint64_t is_stem(const struct wordmap_set *stems, uint32_t letters)
{
    const uint32_t hash = hash_stem(letters | 0x20202020);
    unsigned is_in = 1;
    for (size_t i = 0; i < WORDMAP_SET_TESTS; i++) {
        is_in &= (unsigned)stems->bits[i][hash >> wordmap_set_tests[i].byte & 63] >>
                 (hash >> wordmap_set_tests[i].bit & 7);
    }
    return is_in;
}

/* The eight bytes at at, the first one lowest; zeros where the text ends. */
static inline uint64_t load_bytes(const struct wordmap_text *text, size_t at)
{
    return at < text->len ? ascii_load_bytes(text->bytes + at, text->len - at) : 0;
}

/* How many letters there are before the first of ends behind the first letter, at most
 * WORDMAP_LETTERS. */
static inline unsigned count_letters(unsigned ends)
{
    return (unsigned)__builtin_ctz((ends & ~1U) | 1U << WORDMAP_LETTERS);
}

/* The hash of the word of so many letters that eight bytes begin with. */
static inline uint32_t hash_letters(uint64_t bytes, unsigned letters)
{
    const unsigned unused = 64 - 8 * letters;
    return wordmap_hash((bytes | 0x2020202020202020) << unused >> unused);
}

static inline unsigned classes_of(const struct wordmap_table *table, uint32_t hash)
{
    return table->words[hash >> (32 - WORDMAP_WORD_BITS)];
}

static inline unsigned classes_of_pair(const struct wordmap_table *table, uint32_t hash,
                                       unsigned next)
{
    return table->pairs[wordmap_hash_pair(hash, next) >> (32 - WORDMAP_PAIR_BITS)];
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

/* The place of the lowest bit; any number of none. */
static inline unsigned lowest_bit(uint64_t bits)
{
#if defined(__BMI__)
    return (unsigned)__builtin_ia32_tzcnt_u64(bits);
#else
    return (unsigned)__builtin_ctzll(bits | (uint64_t)1 << 63);
#endif
}

#define AT_ONCE 12 /* few stretches of 64 bytes have more words */

/* The places where words start in count stretches of 64 bytes from first on, in order; returns how
 * many. Those of a stretch are written without asking how many there are, since that is what a
 * processor cannot guess: starts has room for AT_ONCE more. */
static size_t list_starts(const struct wordmap_text *text, size_t first, size_t stretches,
                          uint16_t *starts)
{
    const uint64_t *row = text->shapes->bits[SHAPE_WORD] + 1;
    size_t count = 0;
    for (size_t word = first; word < first + stretches; word++) {
        uint64_t bits = row[word];
        const size_t end = count + (size_t)__builtin_popcountll(bits);
        do {
            for (size_t i = 0; i < AT_ONCE; i++) {
                starts[count + i] = (uint16_t)(64 * word + lowest_bit(bits));
                bits &= bits - 1;
            }
            count += AT_ONCE;
        } while (count < end);
        count = end;
    }
    return count;
}

/* What the word of so many letters at at may be, by these and by what follows it. */
static inline unsigned find_classes(const struct wordmap_table *table,
                                    const struct wordmap_text *text, size_t at, unsigned letters)
{
    const uint32_t hash = hash_letters(load_bytes(text, at), letters);
    const unsigned next = next_at(table, text, at + letters);
    return classes_of(table, hash) &
           (classes_of_pair(table, hash, next) | classes_of_pair(table, hash, WORDMAP_ANY));
}

/* Marks the words at these places as labels. */
static inline void mark_labels(struct wordmap *map, const uint16_t *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        map->labels[places[i] / 64] |= (uint64_t)1 << (places[i] % 64);
    }
}

/* Lists a word, or a part of one, as a gate, and marks what else it may be. */
static inline void mark_classes(struct wordmap *map, size_t at, unsigned classes)
{
    const size_t word = at / 64;
    const unsigned bit = (unsigned)(at % 64);
    map->gates[map->gate_count] = (uint16_t)at;
    map->gate_count += classes & WORDMAP_GATE;
    map->places[word] |= (uint64_t)(classes / WORDMAP_PLACE & 1) << bit;
    map->doubts[word] |= (uint64_t)(classes / WORDMAP_DOUBT & 1) << bit;
    map->terms[word] |= (uint64_t)(classes / WORDMAP_TERM & 1) << bit;
    map->forms[word] |= (uint64_t)(classes / WORDMAP_FORM & 1) << bit;
}

#define QUAD 4 /* stretches at once */
typedef uint64_t quad __attribute__((vector_size(QUAD * sizeof(uint64_t))));

/* The words of some stretches among whose first letters a part starts. */
static void find_humped(const struct shapemap *shapes, size_t word, uint64_t found[QUAD])
{
    quad last, letter, next, start, next_start;
    memcpy(&last, shapes->letter + word, sizeof last);
    memcpy(&letter, shapes->letter + 1 + word, sizeof letter);
    memcpy(&next, shapes->letter + 2 + word, sizeof next);
    memcpy(&start, shapes->bits[SHAPE_WORD] + 1 + word, sizeof start);
    memcpy(&next_start, shapes->bits[SHAPE_WORD] + 2 + word, sizeof next_start);
    const quad behind = letter << 1 | last >> 63;
    quad here = start & behind;
    quad ahead = next_start & (next << 1 | letter >> 63);
    quad humped = here & 0;
    for (unsigned i = 1; i < WORDMAP_LETTERS; i++) {
        here = (here >> 1 | ahead << 63) & letter;
        ahead = ahead >> 1 & next;
        humped |= here;
    }
    humped &= start & ~behind;
    memcpy(found, &humped, sizeof humped);
}

/* Words with parts are terms by all their letters. */
static void mark_wholes(const struct wordmap_table *table, const struct wordmap_text *text,
                        size_t word, uint64_t humped, struct wordmap *map)
{
    map->terms[word] &= ~humped;
    map->forms[word] &= ~humped;
    for (uint64_t bits = humped; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const size_t at = 64 * word + bit;
        const unsigned letters = count_letters(~shapes_bits_from(text->shapes->letter + 1, at));
        const unsigned classes = find_classes(table, text, at, letters);
        map->terms[word] |= (uint64_t)(classes / WORDMAP_TERM & 1) << bit;
        map->forms[word] |= (uint64_t)(classes / WORDMAP_FORM & 1) << bit;
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

/* Finds what is left to be known of words of the lexicon. */
static void finish_terms(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    uint64_t humped[QUAD];
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        if (word % QUAD == 0) {
            find_humped(text->shapes, word, humped);
        }
        mark_wholes(table, text, word, humped[word % QUAD], map);
        wordmap_limit_terms(text->shapes, word, map);
        map->stems[word] = find_stems(table, text, word);
    }
}

#endif
