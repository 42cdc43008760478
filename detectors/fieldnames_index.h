/*
 * The lists behind fieldnames.h, turned once into what a name is looked up in: tokens, as names are
 * written, lead to canonical words, and words in a row to phrases. Private to fieldnames*.c and
 * their tests. Immutable once made.
 */
#ifndef DETECTORS_FIELDNAMES_INDEX_H
#define DETECTORS_FIELDNAMES_INDEX_H

#include "detectors/fieldnames_table.h"

#include <stdint.h>

#define FIELDNAMES_WORDS_MAX 16
#define FIELDNAMES_TOKEN_MAX 24 /* of a word as it is written, with terminator */
#define FIELDNAMES_TOKEN_WORDS 4

/* The words of a name, by their numbers in the index; 0 is any word that no list has. */
struct words {
    uint16_t word[FIELDNAMES_WORDS_MAX];
    size_t count;
};

/* A word as it is written, in small letters, and the canonical words that it stands for. */
struct fieldnames_token {
    char text[FIELDNAMES_TOKEN_MAX]; /* padded with zeros; empty: a free place */
    uint16_t word[FIELDNAMES_TOKEN_WORDS];
    uint8_t count;
    uint16_t self;     /* the canonical word that is written so; 0: none */
    bool keeps_digits; /* the digits at its end tell something: "icd10" */
};

/* Words in a row with which phrases start. */
struct fieldnames_node {
    uint16_t parent; /* the words but the last one; 0: none */
    uint16_t word;   /* the last one; 0: a free place */
    uint16_t number; /* of this node, from 1 */
    bool is_phrase;  /* they are one themselves */
    bool is_weak;
    enum fieldnames_meaning meaning;
};

/* Numbers are known: what is in the lists; places are powers of two, half of them free. */
#define FIELDNAMES_KNOWN_MAX 1024
#define FIELDNAMES_TOKEN_PLACES 4096
#define FIELDNAMES_NODE_PLACES 8192

struct fieldnames {
    uint16_t word_count;                          /* with the one that is not known */
    uint16_t icd, icd9, icd10, is, patient, what; /* words of which more is known */
    struct fieldnames_word {
        char text[FIELDNAMES_WORD_MAX];
        enum word_role role;
    } words[FIELDNAMES_KNOWN_MAX];
    uint16_t node_count;
    struct fieldnames_token tokens[FIELDNAMES_TOKEN_PLACES];
    struct fieldnames_node nodes[FIELDNAMES_NODE_PLACES];
};

/* The token with this text, which is padded with zeros; NULL when there is none. */
const struct fieldnames_token *fieldnames_token_of(const struct fieldnames *index,
                                                   const char text[FIELDNAMES_TOKEN_MAX]);

/* The node behind the one with the number parent (0: the first word); NULL when no phrase goes on
 * so. */
const struct fieldnames_node *fieldnames_node_of(const struct fieldnames *index, uint16_t parent,
                                                 uint16_t word);

/* Cuts the name of len bytes, at most FIELDNAMES_LEN_MAX, into words; of more than there is room
 * for, the last ones stay. Accents are left out. A Spanish name is read from behind, without "de":
 * "fecha de nacimiento" is "birth date". */
void fieldnames_split(const struct fieldnames *index, const uint8_t *name, size_t len,
                      struct words *words);

#endif
