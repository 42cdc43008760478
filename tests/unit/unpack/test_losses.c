/* What was lost of an object goes by the name of the member that it was lost of. */
#include "suite.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})
#define UNKNOWN_METHOD 77

static struct span span_of(const struct buffer *bytes)
{
    return (struct span){bytes->ptr, bytes->len};
}

static void add_damaged_gzip(struct buffer *out, size_t back)
{
    build_gzip(out, TEXT("one"));
    out->ptr[out->len - back] ^= 1;
}

/* ---- objects ---- */

static void build_zip(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "whole", TEXT("one"), 0, 0);
    zip_builder_add(&zip, "closed", TEXT("two"), ZIP_IS_ENCRYPTED, 0);
    zip_builder_add(&zip, "sum", TEXT("three"), ZIP_DEFLATE | ZIP_BAD_CRC, 0);
    zip_builder_add(&zip, "method", TEXT("four"), 0, UNKNOWN_METHOD);
    zip_builder_add(&zip, "size", TEXT("four, at least"), ZIP_DEFLATE | ZIP_LIE_UNPACKED, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

static void build_zip_in_zip(struct buffer *out)
{
    struct zip_builder zip;
    struct buffer inner;
    buffer_init(&inner, 1 << 20);
    build_zip(&inner);
    zip_builder_init(&zip);
    zip_builder_add(&zip, "odd!.zip", span_of(&inner), ZIP_DEFLATE, 0);
    zip_builder_add(&zip, "cut.zip", (struct span){inner.ptr, 40}, ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
    buffer_free(&inner);
}

/* The archive's own loss: the object has no name. */
static void build_zip_with_gap(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a", TEXT("one"), 0, 0);
    buffer_append_str(&zip.bytes, "between");
    zip_builder_add(&zip, "b", TEXT("two"), 0, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

static void build_many(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    for (unsigned i = 0; i < LOSSES_MAX + 4; i++) {
        const char name[] = {(char)('a' + i), '\0'};
        zip_builder_add(&zip, name, TEXT("one"), ZIP_IS_ENCRYPTED, 0);
    }
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

static void build_tar(struct buffer *out)
{
    struct buffer packed;
    buffer_init(&packed, 1 << 20);
    build_tar_entry(out, "whole", '0', TEXT("one"));
    add_damaged_gzip(&packed, 8);
    build_tar_entry(out, "sum.gz", '0', span_of(&packed));
    buffer_clear(&packed);
    build_gzip(&packed, TEXT("two"));
    build_tar_entry(out, "cut.gz", '0', (struct span){packed.ptr, packed.len - 3});
    build_tar_entry(out, "last", '0', TEXT("three"));
    buffer_free(&packed);
}

static void build_cut_tar(struct buffer *out)
{
    build_tar_entry(out, "whole", '0', TEXT("one"));
    build_tar_header(out, "cut", '0', 1000);
    buffer_append_str(out, "two");
}

static void build_cut_tar_gz(struct buffer *out)
{
    struct buffer tar;
    buffer_init(&tar, 1 << 20);
    build_cut_tar(&tar);
    build_gzip(out, span_of(&tar));
    out->len -= 12; /* what is left of the last block is not known to be its last */
    buffer_free(&tar);
}

static void build_cpio(struct buffer *out)
{
    static const char zeros[4];
    static const char *const entries[][3] = {
        {"right", "one", "00000142"}, {"sum", "two", "00000001"}, {"TRAILER!!!", "", "00000000"}};
    for (size_t i = 0; i < 3; i++) {
        const size_t name_len = strlen(entries[i][0]) + 1;
        const size_t len = strlen(entries[i][1]);
        buffer_append_format(out, "070702%08X%08X%032X%08zX%032X%08zX%s%s", 1, 0100644, 0, len, 0,
                             name_len, entries[i][2], entries[i][0]);
        buffer_append(out, zeros, 1);
        buffer_append(out, zeros, (4 - out->len % 4) % 4);
        buffer_append(out, entries[i][1], len);
        buffer_append(out, zeros, (4 - out->len % 4) % 4);
    }
}

/* ---- what is said of them ---- */

#define ZIP_LOSSES(at)                                                                             \
    at "closed: encrypted\n" at "sum: checksum\n" at "method: unsupported-method\n" at             \
       "size: corrupt\n"

static const struct {
    const char *name;
    void (*build)(struct buffer *out);
    const char *losses;
    unsigned dropped;
} rows[] = {
    {"a zip", build_zip, ZIP_LOSSES(""), 0},
    {"a zip in a zip", build_zip_in_zip, ZIP_LOSSES("odd%21.zip!") "cut.zip: truncated\n", 0},
    {"a zip with a gap", build_zip_with_gap, "", 0},
    {"more than are kept", build_many,
     "a: encrypted\nb: encrypted\nc: encrypted\nd: encrypted\ne: encrypted\nf: encrypted\n"
     "g: encrypted\nh: encrypted\ni: encrypted\nj: encrypted\nk: encrypted\nl: encrypted\n"
     "m: encrypted\nn: encrypted\no: encrypted\np: encrypted\n",
     4},
    {"a tar without its end", build_tar, "sum.gz: checksum\ncut.gz: truncated\n", 0},
    {"a tar cut in a member", build_cut_tar, "cut: truncated\n", 0},
    {"a packed tar cut in a member", build_cut_tar_gz, "cut: truncated\n", 0},
    {"a cpio", build_cpio, "sum: checksum\n", 0},
};

START_TEST(test_losses)
{
    struct walk_log log;
    struct buffer object;
    char text[1024];
    buffer_init(&object, 1 << 20);
    rows[_i].build(&object);
    walk_log_run(&log, span_of(&object), "k", NULL);
    ck_assert_msg(strcmp(walk_log_losses(&log, text), rows[_i].losses) == 0, "%s:\n%s%s",
                  rows[_i].name, text, walk_log_leaves(&log));
    ck_assert_uint_eq(log.losses.dropped, rows[_i].dropped);
    walk_log_free(&log);
    buffer_free(&object);
}
END_TEST

/* A member is named for the limit that cut it. */
START_TEST(test_limit)
{
    struct walk_log log;
    struct buffer object;
    char text[1024];
    struct unpack_limits limits = unpack_default_limits;
    limits.depth = 1;
    buffer_init(&object, 1 << 20);
    build_zip_in_zip(&object);
    walk_log_run(&log, span_of(&object), "k", &limits);
    ck_assert_str_eq(walk_log_losses(&log, text),
                     "odd%21.zip: limit-depth\ncut.zip: limit-depth\n");
    walk_log_free(&log);
    buffer_free(&object);
}
END_TEST

/* Paths that have no room are counted. */
START_TEST(test_names)
{
    static const uint8_t name[LOSSES_NAMES_MAX + 1];
    struct losses losses;
    losses_init(&losses);
    losses_add(&losses, (struct span){name, 10}, 1);
    losses_add(&losses, (struct span){name, 10}, 4);
    losses_add(&losses, (struct span){name, sizeof name}, 1);
    losses_add(&losses, (struct span){name, 11}, 1);
    ck_assert_uint_eq(losses.count, 2);
    ck_assert_uint_eq(losses.list[0].reasons, 5);
    ck_assert_uint_eq(losses.list[1].len, 11);
    ck_assert_uint_eq(losses.dropped, 1);
    losses_clear(&losses);
    losses_add(&losses, (struct span){name, 11}, 1);
    ck_assert_uint_eq(losses.count, 1);
    ck_assert_uint_eq(losses.dropped, 0);
    losses_free(&losses);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("losses");
    TCase *const tcase = tcase_create("losses");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_losses, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(tcase, test_limit);
    tcase_add_test(tcase, test_names);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
