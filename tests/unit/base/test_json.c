/* JSON text, byte for byte. */
#include "crawler/base/json.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *name;
    const char *bytes;
    size_t len;
    const char *expected;
};

#define TEXT(s) s, sizeof s - 1

static const struct row rows[] = {
    {"empty", TEXT(""), "\"\""},
    {"plain", TEXT("a b"), "\"a b\""},
    {"quote and backslash", TEXT("\"\\"), "\"\\\"\\\\\""},
    {"short escapes", TEXT("\n\r\t"), "\"\\n\\r\\t\""},
    {"NUL and DEL", TEXT("\0\x7f"), "\"\\u0000\\u007f\""},
    {"line separators", TEXT("\xE2\x80\xA8\xE2\x80\xA9"), "\"\\u2028\\u2029\""},
    {"two bytes", TEXT("\xC3\xA9"), "\"\xC3\xA9\""},
    {"four bytes", TEXT("\xF0\x9F\x98\x80"), "\"\xF0\x9F\x98\x80\""},
    {"overlong slash", TEXT("\xC0\xAF"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"surrogate", TEXT("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"cut sequence", TEXT("a\xE2\x80"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"above the last plane", TEXT("\xF4\x90\x80\x80"),
     "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"angle brackets stay", TEXT("</script>"), "\"</script>\""},
};

START_TEST(strings)
{
    const struct row *const row = &rows[_i];
    struct buffer out;
    buffer_init(&out, 1000);
    struct json json = {.out = &out};
    json_bytes(&json, (struct span){(const uint8_t *)row->bytes, row->len});
    ck_assert_msg(strcmp(buffer_str(&out), row->expected) == 0, "%s: %s", row->name,
                  buffer_str(&out));
    buffer_free(&out);
}
END_TEST

/* Runs of plain characters are copied in one piece: what ends one is seen at every place. */
START_TEST(every_byte_at_every_place)
{
    static const char plain[] = "abcdefghijklmnopqrs";
    static const char *const shorts[] = {['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"};
    const int byte = _i;
    char special[8];
    snprintf(special, sizeof special, byte < 0x20 || byte == 0x7F ? "\\u%04x" : "%c", byte);
    if (byte <= '\r' && shorts[byte] != NULL)
        snprintf(special, sizeof special, "%s", shorts[byte]);
    if (byte == '"' || byte == '\\')
        snprintf(special, sizeof special, "\\%c", byte);
    if (byte >= 0x80)
        snprintf(special, sizeof special, "\xEF\xBF\xBD");
    for (size_t len = 1; len < sizeof plain; len++) {
        for (size_t at = 0; at < len; at++) {
            uint8_t text[sizeof plain];
            char expected[64];
            struct buffer out;
            buffer_init(&out, 1000);
            struct json json = {.out = &out};
            memcpy(text, plain, len);
            text[at] = (uint8_t)byte;
            snprintf(expected, sizeof expected, "\"%.*s%s%.*s\"", (int)at, plain, special,
                     (int)(len - at - 1), plain + at + 1);
            json_bytes(&json, (struct span){text, len});
            ck_assert_str_eq(buffer_str(&out), expected);
            buffer_free(&out);
        }
    }
}
END_TEST

START_TEST(nesting)
{
    struct buffer out;
    buffer_init(&out, 1000);
    struct json json = {.out = &out};
    json_begin_object(&json);
    json_field_uint(&json, "a", UINT64_MAX);
    json_key(&json, "b");
    json_begin_array(&json);
    json_int(&json, -1);
    json_begin_object(&json);
    json_end_object(&json);
    json_bool(&json, false);
    json_end_array(&json);
    json_key(&json, "c");
    json_null(&json);
    json_field_str(&json, "d", NULL);
    json_end_object(&json);
    ck_assert_str_eq(buffer_str(&out),
                     "{\"a\":18446744073709551615,\"b\":[-1,{},false],\"c\":null,\"d\":null}");
    buffer_free(&out);
}
END_TEST

START_TEST(limit)
{
    struct buffer out;
    buffer_init(&out, 4);
    struct json json = {.out = &out};
    json_str(&json, "too long");
    ck_assert(out.is_failed);
    ck_assert_uint_le(out.len, 4);
    ck_assert_ptr_null(buffer_str(&out));
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("json");
    TCase *const tcase = tcase_create("json");
    tcase_add_loop_test(tcase, strings, 0, sizeof rows / sizeof rows[0]);
    tcase_add_loop_test(tcase, every_byte_at_every_place, 0, 256);
    tcase_add_test(tcase, nesting);
    tcase_add_test(tcase, limit);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
