/*
 * States, the District of Columbia, territories and military addresses of the US: postal code (USPS
 * Publication 28, appendix B), FIPS number (ANSI INCITS 38), name, and the shapes of driver's
 * licences. Pure.
 */
#ifndef DETECTORS_STATES_H
#define DETECTORS_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum states_kind { STATES_STATE, STATES_DISTRICT, STATES_TERRITORY, STATES_MILITARY };

struct state {
    char code[3];     /* "MA" */
    char fips[3];     /* "25"; "" for military addresses */
    uint8_t kind;     /* enum states_kind */
    const char *name; /* "Massachusetts" */
    const char
        *license; /* shapes of driver's licences, see states_fits_license(); "" when unknown */
};

/* How many rows there are, and the row at index, which must be below that. Sorted by code. */
size_t states_count(void);
const struct state *states_at(size_t index);

/* The index of the state with this code, in upper case, or -1. */
int states_find_code(const uint8_t code[2]);

/* The index of the state with this FIPS number (two ASCII digits), or -1. */
int states_find_fips(const uint8_t fips[2]);

/*
 * The length of the code (upper case) or name (any case) that starts at text as a whole word, or 0;
 * *index becomes the state's. The longest wins: "West Virginia". before and avail say how many
 * bytes may be read in front of text and from text on; one in front and 31 ahead are looked at.
 * Codes such as IN, OR, ME and OK are also words: use it where a state must stand.
 */
size_t states_match(const uint8_t *text, size_t before, size_t avail, size_t *index);

/*
 * True when value has a shape of the state's driver's licences; blanks and '-' in it are ignored,
 * letters may have either case, at least one digit is needed. The shapes are a hint: departments
 * change them, and many accept any number of nine digits. From the table of NTSI, "Driver's license
 * format", checked 2024.
 */
bool states_fits_license(size_t index, const uint8_t *value, size_t len);

/* The set of states (bit i: states_at(i)) whose licences have this shape; 0 for none. */
uint64_t states_with_license(const uint8_t *value, size_t len);

#endif
