/*
 * Health Care Provider Taxonomy codes of the National Uniform Claim Committee: a group of three
 * digits (the first 1-4), two letters or digits, four digits, X: "207Q00000X". Pure; looks at one
 * byte in front and 12 ahead.
 */
#ifndef DETECTORS_NUCC_H
#define DETECTORS_NUCC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length, 10, of the code in upper case that starts at text and is not part of something longer
 * (see ascii.h), or 0. */
size_t nucc_match(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, is one code in either case. */
bool nucc_is_code(const uint8_t *value, size_t len);

#endif
