/*
 * Hardware addresses (IEEE 802, EUI-48): 00:1A:2B:3C:4D:5E, 00-1A-2B-3C-4D-5E, 001a.2b3c.4d5e. All
 * bytes equal (none, broadcast) is no device's address. Pure; looks at four bytes in front and
 * 19 ahead.
 */
#ifndef DETECTORS_MAC_H
#define DETECTORS_MAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length, 17 or 14, of the address that starts at text, or 0. Not when a letter, a digit,
 * '-', '.' or '_' touches it, nor a ':' with a pair of digits, as in longer fingerprints; the
 * dotted form must hold a letter.
 */
size_t mac_match(const uint8_t *text, size_t before, size_t avail);

/* True when value, without white space around it, is one address in these forms or as 12 bare
 * hexadecimal digits: for fields. */
bool mac_is_address(const uint8_t *value, size_t len);

#endif
