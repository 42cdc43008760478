/* bzip2, xz, lzma, Zstandard and LZ4: right streams and wrong ones, bombs, and how their content is
 * named. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/pack_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})
#define MIB ((size_t)1 << 20)

static const enum format codecs[] = {FORMAT_BZIP2, FORMAT_XZ, FORMAT_ZSTD, FORMAT_LZ4, FORMAT_LZMA};

#define CODECS ((int)(sizeof codecs / sizeof codecs[0]))
#define CODECS_THAT_JOIN (CODECS - 1) /* lzma has no magic: nothing can follow */

/* ---- what is right, and what is wrong ---- */

static void build_one(struct buffer *out, enum format format)
{
    build_packed(out, format, TEXT("one 123-45-6789"));
}

static void build_empty(struct buffer *out, enum format format)
{
    build_packed(out, format, TEXT(""));
}

static void build_joined(struct buffer *out, enum format format)
{
    build_packed(out, format, TEXT("one "));
    build_packed(out, format, TEXT(""));
    build_packed(out, format, TEXT("two"));
}

static void build_padding(struct buffer *out)
{
    for (int i = 0; i < 1000; i++)
        buffer_append_char(out, 0);
}

static void build_padded(struct buffer *out, enum format format)
{
    build_one(out, format);
    build_padding(out);
}

static void build_padded_between(struct buffer *out, enum format format)
{
    build_padded(out, format);
    build_packed(out, format, TEXT(" two"));
}

static void build_trailing(struct buffer *out, enum format format)
{
    build_one(out, format);
    buffer_append_str(out, "JUNK 123-45-6789");
}

static void build_cut(struct buffer *out, enum format format)
{
    build_one(out, format);
    out->len -= 1;
}

static void build_inner_gzip(struct buffer *out, enum format format)
{
    struct buffer inner;
    buffer_init(&inner, 10000);
    build_gzip(&inner, TEXT("one"));
    build_packed(out, format, (struct span){inner.ptr, inner.len});
    buffer_free(&inner);
}

static const struct {
    const char *name;
    void (*build)(struct buffer *out, enum format format);
    const char *leaves, *reasons;
    bool is_joined; /* only for those that can be */
} codec_cases[] = {
    {"one stream", build_one, "-=one 123-45-6789\n", "", false},
    {"empty stream", build_empty, "", "", false},
    {"three streams", build_joined, "-=one two\n", "", true},
    {"zero padding", build_padded, "-=one 123-45-6789\n", "", false},
    {"zero padding between", build_padded_between, "-=one 123-45-6789 two\n", "", true},
    {"trailing text", build_trailing, "-=one 123-45-6789\ntrailing=JUNK 123-45-6789\n", "corrupt",
     false},
    {"cut", build_cut, "-=one 123-45-6789\n", "truncated", false},
    {"gzip inside", build_inner_gzip, "k=one\n", "", false},
};

#define CASES ((int)(sizeof codec_cases / sizeof codec_cases[0]))

START_TEST(test_codec)
{
    static const size_t chunks[] = {1, 2, 7, 1000, 0};
    const enum format format = codecs[_i / CASES];
    const int row = _i % CASES;
    if (codec_cases[row].is_joined && format == FORMAT_LZMA)
        return;
    struct buffer bytes;
    buffer_init(&bytes, 1000000);
    codec_cases[row].build(&bytes, format);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(strcmp(walk_log_leaves(&log), codec_cases[row].leaves) == 0,
                      "%s, %s, %zu: leaves\n%s", format_name(format), codec_cases[row].name,
                      chunks[i], walk_log_leaves(&log));
        ck_assert_msg(strcmp(walk_log_reasons(&log, reasons), codec_cases[row].reasons) == 0,
                      "%s, %s, %zu: %s", format_name(format), codec_cases[row].name, chunks[i],
                      reasons);
        ck_assert_uint_eq(log.coverage.formats[format], 1);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* A wrong check behind content that is right: it is given out, and so is the stream behind. */
static const struct {
    enum format format;
    size_t from_end; /* where a byte of the check stands */
    const char *leaves, *reasons;
} check_cases[] = {
    {FORMAT_ZSTD, 1, "-=one 123-45-6789two\n", "checksum"},
    {FORMAT_ZSTD, 4, "-=one 123-45-6789two\n", "checksum"},
    {FORMAT_LZ4, 1, "-=one 123-45-6789two\n", "checksum"},
    {FORMAT_LZ4, 4, "-=one 123-45-6789two\n", "checksum"},
};

START_TEST(test_wrong_check)
{
    struct buffer bytes;
    struct walk_log log;
    char reasons[256];
    buffer_init(&bytes, 100000);
    build_one(&bytes, check_cases[_i].format);
    bytes.ptr[bytes.len - check_cases[_i].from_end] ^= 1;
    build_packed(&bytes, check_cases[_i].format, TEXT("two"));
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_str_eq(walk_log_leaves(&log), check_cases[_i].leaves);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), check_cases[_i].reasons);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* ---- large ones ---- */

static uint8_t *large_text(size_t len)
{
    uint8_t *const text = malloc(len);
    uint32_t state = 1;
    for (size_t i = 0; i < len; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = (uint8_t)(i / 1000 % 2 == 0 ? 'a' + i % 23 : ' ' + (state >> 24) % 90);
    }
    return text;
}

/* Many blocks, read in pieces of any size. */
START_TEST(test_large)
{
    const size_t len = 3000000;
    uint8_t *const text = large_text(len);
    struct buffer bytes;
    struct chunk_source source;
    struct walk_log log = {0};
    buffer_init(&bytes, 4 * len);
    build_packed(&bytes, codecs[_i], (struct span){text, len});
    chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, 0, STATUS_END);
    walk_log_run_source(&log, &source.source, "k", NULL);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    ck_assert_uint_eq(log.content.len, len);
    ck_assert(memcmp(log.content.ptr, text, len) == 0);
    walk_log_free(&log);
    buffer_free(&bytes);
    free(text);
}
END_TEST

/* One byte wrong in the middle: what comes before it is there, all but a block of 900 kB at most,
 * and so is the stream behind. */
START_TEST(test_large_damaged)
{
    const size_t len = 3000000;
    uint8_t *const text = large_text(len);
    struct buffer bytes;
    struct walk_log log;
    buffer_init(&bytes, 4 * len);
    build_packed(&bytes, codecs[_i], (struct span){text, len});
    bytes.ptr[bytes.len / 2] ^= 0x55;
    build_packed(&bytes, codecs[_i], TEXT("behind 123-45-6789"));
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert(log.coverage.reasons != 0);
    ck_assert_uint_gt(log.content.len, len / 2 - 900000);
    ck_assert(memcmp(log.content.ptr, text, len / 2 - 900000) == 0);
    ck_assert(walk_log_has(&log, "behind 123-45-6789"));
    walk_log_free(&log);
    buffer_free(&bytes);
    free(text);
}
END_TEST

START_TEST(test_source_that_breaks_off)
{
    static const enum status ends[] = {STATUS_SKIP, STATUS_CANCELLED, STATUS_NO_MEMORY};
    const enum status end = ends[_i % 3];
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    build_one(&bytes, codecs[_i / 3]);
    for (size_t len = 0; len < bytes.len; len++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){bytes.ptr, len}, 5, end);
        walk_log_run_source(&log, &source.source, "k", NULL);
        ck_assert_int_eq(log.status, end == STATUS_SKIP ? STATUS_OK : end);
        ck_assert_str_eq(walk_log_reasons(&log, reasons), end == STATUS_SKIP ? "read-error" : "");
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* ---- limits ---- */

START_TEST(test_bomb)
{
    const struct unpack_limits limits = {
        .depth = 17, .members = 10, .bytes = 1 << 30, .ratio = 200, .ratio_arms_at = MIB};
    const size_t len = 16 * MIB;
    uint8_t *const zeros = calloc(1, len);
    struct buffer bytes;
    struct walk_log log;
    char reasons[256];
    buffer_init(&bytes, len);
    build_packed(&bytes, codecs[_i], (struct span){zeros, len});
    if (codecs[_i] == FORMAT_LZ4) /* 255:1 at best */
        ck_assert_uint_gt(len / bytes.len, 200);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", &limits);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "limit-ratio");
    ck_assert_uint_le(log.content.len, 12 * MIB);
    walk_log_free(&log);
    buffer_free(&bytes);
    free(zeros);
}
END_TEST

/* A window of 128 MiB is read, one of twice as much is not. */
START_TEST(test_zstd_window)
{
    struct buffer bytes;
    struct walk_log log;
    char reasons[256];
    buffer_init(&bytes, MIB);
    build_zstd_window(&bytes, 100000, _i);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), _i <= 27 ? "" : "limit-memory");
    ck_assert_uint_eq(log.content.len, _i <= 27 ? 100000 : 0);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

START_TEST(test_xz_dictionary)
{
    struct buffer bytes;
    struct walk_log log;
    char reasons[256];
    buffer_init(&bytes, MIB);
    build_xz_dictionary(&bytes, TEXT("one"), _i == 0 ? 64 * MIB : 256 * MIB);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), _i == 0 ? "" : "limit-memory");
    ck_assert_str_eq(walk_log_leaves(&log), _i == 0 ? "-=one\n" : "");
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* ---- frames to be skipped ---- */

START_TEST(test_skipped)
{
    const enum format format = _i == 0 ? FORMAT_ZSTD : FORMAT_LZ4;
    struct buffer bytes;
    struct walk_log log;
    buffer_init(&bytes, 100000);
    build_skipped(&bytes, TEXT("12"));
    build_skipped(&bytes, TEXT(""));
    build_packed(&bytes, format, TEXT("one "));
    build_skipped(&bytes, TEXT("1234"));
    build_packed(&bytes, format, TEXT("two"));
    build_skipped(&bytes, TEXT("at the end"));
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_str_eq(walk_log_leaves(&log), "-=one two\n");
    ck_assert_uint_eq(log.coverage.reasons, 0);
    ck_assert_uint_eq(log.coverage.formats[format], 1);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* ---- names ---- */

static const struct {
    enum format format;
    const char *key, *path;
} name_cases[] = {
    {FORMAT_BZIP2, "d/k.csv.bz2", "d/k.csv.bz2!k.csv"},
    {FORMAT_BZIP2, "k.TBZ2", "k.TBZ2!k.tar"},
    {FORMAT_XZ, "k.csv.xz", "k.csv.xz!k.csv"},
    {FORMAT_XZ, "k.txz", "k.txz!k.tar"},
    {FORMAT_LZMA, "k.lzma", "k.lzma!k"},
    {FORMAT_ZSTD, "k.csv.zst", "k.csv.zst!k.csv"},
    {FORMAT_ZSTD, "k.tzst", "k.tzst!k.tar"},
    {FORMAT_LZ4, "k.csv.lz4", "k.csv.lz4!k.csv"},
    {FORMAT_LZ4, "k.xlz4", "k.xlz4!k.xlz4"},
};

START_TEST(test_name)
{
    struct zip_builder zip;
    struct buffer packed;
    struct walk_log log;
    char expected[64];
    zip_builder_init(&zip);
    buffer_init(&packed, 100000);
    build_packed(&packed, name_cases[_i].format, TEXT("one"));
    zip_builder_add(&zip, name_cases[_i].key, (struct span){packed.ptr, packed.len}, 0, 0);
    zip_builder_end(&zip, NULL, 0);
    walk_log_run(&log, zip_builder_span(&zip), "k.zip", NULL);
    snprintf(expected, sizeof expected, "%s=one\n", name_cases[_i].path);
    ck_assert_str_eq(walk_log_leaves(&log), expected);
    walk_log_free(&log);
    buffer_free(&packed);
    zip_builder_free(&zip);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("codecs");
    TCase *const tcase = tcase_create("codecs");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_codec, 0, CODECS * CASES);
    tcase_add_loop_test(tcase, test_wrong_check, 0,
                        (int)(sizeof check_cases / sizeof check_cases[0]));
    tcase_add_loop_test(tcase, test_large, 0, CODECS);
    tcase_add_loop_test(tcase, test_large_damaged, 0, CODECS_THAT_JOIN);
    tcase_add_loop_test(tcase, test_source_that_breaks_off, 0, 3 * CODECS);
    tcase_add_loop_test(tcase, test_bomb, 0, CODECS);
    tcase_add_loop_test(tcase, test_zstd_window, 24, 31);
    tcase_add_loop_test(tcase, test_xz_dictionary, 0, 2);
    tcase_add_loop_test(tcase, test_skipped, 0, 2);
    tcase_add_loop_test(tcase, test_name, 0, (int)(sizeof name_cases / sizeof name_cases[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
