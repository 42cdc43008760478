/* AES-256 as 7z archives have it. */
#include "crawler/unpack/seven_cipher.h"

#include "crawler/base/passwords.h"
#include "crawler/unpack/wide.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define SEVEN_COUNTER 8
#define SEVEN_ROUND_MAX (sizeof((struct seven_lock *)0)->salt + WIDE_MAX + SEVEN_COUNTER)
#define SEVEN_AHEAD ((size_t)64 * 1024) /* bytes that are hashed at once */

/* Hashes the rounds number first to end: salt, password and number of each. ahead has room for
 * SEVEN_AHEAD bytes. */
static bool seven_hash_rounds(EVP_MD_CTX *digest, struct span round, uint64_t end, uint8_t *ahead)
{
    const size_t len = round.len + SEVEN_COUNTER, most = SEVEN_AHEAD / len;
    bool is_made = true;
    for (size_t i = 0; i < most; i++)
        memcpy(ahead + i * len, round.ptr, round.len);
    for (uint64_t number = 0; is_made && number < end;) {
        size_t count = 0;
        for (; count < most && number < end; count++, number++) {
            for (unsigned i = 0; i < SEVEN_COUNTER; i++)
                ahead[count * len + round.len + i] = (uint8_t)(number >> 8 * i);
        }
        is_made = EVP_DigestUpdate(digest, ahead, count * len) == 1;
    }
    return is_made;
}

bool seven_cipher_derive(const struct seven_lock *lock, struct span password, uint8_t *key)
{
    uint8_t round[SEVEN_ROUND_MAX];
    if (password.len > PASSWORD_LEN_MAX)
        return false;
    memcpy(round, lock->salt, lock->salt_len);
    const size_t len = lock->salt_len + wide_encode(password, round + lock->salt_len);
    uint8_t *const ahead = malloc(SEVEN_AHEAD);
    EVP_MD_CTX *const digest = EVP_MD_CTX_new();
    const bool is_made =
        ahead != NULL && digest != NULL && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 &&
        seven_hash_rounds(digest, (struct span){round, len}, UINT64_C(1) << lock->power, ahead) &&
        EVP_DigestFinal_ex(digest, key, NULL) == 1;
    EVP_MD_CTX_free(digest);
    if (ahead != NULL)
        OPENSSL_cleanse(ahead, SEVEN_AHEAD);
    free(ahead);
    OPENSSL_cleanse(round, sizeof round);
    return is_made;
}

bool seven_cipher_decrypt(const uint8_t *key, const uint8_t *vector, uint8_t *bytes, size_t len)
{
    EVP_CIPHER_CTX *const aes = EVP_CIPHER_CTX_new();
    int done = 0;
    const bool is_done = aes != NULL &&
                         EVP_DecryptInit_ex(aes, EVP_aes_256_cbc(), NULL, key, vector) == 1 &&
                         EVP_CIPHER_CTX_set_padding(aes, 0) == 1 &&
                         EVP_DecryptUpdate(aes, bytes, &done, bytes, (int)len) == 1;
    EVP_CIPHER_CTX_free(aes);
    return is_done;
}

void seven_cipher_wipe(void *bytes, size_t len)
{
    OPENSSL_cleanse(bytes, len);
}

static bool seven_is_same(const struct seven_lock *a, const struct seven_lock *b)
{
    return a->power == b->power && a->salt_len == b->salt_len &&
           memcmp(a->salt, b->salt, a->salt_len) == 0;
}

bool seven_cipher_derive_all(struct seven_stream *streams, size_t count, struct span password)
{
    bool is_made = true;
    for (size_t i = 0; i < count && is_made; i++) {
        if (i > 0 && seven_is_same(&streams[i].lock, &streams[i - 1].lock))
            memcpy(streams[i].key, streams[i - 1].key, sizeof streams[i].key);
        else
            is_made = seven_cipher_derive(&streams[i].lock, password, streams[i].key);
    }
    return is_made;
}

uint64_t seven_cipher_rounds(const struct seven_stream *streams, size_t count)
{
    uint64_t rounds = 0;
    for (size_t i = 0; i < count && rounds <= SEVEN_ROUNDS_MAX; i++) {
        if (i == 0 || !seven_is_same(&streams[i].lock, &streams[i - 1].lock))
            rounds += UINT64_C(1) << streams[i].lock.power;
    }
    return rounds;
}
