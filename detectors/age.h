/*
 * Ages over 89, which Safe Harbor does not allow (45 CFR 164.514(b)(2)(i)(C)); ages up to 89 are no
 * identifiers, nor is the group "90 or older" that the rule itself proposes, written as a bare 90
 * in tables. Ages up to 129 are taken. Pure; looks at AGE_BEFORE bytes in front and AGE_REACH
 * ahead.
 */
#ifndef DETECTORS_AGE_H
#define DETECTORS_AGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AGE_BEFORE 12
#define AGE_REACH 40

/*
 * The length of the age over 89 that starts at text with its first digit, or 0: "92 years old",
 * "92-year-old", "92 y/o", "101yo", or a number behind "age", "aged" or "turned" ("age: 93"), of
 * which only the number is the match. *is_sure is false for bare years ("for 95 years"), which need
 * more context; "95 years ago", "of experience" and the like are refused.
 */
size_t age_match_over_89(const uint8_t *text, size_t before, size_t avail, bool *is_sure);

/*
 * True when value, without white space around it, is an age over 89 in years: 93, 93.5, 93 years,
 * 93 y, 093Y (DICOM AS), P93Y (ISO 8601). Ages in months, weeks or days are not.
 */
bool age_is_over_89(const uint8_t *value, size_t len);

#endif
