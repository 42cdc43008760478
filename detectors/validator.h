/*
 * Checks of values by name, for users' own detectors. All look at the letters and digits of a value
 * alone, so that 1234-5678 and 12345678 are the same. Pure.
 */
#ifndef DETECTORS_VALIDATOR_H
#define DETECTORS_VALIDATOR_H

#include "detectors/span.h"

#include <stdbool.h>

enum validator {
    VALIDATOR_NONE,     /* everything passes */
    VALIDATOR_LUHN,     /* ISO/IEC 7812-1: the last digit checks those in front */
    VALIDATOR_VERHOEFF, /* dihedral group D5 */
    VALIDATOR_MOD11,    /* weights 1, 2, 3 ... from the right, X is ten: ISBN-10, NHS number */
    VALIDATOR_MOD97,    /* ISO 7064 MOD 97-10: letters are 10 to 35, the rest is 1 */
    VALIDATOR_GS1,      /* weights 1 and 3: EAN, GTIN */
    VALIDATOR_NPI,
    VALIDATOR_DEA,
    VALIDATOR_MBI,
    VALIDATOR_SSN,
    VALIDATOR_ITIN,
    VALIDATOR_EIN,
    VALIDATOR_ABA,
    VALIDATOR_IBAN,
    VALIDATOR_VIN,
    VALIDATOR_CARD,
    VALIDATOR_NHS,
    VALIDATOR_COUNT
};

/* "none", "luhn", "verhoeff", "mod11", "mod97", "gs1", "npi" ... "nhs". */
const char *validator_name(enum validator validator);

/* The validator of this name, or -1. */
int validator_find(const char *name);

bool validator_is_valid(enum validator validator, struct span value);

#endif
