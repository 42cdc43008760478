/*
 * Stage 3 a word after the other, compiled for the plain processor and for one with shifts that are
 * faster (BMI2); private to wordmap*.c.
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
                starts[count + i] = (uint16_t)(64 * word + lowest_bit(bits));
                bits &= bits - 1;
            }
            count += AT_ONCE;
        } while (count < end);
        count = end;
    }
    return count;
}

/* Where no letter stands or a word or part starts: where letters end. */
static void find_ends(const struct wordmap_text *text, uint64_t *ends)
{
    const size_t words = classmap_words(text->len) + 1;
    for (size_t word = 0; word < words; word++) {
        ends[word] = ~text->shapes->letter[1 + word] | text->shapes->bits[SHAPE_WORD][1 + word];
    }
}

/* The words of a text, and where their letters end; what is chosen of them. */
struct word_list {
    const struct wordmap_text *text;
    const uint64_t *ends;
    uint16_t *starts;
    size_t count;
    unsigned wanted; /* classes of words that are chosen */
    size_t chosen;   /* so many stand at the start of starts */
    uint16_t *labels;
    size_t label_count;
};

/* Chooses among the words from at on by their letters. Without a branch, since which words these
 * are cannot be guessed. */
static void choose_words(const struct wordmap_table *table, struct word_list *list, size_t at)
{
    const struct wordmap_text *text = list->text;
    uint16_t *starts = list->starts;
    for (; at < list->count && starts[at] + sizeof(uint64_t) <= text->len; at++) {
        const size_t place = starts[at];
        const unsigned letters = count_letters(shapes_bits_from(list->ends, place));
        const uint64_t bytes = ascii_load_bytes(text->bytes + place, sizeof bytes);
        const unsigned classes = classes_of(table, hash_letters(bytes, letters));
        starts[list->chosen] = (uint16_t)place;
        list->chosen += (classes & list->wanted) != 0;
        list->labels[list->label_count] = (uint16_t)place;
        list->label_count += classes / WORDMAP_LABEL & 1;
    }
    for (; at < list->count; at++) { /* at the end of the text */
        const size_t place = starts[at];
        const unsigned letters = count_letters(shapes_bits_from(list->ends, place));
        const unsigned classes = classes_of(table, hash_letters(load_bytes(text, place), letters));
        starts[list->chosen++] = (uint16_t)place;
        list->labels[list->label_count] = (uint16_t)place;
        list->label_count += classes / WORDMAP_LABEL & 1;
    }
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

/* Marks what a word at at may be, but for gates, which are listed. */
static inline void mark_classes(struct wordmap *map, size_t at, unsigned classes)
{
    const size_t word = at / 64;
    const unsigned bit = (unsigned)(at % 64);
    map->places[word] |= (uint64_t)(classes / WORDMAP_PLACE & 1) << bit;
    map->terms[word] |= (uint64_t)(classes / WORDMAP_TERM & 1) << bit;
    map->forms[word] |= (uint64_t)(classes / WORDMAP_FORM & 1) << bit;
}

/* Lists a word, or a part of one, as a gate, and marks what else it may be. */
static inline void mark_word(const struct wordmap_table *table, const struct wordmap_text *text,
                             const uint64_t *ends, size_t at, struct wordmap *map)
{
    const unsigned open = find_classes(table, text, at, count_letters(shapes_bits_from(ends, at)));
    map->gates[map->gate_count] = (uint16_t)at;
    map->gate_count += open & WORDMAP_GATE;
    mark_classes(map, at, open);
}

/* The words of a stretch among whose first letters a part starts. */
static uint64_t find_humped(const struct shapemap *shapes, size_t word)
{
    const uint64_t *letter = shapes->letter + 1 + word;
    const uint64_t *start = shapes->bits[SHAPE_WORD] + 1 + word;
    uint64_t here = start[0];
    uint64_t ahead = start[1] & (letter[1] << 1 | letter[0] >> 63);
    uint64_t humped = 0;
    here &= letter[0] << 1 | letter[-1] >> 63;
    for (unsigned i = 1; i < WORDMAP_LETTERS; i++) {
        here = (here >> 1 | ahead << 63) & letter[0];
        ahead = ahead >> 1 & letter[1];
        humped |= here;
    }
    return humped & start[0] & ~(letter[0] << 1 | letter[-1] >> 63);
}

/* Words with parts are terms by all their letters. */
static void mark_wholes(const struct wordmap_table *table, const struct wordmap_text *text,
                        size_t word, struct wordmap *map)
{
    const uint64_t humped = find_humped(text->shapes, word);
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
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        mark_wholes(table, text, word, map);
        wordmap_limit_terms(text->shapes, word, map);
        map->stems[word] = find_stems(table, text, word);
    }
}

/* Lists the words of a text, of which none is chosen yet, and empties the maps. ends has room for
 * TILE_WORDS + 1. */
static inline struct word_list list_words(const struct wordmap_text *text, uint64_t *ends,
                                          struct wordmap *map)
{
    wordmap_clear(map, classmap_words(text->len));
    memset(map->labels, 0, classmap_words(text->len) * sizeof map->labels[0]);
    find_ends(text, ends);
    return (struct word_list){.text = text,
                              .ends = ends,
                              .starts = map->starts,
                              .count = list_starts(text, map->starts),
                              .wanted = WORDMAP_GATE | WORDMAP_PLACE |
                                        (text->has_terms ? WORDMAP_TERM | WORDMAP_FORM : 0U),
                              .labels = map->listed};
}

/* Marks what was chosen of the list. */
static inline void mark_words(const struct wordmap_table *table, const struct word_list *list,
                              struct wordmap *map)
{
    for (size_t i = 0; i < list->label_count; i++) {
        map->labels[list->labels[i] / 64] |= (uint64_t)1 << (list->labels[i] % 64);
    }
    for (size_t i = 0; i < list->chosen; i++) {
        mark_word(table, list->text, list->ends, list->starts[i], map);
    }
    if (list->text->has_terms) {
        finish_terms(table, list->text, map);
    }
}

#endif
