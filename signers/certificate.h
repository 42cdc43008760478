/* A certificate with its RSA key, and what it signs: the other door to OpenSSL for signing. */
#ifndef SIGNERS_CERTIFICATE_H
#define SIGNERS_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CERTIFICATE_CHAIN_MAX 8        /* certificates in one file */
#define CERTIFICATE_SIGNATURE_MAX 1024 /* bytes: RSA of 8192 bits */

struct certificate;

/*
 * Reads bytes: PEM with certificates and a private key (RFC 7468; the key may be encrypted), or
 * PKCS #12 (RFC 7292). password may be NULL; it is not kept. The certificate is the first that
 * belongs to the key. Returns NULL and *out, or what is wrong, as a phrase ("holds no private
 * key").
 */
const char *certificate_open(const void *bytes, size_t len, const char *password,
                             struct certificate **out);
void certificate_free(struct certificate *certificate); /* accepts NULL */

/* Its end of validity; -1 when it has none that can be read. */
time_t certificate_expires_at(const struct certificate *certificate);

/*
 * The DER form of certificate i, its own first, in the order of the file: *der is to be released
 * with free(). False when there are no more, or memory is short.
 */
bool certificate_der(const struct certificate *certificate, size_t i, uint8_t **der, size_t *len);

/* Names of RFC 7518 section 3.1. */
enum certificate_algorithm { CERTIFICATE_RS256, CERTIFICATE_PS256 };

struct certificate_signature {
    uint8_t bytes[CERTIFICATE_SIGNATURE_MAX];
    size_t len;
};

/* Signs len bytes. False when OpenSSL refuses. */
bool certificate_sign(const struct certificate *certificate, enum certificate_algorithm algorithm,
                      const void *bytes, size_t len, struct certificate_signature *out);

#endif
