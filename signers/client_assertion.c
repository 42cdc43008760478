/* Assertions of applications, as Entra ID takes them. */
#include "signers/client_assertion.h"

#include "signers/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIFE_S (10L * 60L)
#define BASE64_SIZE(len) (4 * (((len) + 2) / 3) + 1)

/* What can stand in JSON and in a URL as it is. */
static bool assertion_is_plain(const char *text)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/";
    return *text != '\0' && text[strspn(text, allowed)] == '\0';
}

/* The certificates as a JSON array of base64; NULL when memory is short. */
static char *assertion_put_chain(const struct certificate *certificate)
{
    char *text = NULL;
    size_t size = 0, len;
    uint8_t *der;
    FILE *const out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    bool is_good = true;
    for (size_t i = 0; is_good && certificate_der(certificate, i, &der, &len); i++) {
        char *const base64 = malloc(BASE64_SIZE(len));
        is_good = base64 != NULL;
        if (is_good) {
            digest_base64_encode(der, len, base64);
            fprintf(out, "%s\"%s\"", i == 0 ? "" : ",", base64);
        }
        free(base64);
        free(der);
    }
    if (fclose(out) == 0 && is_good)
        return text;
    free(text);
    return NULL;
}

static bool assertion_put_thumbprint(const struct certificate *certificate, bool is_sha1,
                                     char out[DIGEST_SHA256_HEX])
{
    uint8_t digest[DIGEST_SHA256_LEN];
    uint8_t *der;
    size_t len;
    if (!certificate_der(certificate, 0, &der, &len))
        return false;
    const bool is_good = is_sha1 ? digest_sha1(der, len, digest) : digest_sha256(der, len, digest);
    free(der);
    if (is_good)
        digest_base64url_encode(digest, is_sha1 ? DIGEST_SHA1_LEN : DIGEST_SHA256_LEN, out);
    return is_good;
}

static char *assertion_make_header(const struct certificate *certificate,
                                   const struct client_assertion *assertion)
{
    char thumbprint[DIGEST_SHA256_HEX];
    char *chain = NULL, *header = NULL;
    if (!assertion_put_thumbprint(certificate, assertion->is_rs256, thumbprint))
        return NULL;
    if (assertion->has_chain) {
        chain = assertion_put_chain(certificate);
        if (chain == NULL)
            return NULL;
    }
    const int len =
        asprintf(&header, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"%s\":\"%s\"%s%s%s}",
                 assertion->is_rs256 ? "RS256" : "PS256", assertion->is_rs256 ? "x5t" : "x5t#S256",
                 thumbprint, chain == NULL ? "" : ",\"x5c\":[", chain == NULL ? "" : chain,
                 chain == NULL ? "" : "]");
    free(chain);
    return len < 0 ? NULL : header;
}

static char *assertion_make_claims(const struct client_assertion *assertion)
{
    char *claims = NULL;
    const int len = asprintf(
        &claims,
        "{\"aud\":\"%s\",\"iss\":\"%s\",\"sub\":\"%s\",\"jti\":\"%s\",\"nbf\":%lld,\"iat\":%lld,"
        "\"exp\":%lld}",
        assertion->audience, assertion->client_id, assertion->client_id, assertion->id,
        (long long)assertion->time, (long long)assertion->time,
        (long long)assertion->time + LIFE_S);
    return len < 0 ? NULL : claims;
}

/* Header and claims, coded and joined: what is signed. out has room for a signature more. */
static char *assertion_join(const char *header, const char *claims)
{
    const size_t header_len = strlen(header), claims_len = strlen(claims);
    char *const out = malloc(BASE64_SIZE(header_len) + BASE64_SIZE(claims_len) +
                             BASE64_SIZE(CERTIFICATE_SIGNATURE_MAX) + 2);
    if (out == NULL)
        return NULL;
    size_t len = digest_base64url_encode((const uint8_t *)header, header_len, out);
    out[len++] = '.';
    digest_base64url_encode((const uint8_t *)claims, claims_len, out + len);
    return out;
}

char *client_assertion_sign(const struct certificate *certificate,
                            const struct client_assertion *assertion)
{
    struct certificate_signature signature;
    if (!assertion_is_plain(assertion->audience) || !assertion_is_plain(assertion->client_id) ||
        !assertion_is_plain(assertion->id))
        return NULL;
    char *const header = assertion_make_header(certificate, assertion);
    char *const claims = assertion_make_claims(assertion);
    char *out = header == NULL || claims == NULL ? NULL : assertion_join(header, claims);
    free(header);
    free(claims);
    if (out == NULL)
        return NULL;
    size_t len = strlen(out);
    const enum certificate_algorithm algorithm =
        assertion->is_rs256 ? CERTIFICATE_RS256 : CERTIFICATE_PS256;
    if (!certificate_sign(certificate, algorithm, out, len, &signature)) {
        free(out);
        return NULL;
    }
    out[len++] = '.';
    digest_base64url_encode(signature.bytes, signature.len, out + len);
    return out;
}
