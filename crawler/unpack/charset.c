/* How bytes stand for characters. */
#include "crawler/unpack/charset.h"

#include <stdbool.h>
#include <string.h>

struct charset_mark {
    enum charset charset;
    size_t len;
    uint8_t bytes[4];
};

/* UTF-32 stands before UTF-16, whose little-endian mark is the start of its own. */
static const struct charset_mark charset_marks[] = {
    {CHARSET_UTF32LE, 4, {0xFF, 0xFE, 0x00, 0x00}},
    {CHARSET_UTF32BE, 4, {0x00, 0x00, 0xFE, 0xFF}},
    {CHARSET_UTF16LE, 2, {0xFF, 0xFE}},
    {CHARSET_UTF16BE, 2, {0xFE, 0xFF}},
    {CHARSET_BYTES, 3, {0xEF, 0xBB, 0xBF}},
};

#define CHARSET_MARKS (sizeof charset_marks / sizeof charset_marks[0])

size_t charset_unit(enum charset charset)
{
    if (charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE)
        return 2;
    return charset == CHARSET_UTF32LE || charset == CHARSET_UTF32BE ? 4 : 1;
}

uint32_t charset_read_unit(enum charset charset, const uint8_t *bytes)
{
    switch (charset) {
    case CHARSET_UTF16LE:
        return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
    case CHARSET_UTF16BE:
        return (uint32_t)bytes[0] << 8 | (uint32_t)bytes[1];
    case CHARSET_UTF32LE:
        return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
               (uint32_t)bytes[3] << 24;
    case CHARSET_UTF32BE:
        return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
               (uint32_t)bytes[3];
    default:
        return bytes[0];
    }
}

static bool charset_has_mark(const struct charset_mark *mark, struct span head)
{
    return head.len >= mark->len && memcmp(head.ptr, mark->bytes, mark->len) == 0;
}

size_t charset_mark_len(enum charset charset, struct span head)
{
    for (size_t i = 0; i < CHARSET_MARKS; i++) {
        if (charset_marks[i].charset == charset && charset_has_mark(&charset_marks[i], head))
            return charset_marks[i].len;
    }
    return 0;
}

/*
 * Controls that texts hold: SOH STX ETX, by which Hive separates values, BS TAB LF VT FF CR, SUB
 * (the end of a DOS text), ESC, and FS GS RS US, which HL7, X12 and NCPDP use as separators.
 */
static bool charset_is_odd_control(uint32_t unit)
{
    const uint32_t usual = UINT32_C(0xFC003F0E);
    return unit == 0x7F || (unit < 0x20 && (usual >> unit & 1) == 0);
}

struct charset_counts {
    size_t units;
    size_t ascii; /* printable or a usual control */
    size_t odd;   /* NUL, odd controls, noncharacters, surrogates without their other half */
};

static bool charset_is_surrogate(uint32_t unit, uint32_t first)
{
    return unit >= first && unit < first + 0x400;
}

/* Counts the whole units of head as charset, which is one of UTF-16 and UTF-32. */
static struct charset_counts charset_count(enum charset charset, struct span head)
{
    const size_t size = charset_unit(charset);
    struct charset_counts counts = {.units = head.len / size};
    bool is_second = false;
    for (size_t i = 0; i < counts.units; i++) {
        const uint32_t unit = charset_read_unit(charset, head.ptr + i * size);
        const bool is_last = i + 1 == counts.units;
        if (charset_is_surrogate(unit, 0xDC00) && is_second && size == 2) {
            is_second = false;
            continue;
        }
        counts.odd += is_second;
        is_second = charset_is_surrogate(unit, 0xD800) && size == 2;
        if (is_second && !is_last)
            continue;
        const bool is_odd = charset_is_odd_control(unit) || (unit & 0xFFFE) == 0xFFFE ||
                            unit > 0x10FFFF || charset_is_surrogate(unit, 0xDC00) ||
                            (charset_is_surrogate(unit, 0xD800) && size == 4);
        counts.odd += is_odd;
        counts.ascii += !is_odd && unit < 0x7F;
    }
    return counts;
}

/* With a mark nearly every unit must be a character; a few bad ones may be damage. */
static bool charset_agrees(enum charset charset, struct span head)
{
    const struct charset_counts counts = charset_count(charset, head);
    return counts.odd * 32 <= counts.units;
}

/* Without a mark it must be mostly ASCII, and clean. */
static bool charset_shows(enum charset charset, struct span head)
{
    const struct charset_counts counts = charset_count(charset, head);
    return counts.units >= 2 && counts.odd * 64 <= counts.units &&
           counts.ascii * 10 >= counts.units * 6;
}

static enum charset charset_guess_bytes(struct span head)
{
    size_t odd = 0;
    for (size_t i = 0; i < head.len; i++) {
        if (head.ptr[i] == 0)
            return CHARSET_BINARY;
        odd += charset_is_odd_control(head.ptr[i]);
    }
    return odd * 50 <= head.len ? CHARSET_BYTES : CHARSET_BINARY;
}

enum charset charset_guess(struct span head)
{
    static const enum charset wide[] = {CHARSET_UTF32LE, CHARSET_UTF32BE, CHARSET_UTF16LE,
                                        CHARSET_UTF16BE};
    if (head.len > CHARSET_HEAD)
        head.len = CHARSET_HEAD;
    for (size_t i = 0; i < CHARSET_MARKS; i++) {
        const struct charset_mark *const mark = &charset_marks[i];
        const struct span rest = {head.ptr + mark->len, head.len - mark->len};
        if (charset_unit(mark->charset) > 1 && charset_has_mark(mark, head) &&
            charset_agrees(mark->charset, rest))
            return mark->charset;
    }
    if (head.len > 0 && memchr(head.ptr, 0, head.len) != NULL) {
        for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
            if (charset_shows(wide[i], head))
                return wide[i];
        }
    }
    return charset_guess_bytes(head);
}
