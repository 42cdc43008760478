/* Writes compact JSON. */
#include "crawler/base/json.h"

#include "crawler/base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

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

static void json_string(struct buffer *out, struct span text)
{
    buffer_append_char(out, '"');
    while (text.len > 0) {
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
    json_separate(json);
    buffer_append_format(json->out, "%" PRIu64, value);
}

void json_int(struct json *json, int64_t value)
{
    json_separate(json);
    buffer_append_format(json->out, "%" PRId64, value);
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
