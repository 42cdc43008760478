/* RC4, which no longer stands in the libraries that are everywhere: for documents that were
 * encrypted with it, never to encrypt. */
#ifndef CRAWLER_UNPACK_RC4_H
#define CRAWLER_UNPACK_RC4_H

#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

struct rc4 {
    uint8_t state[256];
    uint8_t i, j;
};

/* key has 1 to 256 bytes. */
void rc4_start(struct rc4 *rc4, struct span key);

/* Decrypts bytes in their place. */
void rc4_apply(struct rc4 *rc4, uint8_t *bytes, size_t len);

void rc4_skip(struct rc4 *rc4, size_t len);

#endif
