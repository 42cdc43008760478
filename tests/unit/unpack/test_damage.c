/*
 * Every single damage of small archives: each byte changed, each length cut. Nothing crashes, every
 * byte before the fault is given out, and whatever is lost has a reason. Archives that other
 * programs wrote come from tests/golden/small.
 */
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/pack_builder.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST                                                                                      \
    "name,ssn\nAda Lovelace,123-45-6789\nAda Lovelock,123-45-6798\nAda Lovelight,123-45-6978\n"
#define SECOND                                                                                     \
    "name,dob\nAlan Turing,1912-06-23\nAlan Turning,1912-06-24\nAlan Touring,1912-06-25\n"

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

#define ANY SIZE_MAX
#define LINE_END 1 /* the last one of a record may pass for one between two */

/* What a format knows of its content. */
enum check {
    CHECKED,
    PLAIN, /* no check: a flip in the content is only other content, as long as it was */
    PACKED /* nor that: a flip makes another stream of it */
};

static const struct row {
    const char *name;                  /* of a file of tests/golden/small, unless it is built */
    void (*build)(struct buffer *out); /* NULL: a file */
    size_t magic;                      /* with another one it is something else; 0: 4 bytes */
    enum check check;
    size_t ends; /* lengths at which nothing tells a cut, since what is there is whole */
} rows[] = {
    {"gzip", build_gzip_pair, 0, CHECKED, 1},
    {"zlib", build_zlib_one, 0, CHECKED, 0},
    {"zip", build_zip_pair, 0, CHECKED, 0},
    {"zip deflated", build_zip_deflated, 0, CHECKED, 0},
    {"zip streamed", build_zip_streamed, 0, CHECKED, 0},
    {"zip64", build_zip64_pair, 0, CHECKED, 0},
    {"gzip in zip", build_gzip_in_zip, 0, CHECKED, 0},
    {"bzip2", build_bzip2_pair, 10, CHECKED, 1},
    {"xz", build_xz_pair, 6, CHECKED, 1},
    {"zstd", build_zstd_pair, 4, CHECKED, 1},
    {"lz4", build_lz4_pair, 4, CHECKED, 1},
    {"lzma", build_lzma_one, 13, PLAIN, 0},
    {"tar", build_tar_pair, 512, PLAIN, 0},
    {"tar in xz", build_tar_in_xz, 6, CHECKED, 0},
    {"pair.Z", NULL, 3, PACKED, ANY},
    {"pair.br", NULL, 0, PACKED, 0},
    {"pair.deflate", NULL, 0, PACKED, 0},
    {"pair.lz", NULL, 6, CHECKED, 1},
    {"pair.sz", NULL, 10, CHECKED, 5},
    {"legacy.lz4", NULL, 0, PACKED, 2},
    {"bin.cpio", NULL, 34, PLAIN, 0},
    {"odc.cpio", NULL, 76, PLAIN, 0},
    {"newc.cpio", NULL, 110, PLAIN, 0},
    {"crc.cpio", NULL, 110, CHECKED, 0},
    {"pair.a", NULL, 8, PLAIN, 3},
    {"pair.deb", NULL, 8, CHECKED, 3},
    {"pair.rpm", NULL, 4, CHECKED, 0},
    {"pair.warc", NULL, 8, PLAIN, 2},
    {"pair.mbox", NULL, 8, PLAIN, ANY},
    {"pair.jar", NULL, 0, CHECKED, 0},
    {"deflate64.zip", NULL, 0, CHECKED, 0},
    {"bzip2.zip", NULL, 0, CHECKED, 0},
    {"lzma.zip", NULL, 0, CHECKED, 0},
    {"xz.zip", NULL, 0, CHECKED, 0},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static void build_row(const struct row *row, struct buffer *out)
{
    char path[64];
    buffer_init(out, 100000);
    if (row->build != NULL) {
        row->build(out);
        return;
    }
    snprintf(path, sizeof path, "small/%s", row->name);
    const struct span bytes = fixture_read(path);
    buffer_append(out, bytes.ptr, bytes.len);
}

/* Some formats are known by their name alone. */
static void run_row(const struct row *row, struct walk_log *log, const struct buffer *bytes,
                    size_t len)
{
    walk_log_run(log, (struct span){bytes->ptr, len}, row->name, NULL);
    ck_assert_int_eq(log->status, STATUS_OK);
}

/* Every how manieth of so many places is tried: all of them in the long run. */
static size_t sample_step(size_t places, size_t budget)
{
    return getenv("PHICRAWL_LONG") != NULL || places <= budget ? 1 : places / budget | 1;
}

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

START_TEST(test_cut)
{
    const struct row *const row = &rows[_i];
    struct buffer bytes;
    struct walk_log whole;
    build_row(row, &bytes);
    run_row(row, &whole, &bytes, bytes.len);
    ck_assert_msg(whole.coverage.reasons == 0 && is_all_there(&whole), "%s: %s", row->name,
                  walk_log_leaves(&whole));
    size_t least = 0, ends = 0;
    for (size_t len = 0; len < bytes.len; len++) {
        struct walk_log log;
        char reasons[256];
        run_row(row, &log, &bytes, len);
        const size_t common = common_start(&whole, &log);
        ck_assert_msg(common >= least, "%s cut to %zu: %zu bytes after %zu", row->name, len, common,
                      least);
        /* Before its magic is whole it is something else, and of the zeros behind a tar nobody
         * misses any. */
        const bool is_fine = len < 8 || len < row->magic ||
                             (row->check != CHECKED && is_all_there(&log)) ||
                             coverage_has(&log.coverage, REASON_TRUNCATED) ||
                             coverage_has(&log.coverage, REASON_CORRUPT);
        ends += !is_fine;
        ck_assert_msg(is_fine || row->ends > 0, "%s cut to %zu: %s %s", row->name, len,
                      walk_log_reasons(&log, reasons), walk_log_leaves(&log));
        least = len >= 64 ? common : 0; /* shorter ones may be given out as they are */
        walk_log_free(&log);
    }
    ck_assert_msg(ends == row->ends || row->ends == ANY, "%s: %zu ends", row->name, ends);
    walk_log_free(&whole);
    buffer_free(&bytes);
}
END_TEST

/* What is to be had of the bytes before len alone. */
static size_t common_when_cut(const struct row *row, const struct walk_log *whole,
                              const struct buffer *bytes, size_t len)
{
    struct walk_log log;
    run_row(row, &log, bytes, len);
    const size_t common = common_start(whole, &log);
    walk_log_free(&log);
    return common;
}

/* A changed magic makes it something else, which is then read as what it is; zlib has so little of
 * one that its head must decode. */
static bool is_other(const struct row *row, const struct walk_log *whole,
                     const struct walk_log *log, size_t at)
{
    const size_t magic = row->magic > 0 ? row->magic : 4;
    return whole->coverage.formats[FORMAT_ZLIB] > 0
               ? log->coverage.formats[FORMAT_ZLIB] == 0
               : at < magic && log->coverage.formats[FORMAT_BINARY] > 0;
}

static void check_flip(const struct row *row, const struct walk_log *whole, struct buffer *bytes,
                       size_t bit, size_t least)
{
    struct walk_log log;
    bytes->ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    run_row(row, &log, bytes, bytes->len);
    bytes->ptr[bit / 8] ^= (uint8_t)(1U << bit % 8);
    const bool is_whole = row->check == PACKED || is_all_there(&log) ||
                          (row->check == PLAIN && log.content.len + LINE_END >= whole->content.len);
    const bool is_unknown = is_other(row, whole, &log, bit / 8);
    ck_assert_msg(log.coverage.reasons != 0 || is_whole || is_unknown,
                  "%s, bit %zu: lost without a reason\n%s", row->name, bit, walk_log_leaves(&log));
    ck_assert_msg(is_unknown || common_start(whole, &log) >= least,
                  "%s, bit %zu: bytes before the fault are missing\n%s", row->name, bit,
                  walk_log_leaves(&log));
    walk_log_free(&log);
}

START_TEST(test_flip)
{
    const struct row *const row = &rows[_i];
    struct buffer bytes;
    struct walk_log whole;
    build_row(row, &bytes);
    run_row(row, &whole, &bytes, bytes.len);
    const size_t step = sample_step(bytes.len, 700);
    for (size_t at = 0; at < bytes.len; at += step) {
        const size_t least = common_when_cut(row, &whole, &bytes, at);
        for (size_t bit = at * 8; bit < at * 8 + 8; bit++)
            check_flip(row, &whole, &bytes, bit, least);
    }
    walk_log_free(&whole);
    buffer_free(&bytes);
}
END_TEST

/* All values of each byte, for what must not happen whatever the value: a crash, a walk that does
 * not end. */
START_TEST(test_every_value)
{
    struct buffer bytes;
    build_row(&rows[_i], &bytes);
    const size_t step = sample_step(256 * bytes.len, 10000);
    for (size_t place = 0; place < 256 * bytes.len; place += step) {
        struct walk_log log;
        const uint8_t old = bytes.ptr[place / 256];
        bytes.ptr[place / 256] = (uint8_t)place;
        run_row(&rows[_i], &log, &bytes, bytes.len);
        bytes.ptr[place / 256] = old;
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    /* Walk after walk: the system need not give the same pages each time. */
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    Suite *const suite = suite_create("damage");
    TCase *const tcase = tcase_create("damage");
    tcase_set_timeout(tcase, 280);
    tcase_add_loop_test(tcase, test_cut, 0, ROWS);
    tcase_add_loop_test(tcase, test_flip, 0, ROWS);
    tcase_add_loop_test(tcase, test_every_value, 0, ROWS);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
