/* ZIP archives that can be read by place: what their directory knows is known before they stream
 * by, and entries with a damaged header are read. */
#include "crawler/base/range_stream.h"
#include "crawler/unpack/zip_index.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>

#define FIRST "name,ssn\nAda Lovelace,123-45-6789\nname,ssn\nAda Lovelace,123-45-6789\n"
#define SECOND "name,dob\nAlan Turing,1912-06-23\nname,dob\nAlan Turing,1912-06-23\n"
#define LOCAL_LEN 30

static struct span text_span(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* Walks bytes as a file. */
static void walk_file(struct walk_log *log, struct span bytes, const struct unpack_limits *limits)
{
    struct range_source *const file = range_source_from_span(bytes);
    struct range_stream stream;
    *log = (struct walk_log){0};
    range_stream_init(&stream, file);
    walk_log_run_source(log, &stream.source, "k.zip", limits);
    ck_assert_int_eq(log->status, STATUS_OK);
    range_source_close(file);
}

static void build_pair(struct zip_builder *zip, unsigned quirks)
{
    zip_builder_init(zip);
    zip_builder_add(zip, "a.csv", text_span(FIRST), ZIP_DEFLATE | quirks, 0);
    zip_builder_add(zip, "b.csv", text_span(SECOND), ZIP_DEFLATE | quirks, 0);
    zip_builder_end(zip, "end", (quirks & ZIP_64) != 0);
}

static bool has_both(struct walk_log *log)
{
    static const char first[] = "a.csv=" FIRST, second[] = "b.csv=" SECOND;
    const struct buffer *const leaves = &log->leaves;
    return memmem(leaves->ptr, leaves->len, first, sizeof first - 1) != NULL &&
           memmem(leaves->ptr, leaves->len, second, sizeof second - 1) != NULL;
}

static const unsigned kinds[] = {0, ZIP_WITH_DESCRIPTOR, ZIP_64, ZIP_WITH_DESCRIPTOR | ZIP_64};

/* Right archives are as right as ever, whatever stands around them. */
START_TEST(test_right)
{
    static const char *const around[] = {"", "what stands in front or behind"};
    for (size_t i = 0; i < 4; i++) {
        struct zip_builder zip;
        struct buffer bytes;
        struct walk_log log;
        char reasons[256];
        build_pair(&zip, kinds[_i]);
        buffer_init(&bytes, 1 << 20);
        buffer_append_str(&bytes, around[i & 1]);
        buffer_append(&bytes, zip.bytes.ptr, zip.bytes.len);
        buffer_append_str(&bytes, around[i >> 1]);
        walk_file(&log, (struct span){bytes.ptr, bytes.len}, NULL);
        ck_assert(has_both(&log));
        ck_assert_str_eq(walk_log_reasons(&log, reasons), i == 2 ? "corrupt" : "");
        ck_assert_uint_eq(log.coverage.members, 2);
        walk_log_free(&log);
        buffer_free(&bytes);
        zip_builder_free(&zip);
    }
}
END_TEST

/* Whatever byte of the fixed local headers is wrong: both members are read. */
START_TEST(test_damaged_headers)
{
    static const uint8_t masks[] = {0x01, 0x08, 0x55, 0xFF};
    struct zip_builder zip;
    build_pair(&zip, kinds[_i]);
    const struct span bytes = zip_builder_span(&zip);
    const uint8_t *const second =
        memmem(bytes.ptr + 4, bytes.len - 4, "PK\3\4", 4); /* no such bytes in the data */
    for (size_t at = 0; at < 2 * LOCAL_LEN * sizeof masks; at++) {
        struct walk_log log;
        const size_t place = at / sizeof masks;
        uint8_t *const copy = malloc(bytes.len);
        memcpy(copy, bytes.ptr, bytes.len);
        copy[place < LOCAL_LEN ? place : (size_t)(second - bytes.ptr) + place - LOCAL_LEN] ^=
            masks[at % sizeof masks];
        walk_file(&log, (struct span){copy, bytes.len}, NULL);
        /* The length of what stands between header and data is nowhere else. */
        const bool is_extra = place % LOCAL_LEN == 28 || place % LOCAL_LEN == 29;
        ck_assert_msg(is_extra || has_both(&log), "byte %zu, mask %d: %s", place,
                      masks[at % sizeof masks], walk_log_leaves(&log));
        walk_log_free(&log);
        free(copy);
    }
    zip_builder_free(&zip);
}
END_TEST

/* The same as a stream loses the member whose header is damaged, and says so. */
START_TEST(test_stream)
{
    struct zip_builder zip;
    struct walk_log log;
    char reasons[256];
    build_pair(&zip, 0);
    zip.bytes.ptr[0] = 'Q';
    walk_log_run(&log, zip_builder_span(&zip), "k.zip", NULL);
    ck_assert(!has_both(&log));
    walk_log_free(&log);
    walk_file(&log, zip_builder_span(&zip), NULL);
    ck_assert(has_both(&log));
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "zip-directory-mismatch");
    walk_log_free(&log);
    zip_builder_free(&zip);
}
END_TEST

/* Entries that claim the same bytes are told before the first is read, and not unpacked again. */
START_TEST(test_overlap)
{
    struct unpack_limits limits = unpack_default_limits;
    struct zip_builder zip;
    struct walk_log log;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.csv", text_span(FIRST), ZIP_DEFLATE | ZIP_LISTED_TWICE, 0);
    zip_builder_add(&zip, "b.csv", text_span(SECOND), ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    limits.members = 1;
    walk_log_run(&log, zip_builder_span(&zip), "k.zip", &limits);
    ck_assert(!coverage_has(&log.coverage, REASON_ZIP_OVERLAP));
    walk_log_free(&log);
    walk_file(&log, zip_builder_span(&zip), &limits);
    ck_assert(coverage_has(&log.coverage, REASON_ZIP_OVERLAP));
    walk_log_free(&log);
    walk_file(&log, zip_builder_span(&zip), NULL);
    ck_assert_uint_eq(log.visits, 2);
    walk_log_free(&log);
    zip_builder_free(&zip);
}
END_TEST

/* An entry that is nowhere but in the directory, and one that is encrypted. */
START_TEST(test_only_listed)
{
    struct zip_builder zip;
    struct walk_log log;
    char reasons[256];
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.csv", text_span(FIRST), ZIP_DEFLATE, 0);
    zip_builder_add(&zip, "ghost", text_span(SECOND), ZIP_DEFLATE | ZIP_ONLY_LISTED, 0);
    zip_builder_end(&zip, NULL, 0);
    walk_file(&log, zip_builder_span(&zip), NULL);
    ck_assert(coverage_has(&log.coverage, REASON_ZIP_DIRECTORY_MISMATCH));
    ck_assert(!walk_log_has(&log, SECOND));
    walk_log_free(&log);
    zip_builder_free(&zip);

    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.csv", text_span(FIRST), ZIP_DEFLATE, 0);
    const size_t at = zip.bytes.len;
    zip_builder_add(&zip, "b.csv", text_span(SECOND), ZIP_DEFLATE | ZIP_IS_ENCRYPTED, 0);
    zip_builder_end(&zip, NULL, 0);
    zip.bytes.ptr[at] = 'Q';
    walk_file(&log, zip_builder_span(&zip), NULL);
    ck_assert_msg(strstr(walk_log_reasons(&log, reasons), "encrypted") != NULL, "%s", reasons);
    walk_log_free(&log);
    zip_builder_free(&zip);
}
END_TEST

/* Any byte of the directory and the end record wrong, and every cut: never a crash, and what
 * streams by is read all the same. */
START_TEST(test_damaged_directory)
{
    struct zip_builder zip;
    build_pair(&zip, kinds[_i]);
    const struct span bytes = zip_builder_span(&zip);
    const uint8_t *const directory = memmem(bytes.ptr, bytes.len, "PK\1\2", 4);
    for (size_t at = (size_t)(directory - bytes.ptr); at < bytes.len; at++) {
        struct walk_log log;
        uint8_t *const copy = malloc(bytes.len);
        memcpy(copy, bytes.ptr, bytes.len);
        copy[at] ^= 0x81;
        walk_file(&log, (struct span){copy, bytes.len}, NULL);
        ck_assert_msg(has_both(&log), "byte %zu", at);
        walk_log_free(&log);
        memcpy(copy, bytes.ptr, bytes.len);
        walk_file(&log, (struct span){copy, at}, NULL);
        ck_assert_msg(has_both(&log), "cut at %zu", at);
        ck_assert_uint_ne(log.coverage.reasons, 0);
        walk_log_free(&log);
        free(copy);
    }
    zip_builder_free(&zip);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("zip_index");
    TCase *const tcase = tcase_create("zip_index");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_right, 0, sizeof kinds / sizeof kinds[0]);
    tcase_add_loop_test(tcase, test_damaged_headers, 0, sizeof kinds / sizeof kinds[0]);
    tcase_add_test(tcase, test_stream);
    tcase_add_test(tcase, test_overlap);
    tcase_add_test(tcase, test_only_listed);
    tcase_add_loop_test(tcase, test_damaged_directory, 0, sizeof kinds / sizeof kinds[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
