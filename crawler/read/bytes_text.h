/* Bytes that should be text, or may hold some -> UTF-8. */
#ifndef CRAWLER_READ_BYTES_TEXT_H
#define CRAWLER_READ_BYTES_TEXT_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

/*
 * A value -> its text: as it is when it is UTF-8 without control characters; from UTF-16LE when
 * every second byte is zero; else its readable runs. Appends to scratch where bytes must be
 * changed; the result points into bytes or scratch.
 */
struct span bytes_text(struct span bytes, struct buffer *scratch);

/* As bytes_text(), but what is no text is written in hexadecimal: numbers and keys of a fixed
 * length. */
struct span bytes_fixed_text(struct span bytes, struct buffer *scratch);

/* Appends the runs of at least four readable characters (UTF-8, and UTF-16LE as UTF-8) in bytes, a
 * line each: what is left to see of something that cannot be read. */
void bytes_append_runs(struct buffer *out, struct span bytes);

#endif
