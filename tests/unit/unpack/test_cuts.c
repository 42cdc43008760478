/* What limits and early ends cut is recorded with the bytes that were covered and those left. */
#include "tests/unit/suite.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <string.h>

#define ZEROS ((size_t)1 << 20)

static struct span zeros(void)
{
    static const uint8_t bytes[ZEROS];
    return (struct span){bytes, sizeof bytes};
}

static void make_gzip(struct buffer *out)
{
    build_gzip(out, zeros());
}

static void make_cut_gzip(struct buffer *out)
{
    build_gzip(out, zeros());
    out->len -= 100;
}

/* The gzip of make_gzip() as a member. */
static void make_zip(struct buffer *out)
{
    struct buffer packed;
    struct zip_builder zip;
    buffer_init(&packed, 1 << 20);
    make_gzip(&packed);
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.gz", (struct span){packed.ptr, packed.len}, 0, 0);
    zip_builder_add(&zip, "b.gz", (struct span){packed.ptr, packed.len}, 0, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
    buffer_free(&packed);
}

static void make_deflated(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.txt", zeros(), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

/* Two members, the second of which is as long as its descriptor says. */
static void make_encrypted(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.txt", zeros(), ZIP_IS_ENCRYPTED, 0);
    zip_builder_add(&zip, "b.txt", zeros(), ZIP_IS_ENCRYPTED | ZIP_WITH_DESCRIPTOR, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

static void make_cut_zip(struct buffer *out)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.txt", zeros(), 0, 0);
    buffer_append(out, zip.bytes.ptr, 35 + 1000);
    zip_builder_free(&zip);
}

static void make_cut_tar(struct buffer *out)
{
    build_tar_entry(out, "a.txt", '0', zeros());
    out->len = 512 + 1000;
}

static void make_xz_header(struct buffer *out)
{
    /* .lzma with a dictionary of 1 GiB, of unknown size */
    buffer_append(out, "\x5D\0\0\0\x40\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0", 20);
}

/* How long all is of what was cut. */
enum whole {
    NOT_KNOWN,
    OBJECT,
    TWO_MEMBERS, /* as make_gzip() makes them */
    DEFLATED,
    PLAIN
};

static uint64_t whole_len(enum whole whole, uint64_t object_len)
{
    enum { WRAPPER = 18 };
    struct buffer packed;
    buffer_init(&packed, 1 << 20);
    make_gzip(&packed);
    const uint64_t lens[] = {0, object_len, 2 * packed.len, packed.len - WRAPPER, ZEROS};
    buffer_free(&packed);
    return lens[whole];
}

static const struct {
    const char *name;
    void (*make)(struct buffer *out);
    struct unpack_limits limits; /* 0: as by default */
    enum reason reason;
    uint64_t places, unknown;
    enum whole whole;
    uint64_t covered; /* 0: any */
} rows[] = {
    {"ratio of a layer", make_gzip, {.ratio = 10}, REASON_LIMIT_RATIO, 1, 0, OBJECT, 0},
    {"ratio of members", make_zip, {.ratio = 10}, REASON_LIMIT_RATIO, 2, 0, TWO_MEMBERS, 0},
    {"ratio of an entry", make_deflated, {.ratio = 10}, REASON_LIMIT_RATIO, 1, 0, DEFLATED, 0},
    {"bytes", make_gzip, {.bytes = 1000}, REASON_LIMIT_BYTES, 1, 0, OBJECT, 0},
    {"bytes in an archive", make_zip, {.bytes = 1000}, REASON_LIMIT_BYTES, 1, 0, OBJECT, 0},
    {"members", make_zip, {.members = 1}, REASON_LIMIT_MEMBERS, 1, 0, OBJECT, 0},
    {"depth", make_gzip, {.depth = 1}, REASON_LIMIT_DEPTH, 0, 0, NOT_KNOWN, 0},
    {"depth of members", make_zip, {.depth = 1}, REASON_LIMIT_DEPTH, 2, 0, TWO_MEMBERS, 0},
    {"memory", make_xz_header, {0}, REASON_LIMIT_MEMORY, 1, 0, OBJECT, 0},
    {"encrypted members", make_encrypted, {0}, REASON_ENCRYPTED, 2, 1, PLAIN, 0},
    {"a layer that ends", make_cut_gzip, {0}, REASON_TRUNCATED, 1, 1, NOT_KNOWN, 0},
    {"an entry that ends", make_cut_zip, {0}, REASON_TRUNCATED, 1, 0, PLAIN, 1000},
    {"a tar that ends", make_cut_tar, {0}, REASON_TRUNCATED, 1, 0, PLAIN, 1000},
};

static struct unpack_limits row_limits(const struct unpack_limits *own)
{
    struct unpack_limits limits = unpack_default_limits;
    limits.ratio_arms_at = own->ratio > 0 ? 1000 : limits.ratio_arms_at;
    limits.ratio = own->ratio > 0 ? own->ratio : 0;
    limits.bytes = own->bytes > 0 ? own->bytes : limits.bytes;
    limits.members = own->members > 0 ? own->members : limits.members;
    limits.depth = own->depth > 0 ? own->depth : limits.depth;
    return limits;
}

START_TEST(test_cuts)
{
    struct buffer bytes;
    struct walk_log log;
    const struct unpack_limits limits = row_limits(&rows[_i].limits);
    buffer_init(&bytes, 16 << 20);
    rows[_i].make(&bytes);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", &limits);
    const struct coverage_cut *const cut = &log.coverage.cuts[rows[_i].reason];
    ck_assert_msg(cut->places == rows[_i].places, "%s: %d places", rows[_i].name, (int)cut->places);
    ck_assert_msg(cut->unknown == rows[_i].unknown, "%s", rows[_i].name);
    if (rows[_i].whole != NOT_KNOWN)
        ck_assert_msg(cut->covered + cut->left == whole_len(rows[_i].whole, bytes.len),
                      "%s: %d and %d", rows[_i].name, (int)cut->covered, (int)cut->left);
    if (rows[_i].covered > 0)
        ck_assert_msg(cut->covered == rows[_i].covered, "%s: %d", rows[_i].name, (int)cut->covered);
    for (int reason = 0; reason < REASON_COUNT; reason++)
        ck_assert_msg(reason == (int)rows[_i].reason || log.coverage.cuts[reason].places == 0, "%s",
                      rows[_i].name);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("cuts");
    TCase *const tcase = tcase_create("cuts");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_cuts, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
