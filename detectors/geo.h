/*
 * Places on the map to three decimals or more (about 100 m), which is finer than Safe Harbor
 * allows.
 *
 *   40.7128, -74.0060     latitude first; needs a label, tables of numbers look the same
 *   40.7128° N, 74.0060° W   hemispheres name it
 *   lat=40.7128&lon=-74.0060   the longitude names itself
 *   40°42'46"N 74°0'22"W   degrees, minutes and seconds
 *
 * Degrees within -90..90 and -180..180. Pure; looks at one byte in front and GEO_REACH ahead.
 */
#ifndef DETECTORS_GEO_H
#define DETECTORS_GEO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GEO_REACH 80

struct geo {
    size_t len;
    bool names_itself; /* hemisphere letters, or a word for the longitude */
};

/*
 * The length of the pair that starts at text with a digit or sign, or 0; fills *geo. No letter,
 * digit or '.' touches it. before and avail say how many bytes may be read in front of text and
 * from text on.
 */
size_t geo_match(const uint8_t *text, size_t before, size_t avail, struct geo *geo);

/* True when value, without white space around it, is one such pair: for fields. */
bool geo_is_pair(const uint8_t *value, size_t len);

/* True when value is one number of degrees within the range, with at least one decimal: for fields.
 */
bool geo_is_latitude(const uint8_t *value, size_t len);
bool geo_is_longitude(const uint8_t *value, size_t len);

#endif
