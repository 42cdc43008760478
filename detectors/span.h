/* A run of bytes that somebody else owns. */
#ifndef DETECTORS_SPAN_H
#define DETECTORS_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* len bytes at ptr, not terminated; ptr may be NULL when len is 0. Valid as long as its owner says.
 */
struct span {
    const uint8_t *ptr;
    size_t len;
};

/* True when span holds the bytes of text and nothing else. */
static inline bool span_is(struct span span, const char *text)
{
    const size_t len = strlen(text);
    return span.len == len && (len == 0 || memcmp(span.ptr, text, len) == 0);
}

#endif
