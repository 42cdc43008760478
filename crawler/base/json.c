/* Writes compact JSON. */
#include "crawler/base/json.h"

#include "crawler/base/utf8.h"

#include <assert.h>
#include <endian.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define JSON_EACH UINT64_C(0x0101010101010101) /* one in each byte */

/* Puts the comma that is due before a value or key. */
static void json_separate(struct json *json)
{
    const uint64_t bit = UINT64_C(1) << json->level;
    if ((json->has_item & bit) != 0)
        buffer_append_char(json->out, ',');
    json->has_item |= bit;
}

static void json_open(struct json *json, char bracket)
{
    json_separate(json);
    assert(json->level < 63);
    json->level++;
    json->has_item &= ~(UINT64_C(1) << json->level);
    buffer_append_char(json->out, bracket);
}

static void json_close(struct json *json, char bracket)
{
    assert(json->level > 0);
    json->level--;
    buffer_append_char(json->out, bracket);
}

void json_begin_object(struct json *json)
{
    json_open(json, '{');
}

void json_end_object(struct json *json)
{
    json_close(json, '}');
}

void json_begin_array(struct json *json)
{
    json_open(json, '[');
}

void json_end_array(struct json *json)
{
    json_close(json, ']');
}

/* Writes one character of a string, escaped where RFC 8259 or a careless reader wants it. */
static void json_char(struct buffer *out, uint32_t point, struct span raw)
{
    switch (point) {
    case '"':
        buffer_append_str(out, "\\\"");
        return;
    case '\\':
        buffer_append_str(out, "\\\\");
        return;
    case '\n':
        buffer_append_str(out, "\\n");
        return;
    case '\r':
        buffer_append_str(out, "\\r");
        return;
    case '\t':
        buffer_append_str(out, "\\t");
        return;
    default:
        break;
    }
    if (point < 0x20 || point == 0x7F || point == 0x2028 || point == 0x2029)
        buffer_append_format(out, "\\u%04" PRIx32, point);
    else
        buffer_append(out, raw.ptr, raw.len);
}

/* Bit 7 of the bytes of word that are zero; exact up to the lowest of them. */
static uint64_t json_zero_bytes(uint64_t word)
{
    return (word - JSON_EACH) & ~word & (JSON_EACH << 7);
}

/* Bit 7 of the bytes of word that json_char() must look at; exact up to the lowest of them. */
static uint64_t json_special_bytes(uint64_t word)
{
    const uint64_t controls = (word - JSON_EACH * 0x20) & ~word;
    return ((controls | word) & (JSON_EACH << 7)) | json_zero_bytes(word ^ (JSON_EACH * '"')) |
           json_zero_bytes(word ^ (JSON_EACH * '\\')) | json_zero_bytes(word ^ (JSON_EACH * 0x7F));
}

/* How many bytes at the start of text are written as they are: most texts are such a run. */
static size_t json_plain_len(struct span text)
{
    size_t at = 0;
    while (at < text.len) {
        const size_t len = text.len - at < sizeof(uint64_t) ? text.len - at : sizeof(uint64_t);
        uint64_t word = 0; /* of the bytes behind the end: controls */
        memcpy(&word, text.ptr + at, len);
        const uint64_t special = json_special_bytes(le64toh(word));
        if (special != 0)
            return at + (size_t)__builtin_ctzll(special) / 8;
        at += len;
    }
    return at;
}

static bool json_word_is_plain(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return json_special_bytes(word) == 0;
}

/* Words that overlap or meet, and no copy of a length that is known here only: this is asked of the
 * name in every finding's line. */
bool json_is_plain(struct span text)
{
    const size_t step = sizeof(uint64_t);
    uint8_t few[] = {'.', '.', '.', '.', '.', '.', '.', '.'};
    if (text.len >= step) {
        bool is_plain = json_word_is_plain(text.ptr + text.len - step);
        for (size_t at = 0; is_plain && at + step < text.len; at += step)
            is_plain = json_word_is_plain(text.ptr + at);
        return is_plain;
    }
    if (text.len >= step / 2) {
        memcpy(few, text.ptr, step / 2);
        memcpy(few + step / 2, text.ptr + text.len - step / 2, step / 2);
    } else if (text.len > 0) {
        few[0] = text.ptr[0];
        few[1] = text.ptr[text.len / 2];
        few[2] = text.ptr[text.len - 1];
    }
    return json_word_is_plain(few);
}

static void json_string(struct buffer *out, struct span text)
{
    buffer_append_char(out, '"');
    while (text.len > 0) {
        const size_t plain = json_plain_len(text);
        buffer_append(out, text.ptr, plain);
        text.ptr += plain;
        text.len -= plain;
        if (text.len == 0)
            break;
        uint32_t point;
        size_t len = utf8_decode(text, &point);
        if (len == 0) {
            buffer_append_str(out, "\xEF\xBF\xBD");
            len = 1;
        } else {
            json_char(out, point, (struct span){text.ptr, len});
        }
        text.ptr += len;
        text.len -= len;
    }
    buffer_append_char(out, '"');
}

void json_key(struct json *json, const char *key)
{
    json_separate(json);
    json_string(json->out, (struct span){(const uint8_t *)key, strlen(key)});
    buffer_append_char(json->out, ':');
    json->has_item &= ~(UINT64_C(1) << json->level); /* the value needs no comma */
}

void json_bytes(struct json *json, struct span text)
{
    json_separate(json);
    json_string(json->out, text);
}

void json_str(struct json *json, const char *text)
{
    if (text == NULL)
        json_null(json);
    else
        json_bytes(json, (struct span){(const uint8_t *)text, strlen(text)});
}

void json_uint(struct json *json, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    json_separate(json);
    buffer_append(json->out, digits + at, sizeof digits - at);
}

void json_int(struct json *json, int64_t value)
{
    json_separate(json);
    buffer_append_format(json->out, "%" PRId64, value);
}

void json_real(struct json *json, double value, int digits)
{
    if (!isfinite(value)) {
        json_null(json);
        return;
    }
    json_separate(json);
    buffer_append_format(json->out, "%.*f", digits, value);
}

void json_bool(struct json *json, bool value)
{
    json_separate(json);
    buffer_append_str(json->out, value ? "true" : "false");
}

void json_null(struct json *json)
{
    json_separate(json);
    buffer_append_str(json->out, "null");
}

void json_field_str(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_str(json, text);
}

void json_field_bytes(struct json *json, const char *key, struct span text)
{
    json_key(json, key);
    json_bytes(json, text);
}

void json_field_uint(struct json *json, const char *key, uint64_t value)
{
    json_key(json, key);
    json_uint(json, value);
}

void json_field_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}
