/*
 * ICD-10-CM codes: shape, and whether the category exists.
 *
 * Shape: [A-TV-Z][0-9][0-9AB], then optionally a dot and 1-4 of what the tabular list uses at these
 * places, plus U07.0, U07.1 and U09.9. Categories: the tabular list of the National Center for
 * Health Statistics (public domain), as a bitmap. A code that has the shape and whose category
 * exists is accepted; whether the full code is billable is not asked. Pure; looks at one byte in
 * front and at most 10 ahead.
 */
#ifndef DETECTORS_ICD10_H
#define DETECTORS_ICD10_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length of the dotted code ("E11.9", "S52.131A") that starts at text, or 0. Upper case; in
 * front of it and behind it stands nothing that makes it a part of something longer (letters,
 * digits, '.', '-', '_', '/', '=', '%' and the like). before and avail say how many bytes may be
 * read in front of text and from text on.
 */
size_t icd10_match(const uint8_t *text, size_t before, size_t avail);

/*
 * As icd10_match() for a code without a dot ("I10", "E119"): three characters or more. Three of
 * five letter-digit-digit words pass, so it is worth something only right behind a label ("ICD-10:
 * I10") or in a coded field.
 */
size_t icd10_match_undotted(const uint8_t *text, size_t before, size_t avail);

/* True when the len bytes of value, without white space around them, are one code, dotted or not,
 * in either case. */
bool icd10_is_code(const uint8_t *value, size_t len);

/* Writes the code without its dot in upper case ("E119") to out, returns its length, 3-7; 0 when it
 * is not a code. */
size_t icd10_normalise(const uint8_t *value, size_t len, char out[8]);

#endif
