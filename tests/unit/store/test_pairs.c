/* Names and values in one text, as they are put in and taken out. */
#include "crawler/store/page_entry.h"
#include "crawler/store/pairs.h"
#include "crawler/store/provider.h"

#include "suite.h"

#include <string.h>

struct pairs_case {
    const char *text;
    const char *expected; /* "name>value|..." */
};

static const struct pairs_case pairs_cases[] = {
    {"", ""},         {"a=b", "a>b|"},     {"a=b&c=d", "a>b|c>d|"}, {"a%3Db=c%26d", "a=b>c&d|"},
    {"a=", "a>|"},    {"a", "a>|"},        {"=b", ">b|"},           {"a=b=c", "a>b=c|"},
    {"a=b&", "a>b|"}, {"%zz=%", "%zz>%|"},
};

static void write_pairs(const char *text, struct buffer *out)
{
    struct buffer name, value;
    buffer_init(&name, 1024);
    buffer_init(&value, 1024);
    while (pairs_next(&text, &name, &value))
        buffer_append_format(out, "%s>%s|", (const char *)name.ptr, (const char *)value.ptr);
    ck_assert(!name.is_failed && !value.is_failed);
    ck_assert_ptr_nonnull(buffer_str(out));
    buffer_free(&name);
    buffer_free(&value);
}

START_TEST(test_pairs)
{
    struct buffer out;
    buffer_init(&out, 1024);
    write_pairs(pairs_cases[_i].text, &out);
    ck_assert_str_eq((const char *)out.ptr, pairs_cases[_i].expected);
    buffer_free(&out);
}
END_TEST

/* Values of every length about the pieces they are encoded in, each byte escaped. */
START_TEST(test_lengths)
{
    enum { LONGEST = 600 };
    uint8_t bytes[LONGEST];
    struct buffer pairs, name, value;
    memset(bytes, 0xff, sizeof bytes);
    buffer_init(&pairs, 4 * LONGEST);
    buffer_init(&name, 4 * LONGEST);
    buffer_init(&value, 4 * LONGEST);
    for (size_t len = 250; len <= LONGEST; len++) {
        buffer_clear(&pairs);
        page_entry_add_pair(&pairs, (struct span){bytes, 1}, (struct span){bytes, len});
        const char *text = buffer_str(&pairs);
        ck_assert(pairs_next(&text, &name, &value) && *text == '\0');
        ck_assert_uint_eq(value.len, len);
        ck_assert_mem_eq(value.ptr, bytes, len);
    }
    buffer_free(&pairs);
    buffer_free(&name);
    buffer_free(&value);
}
END_TEST

/* Metadata of both kinds of stores, among other headers. */
START_TEST(test_metadata)
{
    static const char lines[] = "HTTP/1.1 200 OK\r\nx-amz-meta-colour: gr\xc3\xbcn \r\n"
                                "X-Amz-Meta-A&b: c=d\r\nno header\r\nx-amz-meta-: none\r\n"
                                "x-ms-meta-Team: a b\r\nx-amz-metal: no\r\nx-amz-meta-empty:\r\n";
    struct http_headers headers;
    struct buffer pairs, out;
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, lines);
    buffer_init(&pairs, 4096);
    buffer_init(&out, 4096);
    provider_read_metadata(&headers, &pairs);
    ck_assert_ptr_nonnull(buffer_str(&pairs));
    write_pairs((const char *)pairs.ptr, &out);
    ck_assert_str_eq((const char *)out.ptr, "colour>gr\xc3\xbcn|A&b>c=d|Team>a b|empty>|");
    buffer_free(&headers.lines);
    buffer_free(&pairs);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("pairs");
    TCase *const tcase = tcase_create("pairs");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_pairs, 0, sizeof pairs_cases / sizeof *pairs_cases);
    tcase_add_test(tcase, test_lengths);
    tcase_add_test(tcase, test_metadata);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
