/*
 * The encryption of Office's binary documents (DOC, XLS, PPT of 97 to 2003): whether a password is
 * right, and what its key makes of bytes. A door to OpenSSL, as every *_cipher.c.
 *
 * Source: [MS-OFFCRYPTO] 2.3.5 (RC4 CryptoAPI), 2.3.6 (RC4), 2.3.7.1 to 2.3.7.3 (XOR obfuscation,
 * method 1).
 */
#ifndef CRAWLER_UNPACK_BINARY_CIPHER_H
#define CRAWLER_UNPACK_BINARY_CIPHER_H

#include "crawler/unpack/rc4.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BINARY_SALT 16
#define BINARY_VERIFIER 16
#define BINARY_HASH_MAX 20
#define BINARY_PARSE_MAX 512 /* bytes of what is said of the encryption that are looked at */

enum binary_kind { BINARY_RC4, BINARY_CRYPTOAPI, BINARY_XOR };

/* What a document says of its encryption. */
struct binary_seal {
    enum binary_kind kind;
    size_t key_len; /* CryptoAPI: bytes */
    uint8_t salt[BINARY_SALT];
    uint8_t verifier[BINARY_VERIFIER + BINARY_HASH_MAX]; /* something and its hash, encrypted */
    uint16_t key, check;                                 /* XOR */
};

/* header starts with its version, as all but XOR have it. False for one that is not known here. */
bool binary_seal_parse(struct span header, struct binary_seal *seal);

/* What a password makes: of it the keys of all blocks are made; XOR: what is put over the bytes. */
struct binary_key {
    enum binary_kind kind;
    size_t key_len;
    uint8_t bytes[BINARY_HASH_MAX];
};

/* False when the password, UTF-8, is wrong. */
bool binary_unlock(const struct binary_seal *seal, struct span password, struct binary_key *key);
void binary_key_wipe(struct binary_key *key);

/* Decrypts a stream front to back: its i-th block_size bytes have the key of block first + i. */
struct binary_cipher {
    const struct binary_key *key; /* not owned */
    uint32_t block_size;          /* 0: all of it is one block */
    uint32_t first;               /* block */
    bool is_started;
    uint64_t start; /* of the block at hand */
    uint64_t at;    /* of the next byte of its key stream */
    struct rc4 rc4;
};

/* Decrypts bytes in their place, which stand at offset: not in front of those before. */
bool binary_cipher_apply(struct binary_cipher *cipher, uint64_t offset, uint8_t *bytes, size_t len);
void binary_cipher_wipe(struct binary_cipher *cipher);

/* The same for XOR: place is the offset of the bytes plus the length of their record. */
void binary_xor_apply(const struct binary_key *key, uint64_t place, uint8_t *bytes, size_t len);

#endif
