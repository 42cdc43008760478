/*
 * Answers of services that give tokens. Properties: what is taken as a token can stand in a header,
 * and is not over; without one there is a message of one line, which has nothing of the answer but
 * a word and a number. Certificates in PEM, without a password (with one the file itself says how
 * long to compute): what opens has a certificate.
 */
#include "crawler/store/entra_token.h"
#include "signers/certificate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1769904000
#define INPUT_MAX 65000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static const char *get_nothing(void *user, const char *name)
{
    (void)user;
    (void)name;
    return NULL;
}

static time_t get_now(void *user)
{
    (void)user;
    return NOW;
}

static void check_answer(struct span body, int status)
{
    const struct environment environment = {get_nothing, get_now, NULL, NULL};
    const struct entra_query query = {.environment = &environment, .authority = "https://a"};
    struct credentials out = {0};
    struct fault fault = {0};
    const struct entra_ask ask = {&query, "who", &out, &fault};
    struct http_answer answer = {.status = status};
    buffer_init(&answer.body, INPUT_MAX + 1);
    buffer_append(&answer.body, body.ptr, body.len);
    const enum status end = entra_token_judge(&ask, "host", &answer);
    require(end == STATUS_OK || end == STATUS_STOP);
    if (end == STATUS_OK) {
        require(status == 200 && credentials_is_clean(out.session_token));
        require(out.expires_at == 0 || out.expires_at > NOW);
    } else {
        require(out.session_token == NULL && fault.message[0] != '\0');
    }
    for (const char *next = fault.message; *next != '\0'; next++)
        require((unsigned char)*next >= 0x20 && *next != 0x7F);
    http_answer_wipe(&answer);
    credentials_free(&out);
}

static void check_certificate(struct span bytes)
{
    struct certificate *certificate;
    struct certificate_signature signature;
    uint8_t *der;
    size_t der_len;
    if (memmem(bytes.ptr, bytes.len, "-----BEGIN ", 11) == NULL)
        return;
    if (certificate_open(bytes.ptr, bytes.len, NULL, &certificate) != NULL) {
        require(certificate == NULL);
        return;
    }
    require(certificate_der(certificate, 0, &der, &der_len) && der_len > 0);
    free(der);
    (void)certificate_expires_at(certificate);
    (void)certificate_sign(certificate, CERTIFICATE_PS256, "text", 4, &signature);
    certificate_free(certificate);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct span input = {bytes, len};
    if (len > INPUT_MAX)
        return 0;
    check_answer(input, 200);
    check_answer(input, 400);
    check_certificate(input);
    return 0;
}
