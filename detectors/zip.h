/*
 * US ZIP codes: shape, which state their first three digits belong to (USPS, L002 3-digit ZIP code
 * prefix matrix), and which prefixes hold 20,000 people or fewer, so that Safe Harbor wants them as
 * 000 (45 CFR 164.514(b)(2)(i)(B)). Pure; looks at one byte in front and 12 ahead.
 */
#ifndef DETECTORS_ZIP_H
#define DETECTORS_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length, 5 or 10, of the ZIP or ZIP+4 with an assigned prefix that starts at text and is not
 * part of something longer (see ascii.h), or 0. Any five digits look like one: use it next to a
 * state or behind a label. */
size_t zip_match(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, is ddddd, ddddd-dddd or nine digits with an
 * assigned prefix: for fields. */
bool zip_is_code(const uint8_t *value, size_t len);

/* The index in states.h of the state to which the three digits belong, or -1: not assigned. A few
 * prefixes serve two states or more; this is the one with most addresses. */
int zip_find_state(const uint8_t prefix[3]);

/* True when addresses of that state may have these three first digits. */
bool zip_fits_state(const uint8_t prefix[3], size_t state);

enum zip_census {
    ZIP_CENSUS_2000, /* the 17 that HHS prints in its guidance of 2012 on de-identification */
    ZIP_CENSUS_2010  /* as recalculated by practitioners from the 2010 Census; not from HHS */
};

/* True when the three digits are among the restricted ones of that census. */
bool zip_is_restricted(const uint8_t prefix[3], enum zip_census census);

/* The list of a census, as "036 059 ...": for reports. Static text. */
const char *zip_restricted_list(enum zip_census census);

#endif
