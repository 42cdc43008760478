/*
 * ICD-9-CM diagnosis codes (NCHS, in use in the US until 2015): 001-999, V01-V91, E000-E030 and
 * E800-E999, then a dot and one or two digits (one behind E). Any number with decimals looks like
 * one: a code needs a label or a coded field. Pure; looks at one byte in front and 9 ahead.
 */
#ifndef DETECTORS_ICD9_H
#define DETECTORS_ICD9_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length of the code with its dot ("250.00", "V02.61", "E849.0") that starts at text and is not
 * part of something longer (see ascii.h), or 0. Upper case; V and E codes may stand without dot and
 * decimals ("V70").
 */
size_t icd9_match(const uint8_t *text, size_t before, size_t avail);

/*
 * True when value, without white space around it, is one code in either case, with or without its
 * dot ("25000", "4019", "E8490"): for coded fields. A category alone ("496") is a code.
 */
bool icd9_is_code(const uint8_t *value, size_t len);

#endif
