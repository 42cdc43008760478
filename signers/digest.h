/* SHA-256, HMAC-SHA256, SHA-1, MD5, base64, chance and wiping, by OpenSSL. */
#ifndef SIGNERS_DIGEST_H
#define SIGNERS_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_SHA256_LEN 32
#define DIGEST_SHA256_HEX (2 * DIGEST_SHA256_LEN + 1)

/* All return false only when OpenSSL fails (no memory, or the algorithm is not allowed there). */
bool digest_sha256(const void *bytes, size_t len, uint8_t out[DIGEST_SHA256_LEN]);
bool digest_hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len,
                        uint8_t out[DIGEST_SHA256_LEN]);

/* For names only (AWS's cache files are named by it): SHA-1 proves nothing. False as above. */
#define DIGEST_SHA1_LEN 20
bool digest_sha1(const void *bytes, size_t len, uint8_t out[DIGEST_SHA1_LEN]);

/* Incremental SHA-256, for what comes in pieces. */
struct digest;
struct digest *digest_create(void); /* NULL when memory is short */

/* The same for SHA-1, where a store has no other checksum of an object: digest_final() then writes
 * DIGEST_SHA1_LEN bytes. */
struct digest *digest_create_sha1(void);

/* The same for MD5, which proves nothing but that a file came as it was sent: 16 bytes. */
struct digest *digest_create_md5(void);
bool digest_update(struct digest *digest, const void *bytes, size_t len);
bool digest_final(struct digest *digest, uint8_t out[DIGEST_SHA256_LEN]);
void digest_free(struct digest *digest);

/* Lower-case hexadecimal with terminator; out has 2 * len + 1 bytes. */
void digest_hex(const uint8_t *bytes, size_t len, char *out);

/* RFC 4648 section 4. Encoded length with terminator is 4 * ((len + 2) / 3) + 1. */
size_t digest_base64_encode(const uint8_t *bytes, size_t len, char *out);
/* The same by section 5, without padding. */
size_t digest_base64url_encode(const uint8_t *bytes, size_t len, char *out);
/*
 * Returns the decoded length, or -1 on a character or length that is no base64, or on padding bits
 * that are not zero; out has 3 * (len / 4) bytes.
 */
long digest_base64_decode(const char *text, size_t len, uint8_t *out);

/* Bytes that nobody can guess. False as above. */
bool digest_random(uint8_t *out, size_t len);

/* Overwrites a secret in a way that no optimiser removes; accepts NULL. */
void digest_wipe(void *secret, size_t len);

#endif
