/*
 * National Drug Codes: labeler-product-package, 21 CFR 207.33, in the 10 digits of the FDA (4-4-2,
 * 5-3-2, 5-4-1) or the 11 digits of HIPAA claims (5-4-2), which all normalise to 11 digits. There
 * is no check digit. Pure; looks at two bytes in front and at most 16 ahead.
 */
#ifndef DETECTORS_NDC_H
#define DETECTORS_NDC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length of the dashed NDC that starts at text, 12 or 13, or 0. text[0] is a digit and must not
 * be part of something longer: no letter, digit, '-', '.', '/', '+', '_' or '%' in front (but a
 * word and a dash may stand there, as in NDC-0777-3105-02), no
 * letter, digit or '_' behind, nor '-', '.', '/', '+' or '=' and a letter or digit. A labeler or
 * product of zeros only is none. Fills normal, when it is not NULL, with 11 ASCII digits (not
 * terminated).
 */
size_t ndc_match(const uint8_t *text, size_t before, size_t avail, char normal[11]);

/*
 * Normalises a value that is labelled as an NDC (a field, or text behind the label): a dashed form
 * or 11 bare digits, white space around it ignored. False for anything else; 10 bare digits are
 * ambiguous and are not normalised, but see ndc_is_ambiguous().
 */
bool ndc_normalise(const uint8_t *value, size_t len, char normal[11]);

/* True for 10 bare digits: an NDC in a field that names it, though not a normalised one. */
bool ndc_is_ambiguous(const uint8_t *value, size_t len);

#endif
