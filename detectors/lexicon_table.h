/* The table that lexicon_create() builds and lexicon_match() reads; private to lexicon*.c. */
#ifndef DETECTORS_LEXICON_TABLE_H
#define DETECTORS_LEXICON_TABLE_H

#include "detectors/ascii.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEXICON_WORD_LETTERS 8 /* how many letters of a word are hashed */
#define LEXICON_HASH_BITS 17   /* of the bitmap of words; 1 word in 70 passes it by chance */
#define LEXICON_SLOT_BITS 12   /* of the table of words; it stays about half full */
#define LEXICON_STEM_BITS 12   /* of the bitmap of endings */
#define LEXICON_PART_BITS 12   /* of the bitmap of parts of prescriptions */
#define LEXICON_NONE UINT16_MAX
#define LEXICON_ANY_NEXT UINT32_MAX /* one of the spellings has one word only */

struct lexicon_spelling {
    const char *text; /* not terminated: len characters */
    uint64_t key;     /* hash of the canonical spelling */
    uint16_t next;    /* the next spelling with the same first word, or LEXICON_NONE */
    uint8_t len;
    uint8_t known; /* so many of its first characters stand in every text with its first word */
    uint8_t kind;
    uint8_t flags;
    bool is_exact;
};

struct lexicon_slot {
    uint64_t word;  /* as lexicon_load_word() gives it */
    uint32_t nexts; /* how its spellings go on: set of lexicon_next_bit(), or LEXICON_ANY_NEXT */
    uint16_t first; /* index of a spelling, or LEXICON_NONE when the slot is empty */
};

struct lexicon {
    uint64_t words[((size_t)1 << LEXICON_HASH_BITS) / 64];
    uint64_t stems[((size_t)1 << LEXICON_STEM_BITS) / 64];
    uint64_t parts[((size_t)1 << LEXICON_PART_BITS) / 64];
    struct lexicon_slot slots[(size_t)1 << LEXICON_SLOT_BITS];
    uint64_t letters[256]; /* for each byte: the words of one letter that it may stand behind, as
                              a set of lexicon_letter_bit() */
    size_t count;
    struct lexicon_spelling spellings[];
};

/* FNV-1a over the lower case of text: equal for equal terms in every build. */
uint64_t lexicon_hash_term(const uint8_t *text, size_t len);

/*
 * The lower case of the letters at the start of text, at most LEXICON_WORD_LETTERS, as one number
 * with the first letter in its lowest byte; *letters says how many.
 *
 * All eight bytes are classified at once: a byte is a letter when adding what it lacks to 'a'
 * carries into its top bit and adding what it lacks to the byte behind 'z' does not.
 */
static inline uint64_t lexicon_load_word(const uint8_t *text, size_t avail, size_t *letters)
{
    const uint64_t ones = 0x0101010101010101;
    const uint64_t tops = 0x8080808080808080;
    const uint64_t bytes = ascii_load_bytes(text, avail);
    const uint64_t lower = bytes | 0x20 * ones;
    const uint64_t low7 = lower & ~tops;
    const uint64_t is_from_a = low7 + (0x80 - 'a') * ones;
    const uint64_t is_behind_z = low7 + (0x80 - 'z' - 1) * ones;
    const uint64_t others = ~(is_from_a & ~is_behind_z & ~bytes) & tops;
    if (others == 0) {
        *letters = LEXICON_WORD_LETTERS;
        return lower;
    }
    const unsigned shift = (unsigned)__builtin_ctzll(others) - 7;
    *letters = shift / 8;
    return lower & (((uint64_t)1 << shift) - 1);
}

static inline uint64_t lexicon_mix(uint64_t word)
{
    return word * 0x9e3779b97f4a7c15;
}

/* The bit of a word in words. */
static inline size_t lexicon_word_bit(uint64_t word)
{
    return (size_t)(lexicon_mix(word) >> (64 - LEXICON_HASH_BITS));
}

/* The bit of a word in parts. */
static inline size_t lexicon_part_bit(uint64_t word)
{
    return (size_t)(lexicon_mix(word) >> (64 - LEXICON_PART_BITS));
}

/* A letter as it is written, as one bit. */
static inline uint64_t lexicon_letter_bit(uint8_t letter)
{
    return (uint64_t)1 << (letter % 64);
}

/* The bit of an ending in stems; last_four points at the last four letters of a word. */
static inline size_t lexicon_stem_bit(const uint8_t *last_four)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < 4; i++) {
        letters = letters << 8 | ascii_to_lower(last_four[i]);
    }
    return (letters * 0x9e3779b1U) >> (32 - LEXICON_STEM_BITS);
}

/*
 * What stands behind a first word, as one bit: the letter or digit that begins the second word, or
 * the kind of a byte that follows directly. 0 when nothing follows.
 */
static inline uint32_t lexicon_next_bit(const uint8_t *text, size_t avail)
{
    if (avail == 0) {
        return 0;
    }
    if (ascii_is_white(text[0]) || text[0] == '-' || text[0] == '_') {
        size_t at = 1;
        while (at < avail && ascii_is_white(text[at])) {
            at++;
        }
        const bool is_letter = at < avail && ascii_is_alpha(text[at]);
        return is_letter ? (uint32_t)1 << (ascii_to_lower(text[at]) - 'a') : (uint32_t)1 << 26;
    }
    if (ascii_is_digit(text[0])) {
        return (uint32_t)1 << 27;
    }
    if (text[0] == '\'' || text[0] >= 0x80) {
        return (uint32_t)1 << 28;
    }
    return text[0] == '.' ? (uint32_t)1 << 29 : (uint32_t)1 << 30;
}

/* The slot of word, or the empty slot where it would go. */
static inline size_t lexicon_find_slot(const struct lexicon *lexicon, uint64_t word)
{
    const size_t mask = ((size_t)1 << LEXICON_SLOT_BITS) - 1;
    size_t at = (size_t)(lexicon_mix(word) >> 24) & mask;
    while (lexicon->slots[at].first != LEXICON_NONE && lexicon->slots[at].word != word) {
        at = (at + 1) & mask;
    }
    return at;
}

static inline bool lexicon_has_bit(const uint64_t *bits, size_t index)
{
    return (bits[index / 64] >> (index % 64)) & 1;
}

#endif
