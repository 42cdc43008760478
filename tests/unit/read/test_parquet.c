/* Parquet: files of three other implementations in every codec and encoding say what their table
 * says; cut, flipped and lying ones end, and say so. */
#include "tests/unit/read/columnar_files.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static const char *const whole_files[] = {
    "arrow_uncompressed.parquet", "arrow_snappy.parquet",       "arrow_gzip.parquet",
    "arrow_brotli.parquet",       "arrow_zstd.parquet",         "arrow_lz4.parquet",
    "arrow_lz4_raw.parquet",      "arrow_v2.parquet",           "arrow_v2_plain.parquet",
    "arrow_delta.parquet",        "arrow_delta_length.parquet", "arrow_groups.parquet",
    "arrow_plain.parquet",        "hyparquet.parquet",          "hyparquet_pages.parquet",
    "hyparquet_gzip.parquet",     "hyparquet_split.parquet",    "parquetjs.parquet",
    "parquetjs_v2.parquet",
};

#define WHOLE_FILES ((int)(sizeof whole_files / sizeof whole_files[0]))

static struct span span_of(const struct buffer *buffer)
{
    return (struct span){buffer->ptr, buffer->len};
}

static struct record_log *read_file(const char *name)
{
    struct buffer file;
    columnar_load(name, &file);
    struct record_log *const log =
        record_log_read(&parquet_record_ops, span_of(&file), 0, STATUS_END);
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

static const struct {
    const char *file;
    const char *text; /* stands in the log */
    bool is_absent;
} text_cases[] = {
    {"arrow_snappy.parquet", "1:4 ssn us-ssn [212-11-3400]\n", false},
    {"arrow_snappy.parquet", "1:5 birth_date dob [", false},
    {"arrow_snappy.parquet", "40:2 first_name person-name [", false},
    /* hexadecimal in a column that its name says nothing of */
    {"arrow_snappy.parquet", "1:14 pseudonym [", false},
    /* the names of columns are text, metadata too */
    {"arrow_snappy.parquet", "[icd10_code]\n", false},
    {"hyparquet.parquet", "contact [SSN 512-34-5678]\n", false},
    /* paths, without the groups that only make a list */
    {"arrow_nested.parquet", "1:1 patient.ssn $.patient.ssn us-ssn [212-11-3400]\n", false},
    {"arrow_nested.parquet", "2:3 phones $.phones phone [(617) 482-2071]\n", false},
    {"arrow_nested.parquet", "2:3 phones $.phones phone [(617) 482-5001]\n", false},
    {"arrow_nested.parquet", "1:3 phones $.phones phone [(617) 482-5000]\n", true},
    {"arrow_nested.parquet", "\n6:1 patient.ssn", true},
    {"arrow_nested_v2.parquet", "40:1 patient.ssn $.patient.ssn us-ssn [251-50-3907]\n", false},
    {"arrow_nested_v2.parquet", "2:3 phones $.phones phone [(617) 482-5001]\n", false},
};

START_TEST(names_and_places)
{
    struct record_log *const log = read_file(text_cases[_i].file);
    const bool is_there = strstr(log->text, text_cases[_i].text) != NULL;
    ck_assert_msg(is_there != text_cases[_i].is_absent, "%s: %s in\n%.2000s", text_cases[_i].file,
                  text_cases[_i].text, log->text);
    record_log_free(log);
}
END_TEST

/* ---- damage ---- */

static const char *const small_files[] = {"arrow_nested.parquet", "arrow_nested_v2.parquet",
                                          "hyparquet.parquet",    "arrow_groups.parquet",
                                          "arrow_delta.parquet",  "hyparquet_split.parquet"};

#define SMALL_FILES ((int)(sizeof small_files / sizeof small_files[0]))

START_TEST(survives_every_cut)
{
    struct buffer file;
    columnar_load(small_files[_i], &file);
    void *const state = parquet_record_ops.create(record_log_rules());
    for (size_t len = 0; len < file.len; len += 1 + len / 499) {
        uint8_t *const bytes = malloc(len + 1);
        memcpy(bytes, file.ptr, len);
        struct record_log *const log = record_log_read_with(
            &parquet_record_ops, state, (struct span){bytes, len}, 4096, STATUS_END);
        ck_assert_int_eq(log->status, STATUS_END);
        ck_assert_msg(log->coverage.reasons != 0, "%s cut at %zu", small_files[_i], len);
        record_log_free(log);
        free(bytes);
    }
    parquet_record_ops.free(state);
    buffer_free(&file);
}
END_TEST

/* What stands before a cut is still read, without the names of the columns. */
static const struct {
    const char *file;
    const char *text;
} cut_cases[] = {
    {"arrow_plain.parquet", "212-11-3400"},  {"arrow_snappy.parquet", "212-11-3400"},
    {"arrow_gzip.parquet", "212-11-3400"},   {"arrow_zstd.parquet", "212-11-3400"},
    {"arrow_brotli.parquet", "212-11-3400"}, {"arrow_lz4_raw.parquet", "212-11-3400"},
    {"arrow_lz4.parquet", "212-11-3400"},    {"arrow_v2_plain.parquet", "251-50-3907"},
    {"arrow_v2.parquet", "251-50-3907"},     {"hyparquet_gzip.parquet", "212-11-3400"},
};

START_TEST(reads_what_stands_before_a_cut)
{
    struct buffer file;
    columnar_load(cut_cases[_i].file, &file);
    struct record_log *const log =
        record_log_read(&parquet_record_ops, (struct span){file.ptr, file.len - 30}, 0, STATUS_END);
    ck_assert_msg(strstr(log->text, cut_cases[_i].text) != NULL, "%s:\n%.2000s", cut_cases[_i].file,
                  log->text);
    ck_assert(coverage_has(&log->coverage, REASON_TRUNCATED));
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

START_TEST(survives_every_flip)
{
    struct buffer file;
    columnar_load(small_files[_i], &file);
    void *const state = parquet_record_ops.create(record_log_rules());
    const size_t step = file.len < 8192 ? 1 : 5;
    for (size_t at = 0; at < file.len; at += step) {
        const uint8_t flips[] = {1, 0x80, 0xFF};
        const uint8_t flip = flips[at / step % sizeof flips];
        file.ptr[at] ^= flip;
        struct record_log *const log =
            record_log_read_with(&parquet_record_ops, state, span_of(&file), 65536, STATUS_END);
        ck_assert_int_eq(log->status, STATUS_END);
        ck_assert_msg(log->is_true, "%s flipped at %zu", small_files[_i], at);
        record_log_free(log);
        file.ptr[at] ^= flip;
    }
    parquet_record_ops.free(state);
    buffer_free(&file);
}
END_TEST

/* A page that is damaged costs its own rows, not those of other columns. */
START_TEST(loses_no_more_than_a_page)
{
    struct buffer file;
    columnar_load("arrow_gzip.parquet", &file);
    uint8_t *const page = memmem(file.ptr, file.len, "\x1f\x8b\x08", 3);
    ck_assert_ptr_nonnull(page);
    page[12] ^= 0xFF;
    struct record_log *const log =
        record_log_read(&parquet_record_ops, span_of(&file), 0, STATUS_END);
    ck_assert(coverage_has(&log->coverage, REASON_CORRUPT));
    ck_assert_ptr_nonnull(strstr(log->text, "1:4 ssn us-ssn [212-11-3400]\n"));
    ck_assert_ptr_nonnull(strstr(log->text, "40:4 ssn us-ssn [251-50-3907]\n"));
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
    enum reason reason;
} head_cases[] = {
    {"only a magic", "PAR1", 4, REASON_TRUNCATED},
    {"two magics", "PAR1PAR1", 8, REASON_TRUNCATED},
    {"an empty footer", "PAR1\0\0\0\0PAR1", 12, REASON_CORRUPT},
    {"a footer longer than the file", "PAR1\xff\xff\xff\x7fPAR1", 12, REASON_CORRUPT},
    {"a schema of four billion elements", "PAR1\x29\xfc\xff\xff\xff\xff\x0f\x00\x08\0\0\0PAR1", 20,
     REASON_CORRUPT},
    {"a footer of nested structs",
     "PAR1\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c"
     "\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x7c\x28\0\0\0PAR1",
     52, REASON_CORRUPT},
};

START_TEST(says_what_is_wrong)
{
    struct record_log *const log = record_log_read(
        &parquet_record_ops,
        (struct span){(const uint8_t *)head_cases[_i].bytes, head_cases[_i].len}, 3, STATUS_END);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_msg(coverage_has(&log->coverage, head_cases[_i].reason), "%s: %x",
                  head_cases[_i].name, log->coverage.reasons);
    record_log_free(log);
}
END_TEST

START_TEST(ends_as_its_source_does)
{
    struct buffer file;
    columnar_load("arrow_snappy.parquet", &file);
    struct record_log *log =
        record_log_read(&parquet_record_ops, span_of(&file), 0, STATUS_CANCELLED);
    ck_assert_int_eq(log->status, STATUS_CANCELLED);
    ck_assert_uint_eq(log->values, 0);
    record_log_free(log);
    log = record_log_read(&parquet_record_ops, span_of(&file), 0, STATUS_SKIP);
    ck_assert_int_eq(log->status, STATUS_END);
    ck_assert_uint_gt(log->values, 500);
    record_log_free(log);
    buffer_free(&file);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("parquet");
    TCase *const tcase = tcase_create("parquet");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, reads_what_others_write, 0, WHOLE_FILES);
    tcase_add_loop_test(tcase, names_and_places, 0, sizeof text_cases / sizeof text_cases[0]);
    tcase_add_loop_test(tcase, survives_every_cut, 0, SMALL_FILES);
    tcase_add_loop_test(tcase, reads_what_stands_before_a_cut, 0,
                        sizeof cut_cases / sizeof cut_cases[0]);
    tcase_add_loop_test(tcase, survives_every_flip, 0, SMALL_FILES);
    tcase_add_test(tcase, loses_no_more_than_a_page);
    tcase_add_loop_test(tcase, says_what_is_wrong, 0, sizeof head_cases / sizeof head_cases[0]);
    tcase_add_test(tcase, ends_as_its_source_does);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
