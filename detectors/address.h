/*
 * US postal addresses: a street line (street.h), and a place, "Springfield, IL 62701". A place is a
 * city of one to four words in capitals, a state (code or name) behind a comma or in front of a
 * ZIP, and a ZIP, which may be missing behind a comma. Pure; looks at ADDRESS_BEFORE bytes in front
 * and ADDRESS_REACH ahead.
 */
#ifndef DETECTORS_ADDRESS_H
#define DETECTORS_ADDRESS_H

#include "detectors/street.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADDRESS_BEFORE 64
#define ADDRESS_REACH 224

/* Positions count from the start of the match. */
struct address_place {
    size_t len;
    size_t city_len; /* the city starts the place */
    size_t state_at;
    size_t state_len;
    size_t zip_at;
    size_t zip_len; /* 0 when there is no ZIP */
    size_t state;   /* index in states.h */
    bool zip_fits;  /* the ZIP belongs to the state */
};

struct address {
    size_t len;
    struct street street;
    size_t place_at;            /* meaningful when place.len > 0 */
    struct address_place place; /* its positions count from place_at */
};

/*
 * The length of the address that starts at text with a street line, or 0; fills *address. A place
 * behind it, after a comma, blanks or a line break, is taken in. An address whose street is weak or
 * may be a name (street.h) is reported all the same: the caller asks for place.len > 0 then.
 */
size_t address_match(const uint8_t *text, size_t before, size_t avail, struct address *address);

/* The length of the place whose city starts at text, or 0; fills *place. */
size_t address_match_place(const uint8_t *text, size_t before, size_t avail,
                           struct address_place *place);

/*
 * The same from behind: zip is where a ZIP may start, on whose line a city and a state may stand in
 * front of it. Returns how many bytes in front of zip the city starts, at most ADDRESS_BEFORE, or
 * 0; fills *place, whose positions count from there.
 */
size_t address_find_place(const uint8_t *zip, size_t before, size_t avail,
                          struct address_place *place);

#endif
