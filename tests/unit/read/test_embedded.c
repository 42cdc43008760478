/* Files in values, in any pieces: what is kept of them, and what is said of what is not. */
#include "crawler/read/embedded.h"
#include "tests/unit/read/field_log.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})

static const struct {
    const char *name, *letters, *content;
} rows[] = {
    {"nothing", "", ""},
    {"whole", "aGVsbG8gd29ybGQ=", "hello world"},
    {"without padding", "aGVsbG8gd29ybGQ", "hello world"},
    {"over lines", "aGVs\r\nbG8g\r\nd29ybGQ=\r\n", "hello world"},
    {"escaped slashes", "Pz8\\/Pz8\\/", "\x3F\x3F\x3F\x3F\x3F\x3F"},
    {"of URLs", "Pz8_Pj4-", "\x3F\x3F\x3F>>>"},
    {"two, each with its padding", "aGVsbG8=d29ybGQ=", "helloworld"},
    {"no base64", "@@@@", ""},
};
#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct embedded *make_embedded(void)
{
    struct embedded *const embedded = malloc(sizeof *embedded);
    ck_assert_ptr_nonnull(embedded);
    embedded_init(embedded);
    return embedded;
}

static void free_embedded(struct embedded *embedded)
{
    embedded_free(embedded);
    free(embedded);
}

static void check_file(const struct embedded *embedded, size_t file, struct span path,
                       const char *content)
{
    const struct span got = embedded_content(embedded, file);
    ck_assert_uint_eq(got.len, strlen(content));
    ck_assert_mem_eq(got.ptr, content, got.len);
    ck_assert_uint_eq(embedded_path(embedded, file).len, path.len);
    ck_assert_mem_eq(embedded_path(embedded, file).ptr, path.ptr, path.len);
}

/* Cut in two at every letter, and between files that were there before. */
START_TEST(is_decoded)
{
    const size_t len = strlen(rows[_i].letters);
    const uint8_t *const letters = (const uint8_t *)rows[_i].letters;
    for (size_t cut = 0; cut <= len; cut++) {
        struct embedded *const embedded = make_embedded();
        embedded_take(embedded, &(struct embedded_piece){TEXT("$.a"), TEXT("QQ=="), true, true});
        embedded_take(embedded,
                      &(struct embedded_piece){TEXT("$.bc"), {letters, cut}, true, false});
        check_file(embedded, 0, TEXT("$.a"), "A");
        ck_assert_uint_eq(embedded->count, 1);
        embedded_forget(embedded);
        ck_assert_uint_eq(embedded->count, 0);
        embedded_take(embedded,
                      &(struct embedded_piece){TEXT("?"), {letters + cut, len - cut}, true, true});
        ck_assert_uint_eq(embedded->count, 1);
        check_file(embedded, 0, TEXT("$.bc"), rows[_i].content);
        ck_assert(!embedded->is_lost);
        free_embedded(embedded);
    }
}
END_TEST

START_TEST(what_is_not_wanted_is_not_kept)
{
    struct embedded *const embedded = make_embedded();
    embedded_take(embedded, &(struct embedded_piece){TEXT("$.a"), TEXT("QQ=="), false, true});
    embedded_take(NULL, &(struct embedded_piece){TEXT("$.a"), TEXT("QQ=="), true, true});
    ck_assert_uint_eq(embedded->count, 0);
    embedded_close(embedded);
    embedded_forget(embedded);
    ck_assert_uint_eq(embedded->count, 0);
    free_embedded(embedded);
}
END_TEST

/* More than there is room for: the start is kept, and the loss is told. */
START_TEST(what_is_too_large_is_told)
{
    struct embedded *const embedded = make_embedded();
    uint8_t letters[4096];
    memset(letters, 'Q', sizeof letters);
    embedded_open(embedded, TEXT("$.a"));
    for (size_t i = 0; i < EMBEDDED_MAX / 3072 + 2; i++)
        embedded_add(embedded, (struct span){letters, sizeof letters});
    embedded_close(embedded);
    ck_assert_uint_eq(embedded->count, 1);
    ck_assert_uint_eq(embedded_content(embedded, 0).len, EMBEDDED_MAX);
    ck_assert(embedded->is_lost);
    free_embedded(embedded);
}
END_TEST

START_TEST(what_are_too_many_is_told)
{
    struct embedded *const embedded = make_embedded();
    for (size_t i = 0; i < EMBEDDED_FILES; i++)
        embedded_take(embedded, &(struct embedded_piece){TEXT("$.a"), TEXT("QQ"), true, true});
    ck_assert(!embedded->is_lost);
    embedded_take(embedded, &(struct embedded_piece){TEXT("$.a"), TEXT("QQ"), true, true});
    ck_assert(embedded->is_lost);
    ck_assert_uint_eq(embedded->count, EMBEDDED_FILES);
    free_embedded(embedded);
}
END_TEST

static const struct {
    const char *text, *path, *content; /* NULL: no document */
} notebooks[] = {
    {"{\"data\": {\"text/html\": [\"<td>\", \"a\\n\", \"\\u00e9\"]}}", "$.data.text/html",
     "<td>a\n\xC3\xA9"},
    {"{\"data\": {\"text/plain\": \"a\\\\nb \\\"c\\\"\"}, \"x\": \"d\"}", "$.data.text/plain",
     "a\\nb \"c\""},
    {"{\"outputs\": [{\"text\": [\"a  b\\n\", \"1  2\"]}], \"text\": [\"x\"]}", "$.outputs[0].text",
     "a  b\n1  2"},
    {"{\"source\": [\"a\", \"b\"], \"text\": [\"x\"]}", NULL, NULL},
    {"{\"text/plain\": []}", NULL, NULL},
    {"{\"text/plain\": [\"a\", {\"x\": \"QUJDQUJDQUJDQUJDQUJDQUJD\"}, \"b\"]}", "$.text/plain",
     "ab"},
    {"{\"text/plain\": [\"a\", \"b\" c\n{\"x\": \"d\"}", "$.text/plain", "ab"},
};
#define NOTEBOOKS ((int)(sizeof notebooks / sizeof notebooks[0]))

static void ignore(void *user, const struct field *field)
{
    (void)user;
    (void)field;
}

/* Whatever segments the text comes in. */
START_TEST(documents_in_json_are_members)
{
    const uint8_t *const text = (const uint8_t *)notebooks[_i].text;
    const size_t len = strlen(notebooks[_i].text);
    void *const json = json_reader_ops.create(field_log_rules());
    for (size_t cut = 0; cut <= len; cut++) {
        struct embedded *const embedded = make_embedded();
        struct field_sink sink = {.emit = ignore, .embedded = embedded};
        const struct segment first = {.text = text, .len = cut, .after = len - cut};
        const struct segment last = {
            .text = text + cut, .len = len - cut, .before = cut, .offset = cut};
        ck_assert(json_reader_ops.begin(json, (struct span){text, len}, true));
        ck_assert(json_reader_ops.feed(json, &first, &sink));
        ck_assert(json_reader_ops.feed(json, &last, &sink));
        ck_assert(!embedded->is_open);
        ck_assert_uint_eq(embedded->count, notebooks[_i].path != NULL);
        if (notebooks[_i].path != NULL)
            check_file(
                embedded, 0,
                (struct span){(const uint8_t *)notebooks[_i].path, strlen(notebooks[_i].path)},
                notebooks[_i].content);
        free_embedded(embedded);
    }
    json_reader_ops.free(json);
}
END_TEST

/* Feeds text in segments of piece bytes. */
static void feed_pieces(void *json, struct span text, size_t piece, struct field_sink *sink)
{
    ck_assert(json_reader_ops.begin(json, text, true));
    for (size_t at = 0; at < text.len; at += piece) {
        const size_t left = text.len - at, len = left < piece ? left : piece;
        const struct segment segment = {
            .text = text.ptr + at, .len = len, .before = at, .after = left - len, .offset = at};
        ck_assert(json_reader_ops.feed(json, &segment, sink));
    }
}

/* Longer than a piece, with escapes at every place. */
START_TEST(long_documents_are_whole)
{
    enum { LEN = 5000 };
    static char text[LEN * 6 + 64];
    char expected[LEN + 1];
    size_t len = (size_t)sprintf(text, "{\"text/html\": \"");
    for (size_t i = 0; i < LEN; i++) {
        const char *const written = i % 11 == 0 ? "\\u0041" : i % 7 < (size_t)_i ? "\\\\" : "x";
        expected[i] = (char)(written[1] == 'u' ? 'A' : written[0]);
        len += (size_t)sprintf(text + len, "%s", written);
    }
    expected[LEN] = '\0';
    len += (size_t)sprintf(text + len, "\"}");
    void *const json = json_reader_ops.create(field_log_rules());
    const size_t pieces[] = {1, 5, 613, len - 2, len};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct embedded *const embedded = make_embedded();
        struct field_sink sink = {.emit = ignore, .embedded = embedded};
        feed_pieces(json, (struct span){(const uint8_t *)text, len}, pieces[i], &sink);
        ck_assert_uint_eq(embedded->count, 1);
        check_file(embedded, 0, TEXT("$.text/html"), expected);
        free_embedded(embedded);
    }
    json_reader_ops.free(json);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("embedded");
    TCase *const tcase = tcase_create("embedded");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, is_decoded, 0, ROWS);
    tcase_add_test(tcase, what_is_not_wanted_is_not_kept);
    tcase_add_test(tcase, what_is_too_large_is_told);
    tcase_add_test(tcase, what_are_too_many_is_told);
    tcase_add_loop_test(tcase, documents_in_json_are_members, 0, NOTEBOOKS);
    tcase_add_loop_test(tcase, long_documents_are_whole, 0, 7);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
