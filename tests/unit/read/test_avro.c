/* Avro: files of another implementation in every codec say what their table says; cut, flipped and
 * lying ones end, and say so. */
#include "tests/unit/read/columnar_files.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static const char *const whole_files[] = {"avsc_null.avro",   "avsc_deflate.avro",
                                          "avsc_snappy.avro", "avsc_zstandard.avro",
                                          "avsc_bzip2.avro",  "avsc_xz.avro"};

#define WHOLE_FILES ((int)(sizeof whole_files / sizeof whole_files[0]))

static struct span span_of(const struct buffer *buffer)
{
    return (struct span){buffer->ptr, buffer->len};
}

static struct record_log *read_file(const char *name)
{
    struct buffer file;
    columnar_load(name, &file);
    struct record_log *const log = record_log_read(&avro_record_ops, span_of(&file), 0, STATUS_END);
    buffer_free(&file);
    return log;
}

START_TEST(reads_what_others_write)
{
    struct buffer table, cells;
    struct record_log *const log = read_file(whole_files[_i]);
    columnar_load_table(&table);
    columnar_cells(log, &cells);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_msg(log->coverage.reasons == 0, "%s: reasons %x", whole_files[_i],
                  log->coverage.reasons);
    ck_assert_msg(log->is_true, "%s: is_raw lies", whole_files[_i]);
    ck_assert_msg(strcmp(buffer_str(&cells), buffer_str(&table)) == 0, "%s says\n%.2000s",
                  whole_files[_i], buffer_str(&cells));
    buffer_free(&table);
    buffer_free(&cells);
    record_log_free(log);
}
END_TEST

/* However the bytes come. */
START_TEST(reads_pieces)
{
    struct buffer file;
    columnar_load("avsc_deflate.avro", &file);
    struct record_log *const whole =
        record_log_read(&avro_record_ops, span_of(&file), 65536, STATUS_END);
    static const size_t chunks[] = {1, 2, 3, 7, 16, 100, 4096, 0};
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct record_log *const log =
            record_log_read(&avro_record_ops, span_of(&file), chunks[i], STATUS_END);
        ck_assert_str_eq(log->text, whole->text);
        record_log_free(log);
    }
    record_log_free(whole);
    buffer_free(&file);
}
END_TEST

static const struct {
    const char *text; /* stands in the log of the nested file, or does not */
    bool is_absent;
} nested_cases[] = {
    {"1:1 patient.ssn $.patient.ssn us-ssn [212-11-3400]\n", false},
    {"1:2 patient.birthDate $.patient.birthDate dob [1931-01-01]\n", false},
    {"1:3 patient.spouse.ssn $.patient.spouse.ssn us-ssn [213-12-3413]\n", false},
    {"\n6:1 patient.ssn", true}, /* null */
    {"2:5 phones phone [(617) 482-2071]\n", false},
    {"3:5 phones phone [(617) 482-5002]\n", false},
    {"\n1:5 phones", true}, /* empty */
    {"2:6 contacts $.contacts.email email [patient1@mail-example.org]\n", false},
    {"2:7 kind [AMBULATORY]\n", false},
    {"2:8 token [01010101010101010101010101010101]\n", false},
    {"2:9 amount [126.01]\n", false},
    {"1:10 id patient-id [MRN100200]\n", false},
    {"2:10 id patient-id [100237]\n", false},
    {"avro.schema [{\"type\":\"record\"", false},
};

START_TEST(names_and_places)
{
    struct record_log *const log = read_file("avsc_nested.avro");
    const bool is_there = strstr(log->text, nested_cases[_i].text) != NULL;
    ck_assert_int_eq(log->coverage.reasons, 0);
    ck_assert_msg(is_there != nested_cases[_i].is_absent, "%s in\n%.2500s", nested_cases[_i].text,
                  log->text);
    record_log_free(log);
}
END_TEST

/* ---- damage ---- */

static const char *const small_files[] = {"avsc_null.avro", "avsc_deflate.avro", "avsc_snappy.avro",
                                          "avsc_nested.avro"};

#define SMALL_FILES ((int)(sizeof small_files / sizeof small_files[0]))

START_TEST(survives_every_cut)
{
    struct buffer file;
    size_t silent = 0;
    columnar_load(small_files[_i], &file);
    void *const state = avro_record_ops.create(record_log_rules());
    for (size_t len = 0; len < file.len; len += 1 + len / 999) {
        uint8_t *const bytes = malloc(len + 1);
        memcpy(bytes, file.ptr, len);
        struct record_log *const log = record_log_read_with(
            &avro_record_ops, state, (struct span){bytes, len}, 4096, STATUS_END);
        ck_assert_int_eq(log->status, STATUS_END);
        silent += log->coverage.reasons == 0;
        record_log_free(log);
        free(bytes);
    }
    /* A file that ends behind a block is a whole one. */
    ck_assert_uint_le(silent, 16);
    avro_record_ops.free(state);
    buffer_free(&file);
}
END_TEST

START_TEST(survives_every_flip)
{
    struct buffer file;
    columnar_load(small_files[_i], &file);
    void *const state = avro_record_ops.create(record_log_rules());
    const size_t step = file.len < 6000 ? 1 : 5;
    for (size_t at = 0; at < file.len; at += step) {
        static const uint8_t flips[] = {1, 0x80, 0xFF};
        const uint8_t flip = flips[at / step % sizeof flips];
        file.ptr[at] ^= flip;
        struct record_log *const log =
            record_log_read_with(&avro_record_ops, state, span_of(&file), 65536, STATUS_END);
        ck_assert_int_eq(log->status, STATUS_END);
        ck_assert_msg(log->is_true, "%s flipped at %zu", small_files[_i], at);
        record_log_free(log);
        file.ptr[at] ^= flip;
    }
    avro_record_ops.free(state);
    buffer_free(&file);
}
END_TEST

/* What stands before a cut is read under its names. */
START_TEST(reads_what_stands_before_a_cut)
{
    struct buffer file;
    columnar_load("avsc_null.avro", &file);
    struct record_log *const log =
        record_log_read(&avro_record_ops, (struct span){file.ptr, file.len - 500}, 0, STATUS_END);
    ck_assert_ptr_nonnull(strstr(log->text, "30:4 ssn us-ssn ["));
    ck_assert(coverage_has(&log->coverage, REASON_TRUNCATED));
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

/* The place of the second block's count, behind the mark of the first. */
static uint8_t *second_block(const struct buffer *file)
{
    const uint8_t *const mark = file->ptr + file->len - 16;
    uint8_t *at = memmem(file->ptr, file->len, mark, 16); /* of the header */
    ck_assert_ptr_nonnull(at);
    at = memmem(at + 16, (size_t)(file->ptr + file->len - at - 16), mark, 16);
    ck_assert(at != NULL && at + 16 < file->ptr + file->len);
    return at + 16;
}

static size_t count_rows(const struct record_log *log)
{
    size_t rows = 0;
    for (const char *at = log->text; (at = strstr(at, " ssn us-ssn [")) != NULL; at++)
        rows++;
    return rows;
}

/* Each of these costs one block at most: the others follow behind the next mark. */
static const struct {
    const char *name;
    ptrdiff_t at; /* from the start of the second block */
    uint8_t byte;
} block_cases[] = {
    {"data that are no deflate", 6, 0xFF}, {"a size that is too long", 1, 0xFE},
    {"a size that is too short", 1, 0x10}, {"a negative count", 0, 0x01},
    {"a mark that is none", -1, 0x55},
};

START_TEST(goes_on_behind_a_bad_block)
{
    struct buffer file;
    columnar_load("avsc_deflate.avro", &file);
    uint8_t *const block = second_block(&file);
    struct record_log *log = record_log_read(&avro_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert_uint_eq(count_rows(log), 40);
    record_log_free(log);
    block[block_cases[_i].at] = block_cases[_i].byte;
    log = record_log_read(&avro_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert(log->coverage.reasons != 0);
    ck_assert_msg(count_rows(log) >= 20, "%s: %zu rows", block_cases[_i].name, count_rows(log));
    ck_assert_ptr_nonnull(strstr(log->text, "[251-50-3907]"));
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

/* ---- schemas ---- */

#define MARK "0123456789abcdef"
/* "avro.schema" and a schema of less than 64 * 128 bytes. */
#define HEAD                                                                                       \
    "Obj\x01\x02\x16"                                                                              \
    "avro.schema"

static const struct {
    const char *name;
    const char *schema;
    const char *data; /* one block of count data */
    size_t len;
    uint8_t count;
    const char *text; /* in the log */
    int reason;       /* -1: none */
} schema_cases[] = {
    {"a string alone", "\"string\"",
     "\x06"
     "abc",
     4, 1, "[abc]\n", -1},
    {"the long form of a short type", "{\"type\":{\"type\":\"string\"}}",
     "\x06"
     "abc",
     4, 1, "[abc]\n", -1},
    {"a union alone", "[\"null\",\"string\"]",
     "\x02\x06"
     "abc",
     5, 1, "[abc]\n", -1},
    {"an unknown type", "\"text\"",
     "\x06"
     "abcd",
     5, 1, "[abcd", REASON_CORRUPT},
    {"no JSON", "{",
     "\x06"
     "abcd",
     5, 1, "[abcd", REASON_CORRUPT},
    {"a record within itself, without an end",
     "{\"type\":\"record\",\"name\":\"a\",\"fields\":[{\"name\":\"b\",\"type\":\"a\"}]}", "\0", 1,
     1, "", REASON_CORRUPT},
    {"nulls without an end", "{\"type\":\"array\",\"items\":\"null\"}",
     "\xfe\xff\xff\xff\xff\xff\xff\xff\x7f\0", 10, 1, "", REASON_LIMIT_RATIO},
    {"a branch that is none", "[\"null\",\"string\"]",
     "\x04\x06"
     "abcd",
     6, 1, "[abcd", REASON_CORRUPT},
    {"a negative length", "\"string\"",
     "\x05"
     "abcd",
     5, 1, "[abcd", REASON_CORRUPT},
    {"a length that lies", "\"string\"",
     "\xfe\xff\xff\xff\x0f"
     "abcd",
     9, 1, "[abcd", REASON_CORRUPT},
    {"more data than records", "\"string\"",
     "\x06"
     "abc"
     "hidden",
     10, 1, "[hidden", REASON_CORRUPT},
    {"fewer data than records", "\"string\"",
     "\x06"
     "abc",
     4, 2, "[abc]\n", REASON_CORRUPT},
    {"a list of a fixed without a size", "{\"type\":\"fixed\",\"name\":\"f\",\"size\":-1}", "abcd",
     4, 1, "[abcd", REASON_CORRUPT},
};

START_TEST(knows_every_schema)
{
    struct buffer file;
    const size_t schema_len = strlen(schema_cases[_i].schema);
    buffer_init(&file, 100000);
    buffer_append(&file, HEAD, sizeof HEAD - 1);
    buffer_append_char(&file, (char)(schema_len * 2 % 128 | 128));
    buffer_append_char(&file, (char)(schema_len * 2 / 128));
    buffer_append_str(&file, schema_cases[_i].schema);
    buffer_append(&file, "\0" MARK, 17);
    buffer_append_char(&file, (char)(schema_cases[_i].count * 2));
    buffer_append_char(&file, (char)(schema_cases[_i].len * 2));
    buffer_append(&file, schema_cases[_i].data, schema_cases[_i].len);
    buffer_append_str(&file, MARK);
    struct record_log *const log = record_log_read(&avro_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_msg(strstr(log->text, schema_cases[_i].text) != NULL, "%s:\n%.1000s",
                  schema_cases[_i].name, log->text);
    ck_assert_msg(schema_cases[_i].reason < 0
                      ? log->coverage.reasons == 0
                      : coverage_has(&log->coverage, (enum reason)schema_cases[_i].reason),
                  "%s: %x", schema_cases[_i].name, log->coverage.reasons);
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

START_TEST(ends_as_its_source_does)
{
    struct buffer file;
    columnar_load("avsc_null.avro", &file);
    struct record_log *log = record_log_read(&avro_record_ops, span_of(&file), 0, STATUS_CANCELLED);
    ck_assert_int_eq(log->status, STATUS_CANCELLED);
    record_log_free(log);
    log = record_log_read(&avro_record_ops, span_of(&file), 0, STATUS_SKIP);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_gt(log->values, 500);
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("avro");
    TCase *const tcase = tcase_create("avro");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, reads_what_others_write, 0, WHOLE_FILES);
    tcase_add_test(tcase, reads_pieces);
    tcase_add_loop_test(tcase, names_and_places, 0, sizeof nested_cases / sizeof nested_cases[0]);
    tcase_add_loop_test(tcase, survives_every_cut, 0, SMALL_FILES);
    tcase_add_loop_test(tcase, survives_every_flip, 0, SMALL_FILES);
    tcase_add_test(tcase, reads_what_stands_before_a_cut);
    tcase_add_loop_test(tcase, goes_on_behind_a_bad_block, 0,
                        sizeof block_cases / sizeof block_cases[0]);
    tcase_add_loop_test(tcase, knows_every_schema, 0, sizeof schema_cases / sizeof schema_cases[0]);
    tcase_add_test(tcase, ends_as_its_source_does);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
