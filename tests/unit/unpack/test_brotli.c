/* Brotli streams that break: whatever was decoded in front of the fault is given out, however long
 * that is and however it comes. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdio.h>
#include <string.h>

#define BLOCK_LEN ((size_t)65536)
#define FAULT "\x0E" /* a block of metadata whose reserved bit is set */
#define END "\x03"   /* the last block, empty */
#define CUT ""

static const struct stream_case {
    const char *name;
    size_t blocks;
    const char *end;
    const char *reasons;
} stream_cases[] = {
    {"one block", 1, END, ""},
    {"a fault behind one block", 1, FAULT, "corrupt"},
    {"a fault behind a window", 40, FAULT, "corrupt"},
    {"a cut behind a window", 40, CUT, "truncated"},
    {"a fault behind what is kept", 300, FAULT, "corrupt"},
    {"an end behind what is kept", 300, END, ""},
};

#define STREAMS ((int)(sizeof stream_cases / sizeof stream_cases[0]))

/* Blocks that are stored: none is the last, the length in 16 bits, the bit of a stored one; the
 * first has a bit for a window of 64 KiB in front (RFC 7932, 9.1 and 9.2). */
static void build_stream(struct buffer *out, const struct stream_case *row)
{
    char text[BLOCK_LEN];
    buffer_init(out, 1 << 26);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i % 26);
    for (size_t i = 0; i < row->blocks; i++) {
        const uint32_t bits = (uint32_t)(BLOCK_LEN - 1) << 3 | UINT32_C(1) << 19;
        const uint32_t head = i == 0 ? bits << 1 : bits;
        const uint8_t bytes[] = {(uint8_t)head, (uint8_t)(head >> 8), (uint8_t)(head >> 16)};
        buffer_append(out, bytes, sizeof bytes);
        buffer_append(out, text, sizeof text);
    }
    buffer_append_str(out, row->end);
}

START_TEST(test_stream)
{
    static const size_t chunks[] = {4099, 1000000};
    const struct stream_case *const row = &stream_cases[_i];
    struct buffer bytes;
    char leaves[64], reasons[256];
    build_stream(&bytes, row);
    snprintf(leaves, sizeof leaves, "-=<%zu>\n", row->blocks * BLOCK_LEN);
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k.br", NULL);
        ck_assert_msg(strcmp(walk_log_leaves(&log), leaves) == 0, "%s: %s", row->name,
                      walk_log_leaves(&log));
        ck_assert_msg(strcmp(walk_log_reasons(&log, reasons), row->reasons) == 0, "%s: %s",
                      row->name, reasons);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("brotli");
    TCase *const tcase = tcase_create("brotli");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_stream, 0, STREAMS);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
