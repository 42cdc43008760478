/* LZ4 from before its frames: right, joined, flipped and cut. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <lz4.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "\x02\x21\x4C\x18"
#define LINE "name Ada Lovelace, ssn 536-90-4397\n"
#define BLOCK ((size_t)8 << 20)

static void add_block(struct buffer *out, struct span content)
{
    const int bound = LZ4_compressBound((int)content.len);
    char *const packed = malloc((size_t)bound);
    const int len =
        LZ4_compress_default((const char *)content.ptr, packed, (int)content.len, bound);
    build_u32(out, (uint64_t)len);
    buffer_append(out, packed, (size_t)len);
    free(packed);
}

static void add_line(struct buffer *out)
{
    add_block(out, (struct span){(const uint8_t *)LINE, sizeof LINE - 1});
}

static void build_one(struct buffer *out)
{
    buffer_append(out, MAGIC, 4);
    add_line(out);
}

static void build_blocks(struct buffer *out)
{
    build_one(out);
    add_line(out);
}

static void build_joined(struct buffer *out)
{
    build_one(out);
    build_one(out);
}

static void build_padded(struct buffer *out)
{
    static const uint8_t zeros[5000];
    build_one(out);
    buffer_append(out, zeros, sizeof zeros);
    build_one(out);
}

static void build_trailing(struct buffer *out)
{
    build_one(out);
    buffer_append_str(out, "JUNK");
}

static void build_empty(struct buffer *out)
{
    buffer_append(out, MAGIC, 4);
}

static void build_half_length(struct buffer *out)
{
    build_one(out);
    buffer_append(out, "\1\0", 2);
}

static const struct {
    const char *name;
    void (*build)(struct buffer *out);
    const char *leaves, *reasons;
} rows[] = {
    {"one", build_one, "-=" LINE "\n", ""},
    {"two blocks", build_blocks, "-=" LINE LINE "\n", ""},
    {"joined", build_joined, "-=" LINE LINE "\n", ""},
    {"padded", build_padded, "-=" LINE LINE "\n", ""},
    {"trailing", build_trailing, "-=" LINE "\ntrailing=JUNK\n", "corrupt"},
    {"empty", build_empty, "", ""},
    {"half a length", build_half_length, "-=" LINE "\n", "truncated"},
};

START_TEST(test_rows)
{
    static const size_t chunks[] = {1, 7, 1000000};
    struct buffer bytes;
    buffer_init(&bytes, 1 << 20);
    rows[_i].build(&bytes);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char reasons[256];
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k", NULL);
        ck_assert_msg(strcmp(walk_log_leaves(&log), rows[_i].leaves) == 0, "%s: %s", rows[_i].name,
                      walk_log_leaves(&log));
        ck_assert_msg(strcmp(walk_log_reasons(&log, reasons), rows[_i].reasons) == 0, "%s: %s",
                      rows[_i].name, reasons);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* A block of 8 MiB, which is as much as one may be. */
START_TEST(test_large)
{
    uint8_t *const content = malloc(BLOCK);
    struct buffer bytes;
    struct walk_log log;
    for (size_t i = 0; i < BLOCK; i++)
        content[i] = (uint8_t)('a' + i * i / 1000 % 26);
    buffer_init(&bytes, 32 << 20);
    buffer_append(&bytes, MAGIC, 4);
    add_block(&bytes, (struct span){content, BLOCK});
    add_line(&bytes);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    ck_assert_uint_eq(log.content.len, BLOCK + sizeof LINE - 1);
    ck_assert_mem_eq(log.content.ptr, content, BLOCK);
    walk_log_free(&log);
    buffer_free(&bytes);
    free(content);
}
END_TEST

/* Cut anywhere: what stood in front of the cut is given. One byte wrong: never a crash. */
START_TEST(test_damage)
{
    struct buffer bytes;
    size_t before = 0;
    buffer_init(&bytes, 1 << 20);
    build_blocks(&bytes);
    for (size_t len = 9; len < bytes.len; len++) {
        struct walk_log log;
        walk_log_run(&log, (struct span){bytes.ptr, len}, "k", NULL);
        ck_assert_uint_ge(log.content.len, before);
        ck_assert(log.content.len == 0 || memcmp(log.content.ptr, LINE LINE, log.content.len) == 0);
        ck_assert(log.coverage.reasons == 1U << REASON_TRUNCATED ||
                  log.content.len == sizeof LINE - 1);
        before = log.content.len;
        walk_log_free(&log);
    }
    ck_assert_uint_ge(before, 2 * (sizeof LINE - 1) - 3);
    for (size_t at = 0; at < bytes.len; at++) {
        struct walk_log log;
        bytes.ptr[at] ^= 0xC3;
        walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
        walk_log_free(&log);
        bytes.ptr[at] ^= 0xC3;
    }
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("lz4_legacy");
    TCase *const tcase = tcase_create("lz4_legacy");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_rows, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tcase, test_large);
    tcase_add_test(tcase, test_damage);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
