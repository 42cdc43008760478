/*
 * Frequent surnames and given names of the US, to tell whether a word may be a person's name.
 *
 * The lists were written from general knowledge of the frequency lists that the US Census Bureau
 * published from the 1990 Census (dist.all.last, dist.female.first, dist.male.first), with some
 * given names and surnames that have become frequent since. They hold 4,134 surnames, among them
 * the 2,000 most frequent and two thirds of the next 2,000, and 3,311 given names. Longer lists
 * find little more in records and much more in logs and source. Names of 2 to 14 ASCII letters,
 * without blanks, hyphens or apostrophes ("OBRIEN" is O'Brien). Pure; names_lookup() takes about 50
 * ns, names_find() about 10 ns.
 */
#ifndef DETECTORS_NAMES_H
#define DETECTORS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum names_kind {
    NAMES_SURNAME = 1 << 0,
    NAMES_GIVEN = 1 << 1,
    NAMES_WORD =
        1 << 2 /* is also a word (Page, Long), a month (April), a place (Austin) or an eponym of
                  medicine (Foley): proves nothing without a label or a sure name beside it */
};

/* The set of enum names_kind for the word of len bytes, in any case; 0 when it is no name of ours.
 */
unsigned names_lookup(const uint8_t *word, size_t len);

#define NAMES_LISTS 3 /* one for each enum names_kind */

/* Tells after one hash on which lists a word may be: most words that are no names are on none.
 * Immutable once filled; 24 KiB. */
struct names_filter {
    uint64_t bits[1024][NAMES_LISTS];
};

void names_filter_fill(struct names_filter *filter);

/* As names_lookup(), faster for words that are no names, and without the accents of Latin-1 in
 * UTF-8
 * ("Nuñez" is Nunez). filter was filled. */
unsigned names_find(const struct names_filter *filter, const uint8_t *word, size_t len);

/* True for a listed surname that is not rather a word; the same for given names. */
bool names_is_surname(const uint8_t *word, size_t len);
bool names_is_given(const uint8_t *word, size_t len);

#endif
