/* Deflate64 as 7-Zip packs it: right, flipped and cut. */
#include "crawler/unpack/huffman.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>

#define FAR 50000
#define RUN 70000

static void walk(struct walk_log *log, struct span bytes, size_t chunk)
{
    struct chunk_source source;
    *log = (struct walk_log){0};
    chunk_source_init(&source, bytes, chunk, STATUS_END);
    walk_log_run_source(log, &source.source, "k.zip", NULL);
    ck_assert_int_eq(log->status, STATUS_OK);
}

/* Matches of more than 258 bytes, from more than 32 KiB back: see make_zip.py. */
START_TEST(test_far)
{
    static const size_t chunks[] = {1, 1000, 1000000};
    const struct span bytes = fixture_read("zip/deflate64.zip");
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct walk_log log;
        uint32_t state = 1;
        walk(&log, bytes, chunks[i]);
        ck_assert_uint_eq(log.coverage.reasons, 0);
        ck_assert_uint_eq(log.content.len, 2 * FAR + RUN);
        for (size_t at = 0; at < FAR; at++) {
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF;
            ck_assert_uint_eq(log.content.ptr[at], 'a' + (state >> 16 & 1));
        }
        ck_assert_mem_eq(log.content.ptr, log.content.ptr + FAR + RUN, FAR);
        for (size_t at = 0; at < RUN; at++)
            ck_assert_uint_eq(log.content.ptr[FAR + at], 'z');
        walk_log_free(&log);
    }
}
END_TEST

static const char *const smalls[] = {"zip/deflate64-small.zip", "zip/deflate64-fixed.zip"};

/* One byte wrong, each in turn, and cut after each: never a crash; a loss has a reason. */
START_TEST(test_damage)
{
    const struct span bytes = fixture_read(smalls[_i]);
    struct walk_log whole;
    walk(&whole, bytes, 1000000);
    ck_assert_uint_eq(whole.coverage.reasons, 0);
    ck_assert(walk_log_has(&whole, "536-90-439"));
    uint8_t *const copy = malloc(bytes.len);
    for (size_t at = 0; at < bytes.len; at++) {
        struct walk_log log;
        memcpy(copy, bytes.ptr, bytes.len);
        copy[at] ^= 0xA5;
        walk(&log, (struct span){copy, bytes.len}, 1000000);
        const bool is_right =
            log.content.len > 0 &&
            memmem(log.content.ptr, log.content.len, whole.content.ptr, whole.content.len) != NULL;
        /* Without its first mark it is no archive. */
        ck_assert_msg(is_right || at < 4 || log.coverage.reasons != 0, "%s: byte %zu", smalls[_i],
                      at);
        walk_log_free(&log);
        walk(&log, (struct span){bytes.ptr, at}, 7);
        ck_assert_msg(at < 4 || log.coverage.reasons != 0, "%s: cut at %zu", smalls[_i], at);
        walk_log_free(&log);
    }
    free(copy);
    walk_log_free(&whole);
}
END_TEST

/* What deflate packs so small that both kinds are the same: stored blocks, fixed codes, no long
 * match. By every layout of headers. */
START_TEST(test_layouts)
{
    static const unsigned quirks[] = {0, ZIP_WITH_DESCRIPTOR, ZIP_64, ZIP_BAD_CRC};
    static const char text[] = "name,ssn\nAda Lovelace,536-90-4397\n";
    const struct span content = {(const uint8_t *)text, sizeof text - 1};
    for (size_t i = 0; i < sizeof quirks / sizeof quirks[0]; i++) {
        struct zip_builder zip;
        struct buffer packed;
        struct walk_log log;
        char reasons[256];
        buffer_init(&packed, 1000);
        build_deflated(&packed, content, -15);
        const struct zip_builder_packed entry = {9, {packed.ptr, packed.len}};
        zip_builder_init(&zip);
        zip_builder_add_packed(&zip, "a.csv", content, quirks[i], &entry);
        zip_builder_add(&zip, "b.csv", content, ZIP_DEFLATE, 0);
        zip_builder_end(&zip, NULL, 0);
        walk(&log, zip_builder_span(&zip), 1000000);
        ck_assert_uint_eq(log.content.len, 2 * content.len);
        ck_assert_str_eq(walk_log_reasons(&log, reasons),
                         (quirks[i] & ZIP_BAD_CRC) != 0 ? "checksum" : "");
        walk_log_free(&log);
        zip_builder_free(&zip);
        buffer_free(&packed);
    }
}
END_TEST

/* Bits of streams that are wrong, each alone in an entry. */
START_TEST(test_wrong)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *reason;
    } rows[] = {
        {"\x07", 1, "corrupt"},                         /* a kind of block that does not exist */
        {"\x01\3\0\xFD\xFF\x41", 6, "corrupt"},         /* a stored block that ends too early */
        {"\x01\3\0\xFC\xFF\x41\x41\x41", 8, "corrupt"}, /* lengths that contradict */
        {"\x03\x02", 2, "corrupt"},                     /* a match in front of the start */
        {"\x05\xE0\x01", 3, "corrupt"},                 /* codes that never come */
    };
    struct zip_builder zip;
    struct walk_log log;
    char reasons[256];
    const struct span none = {(const uint8_t *)"", 0};
    const struct zip_builder_packed entry = {9, {(const uint8_t *)rows[_i].bytes, rows[_i].len}};
    zip_builder_init(&zip);
    zip_builder_add_packed(&zip, "a", none, 0, &entry);
    zip_builder_add(&zip, "b", (struct span){(const uint8_t *)"other", 5}, 0, 0);
    zip_builder_end(&zip, NULL, 0);
    walk(&log, zip_builder_span(&zip), 1000000);
    ck_assert_msg(strstr(walk_log_reasons(&log, reasons), rows[_i].reason) != NULL, "%s", reasons);
    ck_assert(walk_log_has(&log, "other"));
    walk_log_free(&log);
    zip_builder_free(&zip);
}
END_TEST

/* Codes of RFC 1951, 3.2.2, and too many of a length. */
START_TEST(test_codes)
{
    static const uint8_t lengths[] = {3, 3, 3, 3, 3, 2, 4, 4}, many[] = {1, 1, 1},
                         deep[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15};
    static struct huffman code;
    unsigned len;
    ck_assert(huffman_make(&code, lengths, sizeof lengths));
    ck_assert_uint_eq(huffman_decode(&code, 0x0, &len), 5); /* 00 */
    ck_assert_uint_eq(len, 2);
    ck_assert_uint_eq(huffman_decode(&code, 0x2, &len), 0); /* 010, lowest bit first */
    ck_assert_uint_eq(len, 3);
    ck_assert_uint_eq(huffman_decode(&code, 0xF, &len), 7); /* 1111 */
    ck_assert_uint_eq(len, 4);
    ck_assert(!huffman_make(&code, many, sizeof many));
    ck_assert(huffman_make(&code, deep, sizeof deep));
    ck_assert_uint_eq(huffman_decode(&code, 0x7FFF, &len), 15);
    ck_assert_uint_eq(len, 15);
    ck_assert_uint_eq(huffman_decode(&code, 0x0FFF, &len), 12);
    ck_assert_uint_eq(len, 13);
    ck_assert(huffman_make(&code, many, 1));
    ck_assert_uint_eq(huffman_decode(&code, 0, &len), 0);
    ck_assert_uint_eq(huffman_decode(&code, 1, &len), HUFFMAN_NONE);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("deflate64");
    TCase *const tcase = tcase_create("deflate64");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_far);
    tcase_add_loop_test(tcase, test_damage, 0, sizeof smalls / sizeof smalls[0]);
    tcase_add_test(tcase, test_layouts);
    tcase_add_loop_test(tcase, test_wrong, 0, 5);
    tcase_add_test(tcase, test_codes);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
