/*
 * Certificates in the forms that people have them, and the assertions that they sign: by the side
 * of what OpenSSL's tools signed (tests/unit/signers/certificates).
 */
#include "signers/client_assertion.h"

#include "signers/digest.h"
#include "signers/whole_file.h"
#include "suite.h"

#include <string.h>

#define FOLDER "tests/unit/signers/certificates"
#define PASSWORD "open-sesame"
#define AUDIENCE "https://login.example/tenant/oauth2/v2.0/token"
#define FILE_MAX 16384

struct open_case {
    const char *name, *file, *password;
    const char *why; /* NULL: it opens */
    size_t chain;    /* certificates */
};

static const struct open_case open_cases[] = {
    {"key first", "own.pem", NULL, NULL, 1},
    {"own certificate behind another", "chain.pem", NULL, NULL, 2},
    {"a password that is not needed", "own.pem", PASSWORD, NULL, 1},
    {"encrypted key", "encrypted.pem", PASSWORD, NULL, 1},
    {"encrypted key, no password", "encrypted.pem", NULL, "without a password", 0},
    {"encrypted key, empty password", "encrypted.pem", "", "that the password opens", 0},
    {"encrypted key, wrong password", "encrypted.pem", "open", "that the password opens", 0},
    {"PKCS #12", "own.p12", PASSWORD, NULL, 2},
    {"PKCS #12, wrong password", "own.p12", "open", "that the password opens", 0},
    {"PKCS #12, no password", "own.p12", NULL, "without a password", 0},
    {"PKCS #12 without a password", "open.p12", NULL, NULL, 1},
    {"key alone", "own.key", NULL, "holds no certificate", 0},
    {"certificate alone", "own.crt", NULL, "without a password", 0},
    {"key of another certificate", "mixed.pem", NULL, "belongs to none of its certificates", 0},
    {"key of another kind", "curve.pem", NULL, "not RSA", 0},
    {"something else", "make_certificates.sh", NULL, "holds no private key", 0},
};

/* The caller frees it; PKCS #12 has NUL in it. */
static char *read_file(const char *name, size_t *len)
{
    char path[256];
    snprintf(path, sizeof path, FOLDER "/%s", name);
    FILE *const file = fopen(path, "rb");
    char *const bytes = malloc(FILE_MAX);
    ck_assert_msg(file != NULL && bytes != NULL, "%s", path);
    *len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    return bytes;
}

static size_t count_chain(const struct certificate *certificate)
{
    uint8_t *der;
    size_t count = 0, len;
    while (certificate_der(certificate, count, &der, &len)) {
        free(der);
        count++;
    }
    return count;
}

START_TEST(test_open)
{
    const struct open_case *const row = &open_cases[_i];
    struct certificate *certificate;
    size_t len;
    char *const bytes = read_file(row->file, &len);
    const char *const why = certificate_open(bytes, len, row->password, &certificate);
    if (row->why == NULL) {
        ck_assert_msg(why == NULL, "%s: %s", row->name, why);
        ck_assert_uint_eq(count_chain(certificate), row->chain);
        ck_assert_int_gt(certificate_expires_at(certificate), 4000000000);
    } else {
        ck_assert_msg(why != NULL && strstr(why, row->why) != NULL, "%s: %s", row->name, why);
        ck_assert_ptr_null(certificate);
    }
    certificate_free(certificate);
    free(bytes);
}
END_TEST

/* Cut at every 7th byte, or with a byte changed there: opened or refused, and nothing else. */
START_TEST(test_damage)
{
    static const char *const files[] = {"chain.pem", "own.p12", "encrypted.pem"};
    size_t len;
    char *const bytes = read_file(files[_i], &len);
    for (size_t i = 0; i<len; i += len> 4000 ? 97 : 37) {
        struct certificate *certificate;
        char *const cut = malloc(i + 1);
        memcpy(cut, bytes, i);
        (void)certificate_open(cut, i, NULL, &certificate);
        certificate_free(certificate);
        free(cut);
        bytes[i] ^= 0x20;
        (void)certificate_open(bytes, len, "x", &certificate);
        bytes[i] ^= 0x20;
        certificate_free(certificate);
    }
    free(bytes);
}
END_TEST

static struct certificate *open_own(void)
{
    struct certificate *certificate;
    size_t len;
    char *const bytes = read_file("chain.pem", &len);
    ck_assert_ptr_null(certificate_open(bytes, len, NULL, &certificate));
    free(bytes);
    return certificate;
}

START_TEST(test_rs256)
{
    struct certificate *const certificate = open_own();
    const struct client_assertion assertion = {.audience = AUDIENCE,
                                               .client_id = "app-1",
                                               .id = "id-1",
                                               .time = 1769904000,
                                               .is_rs256 = true};
    char *const token = client_assertion_sign(certificate, &assertion);
    char *const expected = whole_file_read(FOLDER, "assertion.jwt");
    ck_assert_ptr_nonnull(expected);
    ck_assert_str_eq(token, expected);
    free(token);
    free(expected);
    certificate_free(certificate);
}
END_TEST

/* Decodes part number i of a token. */
static void decode_part(const char *token, int i, char out[FILE_MAX])
{
    char base64[FILE_MAX];
    while (i-- > 0)
        token = strchr(token, '.') + 1;
    size_t len = strcspn(token, ".");
    memcpy(base64, token, len);
    for (size_t at = 0; at < len; at++)
        base64[at] = base64[at] == '-' ? '+' : base64[at] == '_' ? '/' : base64[at];
    while (len % 4 != 0)
        base64[len++] = '=';
    const long decoded = digest_base64_decode(base64, len, (uint8_t *)out);
    ck_assert_int_ge(decoded, 0);
    out[decoded] = '\0';
}

START_TEST(test_ps256)
{
    struct certificate *const certificate = open_own();
    struct client_assertion assertion = {
        .audience = AUDIENCE, .client_id = "app-1", .id = "id-1", .time = 1769904000};
    char text[FILE_MAX];
    char *token = client_assertion_sign(certificate, &assertion);
    decode_part(token, 0, text);
    ck_assert_ptr_nonnull(strstr(text, "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"x5t#S256\":\""));
    ck_assert_ptr_null(strstr(text, "x5c"));
    decode_part(token, 1, text);
    ck_assert_str_eq(text, "{\"aud\":\"" AUDIENCE "\",\"iss\":\"app-1\",\"sub\":\"app-1\","
                           "\"jti\":\"id-1\",\"nbf\":1769904000,\"iat\":1769904000,"
                           "\"exp\":1769904600}");
    free(token);
    assertion.has_chain = true;
    token = client_assertion_sign(certificate, &assertion);
    decode_part(token, 0, text);
    ck_assert_ptr_nonnull(strstr(text, ",\"x5c\":[\"MII"));
    ck_assert_ptr_nonnull(strstr(text, "\",\"MII"));
    free(token);
    certificate_free(certificate);
}
END_TEST

/* Nothing that would have to be escaped gets into a token. */
START_TEST(test_texts)
{
    static const char *const bad[] = {"", "a\"b", "a b", "a\\b", "a\n", "caf\xc3\xa9"};
    struct certificate *const certificate = open_own();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct client_assertion assertions[] = {
            {.audience = bad[i], .client_id = "a", .id = "b"},
            {.audience = "a", .client_id = bad[i], .id = "b"},
            {.audience = "a", .client_id = "a", .id = bad[i]},
        };
        for (int j = 0; j < 3; j++)
            ck_assert_ptr_null(client_assertion_sign(certificate, &assertions[j]));
    }
    certificate_free(certificate);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("client_assertion");
    TCase *const tcase = tcase_create("client_assertion");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_open, 0, COUNT(open_cases));
    tcase_add_loop_test(tcase, test_damage, 0, 3);
    tcase_add_test(tcase, test_rs256);
    tcase_add_test(tcase, test_ps256);
    tcase_add_test(tcase, test_texts);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
