/*
 * SNOMED CT identifiers (SNOMED International, RF2 release file specification, 6.3 and 6.4): 6 to
 * 18 digits without a leading zero, a Verhoeff check digit, in front of it the partition: 00, 01 or
 * 02 (concept, description, relationship), or 10, 11, 12 for those of an extension, which hold a
 * namespace of seven digits and so have 11 digits or more. About 6 of 1,000 numbers pass: an
 * identifier needs a label or a coded field. Pure; looks at one byte in front and 20 ahead.
 */
#ifndef DETECTORS_SNOMED_H
#define DETECTORS_SNOMED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the identifier that starts at text and is not part of something longer (see
 * ascii.h), or 0. */
size_t snomed_match(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, is one identifier. */
bool snomed_is_id(const uint8_t *value, size_t len);

#endif
