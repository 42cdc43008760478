/* Bombs end fast, cost little memory, and hide nothing beside them. */
#include "tests/unit/suite.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})
#define MIB ((uint64_t)1 << 20)

/* len zeros, packed 1,000:1, without ever having been in memory. */
static void build_zeros(struct buffer *out, uint64_t len, int window_bits)
{
    static uint8_t zeros[65536];
    uint8_t chunk[4096];
    z_stream stream = {0};
    deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
    int code = Z_OK;
    while (code == Z_OK) {
        const uint64_t step = len < sizeof zeros ? len : sizeof zeros;
        stream.next_in = zeros;
        stream.avail_in = (uInt)step;
        len -= step;
        do {
            stream.next_out = chunk;
            stream.avail_out = sizeof chunk;
            code = deflate(&stream, len == 0 ? Z_FINISH : Z_NO_FLUSH);
            buffer_append(out, chunk, sizeof chunk - stream.avail_out);
        } while (stream.avail_out == 0);
    }
    deflateEnd(&stream);
}

static enum status count_visit(void *user, const struct member *member)
{
    uint64_t *const total = user;
    uint8_t buf[65536];
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        size_t len;
        status = byte_source_read(member->bytes, buf, sizeof buf, &len);
        *total += len;
    }
    return status;
}

/* Walks without keeping anything; returns how many bytes came out. */
static uint64_t walk_counting(struct span bytes, const struct unpack_limits *limits,
                              struct coverage *coverage)
{
    uint64_t total = 0;
    *coverage = (struct coverage){0};
    struct byte_source *const source = byte_source_from_span(bytes);
    const struct unpack_visitor visitor = {count_visit, &total, NULL, NULL};
    const enum status status =
        unpack_walk(source, (struct span){(const uint8_t *)"k", 1}, limits, coverage, &visitor);
    ck_assert_int_eq(status, STATUS_OK);
    byte_source_close(source);
    return total;
}

static void append_member(struct zip_builder *zip, const char *name, const struct buffer *bytes)
{
    zip_builder_add(zip, name, (struct span){bytes->ptr, bytes->len}, 0, 0);
}

/* An entry whose data are already packed. */
static void append_packed(struct zip_builder *zip, const char *name, const struct buffer *packed)
{
    zip_builder_add(zip, name, (struct span){packed->ptr, packed->len}, 0, 8);
}

/* ---- ratio ---- */

START_TEST(test_gzip_bomb)
{
    struct buffer bytes;
    struct coverage coverage;
    buffer_init(&bytes, 10 * MIB);
    build_zeros(&bytes, 1024 * MIB, 31);
    const uint64_t total =
        walk_counting((struct span){bytes.ptr, bytes.len}, &unpack_default_limits, &coverage);
    ck_assert_uint_eq(coverage.reasons, 1U << REASON_LIMIT_RATIO);
    ck_assert_uint_ge(total, 64 * MIB);
    ck_assert_uint_le(total, 66 * MIB);
    buffer_free(&bytes);
}
END_TEST

/* A ratio of 0 allows any. */
START_TEST(test_any_ratio)
{
    struct buffer bytes;
    struct coverage coverage;
    struct unpack_limits limits = unpack_default_limits;
    limits.ratio = 0;
    limits.ratio_arms_at = UINT64_MAX;
    buffer_init(&bytes, 10 * MIB);
    build_zeros(&bytes, 100 * MIB, 31);
    ck_assert_uint_eq(walk_counting((struct span){bytes.ptr, bytes.len}, &limits, &coverage),
                      100 * MIB);
    ck_assert_uint_eq(coverage.reasons, 0);
    buffer_free(&bytes);
}
END_TEST

/* End records without end, and a byte between any two. */
START_TEST(test_many_ends)
{
    struct buffer bytes;
    struct walk_log log;
    buffer_init(&bytes, 10 * MIB);
    for (int i = 0; i < 20000; i++) {
        buffer_append(&bytes, "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
        buffer_append_char(&bytes, 'x');
    }
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k.zip", NULL);
    ck_assert_uint_eq(log.visits, 20000);
    ck_assert_uint_eq(log.coverage.reasons, 1U << REASON_CORRUPT);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* A text of 150:1 is no bomb. */
START_TEST(test_well_packed_text)
{
    const struct unpack_limits limits = {
        .depth = 17, .members = 10, .bytes = 1024 * MIB, .ratio = 200, .ratio_arms_at = MIB};
    const size_t len = 4 * MIB;
    uint8_t *const text = malloc(len);
    for (size_t i = 0; i < len; i++)
        text[i] = (uint8_t)(i % 300 < 3 ? 'a' + i * 2654435761U / 65536 % 26 : ' ');
    struct buffer bytes;
    struct coverage coverage;
    buffer_init(&bytes, len);
    build_gzip(&bytes, (struct span){text, len});
    ck_assert_uint_gt(len / bytes.len, 40);
    ck_assert_uint_lt(len / bytes.len, 200);
    ck_assert_uint_eq(walk_counting((struct span){bytes.ptr, bytes.len}, &limits, &coverage), len);
    ck_assert_uint_eq(coverage.reasons, 0);
    buffer_free(&bytes);
    free(text);
}
END_TEST

static const unsigned bomb_quirks[] = {0, ZIP_WITH_DESCRIPTOR};

/* A member that is a bomb is cut; those behind it are read. */
START_TEST(test_zip_bomb_member)
{
    struct zip_builder zip;
    struct buffer packed;
    struct walk_log log;
    const struct unpack_limits limits = {
        .depth = 17, .members = 10, .bytes = 1024 * MIB, .ratio = 200, .ratio_arms_at = MIB};
    zip_builder_init(&zip);
    buffer_init(&packed, 10 * MIB);
    build_zeros(&packed, 100 * MIB, -15);
    zip_builder_add(&zip, "bomb", (struct span){packed.ptr, packed.len}, bomb_quirks[_i], 8);
    zip_builder_add(&zip, "a.txt", TEXT("SSN 123-45-6789"), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    walk_log_run(&log, zip_builder_span(&zip), "k.zip", &limits);
    ck_assert(coverage_has(&log.coverage, REASON_LIMIT_RATIO));
    ck_assert(walk_log_has(&log, "SSN 123-45-6789"));
    ck_assert_uint_lt(log.content.len, 3 * MIB);
    walk_log_free(&log);
    buffer_free(&packed);
    zip_builder_free(&zip);
}
END_TEST

/* Archives of archives of bombs, none of which is much by itself. */
START_TEST(test_zip_bomb_tree)
{
    struct buffer packed;
    struct coverage coverage;
    const struct unpack_limits limits = {
        .depth = 17, .members = 1000000, .bytes = 1 << 30, .ratio = 200, .ratio_arms_at = MIB};
    buffer_init(&packed, 10 * MIB);
    build_zeros(&packed, 900 * 1024, -15);
    struct zip_builder zip;
    zip_builder_init(&zip);
    append_packed(&zip, "0", &packed);
    zip_builder_end(&zip, NULL, 0);
    for (int level = 0; level < 4; level++) {
        struct buffer inner = zip.bytes;
        buffer_free(&zip.directory);
        zip_builder_init(&zip);
        for (int i = 0; i < 16; i++) {
            char name[16];
            snprintf(name, sizeof name, "%d.zip", i);
            zip_builder_add(&zip, name, (struct span){inner.ptr, inner.len}, ZIP_DEFLATE, 0);
        }
        zip_builder_end(&zip, NULL, 0);
        buffer_free(&inner);
    }
    const uint64_t total = walk_counting(zip_builder_span(&zip), &limits, &coverage);
    ck_assert(coverage_has(&coverage, REASON_LIMIT_RATIO));
    ck_assert_uint_le(total, 24 * MIB);
    buffer_free(&packed);
    zip_builder_free(&zip);
}
END_TEST

/* Members that unpack to far more than the limit arms at, by far less than the limit. */
START_TEST(test_many_members)
{
    const struct unpack_limits limits = {
        .depth = 17, .members = 1000, .bytes = MIB * MIB, .ratio = 20, .ratio_arms_at = 1000};
    struct zip_builder zip;
    struct buffer tar, packed;
    struct coverage coverage;
    uint8_t text[1000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)('a' + i * i / 7 % 19);
    zip_builder_init(&zip);
    buffer_init(&tar, MIB);
    buffer_init(&packed, MIB);
    build_gzip(&packed, (struct span){text, sizeof text});
    for (int i = 0; i < 100; i++) {
        zip_builder_add(&zip, "a", (struct span){text, sizeof text}, i % 2 ? ZIP_DEFLATE : 0, 0);
        build_tar_entry(&tar, "a.gz", '0', (struct span){packed.ptr, packed.len});
    }
    zip_builder_end(&zip, NULL, 0);
    build_tar_end(&tar);
    ck_assert_uint_eq(walk_counting(zip_builder_span(&zip), &limits, &coverage), 100000);
    ck_assert_uint_eq(coverage.reasons, 0);
    const struct span archive = {tar.ptr, tar.len};
    ck_assert_uint_eq(walk_counting(archive, &limits, &coverage), 100000);
    ck_assert_uint_eq(coverage.reasons, 0);
    buffer_free(&packed);
    buffer_free(&tar);
    zip_builder_free(&zip);
}
END_TEST

/* ---- bytes, members, depth ---- */

START_TEST(test_bytes)
{
    struct zip_builder zip;
    struct buffer member;
    struct coverage coverage;
    const struct unpack_limits limits = {
        .depth = 17, .members = 10, .bytes = MIB, .ratio = 200, .ratio_arms_at = 64 * MIB};
    zip_builder_init(&zip);
    buffer_init(&member, 10 * MIB);
    for (size_t i = 0; i < 400000; i++)
        buffer_append_char(&member, (char)('a' + i * i % 23));
    for (int i = 0; i < 5; i++)
        append_member(&zip, "a", &member);
    zip_builder_end(&zip, NULL, 0);
    const uint64_t total = walk_counting(zip_builder_span(&zip), &limits, &coverage);
    ck_assert_uint_eq(coverage.reasons, 1U << REASON_LIMIT_BYTES);
    ck_assert_uint_ge(total, MIB);
    ck_assert_uint_le(total, MIB + 65536);
    ck_assert_uint_eq(coverage.members, 3);
    buffer_free(&member);
    zip_builder_free(&zip);
}
END_TEST

START_TEST(test_members)
{
    struct zip_builder zip;
    struct coverage coverage;
    struct unpack_limits limits = unpack_default_limits;
    const unsigned count = 2000;
    limits.members = (unsigned)_i;
    zip_builder_init(&zip);
    for (unsigned i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "%u%s", i, i % 2 == 0 ? "/" : "");
        zip_builder_add(&zip, name, TEXT(""), 0, 0);
    }
    zip_builder_end(&zip, NULL, 0);
    walk_counting(zip_builder_span(&zip), &limits, &coverage);
    ck_assert_uint_eq(coverage.members, limits.members < count ? limits.members : count);
    ck_assert_uint_eq(coverage.reasons, limits.members < count ? 1U << REASON_LIMIT_MEMBERS : 0);
    zip_builder_free(&zip);
}
END_TEST

/* A gzip in a gzip in a gzip ...: what is too deep is scanned as it is. */
START_TEST(test_depth)
{
    const unsigned layers = (unsigned)_i;
    struct buffer bytes;
    struct walk_log log;
    buffer_init(&bytes, 100000);
    buffer_append_str(&bytes, "the core");
    for (unsigned i = 0; i < layers; i++) {
        struct buffer inner = bytes;
        buffer_init(&bytes, 100000);
        build_gzip(&bytes, (struct span){inner.ptr, inner.len});
        buffer_free(&inner);
    }
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    const bool is_deep = layers > unpack_default_limits.depth;
    ck_assert_uint_eq(log.coverage.reasons, is_deep ? 1U << REASON_LIMIT_DEPTH : 0);
    ck_assert_int_eq(walk_log_has(&log, "the core"), !is_deep);
    ck_assert_uint_eq(log.depth_max, is_deep ? unpack_default_limits.depth : layers);
    ck_assert_uint_eq(log.coverage.members, is_deep ? unpack_default_limits.depth : layers);
    ck_assert_uint_eq(log.visits, 1);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* Every layer holds a few fixed buffers, however much it unpacks to. */
START_TEST(test_memory)
{
    struct buffer bytes;
    struct coverage coverage;
    struct unpack_limits limits = unpack_default_limits;
    limits.ratio = 2000;
    buffer_init(&bytes, 10 * MIB);
    build_zeros(&bytes, 256 * MIB, 31);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    ck_assert_uint_eq(walk_counting((struct span){bytes.ptr, bytes.len}, &limits, &coverage),
                      256 * MIB);
    getrusage(RUSAGE_SELF, &after);
    ck_assert_uint_eq(coverage.reasons, 0);
    ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 4096); /* KiB */
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("limits");
    TCase *const tcase = tcase_create("limits");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_gzip_bomb);
    tcase_add_test(tcase, test_any_ratio);
    tcase_add_test(tcase, test_many_ends);
    tcase_add_test(tcase, test_well_packed_text);
    tcase_add_loop_test(tcase, test_zip_bomb_member, 0, 2);
    tcase_add_test(tcase, test_zip_bomb_tree);
    tcase_add_test(tcase, test_many_members);
    tcase_add_test(tcase, test_bytes);
    tcase_add_loop_test(tcase, test_members, 1998, 2003);
    tcase_add_loop_test(tcase, test_depth, 0, 25);
    tcase_add_test(tcase, test_memory);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
