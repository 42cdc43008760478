/*
 * The bytes as a text of any format, read in pieces of any size. Properties: the segments are the
 * same for all sizes of reads and each has its true neighbourhood; places never go back, lie within
 * the member, and add up to its length.
 */
#include "crawler/read/text_reader.h"
#include "tests/fuzz/walk_sum.h"
#include "tests/unit/chunk_source.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The text of a member, put together from its segments. */
struct text {
    uint8_t *bytes;
    size_t len;
};

static void check_neighbourhood(const struct text *text, const struct segment *segment)
{
    const size_t seen = text->len < SCAN_REACH ? text->len : SCAN_REACH;
    require(segment->offset == text->len && segment->len > 0);
    require(segment->before >= seen);
    require(memcmp(segment->text - seen, text->bytes + text->len - seen, seen) == 0);
}

/* What the segment before said would follow. */
struct promise {
    uint8_t bytes[SCAN_REACH];
    size_t len;
};

static void check_promise(struct promise *promise, const struct segment *segment)
{
    const size_t len = promise->len < segment->len ? promise->len : segment->len;
    require(memcmp(promise->bytes, segment->text, len) == 0);
    promise->len = segment->after < SCAN_REACH ? segment->after : SCAN_REACH;
    memcpy(promise->bytes, segment->text + segment->len, promise->len);
}

static void check_places(struct text_reader *reader, const struct segment *segment, size_t raw_len)
{
    struct location last = {0};
    for (size_t at = 0; at < segment->len; at += 1 + at / 3) {
        const struct finding finding = {.offset = segment->offset + at, .length = 5};
        const struct location got = text_reader_locate(reader, &finding);
        require(got.offset >= last.offset && got.line >= last.line && got.line >= 1);
        require(got.column >= 1 && got.column <= got.offset + 1);
        require(got.offset + got.length <= raw_len);
        last = got;
    }
}

static struct text read_all(struct span raw, enum format format, size_t chunk)
{
    struct text text = {malloc(2 * raw.len), 0}; /* two bytes become three at most */
    struct promise promise = {.len = 0};
    struct segment segment;
    struct chunk_source source;
    struct text_reader *const reader = text_reader_create();
    chunk_source_init(&source, raw, chunk, STATUS_END);
    text_reader_begin(reader, &source.source, format);
    enum status status;
    while ((status = text_reader_next(reader, &segment)) == STATUS_OK) {
        check_neighbourhood(&text, &segment);
        check_promise(&promise, &segment);
        check_places(reader, &segment, raw.len);
        require(text.len + segment.len <= 2 * raw.len);
        memcpy(text.bytes + text.len, segment.text, segment.len);
        text.len += segment.len;
    }
    require(status == STATUS_END && promise.len == 0);
    require(text_reader_bytes(reader) == raw.len);
    text_reader_free(reader);
    return text;
}

/* Repeats bytes until they are more than one segment, so that short inputs reach the seams too. */
static struct span repeat(struct span bytes, size_t len)
{
    uint8_t *const all = malloc(len);
    for (size_t i = 0; i < len; i++)
        all[i] = bytes.ptr[i % bytes.len];
    return (struct span){all, len};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const enum format formats[] = {FORMAT_TEXT, FORMAT_BINARY, FORMAT_UTF16, FORMAT_UTF32};
    if (len < 2)
        return 0;
    const enum format format = formats[bytes[0] & 3];
    const struct span given = {bytes + 1, len - 1};
    const bool is_long = bytes[0] >= 0xFC; /* once a format, since it is slow */
    const struct span raw = is_long ? repeat(given, 260000 + 16 * (size_t)bytes[0]) : given;
    const struct text whole = read_all(raw, format, raw.len + 1);
    const struct text pieces = read_all(raw, format, is_long ? 0 : 1);
    require(whole.len == pieces.len);
    require(memcmp(whole.bytes, pieces.bytes, whole.len) == 0);
    free(whole.bytes);
    free(pieces.bytes);
    if (raw.ptr != given.ptr) {
        union {
            const uint8_t *ptr;
            void *owned;
        } const all = {.ptr = raw.ptr};
        free(all.owned);
    }
    return 0;
}
