/* Text of older character sets as a source. */
#include "crawler/unpack/charset_source.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }
#define JA "\xe6\x82\xa3\xe8\x80\x85" /* "patient" */

static const struct {
    const char *name, *charset;
    struct span raw;
    const char *text;
} rows[] = {
    {"escapes of Japanese mail", "ISO-2022-JP-2", BYTES("\x1b$B45<T\x1b(B: 536-90-4399\nx\n"),
     JA ": 536-90-4399\nx\n"},
    {"digits of full width", "CP932", BYTES("SSN \x82\x54\x82\x52\x82\x55 \x8a\xb3\x8e\xd2"),
     "SSN \xef\xbc\x95\xef\xbc\x93\xef\xbc\x96 " JA},
    {"a byte too many", "CP932", BYTES("a\x8a"), "a\xef\xbf\xbd"},
    {"no blank at all", "KOI8-R", BYTES("\xd0\xd0"), "\xd0\xbf\xd0\xbf"},
    {"nothing", "KOI8-R", BYTES(""), ""},
};

/* The same text in pieces of any length, and the end of what is upstream. */
START_TEST(test_pieces)
{
    for (size_t chunk = 1; chunk < 12; chunk++) {
        for (int broken = 0; broken < 2; broken++) {
            struct chunk_source upstream;
            struct charset_source *const source = malloc(sizeof *source);
            char text[128];
            size_t len = 0, got = 0;
            enum status status = STATUS_OK;
            chunk_source_init(&upstream, rows[_i].raw, chunk, broken ? STATUS_SKIP : STATUS_END);
            ck_assert(source != NULL &&
                      charset_source_init(source, &upstream.source, rows[_i].charset));
            while (status == STATUS_OK) {
                got = 0;
                status = byte_source_read(
                    &source->source, (uint8_t *)text + len,
                    chunk < sizeof text - 1 - len ? chunk : sizeof text - 1 - len, &got);
                len += got;
            }
            text[len] = '\0';
            ck_assert_msg(strcmp(text, rows[_i].text) == 0, "%s: %s", rows[_i].name, text);
            ck_assert_int_eq(status, broken ? STATUS_SKIP : STATUS_END);
            charset_source_free(source);
            free(source);
        }
    }
}
END_TEST

/* A text of many pieces: each is decoded from where the one before ended. */
START_TEST(test_long_text)
{
    static const char line[] = "\x1b$B45<T\x1b(B 12\n", shown[] = JA " 12\n";
    const size_t lines = 10000;
    char *const raw = malloc(lines * sizeof line), *const text = malloc(lines * sizeof shown);
    struct charset_source *const source = malloc(sizeof *source);
    struct chunk_source upstream;
    size_t len = 0, got = 0;
    ck_assert(raw != NULL && text != NULL && source != NULL);
    for (size_t i = 0; i < lines; i++)
        memcpy(raw + i * (sizeof line - 1), line, sizeof line);
    chunk_source_init(&upstream, (struct span){(const uint8_t *)raw, lines * (sizeof line - 1)},
                      1000, STATUS_END);
    ck_assert(charset_source_init(source, &upstream.source, "ISO-2022-JP-2"));
    while (byte_source_read(&source->source, (uint8_t *)text + len, 777, &got) == STATUS_OK) {
        for (size_t i = 0; i < got; i++)
            ck_assert_int_eq(text[len + i], shown[(len + i) % (sizeof shown - 1)]);
        len += got;
    }
    ck_assert_uint_eq(len, lines * (sizeof shown - 1));
    charset_source_free(source);
    free(source);
    free(text);
    free(raw);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("charset_source");
    TCase *const tcase = tcase_create("charset_source");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_pieces, 0, (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(tcase, test_long_text);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
