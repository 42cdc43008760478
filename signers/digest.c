/* SHA-256, HMAC-SHA256, chance and wiping by OpenSSL; and the text codings. */
#include "signers/digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdlib.h>

struct digest {
    EVP_MD_CTX *ctx;
};

bool digest_sha256(const void *bytes, size_t len, uint8_t out[DIGEST_SHA256_LEN])
{
    return EVP_Digest(bytes, len, out, NULL, EVP_sha256(), NULL) == 1;
}

bool digest_sha1(const void *bytes, size_t len, uint8_t out[DIGEST_SHA1_LEN])
{
    return EVP_Digest(bytes, len, out, NULL, EVP_sha1(), NULL) == 1;
}

bool digest_hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len,
                        uint8_t out[DIGEST_SHA256_LEN])
{
    if (key_len > INT_MAX)
        return false;
    return HMAC(EVP_sha256(), key, (int)key_len, bytes, len, out, NULL) != NULL;
}

static struct digest *digest_create_of(const EVP_MD *type)
{
    struct digest *const digest = malloc(sizeof *digest);
    if (digest == NULL)
        return NULL;
    digest->ctx = EVP_MD_CTX_new();
    if (digest->ctx == NULL || EVP_DigestInit_ex(digest->ctx, type, NULL) != 1) {
        digest_free(digest);
        return NULL;
    }
    return digest;
}

struct digest *digest_create(void)
{
    return digest_create_of(EVP_sha256());
}

struct digest *digest_create_sha1(void)
{
    return digest_create_of(EVP_sha1());
}

struct digest *digest_create_md5(void)
{
    return digest_create_of(EVP_md5());
}

bool digest_update(struct digest *digest, const void *bytes, size_t len)
{
    return EVP_DigestUpdate(digest->ctx, bytes, len) == 1;
}

bool digest_final(struct digest *digest, uint8_t out[DIGEST_SHA256_LEN])
{
    return EVP_DigestFinal_ex(digest->ctx, out, NULL) == 1;
}

void digest_free(struct digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->ctx);
    free(digest);
}

void digest_hex(const uint8_t *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

static const char base64_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t digest_base64_encode(const uint8_t *bytes, size_t len, char *out)
{
    char *next = out;
    for (size_t i = 0; i < len; i += 3) {
        const size_t rest = len - i;
        const uint32_t group = (uint32_t)bytes[i] << 16 |
                               (rest > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (rest > 2 ? (uint32_t)bytes[i + 2] : 0);
        *next++ = base64_alphabet[group >> 18];
        *next++ = base64_alphabet[group >> 12 & 63];
        *next++ = rest > 1 ? base64_alphabet[group >> 6 & 63] : '=';
        *next++ = rest > 2 ? base64_alphabet[group & 63] : '=';
    }
    *next = '\0';
    return (size_t)(next - out);
}

size_t digest_base64url_encode(const uint8_t *bytes, size_t len, char *out)
{
    size_t out_len = digest_base64_encode(bytes, len, out);
    while (out_len > 0 && out[out_len - 1] == '=')
        out[--out_len] = '\0';
    for (size_t i = 0; i < out_len; i++)
        out[i] = out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i];
    return out_len;
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Decodes one group of four, of which the last padding characters are '='; false when it is none.
 */
static bool base64_decode_group(const char *text, size_t padding, uint8_t *out)
{
    uint32_t group = 0;
    for (size_t i = 0; i < 4; i++) {
        const int value = i < 4 - padding ? base64_value(text[i]) : 0;
        if (value < 0)
            return false;
        group = group << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3; i++) {
        const uint8_t byte = (uint8_t)(group >> (16 - 8 * i));
        if (i < 3 - padding)
            out[i] = byte;
        else if (byte != 0)
            return false;
    }
    return true;
}

long digest_base64_decode(const char *text, size_t len, uint8_t *out)
{
    if (len % 4 != 0 || len / 4 > LONG_MAX / 3)
        return -1;
    size_t padding = 0;
    while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < len; i += 4) {
        if (!base64_decode_group(text + i, i + 4 == len ? padding : 0, out + i / 4 * 3))
            return -1;
    }
    return (long)(len / 4 * 3 - padding);
}

bool digest_random(uint8_t *out, size_t len)
{
    return len <= INT_MAX && RAND_bytes(out, (int)len) == 1;
}

void digest_wipe(void *secret, size_t len)
{
    if (secret != NULL)
        OPENSSL_cleanse(secret, len);
}
