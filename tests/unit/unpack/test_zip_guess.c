/* What the start of an encrypted entry says of a password: what the right one brings forth, and
 * noise, as a wrong one does. */
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/zip_guess.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>

#define LOOK 4096
#define NOISES 2000 /* a wrong password passes the byte of check once in 256 */

static void fill_text(uint8_t *bytes)
{
    static const char line[] = "SSN 536-90-4398\n";
    for (size_t i = 0; i < LOOK; i++)
        bytes[i] = (uint8_t)line[i % (sizeof line - 1)];
}

static void fill_noise(uint8_t *bytes)
{
    for (size_t i = 0; i < LOOK; i++)
        bytes[i] = (uint8_t)(rand() >> 8);
}

/* As a table of numbers: no text, no mark, but no noise. */
static void fill_records(uint8_t *bytes)
{
    fill_noise(bytes);
    for (size_t i = 0; i < LOOK; i += 4)
        bytes[i] = 0;
}

static void fill_jpeg(uint8_t *bytes)
{
    fill_noise(bytes);
    memcpy(bytes, "\xFF\xD8\xFF\xE0\0\x10JFIF", 10);
}

static const struct {
    const char *name;
    void (*fill)(uint8_t *bytes);
    unsigned method;
    size_t len;
    bool is_all, has_right_crc;
    enum zip_guess guess;
} stored_cases[] = {
    {"text", fill_text, ZIP_STORED, LOOK, false, false, ZIP_GUESS_RIGHT},
    {"a format with a mark", fill_jpeg, ZIP_STORED, LOOK, false, false, ZIP_GUESS_RIGHT},
    {"records", fill_records, ZIP_STORED, LOOK, false, false, ZIP_GUESS_RIGHT},
    {"noise", fill_noise, ZIP_STORED, LOOK, false, false, ZIP_GUESS_MAYBE},
    {"short noise", fill_noise, ZIP_STORED, 100, false, false, ZIP_GUESS_MAYBE},
    {"all, right CRC", fill_noise, ZIP_STORED, 100, true, true, ZIP_GUESS_RIGHT},
    {"all, wrong CRC", fill_text, ZIP_STORED, 100, true, false, ZIP_GUESS_WRONG},
    {"a byte, right CRC", fill_text, ZIP_STORED, 1, true, true, ZIP_GUESS_RIGHT},
    {"a byte, wrong CRC", fill_text, ZIP_STORED, 1, true, false, ZIP_GUESS_WRONG},
    {"no deflate", fill_noise, ZIP_DEFLATED, LOOK, false, false, ZIP_GUESS_WRONG},
    {"no Zstandard", fill_text, ZIP_ZSTD, LOOK, false, false, ZIP_GUESS_WRONG},
    {"no LZMA", fill_text, ZIP_LZMA, LOOK, false, false, ZIP_GUESS_WRONG},
    {"Deflate64 has no mark", fill_noise, ZIP_DEFLATED64, LOOK, false, false, ZIP_GUESS_MAYBE},
    {"three bytes of Zstandard", fill_text, ZIP_ZSTD, 3, false, false, ZIP_GUESS_MAYBE},
};

START_TEST(test_stored)
{
    uint8_t bytes[LOOK];
    srand(1);
    stored_cases[_i].fill(bytes);
    const size_t len = stored_cases[_i].len;
    const uint32_t crc = inflate_crc32(0, bytes, len);
    const struct zip_header header = {
        .method = (uint16_t)stored_cases[_i].method,
        .unpacked = len,
        .crc = stored_cases[_i].has_right_crc ? crc : crc ^ 1,
    };
    const struct zip_seal seal = {.is_known = true, .has_crc = true};
    const struct zip_guess_start start = {&header,      &seal, {bytes, len},
                                          {bytes, len}, true,  stored_cases[_i].is_all};
    ck_assert_msg(zip_guess(&start) == stored_cases[_i].guess, "%s", stored_cases[_i].name);
}
END_TEST

/* What follows a short stream where its length is not known: nothing, a descriptor with a signature
 * or without one, or one of other data. */
static const struct {
    const char *name;
    uint32_t signature;
    uint32_t changed; /* bits of the CRC */
    bool is_sized, has_behind;
    enum zip_guess guess;
} deflated_cases[] = {
    {"CRC in the header", 0, 0, true, false, ZIP_GUESS_RIGHT},
    {"another one", 0, 1, true, false, ZIP_GUESS_WRONG},
    {"in a descriptor", ZIP_DESCRIPTOR, 0, false, true, ZIP_GUESS_RIGHT},
    {"without signature", 0, 0, false, true, ZIP_GUESS_RIGHT},
    {"another one, there", ZIP_DESCRIPTOR, 1, false, true, ZIP_GUESS_WRONG},
    {"descriptor not held", ZIP_DESCRIPTOR, 0, false, false, ZIP_GUESS_WRONG},
};

START_TEST(test_deflated)
{
    static const char text[] = "SSN 536-90-4398";
    const struct span content = {(const uint8_t *)text, sizeof text - 1};
    const uint32_t crc = inflate_crc32(0, content.ptr, content.len) ^ deflated_cases[_i].changed;
    struct buffer bytes;
    buffer_init(&bytes, 1000);
    build_deflated(&bytes, content, -15);
    const size_t len = bytes.len;
    if (deflated_cases[_i].signature != 0)
        build_u32(&bytes, deflated_cases[_i].signature);
    build_u32(&bytes, crc);
    build_u32(&bytes, (uint32_t)len);
    const struct zip_header header = {
        .method = ZIP_DEFLATED, .unpacked = content.len, .packed = len, .crc = crc};
    const struct zip_seal seal = {.is_known = true, .has_crc = true};
    const size_t held = deflated_cases[_i].has_behind ? bytes.len : len;
    const bool is_sized = deflated_cases[_i].is_sized;
    const struct zip_guess_start start = {
        &header, &seal, {bytes.ptr, is_sized ? len : held}, {bytes.ptr, held}, is_sized, is_sized};
    ck_assert_msg(zip_guess(&start) == deflated_cases[_i].guess, "%s", deflated_cases[_i].name);
    buffer_free(&bytes);
}
END_TEST

/* What wrong passwords decrypt to is not taken for right, of any length. */
START_TEST(test_noise)
{
    static const unsigned methods[] = {ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_XZ, ZIP_LZMA};
    const struct zip_seal seal = {.is_known = true, .has_crc = true};
    unsigned right = 0, maybe = 0;
    srand(2);
    for (int i = 0; i < NOISES; i++) {
        uint8_t bytes[LOOK];
        fill_noise(bytes);
        const size_t len = i % 2 == 0 ? LOOK : 5 + (size_t)i % 60;
        const bool is_all = len < LOOK;
        const struct zip_header header = {
            .method = (uint16_t)methods[_i], .unpacked = 2 * LOOK, .packed = len, .crc = 7};
        const struct zip_guess_start start = {&header,      &seal, {bytes, len},
                                              {bytes, len}, true,  is_all};
        const enum zip_guess guess = zip_guess(&start);
        right += guess == ZIP_GUESS_RIGHT;
        maybe += guess == ZIP_GUESS_MAYBE;
    }
    ck_assert_uint_eq(right, 0);
    ck_assert_uint_le(maybe, methods[_i] == ZIP_STORED ? NOISES / 2 : NOISES / 100);
}
END_TEST

int main(void)
{
    TCase *const tcase = tcase_create("guess");
    Suite *const suite = suite_create("zip_guess");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_stored, 0, sizeof stored_cases / sizeof stored_cases[0]);
    tcase_add_loop_test(tcase, test_deflated, 0, sizeof deflated_cases / sizeof deflated_cases[0]);
    tcase_add_loop_test(tcase, test_noise, 0, 5);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
