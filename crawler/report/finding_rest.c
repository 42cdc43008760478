/* The part of a finding's line that is ours: detector, place, confidence, evidence, flags. */
#include "crawler/report/finding_rest.h"

#include "crawler/base/json.h"

#include <endian.h>
#include <string.h>

#define NAME_MAX_PLAIN 256 /* bytes; longer names go the long way */
#define NUMBERS_SIZE 256   /* 7 numbers and their keys, two commas and brackets: below 200 */

/* Room for the longest of everything, and for what is written behind the end of words. */
#define REST_SIZE (2 * FINDING_WORDS_MAX + NUMBERS_SIZE + 2 * NAME_MAX_PLAIN + FINDING_WORDS_STEP)

struct finding_rest {
    struct buffer *out;
    uint8_t *at; /* behind what is written; in out, which has room for all that is to come */
};

/* Makes room for the rest of the line; false when there is none. */
static bool finding_rest_open(struct finding_rest *rest)
{
    rest->at = buffer_room(rest->out, REST_SIZE);
    return rest->at != NULL;
}

static void finding_rest_close(struct finding_rest *rest)
{
    rest->out->len = (size_t)(rest->at - rest->out->ptr);
}

static void finding_rest_add_bytes(struct finding_rest *rest, const void *bytes, size_t len)
{
    memcpy(rest->at, bytes, len);
    rest->at += len;
}

/* Copies whole steps: a length that the compiler knows costs a fraction of a call. */
static void finding_rest_add_words(struct finding_rest *rest, struct span words)
{
    for (size_t i = 0; i < words.len; i += FINDING_WORDS_STEP)
        memcpy(rest->at + i, words.ptr + i, FINDING_WORDS_STEP);
    rest->at += words.len;
}

/* In line, so that the length of a constant is one as well. */
static inline __attribute__((always_inline)) void finding_rest_add(struct finding_rest *rest,
                                                                   const char *text)
{
    finding_rest_add_bytes(rest, text, strlen(text));
}

/* The eight digits of a number below 10^8, the first one lowest: each step parts all numbers that
 * the word holds in two. No branch asks how many digits there are, which would often go wrong. */
static uint64_t finding_rest_digits(uint32_t number)
{
    const uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    const uint64_t hundreds = (fours * 5243 >> 19) & UINT64_C(0x0000007F0000007F);
    const uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
    const uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000F000F000F000F);
    return tens | (twos - 10 * tens) << 8;
}

/* Writes whole words; what is behind the last digit is written over. */
static void finding_rest_add_digits(struct finding_rest *rest, uint64_t number)
{
    const uint32_t part = 100000000;
    const bool is_long = number >= part;
    if (is_long)
        finding_rest_add_digits(rest, number / part);
    const uint64_t digits = finding_rest_digits((uint32_t)(is_long ? number % part : number));
    const uint64_t last = UINT64_C(1) << 56; /* a zero is written, too */
    const int zeros = is_long ? 0 : __builtin_ctzll(digits | last) / 8;
    const uint64_t text = htole64((digits | UINT64_C(0x3030303030303030)) >> 8 * zeros);
    memcpy(rest->at, &text, sizeof text);
    rest->at += sizeof text - (size_t)zeros;
}

static inline __attribute__((always_inline)) void
finding_rest_add_number(struct finding_rest *rest, const char *key, uint64_t number)
{
    finding_rest_add(rest, key);
    finding_rest_add_digits(rest, number);
}

static void finding_rest_add_place(struct finding_rest *rest, const struct finding_record *record)
{
    finding_rest_add_number(rest, ",\"offset\":", record->offset);
    finding_rest_add_number(rest, ",\"length\":", record->length);
    if (record->line == 0)
        return;
    finding_rest_add_number(rest, ",\"line\":", record->line);
    finding_rest_add_number(rest, ",\"column\":", record->column);
}

/* Names out of the data may need escapes: what is written is given to out in front of those. False
 * when there is no room behind them. */
static bool finding_rest_add_name(struct finding_rest *rest, const char *key, struct span name)
{
    finding_rest_add(rest, key);
    if (name.len <= NAME_MAX_PLAIN && json_is_plain(name)) {
        finding_rest_add(rest, "\"");
        finding_rest_add_bytes(rest, name.ptr, name.len);
        finding_rest_add(rest, "\"");
        return true;
    }
    struct json json = {.out = rest->out};
    finding_rest_close(rest);
    json_bytes(&json, name);
    return finding_rest_open(rest);
}

static bool finding_rest_add_names(struct finding_rest *rest, const struct finding_record *record)
{
    if (record->cell.row > 0) {
        finding_rest_add_number(rest, ",\"cell\":{\"row\":", record->cell.row);
        finding_rest_add_number(rest, ",\"column\":", record->cell.column);
        if (record->cell.name.ptr != NULL &&
            !finding_rest_add_name(rest, ",\"name\":", record->cell.name))
            return false;
        finding_rest_add(rest, "}");
    }
    if (record->path.ptr != NULL && !finding_rest_add_name(rest, ",\"path\":", record->path))
        return false;
    if (record->page > 0)
        finding_rest_add_number(rest, ",\"page\":", record->page);
    return true;
}

void finding_rest_render(struct buffer *out, struct finding_words *words,
                         const struct finding_record *record)
{
    const struct detector *const detector =
        record->detector != NULL ? record->detector : detector_at(record->finding.detector);
    char written[FINDING_WORDS_MAX];
    struct finding_rest rest = {.out = out};
    if (!finding_rest_open(&rest))
        return;
    finding_rest_add_words(&rest, finding_words_detector(words, detector, written));
    finding_rest_add_place(&rest, record);
    if (!finding_rest_add_names(&rest, record))
        return;
    finding_rest_add(&rest, ",");
    finding_rest_add_words(&rest, finding_words_reasons(words, &record->finding, written));
    finding_rest_add(&rest, "}");
    finding_rest_close(&rest);
}
