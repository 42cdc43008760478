/* The check digit of a DEA registration number. Pure. */
#ifndef DETECTORS_US_DEA_H
#define DETECTORS_US_DEA_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True when nine bytes are a registration number: a registrant code of ABCDEFGHJKLMPRSTUX, a letter
 * or 9, six digits that are not all 0, and a check digit: the last digit of (d1+d3+d5) +
 * 2*(d2+d4+d6). Letters of either case.
 */
bool us_dea_is_valid(const uint8_t number[9]);

#endif
