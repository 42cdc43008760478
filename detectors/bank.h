/*
 * Numbers of banks and their accounts. Pure.
 *
 * ABA routing number: nine digits, the first two 01-12, 21-32, 61-72 or 80 (Federal Reserve
 * districts, thrifts, electronic transactions, traveller's cheques), weights 3 7 1 modulo 10
 * (American Bankers Association, Key to Routing Numbers). IBAN: the country's length and modulo
 * 97-10 (ISO 13616-1; lengths of the SWIFT IBAN registry, release 99).
 */
#ifndef DETECTORS_BANK_H
#define DETECTORS_BANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True for nine ASCII digits with a right check digit and a prefix in use. */
bool bank_is_aba(const uint8_t digits[9]);

/*
 * The length of the routing number that starts at text, or 0: nine digits, or dddd-dddd-d as on
 * cheques. One of 20 numbers of nine digits passes: use it behind a label only. Looks at one byte
 * in front and 13 ahead.
 */
size_t bank_match_aba(const uint8_t *text, size_t before, size_t avail);

/*
 * The length of the IBAN that starts at text, or 0: upper case, all together or in groups of four
 * with the same single blank or '-' between. Looks at one byte in front and 46 ahead.
 */
size_t bank_match_iban(const uint8_t *text, size_t before, size_t avail);

/* True when value is one IBAN in either case, white space around it and blanks and '-' in it
 * ignored. */
bool bank_is_iban(const uint8_t *value, size_t len);

/* How many characters an IBAN of this country has ("DE": 22), 0 when the country has none. */
size_t bank_iban_length(const uint8_t country[2]);

/* True when value is 6 to 17 digits with single blanks or '-' between, not all equal: for fields.
 */
bool bank_is_account(const uint8_t *value, size_t len);

#endif
