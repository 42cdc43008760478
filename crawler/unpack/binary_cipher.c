/* Decrypts Office's binary documents. */
#include "crawler/unpack/binary_cipher.h"

#include "crawler/base/endian.h"
#include "crawler/base/passwords.h"
#include "crawler/unpack/ole_file.h"
#include "crawler/unpack/wide.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#define BINARY_RC4_KEY 16     /* bytes of a key ... */
#define BINARY_RC4_PART 5     /* ... and of a hash that count: what was allowed to be exported */
#define BINARY_RC4_ROUNDS 16  /* of 2.3.6.2 */
#define BINARY_RC4_ID 0x6801  /* 2.3.2, AlgID */
#define BINARY_SHA1_ID 0x8004 /* AlgIDHash */
#define BINARY_XOR_MAX 15     /* characters of a password that count */
#define BINARY_XOR_ARRAY 16

/* ---- what a document says ---- */

/* 2.3.5.1: version, flags, header, verifier. */
static bool binary_parse_cryptoapi(struct span header, struct binary_seal *seal)
{
    enum { HEAD = 12, FIXED = 32, VERIFIER = 4 + BINARY_SALT + BINARY_VERIFIER + 4 };
    if (header.len < HEAD + FIXED)
        return false;
    const uint8_t *const fields = header.ptr + HEAD;
    const uint32_t size = endian_little(header.ptr + 8, 4);
    const uint32_t bits = endian_little(fields + 16, 4);
    if (size < FIXED || size > header.len - HEAD ||
        header.len - HEAD - size < VERIFIER + BINARY_HASH_MAX)
        return false;
    const uint8_t *const verifier = fields + size;
    if (endian_little(fields + 8, 4) != BINARY_RC4_ID ||
        endian_little(fields + 12, 4) != BINARY_SHA1_ID || bits % 8 != 0 || bits > 128 ||
        endian_little(verifier, 4) != BINARY_SALT)
        return false;
    seal->kind = BINARY_CRYPTOAPI;
    seal->key_len = bits == 0 ? BINARY_RC4_PART : bits / 8;
    memcpy(seal->salt, verifier + 4, BINARY_SALT);
    memcpy(seal->verifier, verifier + 4 + BINARY_SALT, BINARY_VERIFIER);
    memcpy(seal->verifier + BINARY_VERIFIER, verifier + VERIFIER, BINARY_HASH_MAX);
    return true;
}

bool binary_seal_parse(struct span header, struct binary_seal *seal)
{
    *seal = (struct binary_seal){.kind = BINARY_RC4};
    if (header.len < 4)
        return false;
    const uint32_t major = endian_little(header.ptr, 2), minor = endian_little(header.ptr + 2, 2);
    if (major >= 2 && major <= 4 && minor == 2)
        return binary_parse_cryptoapi(header, seal);
    if (major != 1 || minor != 1 || header.len < 4 + BINARY_SALT + 2 * BINARY_VERIFIER)
        return false;
    memcpy(seal->salt, header.ptr + 4, BINARY_SALT);
    memcpy(seal->verifier, header.ptr + 4 + BINARY_SALT, 2 * BINARY_VERIFIER);
    return true;
}

/* ---- RC4 ---- */

static bool binary_digest(const EVP_MD *kind, struct span bytes, uint8_t *out)
{
    return EVP_Digest(bytes.ptr, bytes.len, out, NULL, kind, NULL) == 1;
}

/* The key that a hash and the number of a block make: 2.3.5.2, 2.3.6.2. */
static bool binary_start_block(const struct binary_key *key, uint32_t block, struct rc4 *rc4)
{
    const bool is_api = key->kind == BINARY_CRYPTOAPI;
    const size_t len = is_api ? BINARY_HASH_MAX : BINARY_RC4_PART;
    uint8_t text[BINARY_HASH_MAX + 4], hash[EVP_MAX_MD_SIZE];
    memcpy(text, key->bytes, len);
    for (size_t i = 0; i < 4; i++)
        text[len + i] = (uint8_t)(block >> 8 * i);
    const bool is_made =
        binary_digest(is_api ? EVP_sha1() : EVP_md5(), (struct span){text, len + 4}, hash);
    size_t key_len = is_api ? key->key_len : BINARY_RC4_KEY;
    if (key_len == BINARY_RC4_PART) {
        memset(hash + key_len, 0, BINARY_RC4_KEY - key_len);
        key_len = BINARY_RC4_KEY;
    }
    if (is_made)
        rc4_start(rc4, (struct span){hash, key_len});
    OPENSSL_cleanse(text, sizeof text);
    OPENSSL_cleanse(hash, sizeof hash);
    return is_made;
}

/* The hash of a password: 2.3.5.2. */
static bool binary_hash_cryptoapi(const struct binary_seal *seal, struct span wide, uint8_t *out)
{
    uint8_t text[BINARY_SALT + WIDE_MAX];
    memcpy(text, seal->salt, BINARY_SALT);
    memcpy(text + BINARY_SALT, wide.ptr, wide.len);
    const bool is_made =
        binary_digest(EVP_sha1(), (struct span){text, BINARY_SALT + wide.len}, out);
    OPENSSL_cleanse(text, sizeof text);
    return is_made;
}

/* 2.3.6.2 */
static bool binary_hash_rc4(const struct binary_seal *seal, struct span wide, uint8_t *out)
{
    enum { STEP = BINARY_RC4_PART + BINARY_SALT };
    uint8_t text[BINARY_RC4_ROUNDS * STEP], hash[EVP_MAX_MD_SIZE];
    bool is_made = binary_digest(EVP_md5(), wide, hash);
    for (size_t i = 0; i < BINARY_RC4_ROUNDS; i++) {
        memcpy(text + i * STEP, hash, BINARY_RC4_PART);
        memcpy(text + i * STEP + BINARY_RC4_PART, seal->salt, BINARY_SALT);
    }
    is_made = is_made && binary_digest(EVP_md5(), (struct span){text, sizeof text}, hash);
    memcpy(out, hash, BINARY_RC4_PART);
    OPENSSL_cleanse(text, sizeof text);
    OPENSSL_cleanse(hash, sizeof hash);
    return is_made;
}

static bool binary_unlock_rc4(const struct binary_seal *seal, struct span wide,
                              struct binary_key *key)
{
    const bool is_api = seal->kind == BINARY_CRYPTOAPI;
    const size_t hash_len = is_api ? BINARY_HASH_MAX : BINARY_VERIFIER;
    uint8_t verifier[sizeof seal->verifier], expected[EVP_MAX_MD_SIZE];
    struct rc4 rc4;
    key->key_len = seal->key_len;
    if (!(is_api ? binary_hash_cryptoapi : binary_hash_rc4)(seal, wide, key->bytes) ||
        !binary_start_block(key, 0, &rc4))
        return false;
    memcpy(verifier, seal->verifier, sizeof verifier);
    rc4_apply(&rc4, verifier, BINARY_VERIFIER + hash_len);
    OPENSSL_cleanse(&rc4, sizeof rc4);
    return binary_digest(is_api ? EVP_sha1() : EVP_md5(), (struct span){verifier, BINARY_VERIFIER},
                         expected) &&
           CRYPTO_memcmp(verifier + BINARY_VERIFIER, expected, hash_len) == 0;
}

/* ---- XOR ---- */

/* The characters of a password that count, a byte each: the low one of UTF-16, or the high one
 * where that is 0. */
static size_t binary_xor_letters(struct span wide, uint8_t *out)
{
    size_t len = 0;
    for (size_t i = 0; i + 1 < wide.len && len < BINARY_XOR_MAX; i += 2)
        out[len++] = wide.ptr[i] != 0 ? wide.ptr[i] : wide.ptr[i + 1];
    return len;
}

/* 2.3.7.1 */
static uint16_t binary_xor_check(struct span letters)
{
    uint32_t check = 0;
    for (size_t i = letters.len + 1; i > 0; i--) {
        check = (check << 1 & 0x7FFF) | (check >> 14 & 1);
        check ^= i > 1 ? letters.ptr[i - 2] : (uint32_t)letters.len;
    }
    return (uint16_t)(check ^ 0xCE4B);
}

/* 2.3.7.2, whose XorMatrix is one step of a CRC for each bit behind the first number of a row. */
static uint16_t binary_xor_key(struct span letters)
{
    static const uint16_t rows[BINARY_XOR_MAX] = {0xAEFC, 0x7B61, 0x4563, 0x0375, 0xD849,
                                                  0x6F45, 0xEB23, 0x47D3, 0xB861, 0x45A0,
                                                  0xAA51, 0x76B4, 0x3730, 0x3331, 0x1021};
    static const uint16_t starts[BINARY_XOR_MAX] = {0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C,
                                                    0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139,
                                                    0xD40F, 0x84F9, 0x280C, 0xA96A, 0x4EC3};
    uint16_t key = starts[letters.len - 1];
    for (size_t i = 0; i < letters.len; i++) {
        uint32_t step = rows[BINARY_XOR_MAX - letters.len + i];
        for (unsigned bit = 0; bit < 7; bit++) {
            key ^= (letters.ptr[i] >> bit & 1) != 0 ? (uint16_t)step : 0;
            step = (step << 1 ^ ((step & 0x8000) != 0 ? 0x1021 : 0)) & 0xFFFF;
        }
    }
    return key;
}

static bool binary_unlock_xor(const struct binary_seal *seal, struct span wide,
                              struct binary_key *key)
{
    static const uint8_t fill[] = {0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80,
                                   0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00};
    uint8_t letters[BINARY_XOR_MAX];
    const size_t len = binary_xor_letters(wide, letters);
    const struct span text = {letters, len};
    const bool is_right =
        len > 0 && binary_xor_check(text) == seal->check && binary_xor_key(text) == seal->key;
    for (size_t i = 0; i < BINARY_XOR_ARRAY && is_right; i++) {
        const uint8_t half = (uint8_t)(i % 2 != 0 ? seal->key >> 8 : seal->key);
        const uint8_t mixed = (i < len ? letters[i] : fill[i - len]) ^ half;
        key->bytes[i] = (uint8_t)(mixed >> 1 | mixed << 7);
    }
    OPENSSL_cleanse(letters, sizeof letters);
    return is_right;
}

void binary_xor_apply(const struct binary_key *key, uint64_t place, uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        const uint8_t mixed = bytes[i] ^ key->bytes[(place + i) % BINARY_XOR_ARRAY];
        bytes[i] = (uint8_t)(mixed >> 5 | mixed << 3);
    }
}

/* ---- all ---- */

bool binary_unlock(const struct binary_seal *seal, struct span password, struct binary_key *key)
{
    uint8_t wide[WIDE_MAX];
    if (password.len > PASSWORD_LEN_MAX)
        return false;
    const struct span text = {wide, wide_encode(password, wide)};
    key->kind = seal->kind;
    const bool is_right = seal->kind == BINARY_XOR ? binary_unlock_xor(seal, text, key)
                                                   : binary_unlock_rc4(seal, text, key);
    OPENSSL_cleanse(wide, sizeof wide);
    return is_right;
}

void binary_key_wipe(struct binary_key *key)
{
    OPENSSL_cleanse(key, sizeof *key);
}

/* Goes on to offset, with the key of its block; how many bytes of that follow, 0 when there is no
 * key. */
static uint64_t binary_cipher_seek(struct binary_cipher *cipher, uint64_t offset)
{
    const uint64_t size = cipher->block_size > 0 ? cipher->block_size : UINT64_MAX;
    const uint64_t start = offset - offset % size;
    if (!cipher->is_started || start != cipher->start) {
        if (!binary_start_block(cipher->key, cipher->first + (uint32_t)(start / size),
                                &cipher->rc4))
            return 0;
        cipher->is_started = true;
        cipher->start = cipher->at = start;
    }
    rc4_skip(&cipher->rc4, (size_t)(offset - cipher->at));
    cipher->at = offset;
    return size - (offset - start);
}

bool binary_cipher_apply(struct binary_cipher *cipher, uint64_t offset, uint8_t *bytes, size_t len)
{
    for (size_t done = 0; done < len;) {
        const uint64_t rest = binary_cipher_seek(cipher, offset + done);
        if (rest == 0)
            return false;
        const size_t step = rest < len - done ? (size_t)rest : len - done;
        rc4_apply(&cipher->rc4, bytes + done, step);
        cipher->at += step;
        done += step;
    }
    return true;
}

void binary_cipher_wipe(struct binary_cipher *cipher)
{
    OPENSSL_cleanse(cipher, sizeof *cipher);
}
