/* A member's bytes -> segments of text with their neighbourhood, and the way back. */
#include "crawler/read/text_reader.h"

#include "crawler/base/utf8.h"
#include "crawler/read/fold.h"
#include "crawler/read/text_cursor.h"
#include "crawler/unpack/charset.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BLOCK                                                                                 \
    ((size_t)128 * 1024) /* owned bytes of a segment: with the rest it fits an L2 cache */
#define TEXT_HELD                                                                                  \
    (TEXT_BLOCK + SCAN_REACH +                                                                     \
     FOLD_AHEAD)       /* text is read ahead this far from the first owned byte */
#define TEXT_SLACK 192 /* the last decoded character may go over; and vector loads may read on */
#define TEXT_RAW ((size_t)16 * 1024)
#define TEXT_ALIGN 64

/*
 * Text stands in text[] around the fixed place of the first owned byte: before bytes in front of
 * it, held bytes from it on, of which the first owned are owned, and behind these pending bytes
 * that are not folded yet. Where units are wide, raw[] holds what is not decoded yet.
 */
struct text_reader {
    uint8_t text[SCAN_REACH + TEXT_HELD + TEXT_SLACK];
    uint8_t raw[TEXT_RAW];
    struct byte_source *source;
    enum format format;
    enum charset charset;
    enum status status; /* of the last read from source */
    bool is_begun;      /* the first read is done: charset and mark are known */
    bool is_exact;      /* UTF-8 that is given out as it is */
    size_t before, owned, held, pending;
    uint64_t offset; /* of the first owned byte in the whole text */
    size_t raw_start, raw_end;
    uint64_t raw_total; /* raw bytes that were made text, the mark included */
    struct text_cursor cursor;
    struct fold fold;
};

static_assert(SCAN_REACH % TEXT_ALIGN == 0, "owned bytes start aligned");

struct text_reader *text_reader_create(void)
{
    const size_t size = (sizeof(struct text_reader) + TEXT_ALIGN - 1) / TEXT_ALIGN * TEXT_ALIGN;
    struct text_reader *const reader = aligned_alloc(TEXT_ALIGN, size);
    if (reader != NULL)
        memset(reader, 0, sizeof *reader);
    return reader;
}

void text_reader_free(struct text_reader *reader)
{
    free(reader);
}

void text_reader_begin(struct text_reader *reader, struct byte_source *bytes, enum format format)
{
    reader->source = bytes;
    reader->format = format;
    reader->charset = CHARSET_BYTES;
    reader->status = STATUS_OK;
    reader->is_begun = reader->is_exact = false;
    reader->before = reader->owned = reader->held = reader->pending = 0;
    reader->offset = 0;
    reader->raw_start = reader->raw_end = 0;
    reader->raw_total = 0;
    reader->cursor = (struct text_cursor){0};
    fold_begin(&reader->fold, 1, format != FORMAT_TEXT);
}

void text_reader_begin_exact(struct text_reader *reader, struct byte_source *bytes)
{
    text_reader_begin(reader, bytes, FORMAT_TEXT);
    reader->is_exact = true;
}

static uint8_t *text_reader_owned(struct text_reader *reader)
{
    return reader->text + SCAN_REACH;
}

/* How many bytes stand behind the first owned one. */
static size_t text_reader_end(const struct text_reader *reader)
{
    return reader->held + reader->pending;
}

static bool text_reader_is_wide(const struct text_reader *reader)
{
    return charset_unit(reader->charset) > 1;
}

/* How the text came from raw bytes. */
static struct text_map text_reader_map(const struct text_reader *reader)
{
    return (struct text_map){.text = reader->text + SCAN_REACH,
                             .unit = charset_unit(reader->charset),
                             .edits = reader->fold.edits,
                             .count = reader->fold.count,
                             .raw_end = reader->raw_total};
}

/* ---- reading ---- */

/* Gives up the owned bytes: the last of them become the bytes before, what was after them comes to
 * the front. */
static void text_reader_advance(struct text_reader *reader)
{
    const struct text_map map = text_reader_map(reader);
    text_cursor_move(&reader->cursor, &map, reader->owned, false);
    fold_drop(&reader->fold, reader->owned);
    reader->cursor.at = reader->cursor.edit = 0;
    uint8_t *const text = text_reader_owned(reader);
    const size_t seen = reader->before + reader->owned;
    const size_t before = seen < SCAN_REACH ? seen : SCAN_REACH;
    memmove(text - before, text + reader->owned - before, before);
    memmove(text, text + reader->owned, text_reader_end(reader) - reader->owned);
    reader->held -= reader->owned;
    reader->before = before;
    reader->offset += reader->owned;
    reader->owned = 0;
}

static void text_reader_fill_raw(struct text_reader *reader)
{
    const size_t left = reader->raw_end - reader->raw_start;
    memmove(reader->raw, reader->raw + reader->raw_start, left);
    size_t len = 0;
    if (reader->status == STATUS_OK)
        reader->status =
            byte_source_fill(reader->source, reader->raw + left, TEXT_RAW - left, &len);
    reader->raw_start = 0;
    reader->raw_end = left + len;
}

/* Decodes the character at bytes, of which len are there (at least one unit); returns its raw
 * length. */
static size_t text_reader_decode(enum charset charset, const uint8_t *bytes, size_t len,
                                 uint32_t *point)
{
    const size_t unit = charset_unit(charset);
    const uint32_t value = charset_read_unit(charset, bytes);
    *point = value;
    if (value < 0xD800 || (value > 0xDFFF && value <= 0x10FFFF))
        return unit;
    *point = UTF8_REPLACEMENT;
    if (unit == 4 || value >= 0xDC00 || len < 4)
        return unit;
    const uint32_t second = charset_read_unit(charset, bytes + 2);
    if (second < 0xDC00 || second > 0xDFFF)
        return unit;
    *point = 0x10000 + ((value - 0xD800) << 10 | (second - 0xDC00));
    return 4;
}

/* Copies ASCII out of units of two bytes, whole groups of them; returns how many units. */
static size_t text_reader_narrow(enum charset charset, const uint8_t *raw, size_t units,
                                 uint8_t *text)
{
    enum { GROUP = 32 };
    const size_t low = charset == CHARSET_UTF16LE ? 0 : 1;
    size_t done = 0;
    for (; units - done >= GROUP; done += GROUP) {
        const uint8_t *const group = raw + 2 * done;
        uint8_t other = 0;
        for (size_t i = 0; i < GROUP; i++)
            other |= (uint8_t)(group[2 * i + 1 - low] | (group[2 * i + low] & 0x80));
        if (other != 0)
            break;
        for (size_t i = 0; i < GROUP; i++)
            text[done + i] = group[2 * i + low];
    }
    return done;
}

/* The fast way for most of most texts; false when a character must be looked at. */
static bool text_reader_decode_ascii(struct text_reader *reader)
{
    if (charset_unit(reader->charset) != 2)
        return false;
    const size_t units = (reader->raw_end - reader->raw_start) / 2;
    const size_t end = text_reader_end(reader), room = TEXT_HELD - end;
    const size_t len =
        text_reader_narrow(reader->charset, reader->raw + reader->raw_start,
                           units < room ? units : room, text_reader_owned(reader) + end);
    reader->pending += len;
    reader->raw_start += 2 * len;
    reader->raw_total += 2 * len;
    return len > 0;
}

/* Decodes what raw[] holds as far as text[] has room; leaves a character that may be cut by the end
 * of raw[]. */
static void text_reader_decode_raw(struct text_reader *reader)
{
    uint8_t *const text = text_reader_owned(reader);
    while (text_reader_end(reader) < TEXT_HELD && reader->raw_start < reader->raw_end) {
        const size_t left = reader->raw_end - reader->raw_start;
        if (left < 4 && reader->status == STATUS_OK)
            return;
        if (text_reader_decode_ascii(reader))
            continue;
        uint32_t point = UTF8_REPLACEMENT;
        size_t len = left;
        if (left >= charset_unit(reader->charset))
            len =
                text_reader_decode(reader->charset, reader->raw + reader->raw_start, left, &point);
        uint8_t *const end = text + text_reader_end(reader);
        if (point < 0x80)
            *end = (uint8_t)point;
        reader->pending += point < 0x80 ? 1 : utf8_encode(point, end);
        reader->raw_start += len;
        reader->raw_total += len;
    }
}

/* Reads on as far as text[] has room. */
static void text_reader_load(struct text_reader *reader)
{
    if (text_reader_is_wide(reader)) {
        text_reader_decode_raw(reader);
        while (text_reader_end(reader) < TEXT_HELD && reader->status == STATUS_OK) {
            text_reader_fill_raw(reader);
            text_reader_decode_raw(reader);
        }
        return;
    }
    const size_t end = text_reader_end(reader);
    if (reader->status != STATUS_OK || end == TEXT_HELD)
        return;
    size_t len = 0;
    reader->status =
        byte_source_fill(reader->source, text_reader_owned(reader) + end, TEXT_HELD - end, &len);
    reader->pending += len;
    reader->raw_total += len;
}

/* True when all of the member is in text[]. */
static bool text_reader_is_all(const struct text_reader *reader)
{
    return reader->status != STATUS_OK && reader->raw_start == reader->raw_end;
}

static void text_reader_fold(struct text_reader *reader)
{
    if (reader->is_exact) {
        reader->held += reader->pending;
        reader->pending = 0;
        return;
    }
    struct fold_text text = {text_reader_owned(reader), reader->before, reader->held,
                             reader->pending};
    fold_more(&reader->fold, &text, text_reader_is_all(reader));
    reader->held = text.held;
    reader->pending = text.pending;
}

static void text_reader_fill(struct text_reader *reader)
{
    do {
        text_reader_load(reader);
        text_reader_fold(reader);
    } while (!text_reader_is_all(reader) && text_reader_end(reader) < TEXT_HELD &&
             fold_has_room(&reader->fold));
}

/* Reads the first bytes of a member, settles its charset and steps over a byte order mark. */
static void text_reader_open(struct text_reader *reader)
{
    reader->is_begun = true;
    if (reader->format == FORMAT_UTF16 || reader->format == FORMAT_UTF32) {
        text_reader_fill_raw(reader);
        const struct span head = {reader->raw, reader->raw_end};
        reader->charset = charset_guess(head);
        reader->raw_start = charset_mark_len(reader->charset, head);
        reader->raw_total = reader->cursor.raw = reader->raw_start;
        fold_begin(&reader->fold, charset_unit(reader->charset), false);
        if (text_reader_is_wide(reader))
            return;
        memcpy(text_reader_owned(reader), reader->raw, reader->raw_end);
        reader->pending = reader->raw_end;
        reader->raw_total = reader->raw_end;
        reader->raw_start = reader->raw_end = 0;
    }
    text_reader_load(reader);
    if (reader->is_exact)
        return;
    uint8_t *const text = text_reader_owned(reader);
    const size_t mark = charset_mark_len(CHARSET_BYTES, (struct span){text, reader->pending});
    memmove(text, text + mark, reader->pending - mark);
    reader->pending -= mark;
    reader->cursor.raw = mark;
}

struct span text_reader_head(struct text_reader *reader)
{
    assert(reader->format == FORMAT_TEXT && reader->held == 0);
    if (!reader->is_begun)
        text_reader_open(reader);
    return (struct span){text_reader_owned(reader), reader->pending};
}

void text_reader_keep_exact(struct text_reader *reader)
{
    reader->is_exact = true;
}

/* How many of the held bytes the next segment owns: never part of a character that was decoded
 * here. */
static size_t text_reader_cut(struct text_reader *reader)
{
    /* What follows is seen, too: folding may have left less than a block. */
    const bool is_all = text_reader_is_all(reader) && reader->pending == 0;
    const size_t most = is_all ? reader->held : reader->held - SCAN_REACH;
    if (is_all && most <= TEXT_BLOCK)
        return most;
    const uint8_t *const text = text_reader_owned(reader);
    size_t len = most < TEXT_BLOCK ? most : TEXT_BLOCK;
    while (text_reader_is_wide(reader) && (text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

enum status text_reader_next(struct text_reader *reader, struct segment *segment)
{
    if (!reader->is_begun)
        text_reader_open(reader);
    text_reader_advance(reader);
    text_reader_fill(reader);
    if (reader->status == STATUS_CANCELLED || reader->status == STATUS_NO_MEMORY)
        return reader->status;
    if (reader->held == 0)
        return reader->status;
    reader->owned = text_reader_cut(reader);
    const size_t after = reader->held - reader->owned;
    *segment = (struct segment){
        .text = text_reader_owned(reader),
        .len = reader->owned,
        .before = reader->before,
        .after = after < SCAN_REACH ? after : SCAN_REACH,
        .offset = reader->offset,
    };
    return STATUS_OK;
}

uint64_t text_reader_bytes(const struct text_reader *reader)
{
    const struct text_map map = text_reader_map(reader);
    struct text_cursor end = reader->cursor;
    text_cursor_move(&end, &map, reader->owned, false);
    return end.raw;
}

struct location text_reader_locate(struct text_reader *reader, const struct finding *finding)
{
    assert(finding->offset >= reader->offset && finding->offset - reader->offset <= reader->held);
    const struct text_map map = text_reader_map(reader);
    const size_t at = (size_t)(finding->offset - reader->offset);
    const size_t held = reader->held - at;
    struct text_cursor start = reader->cursor;
    text_cursor_move(&start, &map, at, false);
    if (at <= reader->owned) /* else those of the next segment start in front of it */
        reader->cursor = start;
    const size_t behind = at + (finding->length < held ? finding->length : held);
    return (struct location){
        .offset = start.raw,
        .length = text_cursor_end(&start, &map, behind) - start.raw,
        .line = start.line + 1,
        .column = start.raw - start.line_start + 1,
    };
}

bool text_reader_is_escape(const struct text_reader *reader, uint64_t offset)
{
    const struct fold *const fold = &reader->fold;
    if (fold->count == 0 || offset < reader->offset)
        return false;
    const uint64_t behind = offset - reader->offset + 1; /* edits are noted behind their byte */
    size_t first = 0, last = fold->count;
    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        if (fold->edits[middle].at < behind)
            first = middle + 1;
        else
            last = middle;
    }
    while (first < fold->count && fold->edits[first].at == behind && fold->edits[first].is_gap)
        first++;
    return first < fold->count && fold->edits[first].at == behind && fold->edits[first].run == 0;
}
