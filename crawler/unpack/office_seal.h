/*
 * How an encrypted Office document says it is encrypted: the stream EncryptionInfo beside the
 * stream EncryptedPackage of a compound file.
 *
 * Source: [MS-OFFCRYPTO] 2.3.4.5 (standard encryption) and 2.3.4.10 (agile encryption).
 */
#ifndef CRAWLER_UNPACK_OFFICE_SEAL_H
#define CRAWLER_UNPACK_OFFICE_SEAL_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OFFICE_INFO_MAX ((size_t)64 * 1024) /* bytes of it that are looked at */
#define OFFICE_SALT_MAX 64
#define OFFICE_BLOCK 16             /* of AES */
#define OFFICE_ROUNDS_MAX 10000000U /* [MS-OFFCRYPTO] 2.3.4.10, spinCount */

enum office_hash { OFFICE_SHA1, OFFICE_SHA256, OFFICE_SHA384, OFFICE_SHA512, OFFICE_HASHES };

/* Bytes out of the stream: a salt, or something encrypted. */
struct office_bytes {
    uint8_t bytes[OFFICE_SALT_MAX];
    size_t len;
};

/* What a key is made with. */
struct office_lock {
    enum office_hash hash;
    unsigned key_len; /* bytes: 16, 24, 32 */
    struct office_bytes salt;
};

struct office_seal {
    bool is_agile;
    unsigned rounds;              /* of the hash, for each password */
    struct office_lock password;  /* for the key that the password makes */
    struct office_lock content;   /* for the content; agile only */
    struct office_bytes verifier; /* encrypted: something, its hash, and the content's key (agile
                                     only) */
    struct office_bytes verifier_hash;
    struct office_bytes key;
};

/* False when the stream says nothing of the two that can be used: AES in blocks, a password. */
bool office_seal_parse(struct span info, struct office_seal *seal);

/* Bytes of a hash. */
size_t office_hash_len(enum office_hash hash);

#endif
