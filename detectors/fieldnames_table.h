/* The lists behind fieldnames.h; for its files and tests only. */
#ifndef DETECTORS_FIELDNAMES_TABLE_H
#define DETECTORS_FIELDNAMES_TABLE_H

#include "detectors/fieldnames.h"

/* What a word says beside a phrase. */
enum word_role {
    WORD_PLAIN, /* not known */
    WORD_NEUTRAL,
    WORD_ID,       /* number, id, code, key */
    WORD_DATE,     /* date, time */
    WORD_NEGATIVE, /* behind a phrase: the field is about the value */
    WORD_FLAG,     /* anywhere: the same */
    WORD_HASH,
    WORD_PERSON,
    WORD_PROVIDER,
    WORD_ORGANISATION
};

struct word_spelling {
    const char *spelling;
    const char *canonical; /* one word, or several with blanks between */
};

struct word_in_role {
    const char *word; /* canonical */
    enum word_role role;
};

/* A phrase of canonical words with a blank between; a '?' behind it marks a weak one. */
struct field_phrase {
    const char *phrase;
    enum fieldnames_meaning meaning;
};

#define FIELDNAMES_WORD_MAX 16 /* of a canonical word, with terminator */

/* Sorted as by strcmp(), so that what is there twice is seen. */
struct spelling_list {
    const struct word_spelling *rows;
    size_t count;
};

struct role_list {
    const struct word_in_role *rows;
    size_t count;
};

struct phrase_list {
    const struct field_phrase *rows;
    size_t count;
};

#define FIELDNAMES_LISTS 3

extern const struct spelling_list fieldnames_spellings;
extern const struct role_list fieldnames_roles;
extern const struct phrase_list fieldnames_persons; /* identifiers of persons at large */
extern const struct phrase_list fieldnames_health;  /* of patients, and codes of health care */
extern const struct phrase_list fieldnames_others;  /* other things: FIELDNAMES_NONE */

#endif
