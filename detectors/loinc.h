/*
 * LOINC codes (Regenstrief Institute, LOINC Users' Guide, "Calculating mod 10 check digits"): one
 * to seven digits, '-', a Luhn check digit. 14 published codes do not satisfy it and are known by
 * name. One of ten pairs of this shape passes: a code needs a label or a coded field. Pure; looks
 * at one byte in front and 11 ahead.
 */
#ifndef DETECTORS_LOINC_H
#define DETECTORS_LOINC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the code that starts at text and is not part of something longer (see ascii.h),
 * or 0. */
size_t loinc_match(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, is one code. */
bool loinc_is_code(const uint8_t *value, size_t len);

#endif
