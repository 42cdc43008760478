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
    if (span.len == 0 || span.ptr[0] != (uint8_t)text[0])
        return span.len == 0 && text[0] == '\0';
    return span.len == strlen(text) && memcmp(span.ptr, text, span.len) == 0;
}

#endif
