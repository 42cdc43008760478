/* Looks words up: a bitmap over a hash of a word's first letters, then the spellings that begin
 * with them. */
#include "detectors/lexicon.h"

#include "detectors/ascii.h"
#include "detectors/lexicon_lists.h"
#include "detectors/lexicon_table.h"

#include <string.h>

#define STEM_WORD_MAX 24 /* no drug's name is longer */
#define SEPARATOR_MAX 8  /* bytes of white space between two words of a phrase */
#define DIAGNOSIS_REACH_MAX 256

uint64_t lexicon_hash_term(const uint8_t *text, size_t len)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ ascii_to_lower(text[i])) * 0x100000001b3;
    }
    return hash;
}

/* The separator between two words at text: its length, or 0. */
static size_t match_separator(const uint8_t *text, size_t avail)
{
    if (avail > 0 && (text[0] == '-' || text[0] == '_')) {
        return 1;
    }
    size_t len = 0;
    while (len < avail && len < SEPARATOR_MAX && ascii_is_white(text[len])) {
        len++;
    }
    return len;
}

/* An apostrophe at text, straight or curly: its length, 0 when there is none. */
static size_t match_apostrophe(const uint8_t *text, size_t avail)
{
    if (avail >= 3 && memcmp(text, "\xe2\x80\x99", 3) == 0) {
        return 3;
    }
    return avail > 0 && text[0] == '\'';
}

/* The bytes of text that the characters of spelling take, or 0. */
static size_t match_characters(const struct lexicon_spelling *spelling, const uint8_t *text,
                               size_t avail)
{
    size_t at = spelling->known;
    for (size_t i = spelling->known; i < spelling->len; i++) {
        const uint8_t wanted = (uint8_t)spelling->text[i];
        if (wanted == '\'') {
            at += match_apostrophe(text + at, avail - at);
            continue;
        }
        size_t len = 0;
        if (wanted == ' ') {
            len = match_separator(text + at, avail - at);
        } else if (at < avail) {
            len = (spelling->is_exact ? text[at] : ascii_to_lower(text[at])) == wanted;
        }
        if (len == 0) {
            return 0;
        }
        at += len;
    }
    return at;
}

/* 0xC3 to 0xDF begin letters of other alphabets; 0xC2 and those from 0xE0 on mostly signs, such as
 * dashes. */
static bool is_inside_word(const uint8_t *end, size_t avail)
{
    return avail > 0 &&
           (ascii_is_alpha(end[0]) || ascii_is_digit(end[0]) || (end[0] >= 0xc3 && end[0] <= 0xdf));
}

/*
 * Abbreviations are short, so only white space and what encloses or separates words may stand
 * beside them; of the bytes from 0x80 on, the last ones of a non-breaking blank, dashes, opening
 * quotation marks and bullets in front, and the first ones of such signs behind.
 */
static bool stands_alone(const uint8_t *text, size_t before, size_t len, size_t avail)
{
    const bool is_free_before = before == 0 || ascii_is_white(text[-1]) ||
                                ascii_is_one_of(text[-1], "([{\"'>,;:|*\xa0\x93\x94\x98\x9c\xa2");
    const bool is_free_behind = len == avail || ascii_is_white(text[len]) || text[len - 1] == ':' ||
                                ascii_is_one_of(text[len], ")]}\"'<,;:.|?!*-/\xc2\xe2");
    return is_free_before && is_free_behind;
}

static size_t match_spelling(const struct lexicon_spelling *spelling, const uint8_t *text,
                             size_t before, size_t avail)
{
    size_t len = match_characters(spelling, text, avail);
    if (len == 0) {
        return 0;
    }
    /* Two letters in two cases are a chance in binary data rather than an abbreviation: Po, sC. */
    if (len == 2 && (text[0] ^ text[1]) & 0x20) {
        return 0;
    }
    if (spelling->is_exact) {
        return stands_alone(text, before, len, avail) ? len : 0;
    }
    if (len < avail && ascii_to_lower(text[len]) == 's') {
        len++;
    }
    return is_inside_word(text + len, avail - len) ? 0 : len;
}

/* The longest of the spellings from index on; a number may stand in front of a form only: 1tab. */
static size_t match_spellings(const struct lexicon *lexicon, uint16_t index,
                              const struct lexicon_place *place,
                              const struct lexicon_spelling **best)
{
    size_t longest = 0;
    const bool is_numbered = place->before > 0 && ascii_is_digit(place->text[-1]);
    while (index != LEXICON_NONE) {
        const struct lexicon_spelling *spelling = &lexicon->spellings[index];
        index = spelling->next;
        if (is_numbered && spelling->kind != LEXICON_FORM) {
            continue;
        }
        const size_t len = match_spelling(spelling, place->text, place->before, place->avail);
        if (len > longest) {
            longest = len;
            *best = spelling;
        }
    }
    return longest;
}

static bool has_stem(const uint8_t *word, size_t len)
{
    for (const char *const *stem = lexicon_stems; *stem != NULL; stem++) {
        const size_t stem_len = strlen(*stem);
        size_t same = 0;
        while (same < stem_len && stem_len + 2 <= len &&
               ascii_to_lower(word[len - 1 - same]) == (uint8_t)(*stem)[stem_len - 1 - same]) {
            same++;
        }
        if (same == stem_len) {
            return true;
        }
    }
    return false;
}

/* Lisinopril, LISINOPRIL and lisinopril, but not the name in a program: inApril. */
static bool is_evenly_cased(const uint8_t *word, size_t len)
{
    for (size_t i = 2; i < len; i++) {
        if ((word[i] & 0x20) != (word[1] & 0x20)) {
            return false;
        }
    }
    return (word[1] & 0x20) != 0 || (word[0] & 0x20) == 0;
}

/* A word that ends in a stem; its first LEXICON_WORD_LETTERS bytes are known to be letters. */
static size_t match_stem(const struct lexicon *lexicon, const uint8_t *text, size_t avail,
                         struct lexicon_hit *hit)
{
    size_t len = 0;
    size_t letters = LEXICON_WORD_LETTERS;
    while (letters == LEXICON_WORD_LETTERS && len <= STEM_WORD_MAX) {
        len += LEXICON_WORD_LETTERS;
        lexicon_load_word(text + len, avail - len, &letters);
    }
    len += letters;
    if (len > STEM_WORD_MAX || !lexicon_has_bit(lexicon->stems, lexicon_stem_bit(text + len - 4))) {
        return 0;
    }
    if (is_inside_word(text + len, avail - len) || !has_stem(text, len) ||
        !is_evenly_cased(text, len)) {
        return 0;
    }
    *hit = (struct lexicon_hit){lexicon_hash_term(text, len), LEXICON_DRUG, LEXICON_STEM};
    return len;
}

/* What remains to be done for one word in twenty. */
static size_t match_word(const struct lexicon *lexicon, const struct lexicon_place *place,
                         uint64_t word, struct lexicon_hit *hit)
{
    const struct lexicon_slot *slot = &lexicon->slots[lexicon_find_slot(lexicon, word)];
    if (slot->first == LEXICON_NONE) {
        return 0;
    }
    const bool is_open =
        slot->nexts == LEXICON_ANY_NEXT || place->len == LEXICON_WORD_LETTERS ||
        (slot->nexts & lexicon_next_bit(place->text + place->len, place->avail - place->len)) != 0;
    if (!is_open) {
        return 0;
    }
    const struct lexicon_spelling *best = NULL;
    const size_t len = match_spellings(lexicon, slot->first, place, &best);
    if (len > 0) {
        *hit = (struct lexicon_hit){best->key, best->kind, best->flags};
    }
    return len;
}

size_t lexicon_match(const struct lexicon *lexicon, const uint8_t *text, size_t before,
                     size_t avail, struct lexicon_hit *hit)
{
    size_t letters;
    const uint64_t word = lexicon_load_word(text, avail, &letters);
    const size_t limit = avail < LEXICON_REACH ? avail : LEXICON_REACH;
    if (letters == 1 && avail > 1 &&
        (lexicon->letters[text[1]] & lexicon_letter_bit(text[0])) == 0) {
        return 0; /* as nearly all of base64 and hexadecimal digits */
    }
    if (letters > 0 && lexicon_has_bit(lexicon->words, lexicon_word_bit(word))) {
        const struct lexicon_place place = {text, letters, before, limit};
        const size_t len = match_word(lexicon, &place, word, hit);
        if (len > 0) {
            return len;
        }
    }
    const bool may_be_stem =
        letters == LEXICON_WORD_LETTERS && !(before > 0 && ascii_is_digit(text[-1]));
    return may_be_stem ? match_stem(lexicon, text, limit, hit) : 0;
}

size_t lexicon_match_part(const struct lexicon *lexicon, const uint8_t *text, size_t before,
                          size_t avail, struct lexicon_hit *hit)
{
    size_t letters;
    const uint64_t word = lexicon_load_word(text, avail, &letters);
    if (!lexicon_has_bit(lexicon->parts, lexicon_part_bit(word))) {
        return 0;
    }
    const size_t len = lexicon_match(lexicon, text, before, avail, hit);
    return len > 0 && hit->kind >= LEXICON_FORM ? len : 0;
}

/* True when a word with LEXICON_DIAGNOSIS starts in the first to bytes of base. */
static bool has_diagnosis(const struct lexicon *lexicon, const uint8_t *base, size_t before,
                          size_t avail, size_t to)
{
    for (size_t i = 0; i < to; i++) {
        const uint8_t *text = base + i;
        struct lexicon_hit hit;
        const bool is_start =
            ascii_is_alpha(text[0]) && (before + i == 0 || !ascii_is_alpha(text[-1]));
        if (is_start && lexicon_match(lexicon, text, before + i, avail - i, &hit) > 0 &&
            (hit.flags & LEXICON_DIAGNOSIS) != 0) {
            return true;
        }
    }
    return false;
}

bool lexicon_diagnosis_near(const struct lexicon *lexicon, const struct lexicon_place *place,
                            size_t reach)
{
    if (reach > DIAGNOSIS_REACH_MAX) {
        reach = DIAGNOSIS_REACH_MAX;
    }
    const size_t back = place->before < reach ? place->before : reach;
    if (has_diagnosis(lexicon, place->text - back, place->before - back, place->avail + back,
                      back)) {
        return true;
    }
    const size_t rest = place->avail - place->len;
    const size_t ahead = rest < reach ? rest : reach;
    return has_diagnosis(lexicon, place->text + place->len, place->before + place->len, rest,
                         ahead);
}
