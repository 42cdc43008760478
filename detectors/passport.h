/*
 * Passports. Book numbers of the US are nine digits (until 2021) or a letter and eight digits (Next
 * Generation Passport, and cards with C), without a check digit: they need a label. The machine
 * readable zone of any country (ICAO Doc 9303, parts 3 to 5) has check digits with weights 7 3 1
 * and needs none. Pure; looks at one byte in front and PASSPORT_REACH ahead.
 */
#ifndef DETECTORS_PASSPORT_H
#define DETECTORS_PASSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PASSPORT_REACH 96

/* The length, 9, of the US passport number in upper case that starts at text and is not part of
 * something longer (see ascii.h), or 0. */
size_t passport_match_us(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, may be a passport number of some country: 6 to 9
 * letters and digits of which five are digits. For labelled values. */
bool passport_has_shape(const uint8_t *value, size_t len);

/*
 * The length of the machine readable zone that starts at text, or 0: the second line of a passport
 * (44 characters, TD3) alone, or behind its first line ("P<USA...") and a line break. Its number,
 * birth date, expiry and composite check digits must all be right.
 */
size_t passport_match_mrz(const uint8_t *text, size_t before, size_t avail);

#endif
