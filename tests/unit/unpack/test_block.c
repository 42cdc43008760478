/* Blocks in memory: every codec right, cut at every byte, flipped at every byte, and too large. */
#include "crawler/unpack/block.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

/* As the libraries of Python and Node and the programs zstd and lz4 pack it. */
#define CONTENT "one 123-45-6789, one 123-45-6789, one 123-45-6789, one 123-45-6789, "
#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

static const struct {
    const char *name;
    enum block_codec codec;
    struct span packed;
} block_cases[] = {
    {"plain", BLOCK_PLAIN, BYTES(CONTENT)},
    {"snappy", BLOCK_SNAPPY, BYTES("\x44\x40one 123-45-6789, \xca\x11\x00")},
    {"gzip", BLOCK_GZIP,
     BYTES("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\xcf\x4b\x55\x30\x34\x32\xd6\x35"
           "\x31\xd5\x35\x33\xb7\xb0\xd4\x51\xc8\x27\x5d\x00\x00\xd1\x5f\x9a\xa8\x44\x00"
           "\x00\x00")},
    {"deflate", BLOCK_DEFLATE,
     BYTES("\xcb\xcf\x4b\x55\x30\x34\x32\xd6\x35\x31\xd5\x35\x33\xb7\xb0\xd4\x51\xc8\x27"
           "\x5d\x00\x00")},
    {"zstd", BLOCK_ZSTD,
     BYTES("\x28\xb5\x2f\xfd\x04\x68\xc5\x00\x00\x88\x6f\x6e\x65\x20\x31\x32\x33\x2d\x34"
           "\x35\x2d\x36\x37\x38\x39\x2c\x20\x01\x00\x41\xe7\x5c\x02\xc0\x17\xd6\x7b")},
    {"lz4 raw", BLOCK_LZ4_RAW,
     BYTES("\xff\x02\x6f\x6e\x65\x20\x31\x32\x33\x2d\x34\x35\x2d\x36\x37\x38\x39\x2c\x20"
           "\x11\x00\x1b\x50\x37\x38\x39\x2c\x20")},
    {"lz4 hadoop", BLOCK_LZ4_HADOOP,
     BYTES("\x00\x00\x00\x44\x00\x00\x00\x1c\xff\x02\x6f\x6e\x65\x20\x31\x32\x33\x2d\x34"
           "\x35\x2d\x36\x37\x38\x39\x2c\x20\x11\x00\x1b\x50\x37\x38\x39\x2c\x20")},
    {"lz4 frame", BLOCK_LZ4_HADOOP,
     BYTES("\x04\x22\x4d\x18\x60\x40\x82\x1c\x00\x00\x00\xff\x02\x6f\x6e\x65\x20\x31\x32"
           "\x33\x2d\x34\x35\x2d\x36\x37\x38\x39\x2c\x20\x11\x00\x1b\x50\x37\x38\x39\x2c"
           "\x20\x00\x00\x00\x00")},
    {"lz4 raw as hadoop", BLOCK_LZ4_HADOOP,
     BYTES("\xff\x02\x6f\x6e\x65\x20\x31\x32\x33\x2d\x34\x35\x2d\x36\x37\x38\x39\x2c\x20"
           "\x11\x00\x1b\x50\x37\x38\x39\x2c\x20")},
    {"brotli", BLOCK_BROTLI,
     BYTES("\x1b\x43\x00\xf8\xc5\x16\x87\xa4\x7f\x5e\x30\x26\x42\x5a\x61\x55\x80\x00\xfe"
           "\x5b\x88\x1a\x7b\x70\x56\x0f\xe1\x01")},
    {"bzip2", BLOCK_BZIP2,
     BYTES("\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xf1\x72\xa0\xb1\x00\x00\x21\x99\x00"
           "\x40\x06\x3f\xe0\x02\x01\xa0\x00\x50\xa6\x00\x00\x2a\xa9\xa3\x47\x89\x3d\x22"
           "\xce\x4b\x20\xa3\xb2\x09\x24\xa3\x06\x8f\x4b\x36\x7c\x51\xf8\xbb\x92\x29\xc2"
           "\x84\x87\x8b\x95\x05\x88")},
    {"xz", BLOCK_XZ,
     BYTES("\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00"
           "\x00\x74\x2f\xe5\xa3\xe0\x00\x43\x00\x18\x5d\x00\x37\x9b\x88\xce\x74\x86\x31"
           "\xa5\xf5\xf8\x51\x0a\x6b\x05\x69\x6d\x2d\xe4\x74\x79\x93\xe0\x00\x00\x00\xf6"
           "\x6d\x48\xf6\xb5\xed\xe5\xab\x00\x01\x34\x44\x55\xc3\x1d\xea\x1f\xb6\xf3\x7d"
           "\x01\x00\x00\x00\x00\x04\x59\x5a")},
};

#define CASES ((int)(sizeof block_cases / sizeof block_cases[0]))
#define SIZE (sizeof CONTENT - 1)

static enum block_result decode(enum block_codec codec, struct span packed, size_t limit,
                                struct buffer *out)
{
    struct block_decoder *const decoder = block_decoder_create();
    ck_assert_ptr_nonnull(decoder);
    buffer_init(out, limit);
    const enum block_result result = block_decode(decoder, codec, packed, SIZE, out);
    block_decoder_free(decoder);
    return result;
}

START_TEST(decodes)
{
    struct buffer out;
    ck_assert_int_eq(decode(block_cases[_i].codec, block_cases[_i].packed, SIZE, &out), BLOCK_OK);
    ck_assert_uint_eq(out.len, SIZE);
    ck_assert_mem_eq(out.ptr, CONTENT, SIZE);
    buffer_free(&out);
}
END_TEST

/* One decoder does them all, one after the other, twice. */
START_TEST(decodes_one_after_the_other)
{
    struct block_decoder *const decoder = block_decoder_create();
    struct buffer out;
    buffer_init(&out, 1000);
    for (int i = 0; i < 2 * CASES; i++) {
        const int at = i % CASES;
        ck_assert_int_eq(
            block_decode(decoder, block_cases[at].codec, block_cases[at].packed, SIZE, &out),
            BLOCK_OK);
        ck_assert_uint_eq(out.len, SIZE);
    }
    buffer_free(&out);
    block_decoder_free(decoder);
}
END_TEST

START_TEST(keeps_its_limit)
{
    struct buffer out;
    const enum block_result result =
        decode(block_cases[_i].codec, block_cases[_i].packed, SIZE - 1, &out);
    ck_assert_msg(result == BLOCK_TOO_LARGE, "%s: %d", block_cases[_i].name, result);
    ck_assert_uint_lt(out.len, SIZE);
    buffer_free(&out);
}
END_TEST

START_TEST(keeps_what_stands_before_a_cut)
{
    const struct span whole = block_cases[_i].packed;
    for (size_t len = 0; len < whole.len; len++) {
        struct buffer out;
        const enum block_result result =
            decode(block_cases[_i].codec, (struct span){whole.ptr, len}, 1000, &out);
        ck_assert_uint_le(out.len, SIZE);
        ck_assert_mem_eq(out.ptr != NULL ? (const char *)out.ptr : "", CONTENT, out.len);
        /* A raw block of LZ4 does not say that there is more. */
        if (out.len < SIZE && block_cases[_i].codec != BLOCK_PLAIN &&
            block_cases[_i].codec != BLOCK_LZ4_RAW)
            ck_assert_msg(len == 0 || result == BLOCK_CORRUPT, "%s: %zu", block_cases[_i].name,
                          len);
        buffer_free(&out);
    }
}
END_TEST

START_TEST(survives_every_flip)
{
    const struct span whole = block_cases[_i].packed;
    uint8_t *const bytes = malloc(whole.len);
    ck_assert_ptr_nonnull(bytes);
    for (size_t bit = 0; bit < whole.len * 8; bit++) {
        struct buffer out;
        memcpy(bytes, whole.ptr, whole.len);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        decode(block_cases[_i].codec, (struct span){bytes, whole.len}, 1000, &out);
        ck_assert_uint_le(out.len, 1000);
        buffer_free(&out);
    }
    free(bytes);
}
END_TEST

START_TEST(refuses_what_it_does_not_know)
{
    struct buffer out;
    ck_assert_int_eq(decode(BLOCK_UNKNOWN, block_cases[0].packed, 1000, &out), BLOCK_UNSUPPORTED);
    buffer_free(&out);
}
END_TEST

/* Sizes that lie: of four gigabytes, in a few bytes. */
static const struct {
    const char *name;
    enum block_codec codec;
    struct span packed;
    size_t size;
} lie_cases[] = {
    {"snappy", BLOCK_SNAPPY, BYTES("\xff\xff\xff\xff\x0f\x00x"), 1},
    {"lz4 raw", BLOCK_LZ4_RAW, BYTES("\x10x"), SIZE_MAX},
    {"lz4 hadoop", BLOCK_LZ4_HADOOP, BYTES("\xff\xff\xff\xff\x00\x00\x00\x02\x10x"), 1},
};

START_TEST(believes_no_size)
{
    struct block_decoder *const decoder = block_decoder_create();
    struct buffer out;
    buffer_init(&out, SIZE_MAX / 2);
    ck_assert_int_eq(
        block_decode(decoder, lie_cases[_i].codec, lie_cases[_i].packed, lie_cases[_i].size, &out),
        BLOCK_CORRUPT);
    ck_assert_uint_lt(out.cap, 1000);
    buffer_free(&out);
    block_decoder_free(decoder);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("block");
    TCase *const tcase = tcase_create("blocks");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, decodes, 0, CASES);
    tcase_add_test(tcase, decodes_one_after_the_other);
    tcase_add_loop_test(tcase, keeps_its_limit, 0, CASES);
    tcase_add_loop_test(tcase, keeps_what_stands_before_a_cut, 0, CASES);
    tcase_add_loop_test(tcase, survives_every_flip, 0, CASES);
    tcase_add_test(tcase, refuses_what_it_does_not_know);
    tcase_add_loop_test(tcase, believes_no_size, 0, sizeof lie_cases / sizeof lie_cases[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
