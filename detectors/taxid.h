/*
 * Tax numbers other than the SSN: the individual taxpayer number of people without an SSN, and the
 * employer's number. Pure; look at one byte in front and at most 13 ahead.
 *
 * ITIN: nine digits, first 9, fourth and fifth 50-65, 70-88, 90-92 or 94-99 (IRS, Internal Revenue
 * Manual 3.21.263; 93 is the adoption number, ATIN). EIN: two digits of a campus prefix, seven more
 * (IRS, "How EINs are assigned and valid EIN prefixes"). Neither has a check digit.
 */
#ifndef DETECTORS_TAXID_H
#define DETECTORS_TAXID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True for nine ASCII digits within the ranges of ITINs. */
bool taxid_is_itin(const uint8_t digits[9]);

/* True for nine ASCII digits in the range of adoption numbers: 9xx-93-xxxx. */
bool taxid_is_atin(const uint8_t digits[9]);

/* True for nine ASCII digits that start with a prefix in use and are not all equal behind it. */
bool taxid_is_ein(const uint8_t digits[9]);

/*
 * The length of the ITIN that starts at text, or 0: ddd-dd-dddd, with the same '-', ' ' or '.'
 * twice, or nine bare digits. text[0] must not be part of something longer (see ascii.h).
 */
size_t taxid_match_itin(const uint8_t *text, size_t before, size_t avail);

/* The length, 10, of the EIN dd-ddddddd that starts at text, or 0. Bare digits are not one here. */
size_t taxid_match_ein(const uint8_t *text, size_t before, size_t avail);

#endif
