/*
 * Health Insurance Claim Numbers, Medicare's number before the MBI (2018-2020): the Social Security
 * number of the wage earner and a Beneficiary Identification Code of one or two characters
 * ("123-45-6788A"), or a Railroad Retirement Board prefix and six or nine digits ("WA536904399").
 * CMS, Medicare General Information, Eligibility, and Entitlement Manual, chapter 2, 50.2-50.4.
 * There is no check digit. Pure; looks at one byte in front and at most 16 ahead.
 */
#ifndef DETECTORS_HICN_H
#define DETECTORS_HICN_H

#include <stddef.h>
#include <stdint.h>

enum hicn_form {
    HICN_NONE,
    HICN_SOCIAL_SECURITY, /* holds a possible SSN and a code in use */
    HICN_RAILROAD         /* a prefix and digits: worth something only behind a label */
};

/*
 * The length of the HICN with an SSN that starts at text, or 0: ddd-dd-dddd or nine digits, then
 * the code in upper case, with or without one '-' in front of it. text[0] must not be part of
 * something longer (see ascii.h).
 */
size_t hicn_match(const uint8_t *text, size_t before, size_t avail);

/*
 * As hicn_match() for the railroad form: prefix in upper case, an optional '-', six or nine digits
 * that are not all equal.
 */
size_t hicn_match_railroad(const uint8_t *text, size_t before, size_t avail);

/* What the len bytes of value are, in any case, blanks and '-' anywhere ignored: for fields. */
enum hicn_form hicn_classify(const uint8_t *value, size_t len);

#endif
