/* Segments and locations of the text reader. */
#include "crawler/read/text_reader.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)128 * 1024)
#define REACH ((size_t)SCAN_REACH)

/* ---- every way of cutting the source gives the same segments ---- */

static const size_t text_lens[] = {1,
                                   2,
                                   511,
                                   512,
                                   513,
                                   BLOCK - 1,
                                   BLOCK,
                                   BLOCK + 1,
                                   BLOCK + REACH - 1,
                                   BLOCK + REACH,
                                   BLOCK + REACH + 1,
                                   2 * BLOCK + 700};
static const size_t chunks[] = {1, 3, 512, 4096, 65536, 0};

enum encoding { AS_BYTES, AS_UTF16LE, AS_UTF16BE, AS_UTF32LE, AS_UTF32BE, ENCODINGS };

static const enum format encoding_formats[ENCODINGS] = {FORMAT_TEXT, FORMAT_UTF16, FORMAT_UTF16,
                                                        FORMAT_UTF32, FORMAT_UTF32};

/* ASCII with a line end now and then; the same text for every encoding. */
static uint8_t text_byte(size_t i)
{
    return i % 61 == 60 ? '\n' : (uint8_t)('!' + (i * 7 + i / 251) % 90);
}

/* Writes text_byte(0..len) in encoding; returns the raw bytes (caller frees). */
static uint8_t *encode_text(enum encoding encoding, size_t len, size_t *raw_len)
{
    static const struct {
        size_t unit, place; /* bytes a character, place of the low one */
    } shapes[ENCODINGS] = {{1, 0}, {2, 0}, {2, 1}, {4, 0}, {4, 3}};
    *raw_len = len * shapes[encoding].unit;
    uint8_t *const raw = calloc(*raw_len, 1);
    for (size_t i = 0; i < len; i++)
        raw[i * shapes[encoding].unit + shapes[encoding].place] = text_byte(i);
    return raw;
}

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void check_segment(const struct segment *segment, size_t at, size_t len)
{
    ck_assert_uint_eq(segment->offset, at);
    ck_assert_uint_gt(segment->len, 0);
    ck_assert_uint_eq(segment->before, min_size(at, REACH));
    ck_assert_uint_eq(segment->after, min_size(len - at - segment->len, REACH));
    const size_t first = at - segment->before;
    const uint8_t *const text = segment->text - segment->before;
    const size_t all = segment->before + segment->len + segment->after;
    for (size_t i = 0; i < all; i++) {
        if (text[i] != text_byte(first + i))
            ck_abort_msg("text differs at %zu", first + i);
    }
}

START_TEST(test_segments)
{
    const size_t len = text_lens[(size_t)_i / ENCODINGS];
    const enum encoding encoding = (enum encoding)(_i % ENCODINGS);
    if (len == 1 && encoding != AS_BYTES)
        return; /* one unit is too little to know it for UTF-16 */
    size_t raw_len;
    uint8_t *const raw = encode_text(encoding, len, &raw_len);
    struct text_reader *const reader = text_reader_create();
    ck_assert_ptr_nonnull(reader);
    for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
        struct chunk_source source;
        chunk_source_init(&source, (struct span){raw, raw_len}, chunks[c], STATUS_END);
        text_reader_begin(reader, &source.source, encoding_formats[encoding]);
        size_t at = 0;
        struct segment segment;
        while (text_reader_next(reader, &segment) == STATUS_OK) {
            check_segment(&segment, at, len);
            ck_assert(segment.len == BLOCK || at + segment.len == len);
            at += segment.len;
            ck_assert_uint_eq(text_reader_bytes(reader), at * (raw_len / len));
        }
        ck_assert_uint_eq(at, len);
        ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_END);
    }
    text_reader_free(reader);
    free(raw);
}
END_TEST

/* ---- the way back ---- */

struct location_case {
    const char *name;
    const char *bytes;
    size_t len;
    enum format format;
    const char *text;        /* as the scanner gets it */
    uint64_t offset, length; /* of the finding, in text */
    struct location expected;
};

#define BYTES(text) text, sizeof(text) - 1

static const struct location_case location_cases[] = {
    {"start", BYTES("123"), FORMAT_TEXT, "123", 0, 3, {0, 3, 1, 1}},
    {"second line", BYTES("a\nbc 123\n"), FORMAT_TEXT, "a\nbc 123\n", 5, 3, {5, 3, 2, 4}},
    {"right after a newline", BYTES("a\n\n1"), FORMAT_TEXT, "a\n\n1", 3, 1, {3, 1, 3, 1}},
    {"at a newline", BYTES("a\n\n1"), FORMAT_TEXT, "a\n\n1", 1, 1, {1, 1, 1, 2}},
    {"carriage return", BYTES("a\r\nb"), FORMAT_TEXT, "a\r\nb", 3, 1, {3, 1, 2, 1}},
    {"columns are bytes", BYTES("\xC3\xA9 1"), FORMAT_TEXT, "\xC3\xA9 1", 3, 1, {3, 1, 1, 4}},
    {"UTF-8 mark", BYTES("\xEF\xBB\xBFssn\n1"), FORMAT_TEXT, "ssn\n1", 0, 3, {3, 3, 1, 4}},
    {"UTF-8 mark, second line",
     BYTES("\xEF\xBB\xBFssn\n1"),
     FORMAT_TEXT,
     "ssn\n1",
     4,
     1,
     {7, 1, 2, 1}},
    {"UTF-8 mark in a binary", BYTES("\xEF\xBB\xBF\0x"), FORMAT_BINARY, NULL, 1, 1, {4, 1, 1, 5}},
    {"UTF-16LE with mark",
     BYTES("\xFF\xFE"
           "a\0\n\0"
           "1\0"
           "2\0"),
     FORMAT_UTF16,
     "a\n12",
     2,
     2,
     {6, 4, 2, 1}},
    {"UTF-16BE with mark",
     BYTES("\xFE\xFF\0a\0\n\0"
           "1\0"
           "2"),
     FORMAT_UTF16,
     "a\n12",
     3,
     1,
     {8, 2, 2, 3}},
    {"UTF-16LE without mark",
     BYTES("a\0b\0\n\0"
           "1\0"),
     FORMAT_UTF16,
     "ab\n1",
     3,
     1,
     {6, 2, 2, 1}},
    {"two-byte character in UTF-16",
     BYTES("\xFF\xFE\xE9\0 \0"
           "1\0"),
     FORMAT_UTF16,
     "\xC3\xA9 1",
     3,
     1,
     {6, 2, 1, 7}},
    {"three-byte character",
     BYTES("\xFF\xFE\xAC\x20 \0"
           "1\0"),
     FORMAT_UTF16,
     "\xE2\x82\xAC 1",
     4,
     1,
     {6, 2, 1, 7}},
    {"pair of surrogates",
     BYTES("\xFF\xFE\x3D\xD8\x00\xDE"
           "1\0"),
     FORMAT_UTF16,
     "\xF0\x9F\x98\x80"
     "1",
     4,
     1,
     {6, 2, 1, 7}},
    {"over a pair",
     BYTES("\xFE\xFF\xD8\x3D\xDE\x00\0"
           "1"),
     FORMAT_UTF16,
     "\xF0\x9F\x98\x80"
     "1",
     0,
     5,
     {2, 6, 1, 3}},
    {"UTF-32LE",
     BYTES("\xFF\xFE\0\0"
           "a\0\0\0\n\0\0\0\x00\xF6\x01\0"
           "1\0\0\0"),
     FORMAT_UTF32,
     "a\n\xF0\x9F\x98\x80"
     "1",
     6,
     1,
     {16, 4, 2, 5}},
    {"UTF-32BE",
     BYTES("\0\0\xFE\xFF\0\0\0a\0\0\0"
           "1"),
     FORMAT_UTF32,
     "a1",
     1,
     1,
     {8, 4, 1, 9}},
    {"half a unit at the end",
     BYTES("\xFF\xFE"
           "a\0b\0c"),
     FORMAT_UTF16,
     "ab\xEF\xBF\xBD",
     1,
     4,
     {4, 3, 1, 5}},
};

START_TEST(test_location)
{
    const struct location_case *const row = &location_cases[_i];
    struct text_reader *const reader = text_reader_create();
    struct byte_source *const source =
        byte_source_from_span((struct span){(const uint8_t *)row->bytes, row->len});
    text_reader_begin(reader, source, row->format);
    struct segment segment;
    ck_assert_msg(text_reader_next(reader, &segment) == STATUS_OK, "%s", row->name);
    if (row->text != NULL) {
        ck_assert_msg(segment.len == strlen(row->text), "%s: %zu bytes", row->name, segment.len);
        ck_assert_msg(memcmp(segment.text, row->text, segment.len) == 0, "%s", row->name);
    }
    const struct finding finding = {.offset = row->offset, .length = (uint32_t)row->length};
    const struct location got = text_reader_locate(reader, &finding);
    const struct location again = text_reader_locate(reader, &finding);
    ck_assert_msg(got.offset == row->expected.offset && got.length == row->expected.length &&
                      got.line == row->expected.line && got.column == row->expected.column,
                  "%s: offset %d length %d line %d column %d", row->name, (int)got.offset,
                  (int)got.length, (int)got.line, (int)got.column);
    ck_assert_msg(memcmp(&got, &again, sizeof got) == 0, "%s: differs when asked twice", row->name);
    ck_assert_msg(text_reader_bytes(reader) == row->len, "%s", row->name);
    byte_source_close(source);
    text_reader_free(reader);
}
END_TEST

/* Locations in later segments, against a plain count over the whole text. */
START_TEST(test_location_far)
{
    const enum encoding encoding = (enum encoding)_i;
    const size_t len = 2 * BLOCK + 700;
    size_t raw_len;
    uint8_t *const raw = encode_text(encoding, len, &raw_len);
    const size_t unit = raw_len / len;
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    chunk_source_init(&source, (struct span){raw, raw_len}, 0, STATUS_END);
    text_reader_begin(reader, &source.source, encoding_formats[encoding]);
    struct segment segment;
    uint64_t line = 1, line_start = 0;
    size_t counted = 0;
    while (text_reader_next(reader, &segment) == STATUS_OK) {
        for (uint64_t at = segment.offset; at < segment.offset + segment.len; at += 997) {
            for (; counted < at; counted++) {
                line += text_byte(counted) == '\n';
                line_start = text_byte(counted) == '\n' ? counted + 1 : line_start;
            }
            const struct finding finding = {.offset = at, .length = 1};
            const struct location got = text_reader_locate(reader, &finding);
            ck_assert_uint_eq(got.offset, at * unit);
            ck_assert_uint_eq(got.length, unit);
            ck_assert_uint_eq(got.line, line);
            ck_assert_uint_eq(got.column, (at - line_start) * unit + 1);
        }
    }
    text_reader_free(reader);
    free(raw);
}
END_TEST

/* Characters of all lengths over the ends of blocks: none is torn, all raw lengths add up. */
START_TEST(test_wide_characters_are_whole)
{
    static const uint8_t pattern[] = {'a', 0, 0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0x00, 0xDE};
    const size_t repeats = 60000;
    const size_t front = 2 + (size_t)_i * 2;
    const size_t raw_len = front + repeats * sizeof pattern;
    uint8_t *const raw = malloc(raw_len);
    memcpy(raw, "\xFF\xFE", 2);
    for (size_t at = 2; at < front; at += 2)
        memcpy(raw + at, "x", 2);
    for (size_t i = 0; i < repeats; i++)
        memcpy(raw + front + i * sizeof pattern, pattern, sizeof pattern);
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    chunk_source_init(&source, (struct span){raw, raw_len}, 0, STATUS_END);
    text_reader_begin(reader, &source.source, FORMAT_UTF16);
    struct segment segment;
    uint64_t total = 0;
    while (text_reader_next(reader, &segment) == STATUS_OK) {
        ck_assert_uint_eq(segment.offset, total);
        ck_assert((segment.text[0] & 0xC0) != 0x80);
        ck_assert_uint_ge(segment.before, min_size(total, REACH));
        total += segment.len;
    }
    ck_assert_uint_eq(total, repeats * 10 + (size_t)_i);
    ck_assert_uint_eq(text_reader_bytes(reader), raw_len);
    text_reader_free(reader);
    free(raw);
}
END_TEST

/* ---- ends ---- */

START_TEST(test_lone_surrogates)
{
    static const uint8_t raw[] = {0xFF, 0xFE, 'a', 0, 'b', 0, 'c', 0, 'd', 0,    'e', 0, 'f', 0,
                                  'g',  0,    'h', 0, 'i', 0, 'j', 0, 'k', 0,    'l', 0, 'm', 0,
                                  'n',  0,    'o', 0, 'p', 0, 'q', 0, 'r', 0,    's', 0, 't', 0,
                                  'u',  0,    'v', 0, 'w', 0, 'x', 0, 'y', 0,    'z', 0, '0', 0,
                                  '1',  0,    '2', 0, '3', 0, '4', 0, '5', 0xD8, 'z', 0};
    struct text_reader *const reader = text_reader_create();
    struct byte_source *const source = byte_source_from_span((struct span){raw, sizeof raw});
    text_reader_begin(reader, source, FORMAT_UTF16);
    struct segment segment;
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
    ck_assert_uint_eq(segment.len, 31 + 3 + 1);
    ck_assert_mem_eq(segment.text + 31, "\xEF\xBF\xBDz", 4);
    byte_source_close(source);
    text_reader_free(reader);
}
END_TEST

static const enum status end_statuses[] = {STATUS_END, STATUS_SKIP};

START_TEST(test_all_is_given_before_the_end)
{
    static const uint8_t raw[] = "some text before it breaks off";
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    struct segment segment;
    chunk_source_init(&source, (struct span){raw, sizeof raw - 1}, 7, end_statuses[_i]);
    text_reader_begin(reader, &source.source, FORMAT_TEXT);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
    ck_assert_uint_eq(segment.len, sizeof raw - 1);
    ck_assert_int_eq(text_reader_next(reader, &segment), end_statuses[_i]);
    ck_assert_int_eq(text_reader_next(reader, &segment), end_statuses[_i]);
    ck_assert_uint_eq(text_reader_bytes(reader), sizeof raw - 1);
    text_reader_free(reader);
}
END_TEST

START_TEST(test_cancelled_at_once)
{
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    struct segment segment;
    chunk_source_init(&source, (struct span){(const uint8_t *)"abc", 3}, 1, STATUS_CANCELLED);
    text_reader_begin(reader, &source.source, FORMAT_TEXT);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_CANCELLED);
    text_reader_free(reader);
}
END_TEST

START_TEST(test_empty)
{
    static const enum format formats[] = {FORMAT_TEXT, FORMAT_BINARY, FORMAT_UTF16, FORMAT_UTF32,
                                          FORMAT_EMPTY};
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    struct segment segment;
    chunk_source_init(&source, (struct span){NULL, 0}, 1, STATUS_END);
    text_reader_begin(reader, &source.source, formats[_i]);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_END);
    ck_assert_uint_eq(text_reader_bytes(reader), 0);
    text_reader_free(reader);
}
END_TEST

/* A value that stands behind what a segment owns does not move the places of the next. */
START_TEST(test_location_behind)
{
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    struct segment segment;
    static char text[2 * BLOCK];
    memset(text, 'a', sizeof text);
    chunk_source_init(&source, (struct span){(const uint8_t *)text, sizeof text}, 0, STATUS_END);
    text_reader_begin(reader, &source.source, FORMAT_TEXT);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
    const uint64_t end = segment.offset + segment.len;
    const struct finding behind = {.offset = end + 6, .length = 4};
    ck_assert_uint_eq(text_reader_locate(reader, &behind).offset, end + 6);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
    const struct finding first = {.offset = end, .length = 1};
    const struct location got = text_reader_locate(reader, &first);
    ck_assert_uint_eq(got.offset, end);
    ck_assert_uint_eq(got.line, 1);
    ck_assert_uint_eq(got.column, end + 1);
    text_reader_free(reader);
}
END_TEST

/* Nothing of one member is seen in the next. */
START_TEST(test_reader_starts_anew)
{
    struct text_reader *const reader = text_reader_create();
    for (int i = 0; i < 2; i++) {
        struct chunk_source source;
        struct segment segment;
        chunk_source_init(&source, (struct span){(const uint8_t *)"a\nb", 3}, 1, STATUS_END);
        text_reader_begin(reader, &source.source, FORMAT_TEXT);
        ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
        ck_assert_uint_eq(segment.before + segment.after, 0);
        ck_assert_uint_eq(segment.offset, 0);
        const struct finding finding = {.offset = 2, .length = 1};
        ck_assert_uint_eq(text_reader_locate(reader, &finding).line, 2);
    }
    text_reader_free(reader);
}
END_TEST

/* What a mark or a character outside of UTF-8 would be elsewhere is given out as it is. */
START_TEST(test_exact_text)
{
    static const char text[] = "\xEF\xBB\xBF\xFF\xFE"
                               "a\xC2\xA0\xEF\xBC\x91\r\n\0b";
    struct text_reader *const reader = text_reader_create();
    struct chunk_source source;
    struct segment segment;
    chunk_source_init(&source, (struct span){(const uint8_t *)text, sizeof text}, 3, STATUS_END);
    text_reader_begin_exact(reader, &source.source);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
    ck_assert_uint_eq(segment.offset, 0);
    ck_assert_uint_eq(segment.len, sizeof text);
    ck_assert_mem_eq(segment.text, text, sizeof text);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_END);
    text_reader_free(reader);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("text_reader");
    TCase *const tcase = tcase_create("text_reader");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_segments, 0,
                        (int)(sizeof text_lens / sizeof text_lens[0]) * ENCODINGS);
    tcase_add_loop_test(tcase, test_location, 0,
                        (int)(sizeof location_cases / sizeof location_cases[0]));
    tcase_add_loop_test(tcase, test_location_far, 0, ENCODINGS);
    tcase_add_loop_test(tcase, test_wide_characters_are_whole, 0, 5);
    tcase_add_test(tcase, test_lone_surrogates);
    tcase_add_loop_test(tcase, test_all_is_given_before_the_end, 0, 2);
    tcase_add_test(tcase, test_cancelled_at_once);
    tcase_add_loop_test(tcase, test_empty, 0, 5);
    tcase_add_test(tcase, test_reader_starts_anew);
    tcase_add_test(tcase, test_location_behind);
    tcase_add_test(tcase, test_exact_text);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
