/* A run of bytes that somebody else owns. */
#ifndef DETECTORS_SPAN_H
#define DETECTORS_SPAN_H

#include <stddef.h>
#include <stdint.h>

/* len bytes at ptr, not terminated; ptr may be NULL when len is 0. Valid as long as its owner says.
 */
struct span {
    const uint8_t *ptr;
    size_t len;
};

#endif
