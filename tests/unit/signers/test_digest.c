/* Digests and codings against published vectors: FIPS 180-4, RFC 4231, RFC 4648 section 10. */
#include "signers/digest.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

struct hash_case {
    const char *name, *key, *text, *hex;
};

static const struct hash_case sha256_cases[] = {
    {"empty", NULL, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", NULL, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"two blocks", NULL, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static const struct hash_case hmac_cases[] = {
    {"RFC 4231 case 1",
     "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"RFC 4231 case 2", "Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
};

struct base64_case {
    const char *plain, *coded;
};

static const struct base64_case base64_cases[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "+/+/"},
};

static const char *const base64_refused[] = {
    "Zg",    "Zg=",   "Z===", "====", "Zg==Zg==", "Zm8=Zm8=",
    "Zm9v ", "Zm9\n", "Zm-_", "Zh==", "Zm9=",     "=Zm9",
};

START_TEST(test_sha256)
{
    const struct hash_case *const row = &sha256_cases[_i];
    uint8_t hash[DIGEST_SHA256_LEN];
    char hex[DIGEST_SHA256_HEX];
    ck_assert_msg(digest_sha256(row->text, strlen(row->text), hash), "%s", row->name);
    digest_hex(hash, sizeof hash, hex);
    ck_assert_msg(strcmp(hex, row->hex) == 0, "%s: %s", row->name, hex);
}
END_TEST

START_TEST(test_sha256_in_pieces)
{
    const struct hash_case *const row = &sha256_cases[_i];
    uint8_t hash[DIGEST_SHA256_LEN];
    char hex[DIGEST_SHA256_HEX];
    struct digest *const digest = digest_create();
    ck_assert_ptr_nonnull(digest);
    for (const char *next = row->text; *next != '\0'; next++)
        ck_assert(digest_update(digest, next, 1));
    ck_assert(digest_final(digest, hash));
    digest_free(digest);
    digest_hex(hash, sizeof hash, hex);
    ck_assert_msg(strcmp(hex, row->hex) == 0, "%s: %s", row->name, hex);
}
END_TEST

START_TEST(test_hmac)
{
    const struct hash_case *const row = &hmac_cases[_i];
    uint8_t hash[DIGEST_SHA256_LEN];
    char hex[DIGEST_SHA256_HEX];
    ck_assert(digest_hmac_sha256(row->key, strlen(row->key), row->text, strlen(row->text), hash));
    digest_hex(hash, sizeof hash, hex);
    ck_assert_msg(strcmp(hex, row->hex) == 0, "%s: %s", row->name, hex);
}
END_TEST

START_TEST(test_base64)
{
    const struct base64_case *const row = &base64_cases[_i];
    char coded[16];
    uint8_t plain[16];
    const size_t len = strlen(row->plain);
    ck_assert_uint_eq(digest_base64_encode((const uint8_t *)row->plain, len, coded),
                      strlen(row->coded));
    ck_assert_str_eq(coded, row->coded);
    ck_assert_int_eq(digest_base64_decode(row->coded, strlen(row->coded), plain), (long)len);
    ck_assert_mem_eq(plain, row->plain, len);
}
END_TEST

START_TEST(test_base64_refuses)
{
    uint8_t plain[16];
    const char *const text = base64_refused[_i];
    ck_assert_msg(digest_base64_decode(text, strlen(text), plain) == -1, "%s", text);
}
END_TEST

START_TEST(test_wipe)
{
    char secret[] = "made up";
    digest_wipe(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++)
        ck_assert_int_eq(secret[i], 0);
    digest_wipe(NULL, 0);
    digest_free(NULL);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

/* FIPS 180-4, examples of SHA-1. */
START_TEST(test_sha1)
{
    uint8_t hash[DIGEST_SHA1_LEN];
    char hex[2 * DIGEST_SHA1_LEN + 1];
    ck_assert(digest_sha1("abc", 3, hash));
    digest_hex(hash, sizeof hash, hex);
    ck_assert_str_eq(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("digest");
    TCase *const tcase = tcase_create("digest");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_sha1);
    tcase_add_loop_test(tcase, test_sha256, 0, COUNT(sha256_cases));
    tcase_add_loop_test(tcase, test_sha256_in_pieces, 0, COUNT(sha256_cases));
    tcase_add_loop_test(tcase, test_hmac, 0, COUNT(hmac_cases));
    tcase_add_loop_test(tcase, test_base64, 0, COUNT(base64_cases));
    tcase_add_loop_test(tcase, test_base64_refuses, 0, COUNT(base64_refused));
    tcase_add_test(tcase, test_wipe);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
