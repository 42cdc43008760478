/*
 * Reads words that may be a person's name: "Paul Johnson", "JOHNSON, PAUL", "Hernandez-Okafor,
 * Marisol T.", "Ana de la Cruz". Whether they are one is for the caller to judge. Pure.
 */
#ifndef DETECTORS_PERSON_WORDS_H
#define DETECTORS_PERSON_WORDS_H

#include "detectors/detector.h"

#define PERSON_WORDS_MAX 4
#define PERSON_WORD_MAX 20 /* letters of one word */

struct person_words {
    size_t at;
    size_t end;     /* == at: none */
    unsigned words; /* particles ("de la") are none */
    unsigned kinds; /* enum names_kind of all words that are rather names */
    unsigned any;   /* of all words */
    bool has_comma; /* "Last, First" */
    bool is_capitals;
    struct span word[PERSON_WORDS_MAX]; /* each of them */
};

/* How names are read: most words, and what is allowed among them. */
struct person_manner {
    unsigned most;
    bool allows_comma;
    bool allows_plus;  /* for a blank, as in an address of the web: "name=Nancy+Lopez" */
    bool allows_small; /* words that do not start with a capital, as people type them */
    bool allows_colon; /* behind the last one, as in a letter: "Dear Dr. O'Brien:" */
};

/* The words that start at at. A word with a colon behind it names the next field: it is none. */
struct person_words person_words_read(const struct site *site, size_t at,
                                      struct person_manner manner);

/* True when one is a word that forms and sentences say behind a label: "not", "history". */
bool person_words_have_form(const struct person_words *words);

/* True when nothing behind the words says that a sentence goes on there: "Denies chest pain". */
bool person_words_are_alone(const struct tile *tile, const struct person_words *words);

/* True when ", MD", " R.N." and the like stand behind the words. */
bool person_words_have_credential(const struct tile *tile, const struct person_words *words);

#endif
