/*
 * Words of health care: clinical terms, drugs, and the parts of a prescription.
 *
 * A lexicon is made once from the lists in lexicon_terms.c, lexicon_conditions.c, lexicon_drugs.c
 * and lexicon_sig.c, is immutable and may be shared by all threads. Looking a place up is pure and
 * position-local: no allocation, no state, LEXICON_REACH bytes ahead and one back
 * (lexicon_diagnosis_near(): its own reach more).
 */
#ifndef DETECTORS_LEXICON_H
#define DETECTORS_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No match is longer, and none depends on more than this many bytes from where it starts. */
#define LEXICON_REACH 96

enum lexicon_kind {
    LEXICON_TERM,     /* a clinical word or phrase: the clinical-terms detector */
    LEXICON_DRUG,     /* a drug's name, or a word with a drug's ending: the drug detector */
    LEXICON_LABEL,    /* labels a diagnosis code, but is too common to be a term: "icd-10",
                         "assessment" */
    LEXICON_FORM,     /* tablet, capsule, inhaler ... */
    LEXICON_ROUTE,    /* by mouth, subcutaneously, iv ... */
    LEXICON_FREQUENCY /* twice daily, bid, q6h, as needed ...: an anchor of sig.h */
};

enum lexicon_flag {
    LEXICON_DIAGNOSIS =
        1 << 0, /* names a condition or labels one: makes a near ICD code a labelled one */
    LEXICON_WEAK =
        1
        << 1, /* also ordinary language ("daily", "patch"); a drug known to everybody ("aspirin") */
    LEXICON_STEM = 1 << 2,     /* found by its ending, not by its name */
    LEXICON_COUNTABLE = 1 << 3 /* a weak form that is not weak with a number in front: 2 tablets */
};

struct lexicon_hit {
    uint64_t key; /* equal for equal terms, however written: hash of the canonical term, to be keyed
                     by the caller */
    uint8_t kind; /* enum lexicon_kind */
    uint8_t flags; /* set of enum lexicon_flag */
};

struct lexicon;

/* Makes the lexicon, or returns NULL when memory is short. Free with lexicon_free(), which takes
 * NULL. */
struct lexicon *lexicon_create(void);
void lexicon_free(struct lexicon *lexicon);

/*
 * The longest phrase that starts at text, as whole words in any case (some abbreviations only in
 * the case in which they are written); between the words stands one hyphen or underscore, or white
 * space of up to 8 bytes.
 *
 * Call it where a word starts: text[0] is an ASCII letter and the byte in front of it is not one.
 * before and avail say how many bytes may be read in front of text and from text on; the result
 * depends on one byte in front and on LEXICON_REACH from text on. Returns the length in bytes and
 * fills *hit, or returns 0 and leaves *hit alone. Meant for every word of a text: a word that
 * starts nothing is rejected after one hash.
 */
size_t lexicon_match(const struct lexicon *lexicon, const uint8_t *text, size_t before,
                     size_t avail, struct lexicon_hit *hit);

/* The same when the longest phrase is a part of a prescription: of LEXICON_FORM or behind; else 0.
 * Faster than that for all other words. */
size_t lexicon_match_part(const struct lexicon *lexicon, const uint8_t *text, size_t before,
                          size_t avail, struct lexicon_hit *hit);

/*
 * True when a term or label with LEXICON_DIAGNOSIS starts at most reach bytes in front of text, or
 * at most reach bytes behind text + len. text is a code of len bytes; before and avail count from
 * text. reach is at most 256.
 */
struct lexicon_place {
    const uint8_t *text;
    size_t len;
    size_t before;
    size_t avail;
};
bool lexicon_diagnosis_near(const struct lexicon *lexicon, const struct lexicon_place *place,
                            size_t reach);

/* Adds the first words of all phrases, and the endings of drugs' names. */
struct wordmap_table;
void lexicon_add_words(const struct lexicon *lexicon, struct wordmap_table *words);

/* Feeds every list entry to write, in a fixed order: part of ruleset_describe(). */
typedef void (*lexicon_write_fn)(void *user, const void *bytes, size_t len);
void lexicon_describe(lexicon_write_fn write, void *user);

#endif
