/* ZIP entries packed by bzip2, LZMA, Zstandard and xz: right, wrong, flipped and cut. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/pack_builder.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST "name,ssn\nAda Lovelace,123-45-6789\n"
#define SECOND "name,dob\nAlan Turing,1912-06-23\n"

static const struct method_case {
    unsigned method;
    enum format format;
} method_cases[] = {
    {12, FORMAT_BZIP2}, {14, FORMAT_LZMA}, {20, FORMAT_ZSTD}, {93, FORMAT_ZSTD}, {95, FORMAT_XZ}};

#define METHODS ((int)(sizeof method_cases / sizeof method_cases[0]))

static struct span text_span(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* Packs content as an entry has it: in front of LZMA data stands a header that .lzma has not. */
static void pack_entry(struct buffer *out, const struct method_case *row, struct span content)
{
    enum { SIZE_AT = 5, ALONE_HEADER = 13 };
    struct buffer packed;
    buffer_init(&packed, 1 << 24);
    build_packed(&packed, row->format, content);
    if (row->format == FORMAT_LZMA) {
        buffer_append(out, "\x09\x14\x05\0", 4);
        buffer_append(out, packed.ptr, SIZE_AT);
        buffer_append(out, packed.ptr + ALONE_HEADER, packed.len - ALONE_HEADER);
    } else {
        buffer_append(out, packed.ptr, packed.len);
    }
    buffer_free(&packed);
}

static void add_entry(struct zip_builder *zip, const struct method_case *row, struct span content,
                      unsigned quirks)
{
    struct buffer packed;
    buffer_init(&packed, 1 << 24);
    pack_entry(&packed, row, content);
    const struct zip_builder_packed entry = {row->method, {packed.ptr, packed.len}};
    zip_builder_add_packed(zip, "a.csv", content, quirks | ZIP_HAS_END_MARK, &entry);
    buffer_free(&packed);
}

static void build_pair(struct zip_builder *zip, const struct method_case *row, unsigned quirks)
{
    zip_builder_init(zip);
    add_entry(zip, row, text_span(FIRST), quirks);
    zip_builder_add(zip, "b.csv", text_span(SECOND), ZIP_DEFLATE, 0);
    zip_builder_end(zip, NULL, 0);
}

static void expect(struct span bytes, const char *leaves, const char *reasons)
{
    static const size_t chunks[] = {1, 7, 1000000};
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char got[256];
        chunk_source_init(&source, bytes, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "k.zip", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        if (leaves != NULL)
            ck_assert_str_eq(walk_log_leaves(&log), leaves);
        else
            ck_assert_ptr_nonnull(strstr(walk_log_leaves(&log), "b.csv=" SECOND));
        ck_assert_str_eq(walk_log_reasons(&log, got), reasons);
        walk_log_free(&log);
    }
}

#define BOTH "a.csv=" FIRST "\nb.csv=" SECOND "\n"

/* Sizes in front, behind, in Zip64 fields; each with a right and a wrong CRC. */
START_TEST(test_right)
{
    static const unsigned quirks[] = {0, ZIP_WITH_DESCRIPTOR,
                                      ZIP_WITH_DESCRIPTOR | ZIP_NO_SIGNATURE,
                                      ZIP_WITH_DESCRIPTOR | ZIP_KEEP_SIZES, ZIP_64};
    for (size_t i = 0; i < sizeof quirks / sizeof quirks[0]; i++) {
        struct zip_builder zip;
        build_pair(&zip, &method_cases[_i], quirks[i]);
        expect(zip_builder_span(&zip), BOTH, "");
        zip_builder_free(&zip);
        build_pair(&zip, &method_cases[_i], quirks[i] | ZIP_BAD_CRC);
        expect(zip_builder_span(&zip), BOTH, "checksum");
        zip_builder_free(&zip);
    }
}
END_TEST

START_TEST(test_large)
{
    const size_t len = 300000;
    uint8_t *const text = malloc(len);
    for (size_t i = 0; i < len; i++)
        text[i] = (uint8_t)('a' + i * i / 1000 % 26);
    struct zip_builder zip;
    zip_builder_init(&zip);
    for (int i = 0; i < METHODS; i++)
        add_entry(&zip, &method_cases[i], (struct span){text, len}, 0);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), 0, 0);
    zip_builder_end(&zip, NULL, 0);
    expect(zip_builder_span(&zip),
           "a.csv=<300000>\na.csv=<300000>\na.csv=<300000>\na.csv=<300000>\n"
           "a.csv=<300000>\nb.csv=" SECOND "\n",
           "");
    zip_builder_free(&zip);
    free(text);
}
END_TEST

/* Data of two streams, as programs with more threads write them. */
START_TEST(test_two_streams)
{
    static const struct method_case rows[] = {
        {12, FORMAT_BZIP2}, {93, FORMAT_ZSTD}, {95, FORMAT_XZ}};
    static const unsigned quirks[] = {0, ZIP_WITH_DESCRIPTOR};
    struct zip_builder zip;
    struct buffer packed;
    buffer_init(&packed, 1 << 24);
    build_packed(&packed, rows[_i].format, text_span("one"));
    build_packed(&packed, rows[_i].format, text_span("two"));
    const struct zip_builder_packed entry = {rows[_i].method, {packed.ptr, packed.len}};
    for (size_t i = 0; i < 2; i++) {
        zip_builder_init(&zip);
        zip_builder_add_packed(&zip, "a", text_span("onetwo"), quirks[i], &entry);
        zip_builder_end(&zip, NULL, 0);
        expect(zip_builder_span(&zip), "a=onetwo\n", "");
        zip_builder_free(&zip);
    }
    buffer_free(&packed);
}
END_TEST

/* Data that are not what the method says, and a header that says too little. */
START_TEST(test_wrong)
{
    const struct zip_builder_packed entry = {method_cases[_i].method, text_span("no such data 42")};
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add_packed(&zip, "a", text_span("what"), 0, &entry);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    expect(zip_builder_span(&zip), NULL, "corrupt");
    zip_builder_free(&zip);

    build_pair(&zip, &method_cases[_i], 0);
    zip.bytes.ptr[18] = 12;
    expect(zip_builder_span(&zip), BOTH, "corrupt zip-directory-mismatch");
    zip_builder_free(&zip);
}
END_TEST

/* Nothing is lost without a reason, and what stands behind a fault is found. */
START_TEST(test_damage)
{
    struct zip_builder zip;
    build_pair(&zip, &method_cases[_i], 0);
    const struct span whole = zip_builder_span(&zip);
    for (size_t at = 0; at < whole.len; at++) {
        struct walk_log log;
        zip.bytes.ptr[at] ^= 0x55;
        walk_log_run(&log, whole, "k.zip", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        const bool has_all = walk_log_has(&log, FIRST) && walk_log_has(&log, SECOND);
        ck_assert_msg(has_all || log.coverage.reasons != 0, "byte %d", (int)at);
        walk_log_free(&log);
        zip.bytes.ptr[at] ^= 0x55;

        walk_log_run(&log, (struct span){whole.ptr, at}, "k.zip", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(at == 0 || log.coverage.reasons != 0 || at < 4, "cut at %d", (int)at);
        walk_log_free(&log);
    }
    zip_builder_free(&zip);
}
END_TEST

/* A decoder that wants more than it may have costs its own entry. */
START_TEST(test_memory)
{
    static const uint8_t frame[] = {0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF8, 0x01, 0x00, 0x00};
    const struct zip_builder_packed entry = {93, {frame, sizeof frame}};
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add_packed(&zip, "a", text_span("what"), 0, &entry);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    expect(zip_builder_span(&zip), "b.csv=" SECOND "\n", "limit-memory");
    zip_builder_free(&zip);
}
END_TEST

/* A method that nothing here unpacks costs its own entry, and says which it was. */
static const struct {
    unsigned method;
    const char *format;
} unread_cases[] = {
    {1, "zip-shrink"},  {2, "zip-reduce"},   {3, "zip-reduce"},       {5, "zip-reduce"},
    {6, "zip-implode"}, {7, "zip-other"},    {10, "zip-dcl-implode"}, {18, "zip-terse"},
    {19, "zip-lz77"},   {94, "zip-mp3"},     {96, "zip-jpeg"},        {97, "zip-wavpack"},
    {98, "zip-ppmd"},   {4711, "zip-other"},
};

#define UNREAD ((int)(sizeof unread_cases / sizeof unread_cases[0]))

START_TEST(test_unread)
{
    const struct zip_builder_packed entry = {unread_cases[_i].method, text_span("\1\2\3 packed")};
    struct zip_builder zip;
    struct walk_log log;
    char got[256], expected[256];
    zip_builder_init(&zip);
    zip_builder_add_packed(&zip, "a", text_span("what"), 0, &entry);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    walk_log_run(&log, zip_builder_span(&zip), "k.zip", NULL);
    ck_assert(walk_log_has(&log, SECOND));
    ck_assert_str_eq(walk_log_reasons(&log, got), "unsupported-method");
    snprintf(expected, sizeof expected, "text:1 zip:1 %s:1", unread_cases[_i].format);
    ck_assert_str_eq(walk_log_formats(&log, got), expected);
    walk_log_free(&log);
    zip_builder_free(&zip);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("zip methods");
    TCase *const tcase = tcase_create("zip methods");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_right, 0, METHODS);
    tcase_add_test(tcase, test_large);
    tcase_add_loop_test(tcase, test_two_streams, 0, 3);
    tcase_add_loop_test(tcase, test_wrong, 0, METHODS);
    tcase_add_loop_test(tcase, test_damage, 0, METHODS);
    tcase_add_test(tcase, test_memory);
    tcase_add_loop_test(tcase, test_unread, 0, UNREAD);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
