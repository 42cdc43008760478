/* The way back from a text to its raw bytes. */
#include "crawler/read/text_cursor.h"

#include "crawler/read/lane_bits.h"

#include <string.h>

#define LONG_STRETCH 1024 /* bytes, in which several lines end */

/* The sum of eight bytes. */
static size_t text_add_lanes(uint64_t lanes)
{
    const uint64_t every_other = UINT64_C(0x00FF00FF00FF00FF);
    const uint64_t pairs = (lanes & every_other) + (lanes >> 8 & every_other);
    return (size_t)(pairs * UINT64_C(0x0001000100010001) >> 48);
}

/* How many bytes are value under mask: vectors of the compiler, of which every lane counts for
 * itself. Findings follow closely on one another, so short stretches must cost little. */
static size_t text_count(const uint8_t *bytes, size_t len, uint8_t mask, uint8_t value)
{
    enum { LANES = 16, ROUNDS = 255 };
    typedef uint8_t text_lanes __attribute__((vector_size(LANES)));
    size_t count = 0;
    while (len >= LANES) {
        const size_t rounds = len / LANES < ROUNDS ? len / LANES : ROUNDS;
        text_lanes sum = {0};
        for (size_t i = 0; i < rounds; i++) {
            text_lanes lanes;
            memcpy(&lanes, bytes + i * LANES, sizeof lanes);
            sum -= (text_lanes)((lanes & mask) == value); /* a hit is -1 */
        }
        uint64_t halves[2];
        memcpy(halves, &sum, sizeof halves);
        count += text_add_lanes(halves[0]) + text_add_lanes(halves[1]);
        bytes += rounds * LANES;
        len -= rounds * LANES;
    }
    for (size_t i = 0; i < len; i++)
        count += (bytes[i] & mask) == value;
    return count;
}

uint64_t text_raw_len(size_t unit, const uint8_t *text, size_t len)
{
    if (unit == 1)
        return len;
    /* A character of four bytes was two units of UTF-16. */
    const size_t characters = len - text_count(text, len, 0xC0, 0x80);
    const size_t pairs = unit == 2 ? text_count(text, len, 0xF8, 0xF0) : 0;
    return unit * ((uint64_t)characters + pairs);
}

/* Where findings follow closely on one another, most stretches have no newline, or one. */
static size_t text_find_few_lines(const uint8_t *text, size_t len, size_t *column)
{
    size_t count = 0, at = 0, last = 0;
    for (; len - at >= LANE_BYTES; at += LANE_BYTES) {
        byte_lanes bytes;
        memcpy(&bytes, text + at, sizeof bytes);
        const byte_lanes ends = (byte_lanes)(bytes == '\n');
        for (uint64_t bits = lane_bits(&ends); bits != 0; bits &= bits - 1, count++)
            last = at + (size_t)__builtin_ctzll(bits) + 1;
    }
    for (; at < len; at++) {
        count += text[at] == '\n';
        last = text[at] == '\n' ? at + 1 : last;
    }
    *column = len - last;
    return count;
}

/* The newlines of a stretch, and how much stands behind the last of them. */
static size_t text_find_lines(const uint8_t *text, size_t len, size_t *column)
{
    if (len < LONG_STRETCH)
        return text_find_few_lines(text, len, column);
    const uint8_t *const last = memrchr(text, '\n', len);
    *column = last != NULL ? (size_t)(text + len - (last + 1)) : len;
    return text_count(text, len, 0xFF, '\n');
}

/* Moves over text that is as its raw bytes were. */
static void text_cursor_pass(struct text_cursor *cursor, const struct text_map *map, size_t to)
{
    if (to <= cursor->at)
        return;
    const uint8_t *const text = map->text + cursor->at;
    const size_t len = to - cursor->at;
    size_t column;
    const size_t newlines = text_find_lines(text, len, &column);
    cursor->at = to;
    cursor->raw += text_raw_len(map->unit, text, len);
    if (newlines > 0) {
        cursor->line += newlines;
        cursor->line_start = cursor->raw - text_raw_len(map->unit, text + len - column, column);
    }
}

/* Counts what the edit at hand hid, up to the text byte to. */
static void text_cursor_pass_edit(struct text_cursor *cursor, const struct text_map *map,
                                  const struct text_edit *edit, size_t to)
{
    const size_t run_end = (size_t)edit->at + edit->run;
    const size_t end = run_end < to ? run_end : to;
    for (; cursor->at < end; cursor->at++) {
        cursor->raw += 2;
        if (map->text[cursor->at] == '\n') {
            cursor->line++;
            cursor->line_start = cursor->raw;
        }
    }
    if (end < run_end)
        return;
    cursor->raw += (uint64_t)(int64_t)edit->extra;
    if (edit->has_line) {
        cursor->line++;
        cursor->line_start = cursor->raw;
    }
    cursor->edit++;
}

void text_cursor_move(struct text_cursor *cursor, const struct text_map *map, size_t to,
                      bool is_end)
{
    while (cursor->edit < map->count) {
        const size_t at_hand = cursor->edit;
        const struct text_edit *const edit = &map->edits[at_hand];
        if (edit->at > to || (edit->at == to && (edit->run > 0 || (is_end && edit->is_gap))))
            break;
        text_cursor_pass(cursor, map, edit->at);
        text_cursor_pass_edit(cursor, map, edit, to);
        if (cursor->edit == at_hand)
            break; /* to is inside of it */
    }
    text_cursor_pass(cursor, map, to);
    /* Half a unit at the very end became one character all the same. */
    if (cursor->raw > map->raw_end)
        cursor->raw = map->raw_end;
}

uint64_t text_cursor_end(const struct text_cursor *start, const struct text_map *map, size_t to)
{
    if (start->edit < map->count && map->edits[start->edit].at <= to) {
        struct text_cursor end = *start;
        text_cursor_move(&end, map, to, true);
        return end.raw;
    }
    const size_t len = to - start->at;
    const uint64_t raw = start->raw + text_raw_len(map->unit, map->text + start->at, len);
    return raw < map->raw_end ? raw : map->raw_end;
}
