/*
 * Every single damage of small archives: each byte changed, each length cut. Nothing crashes, every
 * byte before the fault is given out, and whatever is lost has a reason.
 */
#include "tests/unit/suite.h"
#include "tests/unit/unpack/pack_builder.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST "name,ssn\nAda Lovelace,123-45-6789\n"
#define SECOND "name,dob\nAlan Turing,1912-06-23\n"

static struct span text_span(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static void build_gzip_pair(struct buffer *out)
{
    build_gzip(out, text_span(FIRST));
    build_gzip(out, text_span(SECOND));
}

static void build_zlib_one(struct buffer *out)
{
    build_deflated(out, text_span(FIRST SECOND), 15);
}

static void build_zip_of(struct buffer *out, unsigned first_quirks, unsigned second_quirks)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.csv", text_span(FIRST), first_quirks, 0);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), second_quirks, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

static void build_zip_pair(struct buffer *out)
{
    build_zip_of(out, 0, ZIP_DEFLATE);
}

static void build_zip_deflated(struct buffer *out)
{
    build_zip_of(out, ZIP_DEFLATE, ZIP_DEFLATE);
}

static void build_zip_streamed(struct buffer *out)
{
    build_zip_of(out, ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR, ZIP_WITH_DESCRIPTOR);
}

static void build_zip64_pair(struct buffer *out)
{
    build_zip_of(out, ZIP_64, ZIP_DEFLATE | ZIP_64);
}

static void build_gzip_in_zip(struct buffer *out)
{
    struct zip_builder zip;
    struct buffer inner;
    buffer_init(&inner, 10000);
    zip_builder_init(&zip);
    build_gzip_pair(&inner);
    zip_builder_add(&zip, "a.csv.gz", (struct span){inner.ptr, inner.len}, 0, 0);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
    buffer_free(&inner);
}

static void build_pair(struct buffer *out, enum format format)
{
    build_packed(out, format, text_span(FIRST));
    build_packed(out, format, text_span(SECOND));
}

static void build_bzip2_pair(struct buffer *out)
{
    build_pair(out, FORMAT_BZIP2);
}

static void build_xz_pair(struct buffer *out)
{
    build_pair(out, FORMAT_XZ);
}

static void build_zstd_pair(struct buffer *out)
{
    build_pair(out, FORMAT_ZSTD);
}

static void build_lz4_pair(struct buffer *out)
{
    build_pair(out, FORMAT_LZ4);
}

static void build_lzma_one(struct buffer *out)
{
    build_packed(out, FORMAT_LZMA, text_span(FIRST SECOND));
}

static void build_tar_pair(struct buffer *out)
{
    build_tar_entry(out, "a.csv", '0', text_span(FIRST));
    build_tar_entry(out, "b.csv", '0', text_span(SECOND));
    build_tar_end(out);
}

static void build_tar_in_xz(struct buffer *out)
{
    struct buffer tar;
    buffer_init(&tar, 100000);
    build_tar_pair(&tar);
    build_packed(out, FORMAT_XZ, (struct span){tar.ptr, tar.len});
    buffer_free(&tar);
}

static const struct {
    const char *name;
    void (*build)(struct buffer *out);
    size_t magic;      /* with another one it is something else; 0: 4 bytes */
    bool has_no_check; /* of the content: a flip there is only other content */
} damage_cases[] = {
    {"gzip", build_gzip_pair, 0, false},
    {"zlib", build_zlib_one, 0, false},
    {"zip", build_zip_pair, 0, false},
    {"zip deflated", build_zip_deflated, 0, false},
    {"zip streamed", build_zip_streamed, 0, false},
    {"zip64", build_zip64_pair, 0, false},
    {"gzip in zip", build_gzip_in_zip, 0, false},
    {"bzip2", build_bzip2_pair, 10, false},
    {"xz", build_xz_pair, 6, false},
    {"zstd", build_zstd_pair, 4, false},
    {"lz4", build_lz4_pair, 4, false},
    {"lzma", build_lzma_one, 13, true},
    {"tar", build_tar_pair, 512, true},
    {"tar in xz", build_tar_in_xz, 6, false},
};

#define DAMAGES ((int)(sizeof damage_cases / sizeof damage_cases[0]))

/* How much of the content of whole is also, unchanged, at the start of that of log. */
static size_t common_start(const struct walk_log *whole, const struct walk_log *log)
{
    size_t len = 0;
    while (len < whole->content.len && len < log->content.len &&
           whole->content.ptr[len] == log->content.ptr[len])
        len++;
    return len;
}

static bool is_all_there(const struct walk_log *log)
{
    return walk_log_has(log, FIRST) && walk_log_has(log, SECOND);
}

/* The first of two streams is whole without the second. */
static bool is_at_join(void (*build)(struct buffer *out), size_t len)
{
    static const struct {
        void (*build)(struct buffer *out);
        enum format format;
    } pairs[] = {
        {build_gzip_pair, FORMAT_GZIP}, {build_bzip2_pair, FORMAT_BZIP2},
        {build_xz_pair, FORMAT_XZ},     {build_zstd_pair, FORMAT_ZSTD},
        {build_lz4_pair, FORMAT_LZ4},
    };
    size_t first = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct buffer bytes;
        buffer_init(&bytes, 10000);
        build_packed(&bytes, pairs[i].format, text_span(FIRST));
        first = pairs[i].build == build ? bytes.len : first;
        buffer_free(&bytes);
    }
    return first == len;
}

START_TEST(test_cut)
{
    struct buffer bytes;
    struct walk_log whole;
    buffer_init(&bytes, 100000);
    damage_cases[_i].build(&bytes);
    walk_log_run(&whole, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_uint_eq(whole.coverage.reasons, 0);
    ck_assert(is_all_there(&whole));
    size_t least = 0;
    for (size_t len = 0; len < bytes.len; len++) {
        struct walk_log log;
        char reasons[256];
        walk_log_run(&log, (struct span){bytes.ptr, len}, "k", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        const size_t common = common_start(&whole, &log);
        ck_assert_msg(common >= least, "%s cut to %zu: %zu bytes after %zu", damage_cases[_i].name,
                      len, common, least);
        /* Before its magic is whole it is something else; two streams may be cut to one, and of the
         * zeros behind a tar nobody misses any. */
        const bool is_fine = len < 8 || len < damage_cases[_i].magic ||
                             is_at_join(damage_cases[_i].build, len) ||
                             (damage_cases[_i].has_no_check && is_all_there(&log));
        ck_assert_msg(is_fine || coverage_has(&log.coverage, REASON_TRUNCATED), "%s cut to %zu: %s",
                      damage_cases[_i].name, len, walk_log_reasons(&log, reasons));
        least = len >= 64 ? common : 0; /* shorter ones may be given out as they are */
        walk_log_free(&log);
    }
    walk_log_free(&whole);
    buffer_free(&bytes);
}
END_TEST

/* What is to be had of the bytes before len alone. */
static size_t common_when_cut(const struct walk_log *whole, const struct buffer *bytes, size_t len)
{
    struct walk_log log;
    walk_log_run(&log, (struct span){bytes->ptr, len}, "k", NULL);
    const size_t common = common_start(whole, &log);
    walk_log_free(&log);
    return common;
}

static void check_flip(int row, const struct walk_log *whole, struct buffer *bytes, size_t bit)
{
    const char *const name = damage_cases[row].name;
    const size_t magic = damage_cases[row].magic > 0 ? damage_cases[row].magic : 4;
    struct walk_log log;
    bytes->ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    walk_log_run(&log, (struct span){bytes->ptr, bytes->len}, "k", NULL);
    bytes->ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    ck_assert_int_eq(log.status, STATUS_OK);
    /* A changed magic makes it something else, which is then read as what it is; zlib has so little
     * of one that its head must decode. */
    const bool is_other = whole->coverage.formats[FORMAT_ZLIB] > 0
                              ? log.coverage.formats[FORMAT_ZLIB] == 0
                              : bit < magic * 8 && log.coverage.formats[FORMAT_BINARY] > 0;
    const bool is_whole =
        damage_cases[row].has_no_check ? log.content.len >= whole->content.len : is_all_there(&log);
    ck_assert_msg(log.coverage.reasons != 0 || is_whole || is_other,
                  "%s, bit %zu: lost without a reason\n%s", name, bit, walk_log_leaves(&log));
    ck_assert_msg(is_other || common_start(whole, &log) >= common_when_cut(whole, bytes, bit / 8),
                  "%s, bit %zu: bytes before the fault are missing\n%s", name, bit,
                  walk_log_leaves(&log));
    walk_log_free(&log);
}

START_TEST(test_flip)
{
    struct buffer bytes;
    struct walk_log whole;
    buffer_init(&bytes, 100000);
    damage_cases[_i].build(&bytes);
    walk_log_run(&whole, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    for (size_t bit = 0; bit < bytes.len * 8; bit++)
        check_flip(_i, &whole, &bytes, bit);
    walk_log_free(&whole);
    buffer_free(&bytes);
}
END_TEST

/* All values of each byte, for what must not happen whatever the value: a crash, a walk that does
 * not end. */
START_TEST(test_every_value)
{
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    damage_cases[_i].build(&bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        const uint8_t old = bytes.ptr[at];
        for (unsigned value = 0; value < 256; value += 3) {
            struct walk_log log;
            bytes.ptr[at] = (uint8_t)value;
            walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
            ck_assert_int_eq(log.status, STATUS_OK);
            walk_log_free(&log);
        }
        bytes.ptr[at] = old;
    }
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("damage");
    TCase *const tcase = tcase_create("damage");
    tcase_set_timeout(tcase, 280);
    tcase_add_loop_test(tcase, test_cut, 0, DAMAGES);
    tcase_add_loop_test(tcase, test_flip, 0, DAMAGES);
    tcase_add_loop_test(tcase, test_every_value, 0, DAMAGES);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
