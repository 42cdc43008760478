/* Encrypted 7z archives that 7-Zip wrote: with the right passwords, wrong ones, flipped and cut. */
#include "crawler/base/endian.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/isolator.h"
#include "crawler/unpack/seven_header.h"
#include "crawler/unpack/seven_sealed.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdlib.h>
#include <string.h>

#define MEMORY ((size_t)64 << 20)
#define RIGHT "wrong\nstra\xC3\x9F\x65\n"
#define WRONG "wrong\nStra\xC3\x9F\x65\nstrasse\n"
#define LEAVES "a.txt=<1017>\nb.csv=name,ssn\nAda Lovelace,536-90-4398\n\n"

static const char *const files[] = {"sealed/lzma2.7z", "sealed/header.7z", "sealed/each.7z",
                                    "sealed/lzma.7z",  "sealed/copy.7z",   "sealed/bcj2.7z"};

#define FILES ((int)(sizeof files / sizeof files[0]))

static void walk(struct walk_log *log, struct isolator *isolator, struct span bytes,
                 const struct passwords *passwords)
{
    struct byte_source *const source = byte_source_from_span(bytes);
    *log = (struct walk_log){.passwords = passwords};
    walk_log_run_isolated(log, source, isolator);
    byte_source_close(source);
    ck_assert_int_eq(log->status, STATUS_OK);
}

START_TEST(test_files)
{
    static const struct {
        const char *list, *reasons;
    } rows[] = {{RIGHT, ""}, {WRONG, "encrypted"}, {NULL, "encrypted"}};
    struct isolator *const isolator = isolator_start();
    ck_assert_msg(isolator_can(isolator, ISOLATOR_ARCHIVE), "the kernel grants no sandbox");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct passwords *const passwords =
            rows[i].list != NULL ? fixture_passwords(rows[i].list) : NULL;
        struct walk_log log;
        char reasons[256];
        walk(&log, isolator, fixture_read(files[_i]), passwords);
        walk_log_reasons(&log, reasons);
        /* What libarchive cannot unpack of a closed one it calls damaged. */
        ck_assert(strcmp(reasons, rows[i].reasons) == 0 ||
                  (i > 0 && strstr(files[_i], "bcj2") != NULL && *reasons != '\0'));
        if (i == 0)
            ck_assert_str_eq(walk_log_leaves(&log), LEAVES);
        else
            ck_assert(!walk_log_has(&log, "536-90"));
        walk_log_free(&log);
        passwords_free(passwords);
    }
    isolator_stop(isolator);
}
END_TEST

/* Whatever the sizes of reads, the open archive is the same; and closed again it has nothing. */
START_TEST(test_reads)
{
    const struct span bytes = fixture_read(files[_i]);
    struct passwords *const passwords = fixture_passwords(RIGHT);
    struct password_ring keys = {.passwords = passwords};
    struct range_source *const file = range_source_from_span(bytes);
    struct range_source *const open = seven_sealed_create(file, &keys, MEMORY);
    ck_assert_ptr_nonnull(open);
    const size_t size = (size_t)open->size;
    uint8_t *const whole = malloc(size), *const parts = malloc(size);
    ck_assert_int_eq(range_source_read_at(open, 0, whole, size), STATUS_OK);
    static const size_t steps[] = {1, 15, 16, 17, 100};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        for (size_t at = 0; at < size; at += steps[i]) {
            const size_t len = steps[i] < size - at ? steps[i] : size - at;
            ck_assert_int_eq(range_source_read_at(open, at, parts + at, len), STATUS_OK);
        }
        ck_assert_int_eq(memcmp(whole, parts, size), 0);
    }
    struct range_source *const again = range_source_from_span((struct span){whole, size});
    ck_assert_ptr_null(seven_sealed_create(again, &keys, MEMORY));
    range_source_close(again);
    range_source_close(open);
    range_source_close(file);
    passwords_free(passwords);
    free(whole);
    free(parts);
}
END_TEST

/* Flipped or cut it ends, and what is lost has a reason. */
START_TEST(test_damage)
{
    struct isolator *const isolator = isolator_start();
    struct passwords *const passwords = fixture_passwords("stra\xC3\x9F\x65\n");
    const struct span bytes = fixture_read(files[_i]);
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    ck_assert_msg(isolator_can(isolator, ISOLATOR_ARCHIVE), "the kernel grants no sandbox");
    for (size_t at = 6; at < bytes.len; at += 41) {
        struct walk_log log;
        copy[at] ^= 0x10;
        walk(&log, isolator, (struct span){copy, bytes.len}, passwords);
        copy[at] ^= 0x10;
        ck_assert_msg(log.coverage.reasons != 0 || strcmp(walk_log_leaves(&log), LEAVES) == 0,
                      "byte %zu", at);
        walk_log_free(&log);
        walk(&log, isolator, (struct span){copy, at}, passwords);
        ck_assert_uint_ne(log.coverage.reasons, 0);
        walk_log_free(&log);
    }
    free(copy);
    passwords_free(passwords);
    isolator_stop(isolator);
}
END_TEST

/* ---- passwords that no padding tells ---- */

static const struct {
    const char *file, *list;
    bool has_crc, is_open;
} guesses[] = {
    {"sealed/text.7z", "a\nb\nc\n" RIGHT, true, true},
    {"sealed/text.7z", "a\nb\nc\n" RIGHT, false, true},
    {"sealed/text.7z", "a\nb\nc\n", false, false},
    {"sealed/binary.7z", "a\nb\nc\n" RIGHT, true, true},
    {"sealed/binary.7z", "a\n", true, false},
    {"sealed/binary.7z", "a\n", false, false},
    {"sealed/binary.7z", RIGHT, false, false}, /* nothing tells that it is right */
    {"sealed/ppmd.7z", "a\nb\nc\n" RIGHT, true, true},
    {"sealed/ppmd.7z", "a\nb\nc\n", true, false},
    {"sealed/ppmd.7z", RIGHT, false, false}, /* its first byte is too little without a CRC */
};

static void put_crc(uint8_t *at, uint32_t crc)
{
    for (size_t i = 0; i < 4; i++)
        at[i] = (uint8_t)(crc >> 8 * i);
}

/* Takes the CRC of the only file out of a header that is not packed. */
static size_t remove_crc(uint8_t *bytes, size_t len)
{
    enum { MARKS = 3, DIGEST = 6, CRC_AT = 8, OFFSET_AT = 12, SIZE_AT = 20, HEADER_CRC_AT = 28 };
    uint8_t *at = bytes + SEVEN_START;
    while (memcmp(at, "\x08\x0A\x01", MARKS) != 0)
        ck_assert(++at + MARKS < bytes + len);
    at++;
    len -= DIGEST;
    memmove(at, at + DIGEST, (size_t)(bytes + len - at));
    const size_t header = SEVEN_START + endian_little(bytes + OFFSET_AT, 8);
    bytes[SIZE_AT] = (uint8_t)(len - header);
    put_crc(bytes + HEADER_CRC_AT, inflate_crc32(0, bytes + header, len - header));
    put_crc(bytes + CRC_AT, inflate_crc32(0, bytes + OFFSET_AT, SEVEN_START - OFFSET_AT));
    return len;
}

START_TEST(test_guesses)
{
    const struct span bytes = fixture_read(guesses[_i].file);
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    const size_t len = guesses[_i].has_crc ? bytes.len : remove_crc(copy, bytes.len);
    struct passwords *const passwords = fixture_passwords(guesses[_i].list);
    struct password_ring keys = {.passwords = passwords};
    struct range_source *const file = range_source_from_span((struct span){copy, len});
    struct range_source *const open = seven_sealed_create(file, &keys, MEMORY);
    ck_assert_int_eq(open != NULL, guesses[_i].is_open);
    if (open != NULL) {
        ck_assert_uint_eq(keys.right, passwords_count(passwords) - 1);
        range_source_close(open);
    }
    range_source_close(file);
    passwords_free(passwords);
    free(copy);
}
END_TEST

/* ---- headers ---- */

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1
/* One packed stream of 32 bytes, and then folders. */
#define PACKED "\x01\x04\x06\x00\x01\x09\x20\x00\x07\x0B\x01\x00"
#define AES "\x24\x06\xF1\x07\x01\x01\x13"
#define SIZES(text) "\x0C" text "\x00\x05\x00\x00"

static const struct {
    const char *name;
    const uint8_t *bytes;
    size_t len;
    bool is_open;
    size_t streams;
} headers[] = {
    {"stored", BYTES(PACKED "\x01\x01\x00" SIZES("\x20")), true, 0},
    {"encrypted", BYTES(PACKED "\x01" AES SIZES("\x1F")), true, 1},
    {"encrypted, packed", BYTES(PACKED "\x02" AES "\x01\x21\x01\x00" SIZES("\x1F\x40")), true, 1},
    {"LZMA2 first", BYTES(PACKED "\x02\x01\x21" AES "\x00\x01" SIZES("\x40\x1F")), true, 1},
    {"more than there is", BYTES(PACKED "\x01" AES SIZES("\x21")), false, 0},
    {"too much padding", BYTES(PACKED "\x01" AES SIZES("\x10")), false, 0},
    {"no AES: its name goes on", BYTES(PACKED "\x01\x25\x06\xF1\x07\x01\x01\x01\x13" SIZES("\x20")),
     true, 0},
    {"rounds without end", BYTES(PACKED "\x01\x24\x06\xF1\x07\x01\x01\x19" SIZES("\x1F")), false,
     0},
    {"AES behind LZMA2", BYTES(PACKED "\x02" AES "\x01\x21\x00\x01" SIZES("\x1F\x40")), false, 0},
    {"a pair out of range", BYTES(PACKED "\x02" AES "\x01\x21\x02\x00" SIZES("\x1F\x40")), false,
     0},
    {"no coder", BYTES(PACKED "\x00" SIZES("")), false, 0},
    {"properties without end", BYTES(PACKED "\x01\x24\x06\xF1\x07\x01\xFF"), false, 0},
    {"nothing in it", BYTES("\x01\x05\x00\x00"), false, 0},
    {"empty", BYTES(""), false, 0},
};

START_TEST(test_headers)
{
    struct seven_layout layout;
    seven_layout_init(&layout, MEMORY);
    const struct span header = {headers[_i].bytes, headers[_i].len};
    ck_assert_msg(seven_header_open(header, &layout) == headers[_i].is_open, "%s",
                  headers[_i].name);
    ck_assert_uint_eq(layout.streams.len, headers[_i].streams * sizeof(struct seven_stream));
    seven_layout_wipe(&layout);
    for (size_t len = 0; len < header.len; len++) {
        seven_layout_init(&layout, MEMORY);
        seven_header_open((struct span){header.ptr, len}, &layout);
        seven_layout_wipe(&layout);
    }
}
END_TEST

int main(int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], ISOLATOR_NAME) == 0)
        return isolator_serve();
    Suite *const suite = suite_create("seven_sealed");
    TCase *const tcase = tcase_create("seven_sealed");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, test_files, 0, FILES);
    tcase_add_loop_test(tcase, test_reads, 0, FILES);
    tcase_add_loop_test(tcase, test_damage, 0, FILES);
    tcase_add_loop_test(tcase, test_guesses, 0, (int)(sizeof guesses / sizeof guesses[0]));
    tcase_add_loop_test(tcase, test_headers, 0, (int)(sizeof headers / sizeof headers[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
