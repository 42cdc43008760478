/*
 * Decrypts an Office document whose password is known, as [MS-OFFCRYPTO] 2.3.4.7 to 2.3.4.15 tell.
 * A door to OpenSSL, as every *_cipher.c.
 */
#ifndef CRAWLER_UNPACK_OFFICE_CIPHER_H
#define CRAWLER_UNPACK_OFFICE_CIPHER_H

#include "crawler/unpack/office_seal.h"

#define OFFICE_SEGMENT ((size_t)4096) /* bytes that are encrypted together */

struct office_cipher;

/* NULL when memory is short, or the library lacks a cipher or a hash. */
struct office_cipher *office_cipher_create(const struct office_seal *seal);
void office_cipher_free(struct office_cipher *cipher); /* keys are wiped; accepts NULL */

/* Makes ready to decrypt. False when the password, UTF-8, is wrong. It takes seal->rounds rounds of
 * a hash: a tenth of a second as Office writes files. */
bool office_cipher_unlock(struct office_cipher *cipher, struct span password);

/* Decrypts the index-th segment in its place; len is a multiple of OFFICE_BLOCK, and that of a
 * whole segment but for the last one. */
bool office_cipher_decrypt(struct office_cipher *cipher, uint32_t index, uint8_t *bytes,
                           size_t len);

#endif
