/* The National Provider Identifier's check digit. Pure. */
#ifndef DETECTORS_US_NPI_H
#define DETECTORS_US_NPI_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True for ten ASCII digits that may be an NPI: the first is 1 or 2, the first nine are not all
 * equal, and Luhn's formula holds with 80840 in front, which adds 24 (45 CFR 162.406; 69 FR 3434).
 */
bool us_npi_is_valid(const uint8_t digits[10]);

#endif
