/*
 * Vehicle identification numbers (49 CFR 565; ISO 3779): 17 letters and digits without I, O and Q,
 * in North America with a check digit at the ninth place (weights 8 7 6 5 4 3 2 10 0 9 8 7 6 5 4 3
 * 2 modulo 11, X is 10). A value of digits only, or with fewer than five different characters, is
 * taken for a filler. Pure; looks at one byte in front and 18 ahead.
 */
#ifndef DETECTORS_VIN_H
#define DETECTORS_VIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length, 17, of the VIN in upper case with a right check digit that starts at text, or 0.
 * text[0] must not be part of something longer (see ascii.h). */
size_t vin_match(const uint8_t *text, size_t before, size_t avail);

/* True when value is one VIN with a right check digit, in either case, white space around it
 * ignored. */
bool vin_is_valid(const uint8_t *value, size_t len);

/* The same without the check digit, as outside North America: for labelled values. */
bool vin_has_shape(const uint8_t *value, size_t len);

#endif
