/* What a US Social Security number may be. Pure. */
#ifndef DETECTORS_US_SSN_H
#define DETECTORS_US_SSN_H

#include <stdint.h>

enum us_ssn_class {
    US_SSN_VALID,
    US_SSN_INVALID,    /* area 000, 666, 900-999, group 00 or serial 0000: never issued */
    US_SSN_PLACEHOLDER /* advertised, or made up: 078-05-1120, 123-45-6789, nine equal digits */
};

/* Area 001-899 but 666 are possible since 2011-06-25 (SSA, randomization). digits are nine ASCII
 * digits. */
enum us_ssn_class us_ssn_classify(const uint8_t digits[9]);

#endif
