/* Text of UTF-16, or of Latin-1, whose bytes are the low ones of UTF-16 -> UTF-8. */
#ifndef CRAWLER_BASE_UNIT_TEXT_H
#define CRAWLER_BASE_UNIT_TEXT_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

enum unit_text { UNIT_LATIN_1, UNIT_UTF16LE, UNIT_UTF16BE };

/* Writes the character at raw[*at], of which a whole unit is there, and moves *at behind it; half a
 * pair becomes U+FFFD. Returns the length of what it wrote. */
size_t unit_text_next(enum unit_text units, struct span raw, size_t *at, uint8_t out[4]);

/* Appends all whole units. */
void unit_text_append(enum unit_text units, struct span raw, struct buffer *out);

#endif
