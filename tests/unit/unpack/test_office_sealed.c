/* Encrypted Office documents that another program wrote: with the right passwords, wrong ones,
 * flipped and cut. */
#include "crawler/unpack/office_seal.h"
#include "crawler/unpack/password_ring.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdlib.h>
#include <string.h>

#define RIGHT "wrong\ncorrect horse\nstra\xC3\x9F\x65 \xF0\x9F\x94\x91\n"
#define WRONG "wrong\ncorrect Horse\nstra\xC3\x9F\x65\n\xFF\xFE\n"
#define DOCUMENT "EncryptedPackage!word/document.xml="
#define VALUE "SSN: 536-90-4397"

static const struct {
    const char *name, *list, *reasons;
    bool is_read;
} files[] = {
    {"sealed/agile.docx", RIGHT, "", true},
    {"sealed/agile.docx", WRONG, "encrypted", false},
    {"sealed/agile.docx", NULL, "encrypted", false},
    {"sealed/standard.docx", RIGHT, "", true},
    {"sealed/standard.docx", WRONG, "encrypted", false},
    {"sealed/standard.docx", NULL, "encrypted", false},
    {"sealed/default.docx", RIGHT, "", true},
    {"sealed/default.docx", WRONG, "", true},
    {"sealed/default.docx", NULL, "", true},
};

START_TEST(test_files)
{
    char got[256];
    struct walk_log log;
    walk_log_run_listed(&log, fixture_read(files[_i].name), "k.docx", files[_i].list);
    ck_assert_str_eq(walk_log_reasons(&log, got), files[_i].reasons);
    ck_assert_int_eq(walk_log_has(&log, VALUE), files[_i].is_read);
    ck_assert_int_eq(strstr(walk_log_leaves(&log), DOCUMENT) != NULL, files[_i].is_read);
    walk_log_free(&log);
}
END_TEST

/* A flip costs a block or two of what is decrypted, and is never unseen. */
START_TEST(test_flip)
{
    const struct span bytes = fixture_read("sealed/standard.docx");
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    for (size_t at = 8; at < bytes.len; at += 509) {
        struct walk_log log;
        char got[256];
        copy[at] ^= 0x40;
        walk_log_run_listed(&log, (struct span){copy, bytes.len}, "k.docx", "correct horse\n");
        copy[at] ^= 0x40;
        ck_assert_msg(walk_log_has(&log, VALUE) || *walk_log_reasons(&log, got) != '\0', "byte %zu",
                      at);
        ck_assert_uint_le(log.content.len, 4 * bytes.len);
        walk_log_free(&log);
    }
    free(copy);
}
END_TEST

START_TEST(test_cut)
{
    const struct span bytes = fixture_read("sealed/standard.docx");
    for (size_t len = 512; len < bytes.len; len += 1111) {
        struct walk_log log;
        uint8_t *const copy = malloc(len);
        memcpy(copy, bytes.ptr, len);
        walk_log_run_listed(&log, (struct span){copy, len}, "k.docx", "correct horse\n");
        ck_assert_uint_le(log.content.len, 4 * bytes.len);
        walk_log_free(&log);
        free(copy);
    }
}
END_TEST

/* ---- what EncryptionInfo says ---- */

#define AGILE "\4\0\4\0\x40\0\0\0"
#define HOW                                                                                        \
    "saltSize='16' keyBits='256' hashAlgorithm='SHA512' cipherAlgorithm=\"AES\" "                  \
    "cipherChaining='ChainingModeCBC' saltValue='AAECAwQFBgcICQoLDA0ODw=='"
#define B32 "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8="
#define B64                                                                                        \
    "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8AAQIDBAUGBwgJCgsMDQ4PAAECAwQFBgcICQoLDA0ODw=="
#define VALUES                                                                                     \
    "encryptedVerifierHashInput='" B32 "' encryptedVerifierHashValue='" B64                        \
    "' encryptedKeyValue='" B32 "'"
#define CONTENT "<keyData " HOW "/>"

static const struct {
    const char *xml;
    bool is_known;
} infos[] = {
    {CONTENT "<p:encryptedKey spinCount='100000' " HOW " " VALUES "/>", true},
    {CONTENT "<encryptedKey\nspinCount=\"0\" " HOW " " VALUES ">", true},
    {CONTENT "<p:encryptedKey spinCount='10000000' " HOW " " VALUES "/>", true},
    {CONTENT "<p:encryptedKey spinCount='10000001' " HOW " " VALUES "/>", false},
    {CONTENT "<p:encryptedKey spinCount='' " HOW " " VALUES "/>", false},
    {CONTENT "<p:encryptedKey spinCount='-1' " HOW " " VALUES "/>", false},
    {CONTENT "<p:encryptedKey " HOW " " VALUES "/>", false},
    {CONTENT "<p:encryptedKeys spinCount='1' " HOW " " VALUES "/>", false},
    {CONTENT "<p:encryptedKey spinCount='1' " HOW "/>", false},
    {CONTENT "<p:encryptedKey spinCount='1' " HOW " " VALUES, false},
    {"<p:encryptedKey spinCount='1' " HOW " " VALUES "/>", false},
    {"<keyData keyBits='64' " HOW "/><p:encryptedKey spinCount='1' " HOW " " VALUES "/>", false},
    {"<keyData cipherChaining='ChainingModeCFB' " HOW "/><p:encryptedKey spinCount='1' " HOW
     " " VALUES "/>",
     false},
    {"<keyData hashAlgorithm='MD4' " HOW "/><p:encryptedKey spinCount='1' " HOW " " VALUES "/>",
     false},
    {"<keyData saltValue='A*' " HOW "/><p:encryptedKey spinCount='1' " HOW " " VALUES "/>", false},
    {"<keyData saltValue='" B64 "AAAA' " HOW "/><p:encryptedKey spinCount='1' " HOW " " VALUES "/>",
     false},
    {"", false},
};

START_TEST(test_agile)
{
    uint8_t bytes[4096];
    const size_t len = strlen(infos[_i].xml);
    struct office_seal seal;
    memcpy(bytes, AGILE, 8);
    memcpy(bytes + 8, infos[_i].xml, len);
    ck_assert_int_eq(office_seal_parse((struct span){bytes, 8 + len}, &seal), infos[_i].is_known);
    for (size_t cut = 0; cut < 8; cut++)
        ck_assert(!office_seal_parse((struct span){bytes, cut}, &seal));
}
END_TEST

/* Slow tries count for more, and there is an end of them. */
START_TEST(test_tries)
{
    struct passwords *const passwords = fixture_passwords("a\nb\n");
    struct password_ring keys = {.passwords = passwords};
    size_t index, tries = 0;
    while (password_ring_next(&keys, 0, &index)) {
        password_ring_note(&keys, index, false, PASSWORD_RING_SLOW);
        tries++;
    }
    ck_assert_uint_eq(tries, PASSWORD_RING_TRIES / PASSWORD_RING_SLOW);
    ck_assert(!password_ring_spend(&keys, PASSWORD_RING_SLOW));
    ck_assert_uint_ge(tries, PASSWORDS_MAX);
    passwords_free(passwords);
}
END_TEST

/* Whatever a try takes, all of an object together end within PASSWORD_RING_TIME and one more; and a
 * whole list fits as long as each takes a fifth of a second. */
START_TEST(test_cost)
{
    static const uint64_t times[] = {0,    20,    200,   201,    250,       999,
                                     1000, 10000, 60000, 300000, UINT64_MAX};
    struct passwords *const passwords = fixture_passwords("a\n");
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const unsigned cost = password_ring_cost(times[i]);
        struct password_ring keys = {.passwords = passwords};
        uint64_t tries = 0;
        size_t index;
        for (; password_ring_next(&keys, 0, &index); tries++)
            password_ring_note(&keys, index, false, cost);
        ck_assert_uint_ge(cost, PASSWORD_RING_SLOW);
        ck_assert(times[i] > 200 || tries >= PASSWORDS_MAX);
        ck_assert(tries == 1 || (tries - 1) * times[i] <= PASSWORD_RING_TIME);
    }
    passwords_free(passwords);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("office_sealed");
    TCase *const tcase = tcase_create("office_sealed");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, test_files, 0, (int)(sizeof files / sizeof files[0]));
    tcase_add_test(tcase, test_flip);
    tcase_add_test(tcase, test_cut);
    tcase_add_loop_test(tcase, test_agile, 0, (int)(sizeof infos / sizeof infos[0]));
    tcase_add_test(tcase, test_tries);
    tcase_add_test(tcase, test_cost);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
