/* The part of a finding's line that is ours: detector, place, confidence, evidence, flags. */
#include "crawler/report/finding_rest.h"

#include "crawler/base/json.h"

#include <string.h>

#define NAME_MAX_PLAIN 256 /* bytes; longer names go the long way */
#define NUMBERS_SIZE 256   /* 7 numbers and their keys, two commas and brackets: below 200 */
#define REST_SIZE (2 * FINDING_WORDS_MAX + NUMBERS_SIZE + 2 * NAME_MAX_PLAIN)

struct finding_rest {
    struct buffer *out;
    size_t len;
    char text[REST_SIZE]; /* not yet in out */
};

static void finding_rest_add_bytes(struct finding_rest *rest, const void *bytes, size_t len)
{
    if (len > REST_SIZE - rest->len)
        return; /* cannot be: REST_SIZE holds the longest of everything */
    memcpy(rest->text + rest->len, bytes, len);
    rest->len += len;
}

/* In line, so that the length of a constant is one as well. */
static inline __attribute__((always_inline)) void finding_rest_add(struct finding_rest *rest,
                                                                   const char *text)
{
    finding_rest_add_bytes(rest, text, strlen(text));
}

static void finding_rest_add_digits(struct finding_rest *rest, uint64_t number)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";
    char digits[20];
    size_t at = sizeof digits;
    for (; number >= 10; number /= 100) {
        at -= 2;
        memcpy(digits + at, pairs + 2 * (number % 100), 2);
    }
    if (number > 0 || at == sizeof digits)
        digits[--at] = (char)('0' + number);
    if (sizeof digits > REST_SIZE - rest->len)
        return; /* cannot be, as above */
    memcpy(rest->text + rest->len, digits + at, sizeof digits - at);
    rest->len += sizeof digits - at;
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

/* Names out of the data may need escapes: what is gathered goes out in front of those. */
static void finding_rest_add_name(struct finding_rest *rest, const char *key, struct span name)
{
    finding_rest_add(rest, key);
    if (name.len <= NAME_MAX_PLAIN && json_is_plain(name)) {
        finding_rest_add(rest, "\"");
        finding_rest_add_bytes(rest, name.ptr, name.len);
        finding_rest_add(rest, "\"");
        return;
    }
    struct json json = {.out = rest->out};
    buffer_append(rest->out, rest->text, rest->len);
    rest->len = 0;
    json_bytes(&json, name);
}

static void finding_rest_add_names(struct finding_rest *rest, const struct finding_record *record)
{
    if (record->cell.row > 0) {
        finding_rest_add_number(rest, ",\"cell\":{\"row\":", record->cell.row);
        finding_rest_add_number(rest, ",\"column\":", record->cell.column);
        if (record->cell.name.ptr != NULL)
            finding_rest_add_name(rest, ",\"name\":", record->cell.name);
        finding_rest_add(rest, "}");
    }
    if (record->path.ptr != NULL)
        finding_rest_add_name(rest, ",\"path\":", record->path);
    if (record->page > 0)
        finding_rest_add_number(rest, ",\"page\":", record->page);
}

void finding_rest_render(struct buffer *out, struct finding_words *words,
                         const struct finding_record *record)
{
    const struct detector *const detector =
        record->detector != NULL ? record->detector : detector_at(record->finding.detector);
    char written[FINDING_WORDS_MAX];
    struct finding_rest rest;
    rest.out = out;
    rest.len = 0; /* the text need not be cleared */
    struct span part = finding_words_detector(words, detector, written);
    finding_rest_add_bytes(&rest, part.ptr, part.len);
    finding_rest_add_place(&rest, record);
    finding_rest_add_names(&rest, record);
    finding_rest_add(&rest, ",");
    part = finding_words_reasons(words, &record->finding, written);
    finding_rest_add_bytes(&rest, part.ptr, part.len);
    finding_rest_add(&rest, "}");
    buffer_append(out, rest.text, rest.len);
}
