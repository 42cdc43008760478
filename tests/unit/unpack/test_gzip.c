/* gzip and zlib streams: right ones and wrong ones, and how their content is named. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})

struct gzip_case {
    const char *name;
    void (*build)(struct buffer *out);
    const char *leaves;
    const char *reasons;
    const char *formats;
    uint64_t members;
};

static void build_one(struct buffer *out)
{
    build_gzip(out, TEXT("one"));
}

static void build_empty(struct buffer *out)
{
    build_gzip(out, TEXT(""));
}

static void build_concatenated(struct buffer *out)
{
    build_gzip(out, TEXT("one "));
    build_gzip(out, TEXT(""));
    build_gzip(out, TEXT("two"));
}

static void build_padded(struct buffer *out)
{
    build_gzip(out, TEXT("one"));
    for (int i = 0; i < 1000; i++)
        buffer_append_char(out, 0);
}

static void build_padded_between(struct buffer *out)
{
    build_padded(out);
    build_gzip(out, TEXT(" two"));
}

static void build_trailing(struct buffer *out)
{
    build_gzip(out, TEXT("one"));
    buffer_append_str(out, "JUNK 123-45-6789");
}

static void build_trailing_zip(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a", TEXT("deep"), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    build_gzip(out, TEXT("one"));
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

static void build_bad_crc(struct buffer *out)
{
    build_one(out);
    out->ptr[out->len - 8] ^= 1;
    build_gzip(out, TEXT(" two"));
}

static void build_bad_size(struct buffer *out)
{
    build_one(out);
    out->ptr[out->len - 1] ^= 1;
}

static void build_without_trailer(struct buffer *out)
{
    build_one(out);
    out->len -= 8;
}

static void build_cut_trailer(struct buffer *out)
{
    build_one(out);
    out->len -= 1;
}

static void build_all_fields(struct buffer *out)
{
    buffer_append(out, "\x1F\x8B\x08\x1E\0\0\0\0\0\3", 10);
    buffer_append(out, "\3\0abc", 5);
    buffer_append(out, "name!.csv\0a comment\0\x12\x34", 22);
    build_deflated(out, TEXT("one"), -15);
    build_u32(out, 0x7A6C86F1);
    build_u32(out, 3);
}

static void build_twice(struct buffer *out)
{
    struct buffer inner;
    buffer_init(&inner, 100000);
    build_gzip(&inner, TEXT("one"));
    build_gzip(out, (struct span){inner.ptr, inner.len});
    buffer_free(&inner);
}

static void build_zip_inside(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "d/a.csv", TEXT("one"), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    build_gzip(out, (struct span){zip.bytes.ptr, zip.bytes.len});
    zip_builder_free(&zip);
}

static void build_zlib(struct buffer *out)
{
    build_deflated(out, TEXT("one one one one one"), 15);
}

static void build_bad_zlib(struct buffer *out)
{
    build_zlib(out);
    out->ptr[out->len - 1] ^= 1;
}

static void build_zlib_trailing(struct buffer *out)
{
    build_zlib(out);
    buffer_append_str(out, "JUNK");
}

/* A block type that does not exist, then text, then a stream that is whole. */
static void build_corrupt(struct buffer *out)
{
    buffer_append(out, "\x1F\x8B\x08\0\0\0\0\0\0\3\xFF", 11);
    buffer_append_str(out, "JUNK 123-45-6789");
    build_gzip(out, TEXT("two"));
}

static const struct gzip_case gzip_cases[] = {
    {"one stream", build_one, "-=one\n", "", "text:1 gzip:1", 1},
    {"empty stream", build_empty, "", "", "empty:1 gzip:1", 1},
    {"three streams", build_concatenated, "-=one two\n", "", "text:1 gzip:1", 1},
    {"zero padding", build_padded, "-=one\n", "", "text:1 gzip:1", 1},
    {"zero padding between", build_padded_between, "-=one two\n", "", "text:1 gzip:1", 1},
    {"trailing text", build_trailing, "-=one\ntrailing=JUNK 123-45-6789\n", "corrupt",
     "text:2 gzip:1", 1},
    {"trailing zip", build_trailing_zip, "-=one\ntrailing!a=deep\n", "corrupt",
     "text:2 gzip:1 zip:1", 2},
    {"wrong CRC", build_bad_crc, "-=one two\n", "checksum", "text:1 gzip:1", 1},
    {"wrong size", build_bad_size, "-=one\n", "checksum", "text:1 gzip:1", 1},
    {"no trailer", build_without_trailer, "-=one\n", "truncated", "text:1 gzip:1", 1},
    {"cut trailer", build_cut_trailer, "-=one\n", "truncated", "text:1 gzip:1", 1},
    {"all fields", build_all_fields, "-=one\n", "", "text:1 gzip:1", 1},
    {"gzip in gzip", build_twice, "k=one\n", "", "text:1 gzip:2", 2},
    {"zip in gzip", build_zip_inside, "d/a.csv=one\n", "", "text:1 gzip:1 zip:1", 2},
    {"zlib", build_zlib, "-=one one one one one\n", "", "text:1 zlib:1", 1},
    {"zlib, wrong sum", build_bad_zlib, "-=one one one one one\n", "checksum", "text:1 zlib:1", 1},
    {"zlib, trailing", build_zlib_trailing, "-=one one one one one\ntrailing=JUNK\n", "corrupt",
     "text:2 zlib:1", 1},
    {"corrupt, then whole", build_corrupt, "trailing=JUNK 123-45-6789\nrecovered!recovered=two\n",
     "corrupt", "text:2 gzip:2", 2},
};

static void check_log(struct walk_log *log, const struct gzip_case *row, size_t chunk)
{
    char reasons[256], formats[256];
    ck_assert_msg(log->status == STATUS_OK, "%s, %zu", row->name, chunk);
    ck_assert_msg(strcmp(walk_log_leaves(log), row->leaves) == 0, "%s, %zu: leaves\n%s", row->name,
                  chunk, walk_log_leaves(log));
    ck_assert_msg(strcmp(walk_log_reasons(log, reasons), row->reasons) == 0, "%s, %zu: %s",
                  row->name, chunk, reasons);
    ck_assert_msg(strcmp(walk_log_formats(log, formats), row->formats) == 0, "%s, %zu: %s",
                  row->name, chunk, formats);
    ck_assert_msg(log->coverage.members == row->members, "%s, %zu: %d members", row->name, chunk,
                  (int)log->coverage.members);
}

START_TEST(test_gzip)
{
    static const size_t chunks[] = {1, 2, 7, 13, 1000, 0};
    const struct gzip_case *const row = &gzip_cases[_i];
    struct buffer bytes;
    buffer_init(&bytes, 1000000);
    row->build(&bytes);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k.gz", NULL);
        check_log(&log, row, chunks[i]);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* ---- names ---- */

static const struct {
    const char *key, *path;
} name_cases[] = {
    {"k.csv.gz", "k.csv.gz!k.csv"},
    {"d/e/k.csv.gz", "d/e/k.csv.gz!k.csv"},
    {"K.TGZ", "K.TGZ!K.tar"},
    {"k.tar.gz", "k.tar.gz!k.tar"},
    {"k.svgz", "k.svgz!k.svg"},
    {"k", "k!k"},
    {".gz", ".gz!.gz"},
    {"d/", "d/!content"},
    {"a!b.gz", "a%21b.gz!a%21b"},
    {"C:\\d\\k.gz", "C:\\d\\k.gz!k"},
    {"k.gz.gz", "k.gz.gz!k.gz"},
};

/* The content of a compression layer inside an archive. */
START_TEST(test_name)
{
    struct zip_builder zip;
    struct buffer packed;
    struct walk_log log;
    zip_builder_init(&zip);
    buffer_init(&packed, 100000);
    build_gzip(&packed, TEXT("one"));
    zip_builder_add(&zip, name_cases[_i].key, (struct span){packed.ptr, packed.len}, 0, 0);
    zip_builder_end(&zip, NULL, 0);
    walk_log_run(&log, zip_builder_span(&zip), "k.zip", NULL);
    char expected[64] = "";
    strcat(expected, name_cases[_i].path);
    strcat(expected, "=one\n");
    ck_assert_str_eq(walk_log_leaves(&log), expected);
    walk_log_free(&log);
    buffer_free(&packed);
    zip_builder_free(&zip);
}
END_TEST

/* ---- large ones ---- */

/* A text of several windows and zlib's own window, whatever the sizes of reads. */
START_TEST(test_large)
{
    const size_t len = 3000000;
    uint8_t *const text = malloc(len);
    for (size_t i = 0; i < len; i++)
        text[i] = (uint8_t)(' ' + (i * i / 7 + i / 1000) % 90);
    struct buffer bytes;
    buffer_init(&bytes, 4 * len);
    build_gzip(&bytes, (struct span){text, len});
    struct chunk_source source;
    struct walk_log log = {0};
    chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, 0, STATUS_END);
    walk_log_run_source(&log, &source.source, "k.gz", NULL);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    ck_assert_uint_eq(log.content.len, len);
    ck_assert(memcmp(log.content.ptr, text, len) == 0);
    walk_log_free(&log);
    buffer_free(&bytes);
    free(text);
}
END_TEST

START_TEST(test_source_that_breaks_off)
{
    static const enum status ends[] = {STATUS_SKIP, STATUS_CANCELLED, STATUS_NO_MEMORY};
    const enum status end = ends[_i];
    struct buffer bytes;
    buffer_init(&bytes, 100000);
    build_concatenated(&bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){bytes.ptr, len}, 5, end);
        walk_log_run_source(&log, &source.source, "k.gz", NULL);
        ck_assert_int_eq(log.status, end == STATUS_SKIP ? STATUS_OK : end);
        ck_assert_str_eq(walk_log_reasons(&log, reasons), end == STATUS_SKIP ? "read-error" : "");
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("gzip");
    TCase *const tcase = tcase_create("gzip");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_gzip, 0, (int)(sizeof gzip_cases / sizeof gzip_cases[0]));
    tcase_add_loop_test(tcase, test_name, 0, (int)(sizeof name_cases / sizeof name_cases[0]));
    tcase_add_test(tcase, test_large);
    tcase_add_loop_test(tcase, test_source_that_breaks_off, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
