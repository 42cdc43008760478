/* The evidence chain of the manifest, by OpenSSL. */
#include "crawler/report/chain.h"

#include <openssl/evp.h>
#include <string.h>

#define SHA256_LEN 32

void chain_init(struct chain *chain)
{
    memcpy(chain->last, CHAIN_FIRST, sizeof CHAIN_FIRST);
    chain->count = 0;
}

bool chain_add(struct chain *chain, struct span line)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(line.ptr, line.len, digest, &len, EVP_sha256(), NULL) != 1 ||
        len != SHA256_LEN) {
        return false;
    }
    for (size_t i = 0; i < SHA256_LEN; i++) {
        chain->last[2 * i] = digits[digest[i] >> 4];
        chain->last[2 * i + 1] = digits[digest[i] & 15];
    }
    chain->last[2 * SHA256_LEN] = '\0';
    chain->count++;
    return true;
}
