/* Names from outside as JSON members. */
#include "crawler/report/bytes_field.h"

#include "crawler/base/utf8.h"

static void bytes_field_base64(struct json *json, struct span bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buffer text;
    buffer_init(&text, json->out->limit);
    for (size_t i = 0; i < bytes.len; i += 3) {
        const size_t left = bytes.len - i;
        uint32_t group = (uint32_t)bytes.ptr[i] << 16;
        group |= left > 1 ? (uint32_t)bytes.ptr[i + 1] << 8 : 0;
        group |= left > 2 ? bytes.ptr[i + 2] : 0;
        buffer_append_char(&text, digits[group >> 18]);
        buffer_append_char(&text, digits[group >> 12 & 63]);
        buffer_append_char(&text, left > 1 ? digits[group >> 6 & 63] : '=');
        buffer_append_char(&text, left > 2 ? digits[group & 63] : '=');
    }
    if (text.is_failed)
        json->out->is_failed = true;
    json_bytes(json, (struct span){text.ptr, text.len});
    buffer_free(&text);
}

void bytes_field_write(struct json *json, const char *key, const char *key_b64, struct span bytes)
{
    json_field_bytes(json, key, bytes);
    if (utf8_is_valid(bytes))
        return;
    json_key(json, key_b64);
    bytes_field_base64(json, bytes);
}
