/*
 * Check digits over runs of ASCII digits. All are pure and take the digits with their check digit
 * at the end, without separators; the caller has made sure that they are digits.
 */
#ifndef DETECTORS_CHECKDIGIT_H
#define DETECTORS_CHECKDIGIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Luhn's formula (US patent 2950048; ISO/IEC 7812-1 annex B): payment cards, LOINC, NPI behind
 * 80840. Detects every single wrong digit and every swap of neighbours but 09 and 90. False below 2
 * digits.
 */
bool checkdigit_verify_luhn(const uint8_t *digits, size_t len);

/*
 * Verhoeff's dihedral scheme (1969): SNOMED CT. Detects every single wrong digit and every swap of
 * neighbours. False below 2 digits.
 */
bool checkdigit_verify_verhoeff(const uint8_t *digits, size_t len);

/*
 * GS1 modulo 10 with weights 3 and 1 from the right (GS1 General Specifications 7.9): GTIN, SSCC.
 * Detects every single wrong digit. False below 2 digits.
 */
bool checkdigit_verify_gs1(const uint8_t *digits, size_t len);

#endif
