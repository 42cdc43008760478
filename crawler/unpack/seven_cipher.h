/*
 * AES-256 as 7z archives have it. A door to OpenSSL, as every *_cipher.c.
 *
 * Source: 7zFormat.txt and Methods.txt of the LZMA SDK, 06F10701: 7zAES.
 */
#ifndef CRAWLER_UNPACK_SEVEN_CIPHER_H
#define CRAWLER_UNPACK_SEVEN_CIPHER_H

#include "crawler/unpack/seven_header.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEVEN_KEY 32
#define SEVEN_ROUNDS_MAX (UINT64_C(1) << 26) /* of all keys of an archive that a password makes */

/* Makes the key of a password, UTF-8, by 2 to the power lock->power rounds of SHA-256. False when
 * memory is short. */
bool seven_cipher_derive(const struct seven_lock *lock, struct span password, uint8_t *key);

/* Makes the keys of the first count streams; false when memory is short. */
bool seven_cipher_derive_all(struct seven_stream *streams, size_t count, struct span password);

/* How many rounds the keys of the streams take; more than SEVEN_ROUNDS_MAX: too many. */
uint64_t seven_cipher_rounds(const struct seven_stream *streams, size_t count);

/* Decrypts bytes in their place; vector is what stands in front of them: the block before, or that
 * of the lock. len is a multiple of SEVEN_BLOCK. */
bool seven_cipher_decrypt(const uint8_t *key, const uint8_t *vector, uint8_t *bytes, size_t len);

/* Overwrites keys. */
void seven_cipher_wipe(void *bytes, size_t len);

#endif
