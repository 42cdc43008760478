/* Encrypted documents of before XML that other programs wrote: with the right passwords, wrong
 * ones, flipped and cut. */
#include "crawler/unpack/binary_cipher.h"
#include "crawler/unpack/ole_seal.h"
#include "crawler/unpack/rc4.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdlib.h>
#include <string.h>

#define RIGHT "wrong\ncorrect horse\nstra\xC3\x9F\x65\n"
#define WRONG "wrong\ncorrect Horse\nstra\xC3\x9F\n\xFF\xFE\n"
#define VALUE "536-90-4397"
#define TITLE "536-90-4398"

/* As 8 bits or as UTF-16. */
static bool has(const struct walk_log *log, const char *text)
{
    char wide[64];
    const size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        wide[2 * i] = text[i];
        wide[2 * i + 1] = '\0';
    }
    return walk_log_has(log, text) ||
           memmem(log->content.ptr, log->content.len, wide, 2 * len) != NULL;
}

static const struct {
    const char *name, *list, *reasons;
    bool is_read, has_title;
} files[] = {
    {"sealed/rc4.xls", RIGHT, "", true, false},
    {"sealed/rc4.xls", WRONG, "encrypted", false, false},
    {"sealed/rc4.xls", NULL, "encrypted", false, false},
    {"sealed/rc4.doc", RIGHT, "", true, false},
    {"sealed/rc4.doc", WRONG, "encrypted", false, false},
    {"sealed/rc4.doc", NULL, "encrypted", false, false},
    {"sealed/cryptoapi.xls", RIGHT, "", true, true},
    {"sealed/cryptoapi.xls", WRONG, "encrypted", false, false},
    {"sealed/cryptoapi.xls", NULL, "encrypted", false, false},
    {"sealed/cryptoapi.doc", RIGHT, "", true, false},
    {"sealed/cryptoapi.doc", WRONG, "encrypted", false, false},
    {"sealed/cryptoapi.ppt", RIGHT, "", true, true},
    {"sealed/cryptoapi.ppt", WRONG, "encrypted", false, false},
    {"sealed/cryptoapi.ppt", NULL, "encrypted", false, false},
    {"sealed/xor.xls", RIGHT, "", true, false},
    {"sealed/xor.xls", WRONG, "encrypted", false, false},
    {"sealed/default.xls", WRONG, "", true, false},
    {"sealed/default.xls", NULL, "", true, false},
};

START_TEST(test_files)
{
    char got[256];
    struct walk_log log;
    walk_log_run_listed(&log, fixture_read(files[_i].name), "k", files[_i].list);
    ck_assert_str_eq(walk_log_reasons(&log, got), files[_i].reasons);
    ck_assert_int_eq(has(&log, VALUE), files[_i].is_read);
    ck_assert_int_eq(has(&log, TITLE), files[_i].has_title);
    walk_log_free(&log);
}
END_TEST

static const char *const opened[] = {"sealed/rc4.xls",       "sealed/rc4.doc",
                                     "sealed/cryptoapi.xls", "sealed/cryptoapi.doc",
                                     "sealed/cryptoapi.ppt", "sealed/xor.xls"};
#define OPENED ((int)(sizeof opened / sizeof opened[0]))

/* A flip never makes more of a file than it is, and never ends the walk. */
START_TEST(test_flip)
{
    const struct span bytes = fixture_read(opened[_i]);
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    for (size_t at = 8; at < bytes.len; at += 13) {
        struct walk_log log;
        copy[at] ^= (uint8_t)(1U << at % 8);
        walk_log_run_listed(&log, (struct span){copy, bytes.len}, "k", RIGHT);
        copy[at] ^= (uint8_t)(1U << at % 8);
        ck_assert_uint_le(log.content.len, 3 * bytes.len);
        walk_log_free(&log);
    }
    free(copy);
}
END_TEST

START_TEST(test_cut)
{
    const struct span bytes = fixture_read(opened[_i]);
    for (size_t len = 512; len < bytes.len; len += 101) {
        struct walk_log log;
        uint8_t *const copy = malloc(len);
        memcpy(copy, bytes.ptr, len);
        walk_log_run_listed(&log, (struct span){copy, len}, "k", RIGHT);
        ck_assert_uint_le(log.content.len, 3 * bytes.len);
        walk_log_free(&log);
        free(copy);
    }
}
END_TEST

/* ---- RC4: RFC 6229 ---- */

static const struct {
    const char *key;
    size_t offset;
    uint8_t stream[4];
} streams[] = {
    {"\1\2\3\4\5", 0, {0xB2, 0x39, 0x63, 0x05}},
    {"\1\2\3\4\5", 4096, {0xFF, 0x25, 0xB5, 0x89}},
    {"\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20", 0, {0x9A, 0xC7, 0xCC, 0x9A}},
    {"\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20", 240, {0x06, 0x59, 0x02, 0xE4}},
};

START_TEST(test_rc4)
{
    struct rc4 rc4;
    uint8_t bytes[4] = {0};
    rc4_start(&rc4, (struct span){(const uint8_t *)streams[_i].key, strlen(streams[_i].key)});
    rc4_skip(&rc4, streams[_i].offset);
    rc4_apply(&rc4, bytes, sizeof bytes);
    ck_assert_mem_eq(bytes, streams[_i].stream, sizeof bytes);
}
END_TEST

/* Whatever pieces a stream is decrypted in, and whatever is left out, the bytes are the same. */
START_TEST(test_pieces)
{
    const struct binary_key key = {.kind = BINARY_CRYPTOAPI, .key_len = 16, .bytes = {1, 2, 3}};
    uint8_t whole[4000] = {0}, pieces[4000] = {0};
    struct binary_cipher cipher = {.key = &key, .block_size = 512};
    ck_assert(binary_cipher_apply(&cipher, 0, whole, sizeof whole));
    ck_assert_mem_ne(whole, whole + 512, 16);
    for (size_t step = 1; step < 1100; step += 73) {
        memset(pieces, 0, sizeof pieces);
        cipher = (struct binary_cipher){.key = &key, .block_size = 512};
        for (size_t at = 0; at + step <= sizeof pieces; at += 2 * step) {
            ck_assert(binary_cipher_apply(&cipher, at, pieces + at, step));
            ck_assert_msg(memcmp(pieces + at, whole + at, step) == 0, "%zu of %zu", at, step);
        }
    }
}
END_TEST

/* XOR obfuscation of documents stays closed, of Word 97 and of Word 95: the password is of no use.
 */
START_TEST(test_obfuscated)
{
    static const uint8_t idents[][2] = {{0xEC, 0xA5}, {0xDC, 0xA5}};
    enum { SECTOR = 512, FLAGS_AT = 11, OBFUSCATED = 0x80, ENCRYPTED = 1 };
    const struct span bytes = fixture_read("sealed/rc4.doc");
    uint8_t *const copy = malloc(bytes.len);
    char got[256];
    struct walk_log log;
    size_t at = SECTOR;
    memcpy(copy, bytes.ptr, bytes.len);
    while (memcmp(copy + at, idents[0], 2) != 0 && at + SECTOR < bytes.len)
        at += SECTOR;
    ck_assert(at + SECTOR < bytes.len && (copy[at + FLAGS_AT] & ENCRYPTED) != 0);
    memcpy(copy + at, idents[_i], 2);
    copy[at + FLAGS_AT] |= OBFUSCATED;
    walk_log_run_listed(&log, (struct span){copy, bytes.len}, "k", RIGHT);
    ck_assert_str_eq(walk_log_reasons(&log, got), "encrypted");
    ck_assert(!has(&log, VALUE));
    walk_log_free(&log);
    free(copy);
}
END_TEST

/* Beside what is encrypted, what is not read is named; beside any other it is a stream. */
START_TEST(test_aside)
{
    static const struct {
        const char *name;
        enum ole_cover cover;
    } rows[] = {{"0001", OLE_CLOSED},     {"00AF", OLE_CLOSED},   {"Revision Log", OLE_CLOSED},
                {"Pictures", OLE_CLOSED}, {"00AG", OLE_PLAIN},    {"00001", OLE_PLAIN},
                {"CompObj", OLE_PLAIN},   {"Contents", OLE_PLAIN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ole_entry entry = {.type = OLE_STREAM, .start = 9, .size = 100};
        const struct ole_seal sealed = {.stream_count = 1}, plain = {.stream_count = 0};
        const struct span head = {(const uint8_t *)"", 0};
        strcpy(entry.name, rows[i].name);
        ck_assert_int_eq(ole_seal_find(&sealed, &entry, head).cover, rows[i].cover);
        ck_assert_int_eq(ole_seal_find(&plain, &entry, head).cover, OLE_PLAIN);
    }
}
END_TEST

/* ---- what a document says of its encryption ---- */

#define SALT "0123456789abcdef"
#define HASHES "0123456789abcdef0123456789abcdef"
#define API(version, size, cipher, hash, bits, salt)                                               \
    version "\4\0\0\0" size "\0\0\0"                                                               \
            "\4\0\0\0\0\0\0\0" cipher "\0\0" hash "\0\0" bits                                      \
            "\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0" salt "\0\0\0" SALT SALT "\24\0\0\0" HASHES

static const struct {
    const char *bytes;
    size_t len;
    bool is_known;
    size_t key_len;
} seals[] = {
#define ROW(bytes) bytes, sizeof bytes - 1
    {ROW("\1\0\1\0" SALT HASHES), true, 0},
    {ROW("\1\0\1\0" SALT "0123456789abcdef0123456789abcde"), false, 0},
    {ROW("\1\0\2\0" SALT HASHES), false, 0},
    {ROW(API("\2\0\2\0", "\40", "\1\150", "\4\200", "\200", "\20")), true, 16},
    {ROW(API("\4\0\2\0", "\40", "\1\150", "\4\200", "\50", "\20")), true, 5},
    {ROW(API("\4\0\2\0", "\40", "\1\150", "\4\200", "\0", "\20")), true, 5},
    {ROW(API("\4\0\2\0", "\40", "\1\150", "\4\200", "\210", "\20")), false, 0},
    {ROW(API("\4\0\2\0", "\40", "\1\150", "\4\200", "\51", "\20")), false, 0},
    {ROW(API("\4\0\2\0", "\40", "\1\150", "\4\200", "\200", "\21")), false, 0},
    {ROW(API("\4\0\2\0", "\40", "\2\150", "\4\200", "\200", "\20")), false, 0},
    {ROW(API("\4\0\2\0", "\40", "\1\150", "\5\200", "\200", "\20")), false, 0},
    {ROW(API("\4\0\2\0", "\37", "\1\150", "\4\200", "\200", "\20")), false, 0},
    {ROW(API("\4\0\2\0", "\377", "\1\150", "\4\200", "\200", "\20")), false, 0},
    {ROW(API("\5\0\2\0", "\40", "\1\150", "\4\200", "\200", "\20")), false, 0},
    {ROW("\2\0\2\0"), false, 0},
    {ROW("\2\0"), false, 0},
#undef ROW
};

START_TEST(test_seals)
{
    struct binary_seal seal;
    const struct span bytes = {(const uint8_t *)seals[_i].bytes, seals[_i].len};
    ck_assert_int_eq(binary_seal_parse(bytes, &seal), seals[_i].is_known);
    if (seals[_i].is_known) {
        ck_assert_uint_eq(seal.key_len, seals[_i].key_len);
        ck_assert_mem_eq(seal.salt, SALT, 16);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("ole_sealed");
    TCase *const tcase = tcase_create("ole_sealed");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, test_files, 0, (int)(sizeof files / sizeof files[0]));
    tcase_add_loop_test(tcase, test_flip, 0, OPENED);
    tcase_add_loop_test(tcase, test_cut, 0, OPENED);
    tcase_add_loop_test(tcase, test_rc4, 0, (int)(sizeof streams / sizeof streams[0]));
    tcase_add_test(tcase, test_pieces);
    tcase_add_loop_test(tcase, test_obfuscated, 0, 2);
    tcase_add_test(tcase, test_aside);
    tcase_add_loop_test(tcase, test_seals, 0, (int)(sizeof seals / sizeof seals[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
