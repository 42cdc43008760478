/* UTF-8, RFC 3629: one decoder for everything that writes or judges text. */
#ifndef CRAWLER_BASE_UTF8_H
#define CRAWLER_BASE_UTF8_H

#include "detectors/span.h"

#include <stdbool.h>

#define UTF8_REPLACEMENT 0xFFFD

/*
 * Decodes one character at the start of text (len at least 1) into *point and returns its length, 1
 * to 4 bytes. Bytes that are not well-formed (overlong, surrogates, above U+10FFFF, cut) give 0 and
 * *point is UTF8_REPLACEMENT.
 */
size_t utf8_decode(struct span text, uint32_t *point);

/* Writes point (below 0x110000) as UTF-8; returns 1 to 4. */
size_t utf8_encode(uint32_t point, uint8_t out[4]);

/* True when text is well-formed. */
bool utf8_is_valid(struct span text);

#endif
