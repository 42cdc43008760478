/*
 * Health numbers of other countries; off by default. Pure; look at one byte in front and 24 ahead.
 *
 * UK: NHS number, ten digits, weights 10 to 2 modulo 11 (NHS Data Dictionary); 999 starts numbers
 * for tests. Canada: Ontario (ten digits, Luhn, perhaps a version of two letters), British Columbia
 * (ten digits from 9, weights 2 4 8 5 10 9 7 3 modulo 11), Quebec (four letters of the name, birth
 * date with 50 added to a woman's month, two digits). European Health Insurance Card: 20 digits,
 * 80, the country's ISO 3166 number, issuer and serial (Decision S2 of the Administrative
 * Commission).
 */
#ifndef DETECTORS_NATIONAL_IDS_H
#define DETECTORS_NATIONAL_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the NHS number that starts at text, or 0: ddd ddd dddd with the same ' ' or '-', or
 * ten bare digits, not all equal. One of eleven numbers passes: use it behind a label. */
size_t national_ids_match_nhs(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, is one NHS number. */
bool national_ids_is_nhs(const uint8_t *value, size_t len);

enum national_ids_province {
    NATIONAL_IDS_NONE,
    NATIONAL_IDS_ONTARIO,
    NATIONAL_IDS_BRITISH_COLUMBIA,
    NATIONAL_IDS_QUEBEC
};

/* Which province's number value is; blanks and '-' in it are ignored. Provinces whose numbers have
 * no published rule (nine digits) are not told. */
enum national_ids_province national_ids_find_province(const uint8_t *value, size_t len);

/* True when value is the number of a European card; blanks in it are ignored. */
bool national_ids_is_ehic(const uint8_t *value, size_t len);

#endif
