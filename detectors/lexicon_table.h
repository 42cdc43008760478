/* The table that lexicon_create() builds and lexicon_match() reads; private to lexicon*.c. */
#ifndef DETECTORS_LEXICON_TABLE_H
#define DETECTORS_LEXICON_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEXICON_WORD_LETTERS 8 /* how many letters of a word are hashed */
#define LEXICON_HASH_BITS 17   /* of the bitmap of words; 1 word in 70 passes it by chance */
#define LEXICON_SLOT_BITS 12   /* of the table of words; it stays about half full */
#define LEXICON_STEM_BITS 12   /* of the bitmap of endings */
#define LEXICON_NONE UINT16_MAX
#define LEXICON_ANY_NEXT UINT32_MAX /* one of the spellings has one word only */

struct lexicon_spelling {
    const char *text; /* not terminated: len characters */
    uint64_t key;     /* hash of the canonical spelling */
    uint16_t next;    /* the next spelling with the same first word, or LEXICON_NONE */
    uint8_t len;
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
    struct lexicon_slot slots[(size_t)1 << LEXICON_SLOT_BITS];
    size_t count;
    struct lexicon_spelling spellings[];
};

/* FNV-1a over the lower case of text: equal for equal terms in every build. */
uint64_t lexicon_hash_term(const uint8_t *text, size_t len);

/*
 * The lower case of the letters at the start of text, at most LEXICON_WORD_LETTERS, as one number
 * with the first letter in its lowest byte; *letters says how many.
 */
uint64_t lexicon_load_word(const uint8_t *text, size_t avail, size_t *letters);

/*
 * What stands behind a first word, as one bit: the letter or digit that begins the second word, or
 * the kind of a byte that follows directly. 0 when no spelling goes on so.
 */
uint32_t lexicon_next_bit(const uint8_t *text, size_t avail);

/* The slot of word, or the empty slot where it would go. */
size_t lexicon_find_slot(const struct lexicon *lexicon, uint64_t word);

/* Bit numbers in words and stems. last_four points at the last four letters of a word. */
size_t lexicon_word_bit(uint64_t word);
size_t lexicon_stem_bit(const uint8_t *last_four);

static inline bool lexicon_has_bit(const uint64_t *bits, size_t index)
{
    return (bits[index / 64] >> (index % 64)) & 1;
}

#endif
