/*
 * The word lists behind lexicon.h, private to lexicon*.c.
 *
 * An entry is one term: spellings separated by '|', the canonical one first. A blank stands for any
 * separator, an apostrophe for either apostrophe or none, every other character for itself in
 * either case; a spelling that starts with '=' matches only in the case in which it is written, and
 * is meant for abbreviations. Other spellings also match with a plural s. A spelling starts with a
 * letter and is at most LEXICON_SPELLING_MAX bytes long.
 */
#ifndef DETECTORS_LEXICON_LISTS_H
#define DETECTORS_LEXICON_LISTS_H

#include <stddef.h>
#include <stdint.h>

#define LEXICON_SPELLING_MAX 64

struct lexicon_list {
    const char *const *entries; /* ends with NULL */
    uint8_t kind;               /* enum lexicon_kind */
    uint8_t flags;              /* set of enum lexicon_flag */
};

/* All lists, in the order in which equally long matches win. */
#define LEXICON_LIST_COUNT 15
extern const struct lexicon_list *const lexicon_lists[LEXICON_LIST_COUNT];

extern const struct lexicon_list lexicon_note_words;
extern const struct lexicon_list lexicon_procedures;
extern const struct lexicon_list lexicon_diagnosis_words;
extern const struct lexicon_list lexicon_diagnosis_labels;
extern const struct lexicon_list lexicon_conditions;
extern const struct lexicon_list lexicon_drugs;
extern const struct lexicon_list lexicon_brands;
extern const struct lexicon_list lexicon_household_drugs;
extern const struct lexicon_list lexicon_forms;
extern const struct lexicon_list lexicon_countable_forms;
extern const struct lexicon_list lexicon_weak_forms;
extern const struct lexicon_list lexicon_routes;
extern const struct lexicon_list lexicon_weak_routes;
extern const struct lexicon_list lexicon_frequencies;
extern const struct lexicon_list lexicon_weak_frequencies;

/* Endings of drug names (stems of international non-proprietary names), lower case, ends with NULL.
 */
extern const char *const lexicon_stems[];

#endif
