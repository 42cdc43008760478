/* The part of a finding's line that is ours: detector, place, confidence, evidence, flags. */
#include "crawler/report/finding_rest.h"

#include "crawler/base/json.h"

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

static size_t finding_rest_count_digits(uint64_t number)
{
    size_t count = 1;
    for (; number >= 10000; number /= 10000)
        count += 4;
    return count + (number >= 10) + (number >= 100) + (number >= 1000);
}

static void finding_rest_add_digits(struct finding_rest *rest, uint64_t number)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";
    const size_t count = finding_rest_count_digits(number);
    uint8_t *at = rest->at + count;
    rest->at = at;
    for (; number >= 10000; number /= 10000) {
        const unsigned low = (unsigned)(number % 10000);
        at -= 4;
        memcpy(at, pairs + 2 * (size_t)(low / 100), 2);
        memcpy(at + 2, pairs + 2 * (size_t)(low % 100), 2);
    }
    unsigned left = (unsigned)number;
    for (; left >= 10; left /= 100) {
        at -= 2;
        memcpy(at, pairs + 2 * (size_t)(left % 100), 2);
    }
    if (at > rest->at - count)
        at[-1] = (uint8_t)('0' + left);
}

static inline __attribute__((always_inline)) void
finding_rest_add_number(struct finding_rest *rest, const char *key, uint64_t number)
{
    finding_rest_add(rest, key);
    if (number < 10)
        *rest->at++ = (uint8_t)('0' + number);
    else
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
