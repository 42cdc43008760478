/* What Parquet and Avro are made of: Thrift, runs, differences, numbers as text, bytes as text,
 * JSON trees, columns. */
#include "crawler/read/bytes_text.h"
#include "crawler/read/columns.h"
#include "crawler/read/json_tree.h"
#include "crawler/read/number_text.h"
#include "crawler/read/parquet_delta.h"
#include "crawler/read/parquet_rle.h"
#include "crawler/read/thrift.h"
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }
#define ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

/* ---- runs ---- */

static const struct {
    const char *name;
    struct span bytes;
    unsigned width;
    const char *numbers;
} rle_cases[] = {
    {"repeated", BYTES("\x08\x05"), 3, "5 5 5 5"},
    {"repeated, two bytes", BYTES("\x04\x34\x12"), 16, "4660 4660"},
    {"packed", BYTES("\x03\x88\xc6\xfa"), 3, "0 1 2 3 4 5 6 7"},
    {"repeated, then packed", BYTES("\x02\x07\x03\x88\xc6\xfa"), 3, "7 0 1 2 3 4 5 6 7"},
    {"packed, its last group cut", BYTES("\x05\x88\xc6\xfa\x88"), 3, "0 1 2 3 4 5 6 7 0 1"},
    {"width 0", BYTES("\x06"), 0, "0 0 0"},
    {"width 32", BYTES("\x02\xff\xff\xff\xff"), 32, "4294967295"},
    {"nothing", BYTES(""), 3, ""},
    {"a run without its number", BYTES("\x08"), 3, ""},
    {"a header without an end", BYTES("\xff\xff"), 3, ""},
    {"a run of none", BYTES("\x00\x05\x02\x06"), 3, "6"},
};

START_TEST(runs)
{
    struct parquet_rle rle;
    char text[256] = "";
    uint32_t number;
    parquet_rle_init(&rle, rle_cases[_i].bytes, rle_cases[_i].width);
    while (parquet_rle_next(&rle, &number) && strlen(text) < 200)
        snprintf(text + strlen(text), 16, "%s%" PRIu32, text[0] != '\0' ? " " : "", number);
    ck_assert_msg(strcmp(text, rle_cases[_i].numbers) == 0, "%s: %s", rle_cases[_i].name, text);
}
END_TEST

/* ---- differences ---- */

static const struct {
    const char *name;
    struct span bytes;
    const char *numbers; /* NULL: no header */
} delta_cases[] = {
    /* the examples of Encodings.md */
    {"1 to 5", BYTES("\x80\x01\x04\x05\x02\x02\x00\x00\x00\x00"), "1 2 3 4 5"},
    {"7 5 3 1 2 3 4 5",
     BYTES("\x80\x01\x04\x08\x0e\x03\x02\x00\x00\x00\xc0\x3f\x00\x00\x00\x00\x00\x00"),
     "7 5 3 1 2 3 4 5"},
    {"one", BYTES("\x80\x01\x04\x01\x0b"), "-6"},
    {"none", BYTES("\x80\x01\x04\x00\x00"), ""},
    {"cut behind the header", BYTES("\x80\x01\x04\x05\x02"), "1"},
    {"cut in a miniblock", BYTES("\x80\x01\x04\x08\x0e\x03\x02\x00\x00\x00"), "7"},
    {"no miniblocks", BYTES("\x80\x01\x00\x05\x02"), NULL},
    {"a width of 65", BYTES("\x80\x01\x04\x05\x02\x02\x41\x00\x00\x00"), "1"},
    {"no header", BYTES("\x80"), NULL},
    {"a block of a gigabyte", BYTES("\x80\x80\x80\x80\x04\x04\x05\x02"), NULL},
};

START_TEST(differences)
{
    struct parquet_delta delta;
    char text[256] = "";
    int64_t number;
    const bool has_header = parquet_delta_init(&delta, delta_cases[_i].bytes);
    ck_assert_int_eq(has_header, delta_cases[_i].numbers != NULL);
    while (has_header && parquet_delta_next(&delta, &number) && strlen(text) < 200)
        snprintf(text + strlen(text), 32, "%s%" PRId64, text[0] != '\0' ? " " : "", number);
    if (has_header)
        ck_assert_msg(strcmp(text, delta_cases[_i].numbers) == 0, "%s: %s", delta_cases[_i].name,
                      text);
}
END_TEST

START_TEST(what_follows_differences)
{
    const struct span bytes = BYTES("\x80\x01\x04\x05\x02\x02\x00\x00\x00\x00rest");
    struct parquet_delta delta;
    ck_assert(parquet_delta_init(&delta, bytes));
    const struct span rest = parquet_delta_rest(&delta);
    ck_assert_uint_eq(rest.len, 4);
    ck_assert_mem_eq(rest.ptr, "rest", 4);
}
END_TEST

/* ---- Thrift ---- */

static const struct {
    const char *name;
    struct span bytes;
    bool is_broken;
} thrift_cases[] = {
    {"an empty struct", BYTES("\x00"), false},
    {"an integer", BYTES("\x15\x02\x00"), false},
    {"a text",
     BYTES("\x18\x03"
           "abc\x00"),
     false},
    {"a list of structs", BYTES("\x19\x2c\x00\x00\x00"), false},
    {"a map", BYTES("\x1b\x01\x55\x02\x04\x00"), false},
    {"an empty map", BYTES("\x1b\x00\x00"), false},
    {"booleans", BYTES("\x11\x12\x00"), false},
    {"a double", BYTES("\x17\x00\x00\x00\x00\x00\x00\x00\x00\x00"), false},
    {"nothing", BYTES(""), true},
    {"no end", BYTES("\x15\x02"), true},
    {"a text that is cut",
     BYTES("\x18\x04"
           "abc"),
     true},
    {"a text of 2^63 bytes", BYTES("\x18\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x00"), true},
    {"a list of 2^31 structs", BYTES("\x19\xfc\xff\xff\xff\xff\x07\x00"), true},
    {"a number without an end", BYTES("\x15\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00"),
     true},
    {"an unknown type", BYTES("\x1d\x00\x00"), true},
    {"structs in structs",
     BYTES("\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c"
           "\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c\x1c"),
     true},
};

START_TEST(thrift_is_skipped)
{
    struct thrift thrift = thrift_open(thrift_cases[_i].bytes);
    thrift_skip(&thrift, THRIFT_STRUCT);
    ck_assert_msg(thrift.is_broken == thrift_cases[_i].is_broken, "%s", thrift_cases[_i].name);
    ck_assert(thrift.at <= thrift_cases[_i].bytes.ptr + thrift_cases[_i].bytes.len);
}
END_TEST

/* ---- numbers ---- */

static const struct {
    const char *text;
    int64_t days;
} date_cases[] = {
    {"1970-01-01", 0},      {"1969-12-31", -1},      {"1980-05-06", 3778},    {"2000-02-29", 11016},
    {"1900-03-01", -25508}, {"0001-01-01", -719162}, {"9999-12-31", 2932896}, {"2932897", 2932897},
    {"-719163", -719163},   {"2024-12-31", 20088},   {"1600-02-29", -135081},
};

START_TEST(dates)
{
    struct buffer out;
    buffer_init(&out, 100);
    number_append_date(&out, date_cases[_i].days);
    ck_assert_str_eq(buffer_str(&out), date_cases[_i].text);
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *text;
    int64_t units;
    unsigned fraction;
    bool is_utc;
} stamp_cases[] = {
    {"1970-01-01 00:00:00Z", 0, 3, true},
    {"1970-01-01 00:00:00.5", 500, 3, false},
    {"1969-12-31 23:59:59.999999Z", -1, 6, true},
    {"2001-09-09 01:46:40", INT64_C(1000000000000000000), 9, false},
    {"1970-01-01 00:00:01.000000001", 1000000001, 9, false},
    {"-106751991168 07:12:55.808", INT64_MIN, 3, false},
};

START_TEST(stamps)
{
    struct buffer out;
    buffer_init(&out, 100);
    number_append_stamp(&out, stamp_cases[_i].units, stamp_cases[_i].fraction,
                        stamp_cases[_i].is_utc);
    if (stamp_cases[_i].units == INT64_MIN) /* out of the years: only that it ends */
        ck_assert_uint_gt(out.len, 0);
    else
        ck_assert_str_eq(buffer_str(&out), stamp_cases[_i].text);
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *text;
    struct span bytes;
    int scale;
} decimal_cases[] = {
    {"123.45", BYTES("\x30\x39"), 2},
    {"-123.45", BYTES("\xcf\xc7"), 2},
    {"0.05", BYTES("\x05"), 2},
    {"-0.05", BYTES("\xfb"), 2},
    {"0", BYTES("\x00"), 0},
    {"0.00", BYTES("\x00"), 2},
    {"-1", BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0},
    {"170141183460469231731687303715884105727",
     BYTES("\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0},
    {"-170141183460469231731687303715884105728",
     BYTES("\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), 0},
    {"", BYTES(""), 2},
    {"", BYTES("\x01"), 101},
    {"", BYTES("\x01"), -1},
    {"", BYTES("012345678901234567890123456789012"), 0},
};

START_TEST(decimals)
{
    struct buffer out;
    buffer_init(&out, 300);
    number_append_decimal(&out, decimal_cases[_i].bytes, decimal_cases[_i].scale);
    ck_assert_str_eq(buffer_str(&out), decimal_cases[_i].text);
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *text;
    double value;
    int digits;
} float_cases[] = {
    {"123456789", 123456789.0, 15},
    {"0.1", 0.1, 15},
    {"-2.5", -2.5, 15},
    {"0", -0.0, 15},
    {"1e+20", 1e20, 15},
    {"", 1e300 * 1e300, 15},
    {"3.14159", 3.14159, 7},
};

START_TEST(floats)
{
    struct buffer out;
    buffer_init(&out, 100);
    number_append_float(&out, float_cases[_i].value, float_cases[_i].digits);
    ck_assert_str_eq(buffer_str(&out), float_cases[_i].text);
    buffer_free(&out);
}
END_TEST

/* ---- bytes ---- */

static const struct {
    const char *name;
    struct span bytes;
    const char *text;
} text_cases[] = {
    {"ASCII", BYTES("Jane Roe"), "Jane Roe"},
    {"UTF-8", BYTES("Jos\xc3\xa9"), "Jos\xc3\xa9"},
    {"Latin-1", BYTES("Jos\xe9 Roe"), "Jos\xc3\xa9 Roe"},
    {"UTF-16LE", BYTES("J\0a\0n\0e\0"), "Jane"},
    {"runs between binary bytes", BYTES("\1\2Jane Roe\0\3ab\0Smith"), "Jane Roe\nSmith\n"},
    {"UTF-16LE between binary bytes", BYTES("\1\1\1J\0a\0n\0e\0\1\2"), "Jane\n"},
    {"nothing to read", BYTES("\1\2\3\4"), ""},
    {"nothing", BYTES(""), ""},
};

START_TEST(texts)
{
    struct buffer scratch;
    buffer_init(&scratch, 1000);
    const struct span text = bytes_text(text_cases[_i].bytes, &scratch);
    ck_assert_msg(text.len == strlen(text_cases[_i].text) &&
                      (text.len == 0 || memcmp(text.ptr, text_cases[_i].text, text.len) == 0),
                  "%s: %.*s", text_cases[_i].name, (int)text.len, (const char *)text.ptr);
    buffer_free(&scratch);
}
END_TEST

/* ---- JSON trees ---- */

static const struct {
    const char *text;
    bool is_json;
} json_cases[] = {
    {"{}", true},
    {"[]", true},
    {" { \"a\" : [ 1 , -2.5e3 , \"x\\\"y\" , null , true ] , \"b\":{}} ", true},
    {"\"a\"", true},
    {"", false},
    {"{", false},
    {"{\"a\"}", false},
    {"{\"a\":}", false},
    {"{a:1}", false},
    {"[1,]", false},
    {"[1 2]", false},
    {"\"a", false},
    {"\"a\\", false},
};

START_TEST(json_trees)
{
    struct json_tree tree;
    json_tree_init(&tree);
    const struct span text = {(const uint8_t *)json_cases[_i].text, strlen(json_cases[_i].text)};
    ck_assert_msg(json_tree_parse(&tree, text) == json_cases[_i].is_json, "%s",
                  json_cases[_i].text);
    json_tree_free(&tree);
}
END_TEST

START_TEST(json_depth_is_bounded)
{
    struct json_tree tree;
    static uint8_t text[1 << 20];
    json_tree_init(&tree);
    memset(text, '[', sizeof text);
    ck_assert(!json_tree_parse(&tree, (struct span){text, sizeof text}));
    json_tree_free(&tree);
}
END_TEST

/* ---- columns ---- */

#define NAME(text) ((struct span)BYTES(text))

START_TEST(columns_say_what_they_mean)
{
    struct columns columns;
    columns_init(&columns, record_log_rules());
    columns_add(&columns, NAME("ssn"));
    columns_add(&columns, NAME("patient.birthDate"));
    columns_add(&columns, NAME("id"));
    columns_add(&columns, NAME("colour"));
    ck_assert(columns_meaning(&columns, 2).is_weak);
    columns_end(&columns);
    ck_assert(columns_is_named(&columns, 0) && columns_is_named(&columns, 1));
    ck_assert(!columns_meaning(&columns, 2).is_weak); /* beside columns of a person */
    ck_assert(!columns_is_named(&columns, 3) && !columns_is_named(&columns, 4));
    ck_assert_uint_eq(columns_name(&columns, 1).len, 17);
    ck_assert_uint_eq(columns_name(&columns, 9).len, 0);
    /* An "ssn" full of hashes is none. */
    for (int i = 0; i < 20; i++)
        columns_sample(&columns, 0,
                       NAME("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15"));
    ck_assert_int_eq(columns_meaning(&columns, 0).detector, -1);
    for (int i = 0; i < 3; i++)
        columns_sample(&columns, 0, NAME("212-11-3400"));
    ck_assert_int_ge(columns_meaning(&columns, 0).detector, 0);
    columns_free(&columns);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("columnar parts");
    TCase *const tcase = tcase_create("parts");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, runs, 0, ROWS(rle_cases));
    tcase_add_loop_test(tcase, differences, 0, ROWS(delta_cases));
    tcase_add_test(tcase, what_follows_differences);
    tcase_add_loop_test(tcase, thrift_is_skipped, 0, ROWS(thrift_cases));
    tcase_add_loop_test(tcase, dates, 0, ROWS(date_cases));
    tcase_add_loop_test(tcase, stamps, 0, ROWS(stamp_cases));
    tcase_add_loop_test(tcase, decimals, 0, ROWS(decimal_cases));
    tcase_add_loop_test(tcase, floats, 0, ROWS(float_cases));
    tcase_add_loop_test(tcase, texts, 0, ROWS(text_cases));
    tcase_add_loop_test(tcase, json_trees, 0, ROWS(json_cases));
    tcase_add_test(tcase, json_depth_is_bounded);
    tcase_add_test(tcase, columns_say_what_they_mean);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
