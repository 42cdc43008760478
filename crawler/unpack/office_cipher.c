/* Decrypts Office documents. */
#include "crawler/unpack/office_cipher.h"

#include "crawler/base/passwords.h"
#include "crawler/unpack/wide.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define OFFICE_KEY_MAX 32
#define OFFICE_BLOCK_KEY 8

struct office_cipher {
    struct office_seal seal;
    EVP_CIPHER_CTX *aes;
    EVP_MD_CTX *digest;
    EVP_MD *hashes[OFFICE_HASHES]; /* the one of the password and the one of the content */
    uint8_t key[OFFICE_KEY_MAX];   /* of the content */
};

/* Keys and vectors of 2.3.4.11 and 2.3.4.12 that are longer than a hash are filled up with this. */
#define OFFICE_FILL 0x36

/* ---- the library ---- */

/* The hash of a and b together; out has room for any. */
static bool office_digest(struct office_cipher *cipher, enum office_hash hash, struct span a,
                          struct span b, uint8_t *out)
{
    return EVP_DigestInit_ex(cipher->digest, cipher->hashes[hash], NULL) == 1 &&
           EVP_DigestUpdate(cipher->digest, a.ptr, a.len) == 1 &&
           EVP_DigestUpdate(cipher->digest, b.ptr, b.len) == 1 &&
           EVP_DigestFinal_ex(cipher->digest, out, NULL) == 1;
}

/* AES in its place, without padding; vector NULL: each block by itself. */
static bool office_aes(struct office_cipher *cipher, struct span key, const uint8_t *vector,
                       uint8_t *bytes, size_t len)
{
    const EVP_CIPHER *const chained[] = {EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc()};
    const EVP_CIPHER *const single[] = {EVP_aes_128_ecb(), EVP_aes_192_ecb(), EVP_aes_256_ecb()};
    const size_t kind = key.len / 8 - 2;
    int done = 0;
    return EVP_DecryptInit_ex(cipher->aes, vector != NULL ? chained[kind] : single[kind], NULL,
                              key.ptr, vector) == 1 &&
           EVP_CIPHER_CTX_set_padding(cipher->aes, 0) == 1 &&
           EVP_DecryptUpdate(cipher->aes, bytes, &done, bytes, (int)len) == 1;
}

/* ---- the password ---- */

/* The hash that all keys of a password are made of. */
static bool office_hash_password(struct office_cipher *cipher, struct span password, uint8_t *hash)
{
    const struct office_lock *const lock = &cipher->seal.password;
    uint8_t wide[WIDE_MAX];
    const size_t len = office_hash_len(lock->hash);
    if (password.len > PASSWORD_LEN_MAX)
        return false;
    const struct span text = {wide, wide_encode(password, wide)};
    bool is_made = office_digest(cipher, lock->hash,
                                 (struct span){lock->salt.bytes, lock->salt.len}, text, hash);
    OPENSSL_cleanse(wide, sizeof wide);
    for (uint32_t i = 0; is_made && i < cipher->seal.rounds; i++) {
        const uint8_t number[] = {(uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16),
                                  (uint8_t)(i >> 24)};
        is_made = office_digest(cipher, lock->hash, (struct span){number, sizeof number},
                                (struct span){hash, len}, hash);
    }
    return is_made;
}

/* Whether what was decrypted is something and its hash. */
static bool office_verify(struct office_cipher *cipher, const struct office_bytes *verifier,
                          size_t verifier_len, const struct office_bytes *expected)
{
    const enum office_hash hash = cipher->seal.password.hash;
    uint8_t actual[EVP_MAX_MD_SIZE];
    return office_digest(cipher, hash, (struct span){verifier->bytes, verifier_len},
                         (struct span){NULL, 0}, actual) &&
           CRYPTO_memcmp(actual, expected->bytes, office_hash_len(hash)) == 0;
}

/* ---- agile ---- */

/* Decrypts bytes with the key that the hash of the password makes for them: 2.3.4.11, 2.3.4.13. */
static bool office_agile_open(struct office_cipher *cipher, const uint8_t *hash,
                              const char *block_key, struct office_bytes *bytes)
{
    const struct office_lock *const lock = &cipher->seal.password;
    uint8_t key[EVP_MAX_MD_SIZE], vector[OFFICE_BLOCK];
    memset(key, OFFICE_FILL, sizeof key);
    memset(vector, OFFICE_FILL, sizeof vector);
    memcpy(vector, lock->salt.bytes,
           lock->salt.len < sizeof vector ? lock->salt.len : sizeof vector);
    const bool is_open =
        office_digest(cipher, lock->hash, (struct span){hash, office_hash_len(lock->hash)},
                      (struct span){(const uint8_t *)block_key, OFFICE_BLOCK_KEY}, key) &&
        office_aes(cipher, (struct span){key, lock->key_len}, vector, bytes->bytes, bytes->len);
    OPENSSL_cleanse(key, sizeof key);
    return is_open;
}

static bool office_agile_unlock(struct office_cipher *cipher, const uint8_t *hash)
{
    struct office_bytes verifier = cipher->seal.verifier, expected = cipher->seal.verifier_hash;
    struct office_bytes key = cipher->seal.key;
    const bool is_right =
        office_agile_open(cipher, hash, "\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79", &verifier) &&
        office_agile_open(cipher, hash, "\xD7\xAA\x0F\x6D\x30\x61\x34\x4E", &expected) &&
        office_verify(cipher, &verifier, cipher->seal.password.salt.len, &expected) &&
        office_agile_open(cipher, hash, "\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6", &key);
    memcpy(cipher->key, key.bytes, cipher->seal.content.key_len);
    OPENSSL_cleanse(&key, sizeof key);
    return is_right;
}

/* ---- standard ---- */

/* 2.3.4.7 */
static bool office_standard_unlock(struct office_cipher *cipher, const uint8_t *hash)
{
    enum { LEN = 20, WIDE = 64 };
    static const uint8_t zero[4];
    struct office_bytes verifier = cipher->seal.verifier, expected = cipher->seal.verifier_hash;
    uint8_t last[EVP_MAX_MD_SIZE], made[2 * EVP_MAX_MD_SIZE] = {0}, mixed[WIDE];
    bool is_right = office_digest(cipher, OFFICE_SHA1, (struct span){hash, LEN},
                                  (struct span){zero, sizeof zero}, last);
    for (size_t half = 0; is_right && half < 2; half++) {
        memset(mixed, half == 0 ? 0x36 : 0x5C, sizeof mixed);
        for (size_t i = 0; i < LEN; i++)
            mixed[i] ^= last[i];
        is_right = office_digest(cipher, OFFICE_SHA1, (struct span){mixed, sizeof mixed},
                                 (struct span){NULL, 0}, made + half * LEN);
    }
    memcpy(cipher->key, made, sizeof cipher->key);
    const struct span key = {cipher->key, cipher->seal.password.key_len};
    is_right = is_right && office_aes(cipher, key, NULL, verifier.bytes, verifier.len) &&
               office_aes(cipher, key, NULL, expected.bytes, expected.len) &&
               office_verify(cipher, &verifier, verifier.len, &expected);
    OPENSSL_cleanse(made, sizeof made);
    OPENSSL_cleanse(last, sizeof last);
    OPENSSL_cleanse(mixed, sizeof mixed);
    return is_right;
}

/* ---- both ---- */

struct office_cipher *office_cipher_create(const struct office_seal *seal)
{
    static const char *const names[OFFICE_HASHES] = {[OFFICE_SHA1] = "SHA1",
                                                     [OFFICE_SHA256] = "SHA256",
                                                     [OFFICE_SHA384] = "SHA384",
                                                     [OFFICE_SHA512] = "SHA512"};
    struct office_cipher *const cipher = calloc(1, sizeof *cipher);
    if (cipher == NULL)
        return NULL;
    cipher->seal = *seal;
    cipher->aes = EVP_CIPHER_CTX_new();
    cipher->digest = EVP_MD_CTX_new();
    bool has_all = cipher->aes != NULL && cipher->digest != NULL;
    for (size_t i = 0; i < OFFICE_HASHES; i++) {
        cipher->hashes[i] = EVP_MD_fetch(NULL, names[i], NULL);
        has_all &= cipher->hashes[i] != NULL;
    }
    if (has_all)
        return cipher;
    office_cipher_free(cipher);
    return NULL;
}

void office_cipher_free(struct office_cipher *cipher)
{
    if (cipher == NULL)
        return;
    EVP_CIPHER_CTX_free(cipher->aes);
    EVP_MD_CTX_free(cipher->digest);
    for (size_t i = 0; i < OFFICE_HASHES; i++)
        EVP_MD_free(cipher->hashes[i]);
    OPENSSL_cleanse(cipher, sizeof *cipher);
    free(cipher);
}

bool office_cipher_unlock(struct office_cipher *cipher, struct span password)
{
    uint8_t hash[EVP_MAX_MD_SIZE];
    const bool is_right = office_hash_password(cipher, password, hash) &&
                          (cipher->seal.is_agile ? office_agile_unlock(cipher, hash)
                                                 : office_standard_unlock(cipher, hash));
    OPENSSL_cleanse(hash, sizeof hash);
    return is_right;
}

bool office_cipher_decrypt(struct office_cipher *cipher, uint32_t index, uint8_t *bytes, size_t len)
{
    const struct office_lock *const lock = &cipher->seal.content;
    const uint8_t number[] = {(uint8_t)index, (uint8_t)(index >> 8), (uint8_t)(index >> 16),
                              (uint8_t)(index >> 24)};
    uint8_t vector[EVP_MAX_MD_SIZE];
    if (!cipher->seal.is_agile)
        return office_aes(cipher, (struct span){cipher->key, cipher->seal.password.key_len}, NULL,
                          bytes, len);
    return office_digest(cipher, lock->hash, (struct span){lock->salt.bytes, lock->salt.len},
                         (struct span){number, sizeof number}, vector) &&
           office_aes(cipher, (struct span){cipher->key, lock->key_len}, vector, bytes, len);
}
