/* A DEA registration number, its check digit and its suffix. Pure. */
#ifndef DETECTORS_US_DEA_H
#define DETECTORS_US_DEA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define US_DEA_LEN 9 /* without a suffix */

/*
 * True when nine bytes are a registration number: a registrant code of ABCDEFGHJKLMPRSTUX, a letter
 * or 9, six digits that are not all 0, and a check digit: the last digit of (d1+d3+d5) +
 * 2*(d2+d4+d6). Letters of either case.
 */
bool us_dea_is_valid(const uint8_t number[US_DEA_LEN]);

/* The length of what a hospital adds behind its number for those who prescribe under it, "-1234" or
 * "-JS0042", at text, of which avail bytes may be read; or 0. */
size_t us_dea_match_suffix(const uint8_t *text, size_t avail);

#endif
