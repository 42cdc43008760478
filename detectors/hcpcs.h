/*
 * Procedure codes. HCPCS level II (CMS): a letter of A-C, E, G, H, J-M, P-V and four digits; D
 * codes are the dentists' own. CPT (HCPCS level I): five digits, or four and F, T, U or M; the
 * American Medical Association owns the list, so only the shape is known here, and the range
 * 99202-99499 of evaluation and management as the part that is worth looking for in text. A
 * modifier ("-25") may follow and is not part of the match. Pure; look at one byte in front and 9
 * ahead.
 */
#ifndef DETECTORS_HCPCS_H
#define DETECTORS_HCPCS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HCPCS_LEN 5 /* of a code without modifiers */

/* The length, 5, of the level II code in upper case that starts at text and is not part of
 * something longer (see ascii.h), or 0. Part numbers look the same: needs a label. */
size_t hcpcs_match(const uint8_t *text, size_t before, size_t avail);

/* The same for the five digits of a CPT code, whichever they are. */
size_t hcpcs_match_cpt(const uint8_t *text, size_t before, size_t avail);

/* True for the digits 99202-99499. US ZIP codes of Alaska start at 99501, so none is in the range.
 */
bool hcpcs_is_visit(const uint8_t code[HCPCS_LEN]);

/* True when value, without white space around it, has the shape of a level II or CPT code, in
 * either case, with or without modifiers ("99213-25", "J1100 JW"): for coded fields. */
bool hcpcs_is_code(const uint8_t *value, size_t len);

#endif
