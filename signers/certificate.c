/* Certificates and their keys, by OpenSSL. */
#include "signers/certificate.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct certificate {
    EVP_PKEY *key;
    X509 *chain[CERTIFICATE_CHAIN_MAX]; /* its own first */
    size_t count;
};

/* Never asks anybody: without a password an encrypted key cannot be read. */
static int certificate_give_password(char *out, int size, int is_writing, void *user)
{
    const char *const password = user;
    const size_t len = password == NULL ? 0 : strlen(password);
    (void)is_writing;
    if (len == 0 || len > (size_t)size)
        return -1;
    memcpy(out, password, len);
    return (int)len;
}

/* ---- forms of files ---- */

static EVP_PKEY *certificate_read_key(const void *bytes, size_t len, const char *password)
{
    union {
        const char *password;
        void *user; /* only read by certificate_give_password() */
    } given = {.password = password};
    BIO *const bio = BIO_new_mem_buf(bytes, (int)len);
    EVP_PKEY *const key =
        bio == NULL ? NULL
                    : PEM_read_bio_PrivateKey(bio, NULL, certificate_give_password, given.user);
    BIO_free(bio);
    return key;
}

static void certificate_read_pem(const void *bytes, size_t len, const char *password,
                                 struct certificate *out)
{
    BIO *const bio = BIO_new_mem_buf(bytes, (int)len);
    out->key = certificate_read_key(bytes, len, password);
    while (bio != NULL && out->count < CERTIFICATE_CHAIN_MAX) {
        X509 *const next = PEM_read_bio_X509(bio, NULL, certificate_give_password, NULL);
        if (next == NULL)
            break;
        out->chain[out->count++] = next;
    }
    BIO_free(bio);
}

static void certificate_read_pkcs12(const void *bytes, size_t len, const char *password,
                                    struct certificate *out)
{
    const unsigned char *at = bytes;
    X509 *own = NULL;
    STACK_OF(X509) *others = NULL;
    PKCS12 *const pkcs12 = d2i_PKCS12(NULL, &at, (long)len);
    if (pkcs12 != NULL && PKCS12_parse(pkcs12, password, &out->key, &own, &others) == 1) {
        if (own != NULL)
            out->chain[out->count++] = own;
        while (sk_X509_num(others) > 0 && out->count < CERTIFICATE_CHAIN_MAX)
            out->chain[out->count++] = sk_X509_shift(others);
    }
    sk_X509_pop_free(others, X509_free);
    PKCS12_free(pkcs12);
}

/* Moves the certificate of the key to the front; false when there is none. */
static bool certificate_find_own(struct certificate *certificate)
{
    for (size_t i = 0; i < certificate->count; i++) {
        X509 *const found = certificate->chain[i];
        if (X509_check_private_key(found, certificate->key) != 1)
            continue;
        memmove(certificate->chain + 1, certificate->chain, i * sizeof *certificate->chain);
        certificate->chain[0] = found;
        return true;
    }
    return false;
}

static const char *certificate_judge(struct certificate *certificate, bool has_password)
{
    if (certificate->key == NULL)
        return has_password ? "holds no private key that the password opens"
                            : "holds no private key that can be read without a password";
    if (certificate->count == 0)
        return "holds no certificate";
    if (EVP_PKEY_get_base_id(certificate->key) != EVP_PKEY_RSA)
        return "holds a key that is not RSA";
    if (EVP_PKEY_get_size(certificate->key) > CERTIFICATE_SIGNATURE_MAX)
        return "holds a key of more than 8192 bits";
    return certificate_find_own(certificate) ? NULL
                                             : "holds a key that belongs to none of its "
                                               "certificates";
}

const char *certificate_open(const void *bytes, size_t len, const char *password,
                             struct certificate **out)
{
    static const char pem_mark[] = "-----BEGIN ";
    *out = NULL;
    if (len == 0 || len > INT_MAX)
        return "is empty or too large";
    struct certificate *const certificate = calloc(1, sizeof *certificate);
    if (certificate == NULL)
        return "finds no memory";
    if (memmem(bytes, len, pem_mark, strlen(pem_mark)) != NULL)
        certificate_read_pem(bytes, len, password, certificate);
    else
        certificate_read_pkcs12(bytes, len, password, certificate);
    const char *const why = certificate_judge(certificate, password != NULL);
    ERR_clear_error(); /* what was tried in vain is nobody else's business */
    if (why != NULL) {
        certificate_free(certificate);
        return why;
    }
    *out = certificate;
    return NULL;
}

void certificate_free(struct certificate *certificate)
{
    if (certificate == NULL)
        return;
    for (size_t i = 0; i < certificate->count; i++)
        X509_free(certificate->chain[i]);
    EVP_PKEY_free(certificate->key);
    free(certificate);
}

/* ---- what it says, and signs ---- */

time_t certificate_expires_at(const struct certificate *certificate)
{
    struct tm utc;
    const ASN1_TIME *const end = X509_get0_notAfter(certificate->chain[0]);
    return ASN1_TIME_to_tm(end, &utc) == 1 ? timegm(&utc) : -1;
}

bool certificate_der(const struct certificate *certificate, size_t i, uint8_t **der, size_t *len)
{
    if (i >= certificate->count)
        return false;
    const int size = i2d_X509(certificate->chain[i], NULL);
    uint8_t *const bytes = size <= 0 ? NULL : malloc((size_t)size);
    if (bytes == NULL)
        return false;
    unsigned char *at = bytes;
    *len = (size_t)i2d_X509(certificate->chain[i], &at);
    *der = bytes;
    return true;
}

bool certificate_sign(const struct certificate *certificate, enum certificate_algorithm algorithm,
                      const void *bytes, size_t len, struct certificate_signature *out)
{
    EVP_PKEY_CTX *key; /* owned by ctx */
    EVP_MD_CTX *const ctx = EVP_MD_CTX_new();
    out->len = sizeof out->bytes;
    bool is_good =
        ctx != NULL && EVP_DigestSignInit(ctx, &key, EVP_sha256(), NULL, certificate->key) == 1;
    if (is_good && algorithm == CERTIFICATE_PS256) /* RFC 7518 section 3.5 */
        is_good = EVP_PKEY_CTX_set_rsa_padding(key, RSA_PKCS1_PSS_PADDING) == 1 &&
                  EVP_PKEY_CTX_set_rsa_pss_saltlen(key, RSA_PSS_SALTLEN_DIGEST) == 1;
    is_good = is_good && EVP_DigestSign(ctx, out->bytes, &out->len, bytes, len) == 1;
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return is_good;
}
