/*
 * A time of day behind a date, so that a timestamp is read as one value (dates.h). Pure; looks at
 * most 40 bytes ahead. text is where the time or its part would start; all return a length or 0.
 */
#ifndef DETECTORS_CLOCK_H
#define DETECTORS_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The time with what leads to it, a T, a blank or ':': "T08:30:00.000Z", " 8:30:15 PM", and of
 * ":13:55:36 -0700" what stands in front of the blank. Hours and minutes are required.
 */
size_t clock_match(const uint8_t *text, size_t avail);

/* A zone: Z, +hhmm, -hh:mm; the hours up to 14. */
size_t clock_match_zone(const uint8_t *text, size_t avail);

/* A fraction of a second of one to nine digits behind '.' or ','. */
size_t clock_match_fraction(const uint8_t *text, size_t avail);

/* True when count digits are none, hh, hhmm or hhmmss (HL7 TS); all of them are digits. */
bool clock_is_valid_compact(const uint8_t *digits, size_t count);

#endif
