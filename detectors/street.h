/*
 * The first line of a US postal address (USPS Publication 28, Postal Addressing Standards): house
 * number, directional, name, street type, unit; or a box. Pure; looks at 2 bytes in
 * front and STREET_REACH ahead.
 */
#ifndef DETECTORS_STREET_H
#define DETECTORS_STREET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREET_REACH 120
#define STREET_JOINTS "-./_+%$&=" /* touch a number so that it is none of a house */

enum street_type {
    STREET_NONE,
    STREET_WEAK,  /* also an ordinary word at the end of names: Course, Gateway, Hill, Park ... */
    STREET_STRONG /* Street, St, Avenue, Blvd, Rd ... */
};

struct street {
    size_t len;
    bool is_box;      /* a post office box, or one along a road */
    bool has_unit;    /* an apartment, suite ... is part of it */
    bool is_weak;     /* its type is STREET_WEAK: take it with a city or behind a label */
    bool may_be_name; /* "... Dr. Jones", "... St. Mary": needs a city or a label too */
};

/*
 * The length of the street line that starts at text, or 0; fills *street. text[0] is the first
 * digit of the house number, which no letter or digit or one of STREET_JOINTS touches, or the first
 * letter of a box. Words of the name start with a capital or a digit; one to four of them, on one
 * line.
 */
size_t street_match(const uint8_t *text, size_t before, size_t avail, struct street *street);

/* What the word of len bytes is as the type of a street, in any case, without a final dot. */
enum street_type street_find_type(const uint8_t *word, size_t len);

#endif
