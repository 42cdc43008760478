/* Decrypts ZIP entries. */
#include "crawler/unpack/zip_cipher.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#define ZIP_AES_ROUNDS 1000
#define ZIP_AES_CHECK 2 /* bytes that tell a wrong password */
#define ZIP_AES_KEY_MAX 32
#define ZIP_AES_BLOCK 16
#define ZIP_AES_AHEAD 1024 /* bytes of the key stream that are made at once */
#define ZIP_CLASSIC_HEAD 12

struct zip_cipher {
    EVP_CIPHER_CTX *aes;
    EVP_MAC *hmac;
    EVP_MAC_CTX *mac;
    bool is_aes;
    uint32_t keys[3];    /* the traditional kind: now ... */
    uint32_t start[3];   /* ... and behind the head */
    uint32_t table[256]; /* of CRC-32 */
    uint64_t block;      /* number of the next block of the key stream */
    size_t at;           /* in stream: what is not used yet */
    uint8_t stream[ZIP_AES_AHEAD];
};

/* ---- what the header says ---- */

struct zip_seal zip_seal_of(const struct zip_header *header)
{
    struct zip_seal seal = {.method = header->method, .has_crc = true};
    if ((header->flags & ZIP_FLAG_STRONG) != 0)
        return seal;
    if (header->method == ZIP_AES) {
        seal.is_known = header->aes_strength >= 1 && header->aes_strength <= 3;
        seal.key_len = 8U + 8U * header->aes_strength;
        seal.method = header->aes_method;
        seal.has_crc = header->aes_version != 2;
        seal.head = seal.key_len / 2 + ZIP_AES_CHECK;
        seal.tail = ZIP_CIPHER_TAIL;
        return seal;
    }
    /* With a descriptor the CRC is not known when the head is written. */
    const bool is_later = (header->flags & ZIP_FLAG_DESCRIPTOR) != 0;
    seal.is_known = (header->flags & ZIP_FLAG_ENCRYPTED) != 0;
    seal.check = is_later ? (uint8_t)(header->time >> 8) : (uint8_t)(header->crc >> 24);
    seal.head = ZIP_CLASSIC_HEAD;
    return seal;
}

/* ---- the traditional kind ---- */

/* One step of CRC-32 a value of a byte. */
static void zip_classic_prepare(uint32_t *table)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? value >> 1 ^ UINT32_C(0xEDB88320) : value >> 1;
        table[i] = value;
    }
}

static void zip_classic_feed(struct zip_cipher *cipher, uint8_t plain)
{
    uint32_t *const keys = cipher->keys;
    const uint32_t *const table = cipher->table;
    keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ plain) & 0xFF];
    keys[1] = (keys[1] + (keys[0] & 0xFF)) * UINT32_C(134775813) + 1;
    keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 0xFF];
}

static uint8_t zip_classic_next(struct zip_cipher *cipher, uint8_t byte)
{
    const uint32_t mixed = (cipher->keys[2] & 0xFFFF) | 2;
    const uint8_t plain = (uint8_t)(byte ^ (mixed * (mixed ^ 1) >> 8));
    zip_classic_feed(cipher, plain);
    return plain;
}

static bool zip_classic_unlock(struct zip_cipher *cipher, const struct zip_seal *seal,
                               const uint8_t *head, struct span password)
{
    static const uint32_t start[3] = {0x12345678, 0x23456789, 0x34567890};
    uint8_t last = 0;
    memcpy(cipher->keys, start, sizeof start);
    for (size_t i = 0; i < password.len; i++)
        zip_classic_feed(cipher, password.ptr[i]);
    for (size_t i = 0; i < ZIP_CLASSIC_HEAD; i++)
        last = zip_classic_next(cipher, head[i]);
    memcpy(cipher->start, cipher->keys, sizeof cipher->start);
    return last == seal->check;
}

/* ---- AES ---- */

static bool zip_aes_key(struct zip_cipher *cipher, const uint8_t *key, size_t len)
{
    char digest[] = "SHA1";
    const EVP_CIPHER *const kind = len == 16   ? EVP_aes_128_ecb()
                                   : len == 24 ? EVP_aes_192_ecb()
                                               : EVP_aes_256_ecb();
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    cipher->block = 1;
    cipher->at = ZIP_AES_AHEAD;
    return EVP_EncryptInit_ex(cipher->aes, kind, NULL, key, NULL) == 1 &&
           EVP_CIPHER_CTX_set_padding(cipher->aes, 0) == 1 &&
           EVP_MAC_init(cipher->mac, key + len, len, parameters) == 1;
}

/* From the password and the salt come a key, that of the authentication code, and two bytes that
 * stand behind the salt. */
static bool zip_aes_unlock(struct zip_cipher *cipher, const struct zip_seal *seal,
                           const uint8_t *head, struct span password)
{
    uint8_t derived[2 * ZIP_AES_KEY_MAX + ZIP_AES_CHECK];
    const size_t salt_len = seal->key_len / 2;
    const size_t len = 2 * (size_t)seal->key_len + ZIP_AES_CHECK;
    const bool is_right =
        PKCS5_PBKDF2_HMAC_SHA1((const char *)password.ptr, (int)password.len, head, (int)salt_len,
                               ZIP_AES_ROUNDS, (int)len, derived) == 1 &&
        memcmp(derived + len - ZIP_AES_CHECK, head + salt_len, ZIP_AES_CHECK) == 0 &&
        zip_aes_key(cipher, derived, seal->key_len);
    OPENSSL_cleanse(derived, sizeof derived);
    return is_right;
}

/* The counter is little-endian and starts at 1, so that no mode of the library fits. */
static void zip_aes_make_stream(struct zip_cipher *cipher)
{
    int len = 0;
    memset(cipher->stream, 0, sizeof cipher->stream);
    for (size_t at = 0; at < sizeof cipher->stream; at += ZIP_AES_BLOCK) {
        for (unsigned i = 0; i < 8; i++)
            cipher->stream[at + i] = (uint8_t)(cipher->block >> 8 * i);
        cipher->block++;
    }
    EVP_EncryptUpdate(cipher->aes, cipher->stream, &len, cipher->stream, sizeof cipher->stream);
    cipher->at = 0;
}

static void zip_aes_decrypt(struct zip_cipher *cipher, uint8_t *bytes, size_t len)
{
    EVP_MAC_update(cipher->mac, bytes, len);
    while (len > 0) {
        if (cipher->at == ZIP_AES_AHEAD)
            zip_aes_make_stream(cipher);
        const size_t held = ZIP_AES_AHEAD - cipher->at;
        const size_t step = len < held ? len : held;
        for (size_t i = 0; i < step; i++)
            bytes[i] ^= cipher->stream[cipher->at + i];
        cipher->at += step;
        bytes += step;
        len -= step;
    }
}

bool zip_cipher_is_authentic(struct zip_cipher *cipher, const uint8_t *tail)
{
    uint8_t code[EVP_MAX_MD_SIZE];
    size_t len = 0;
    return EVP_MAC_final(cipher->mac, code, &len, sizeof code) == 1 && len >= ZIP_CIPHER_TAIL &&
           CRYPTO_memcmp(code, tail, ZIP_CIPHER_TAIL) == 0;
}

/* ---- both ---- */

struct zip_cipher *zip_cipher_create(void)
{
    struct zip_cipher *const cipher = calloc(1, sizeof *cipher);
    if (cipher == NULL)
        return NULL;
    zip_classic_prepare(cipher->table);
    cipher->aes = EVP_CIPHER_CTX_new();
    cipher->hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    cipher->mac = cipher->hmac != NULL ? EVP_MAC_CTX_new(cipher->hmac) : NULL;
    if (cipher->aes != NULL && cipher->mac != NULL)
        return cipher;
    zip_cipher_free(cipher);
    return NULL;
}

void zip_cipher_free(struct zip_cipher *cipher)
{
    if (cipher == NULL)
        return;
    EVP_MAC_CTX_free(cipher->mac);
    EVP_MAC_free(cipher->hmac);
    EVP_CIPHER_CTX_free(cipher->aes);
    OPENSSL_cleanse(cipher, sizeof *cipher);
    free(cipher);
}

bool zip_cipher_unlock(struct zip_cipher *cipher, const struct zip_seal *seal, const uint8_t *head,
                       struct span password)
{
    cipher->is_aes = seal->key_len > 0;
    return cipher->is_aes ? zip_aes_unlock(cipher, seal, head, password)
                          : zip_classic_unlock(cipher, seal, head, password);
}

void zip_cipher_rewind(struct zip_cipher *cipher)
{
    if (cipher->is_aes) {
        cipher->block = 1;
        cipher->at = ZIP_AES_AHEAD;
        EVP_MAC_init(cipher->mac, NULL, 0, NULL);
    } else {
        memcpy(cipher->keys, cipher->start, sizeof cipher->keys);
    }
}

void zip_cipher_decrypt(struct zip_cipher *cipher, uint8_t *bytes, size_t len)
{
    if (cipher->is_aes) {
        zip_aes_decrypt(cipher, bytes, len);
        return;
    }
    for (size_t i = 0; i < len; i++)
        bytes[i] = zip_classic_next(cipher, bytes[i]);
}
