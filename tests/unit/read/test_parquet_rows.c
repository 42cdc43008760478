/* Rows of Parquet as lists have them: the table that other writers' files were made of, and losses
 * that are never silent. */
#include "columnar_files.h"
#include "suite.h"

#include "crawler/base/buffer.h"
#include "crawler/base/range_source.h"
#include "crawler/read/parquet_rows.h"

#include <stdlib.h>
#include <string.h>

/* What is collected of one file. */
struct reading {
    struct buffer text; /* fields with '|' behind each, rows with line breaks */
    size_t columns, rows;
    uint64_t wanted;
    enum status answer; /* of every row */
};

static enum status take_head(void *user, const struct span *names, size_t count, uint64_t *wanted)
{
    struct reading *const reading = user;
    ck_assert(count == 0 || names != NULL);
    reading->columns = count;
    *wanted = reading->wanted;
    return STATUS_OK;
}

static enum status take_row(void *user, const struct span *fields, size_t count)
{
    struct reading *const reading = user;
    ck_assert(count == reading->columns || count == 0);
    for (size_t i = 0; i < count; i++) {
        buffer_append(&reading->text, fields[i].ptr, fields[i].len);
        buffer_append_char(&reading->text, '|');
    }
    buffer_append_char(&reading->text, '\n');
    reading->rows++;
    return reading->answer;
}

static enum status read_rows(struct span bytes, bool has_ranges, struct reading *reading,
                             struct coverage *coverage)
{
    const struct parquet_rows_taker taker = {take_head, take_row, reading};
    struct range_source *const ranges = range_source_from_span(bytes);
    struct byte_source *const source = byte_source_from_span(bytes);
    source->ranges = has_ranges ? ranges : NULL;
    const enum status status = parquet_rows_read(source, coverage, &taker);
    byte_source_close(source);
    range_source_close(ranges);
    return status;
}

static void reading_init(struct reading *reading)
{
    *reading = (struct reading){.wanted = UINT64_MAX, .answer = STATUS_OK};
    buffer_init(&reading->text, (size_t)1 << 24);
}

static const char *const files[] = {
    "arrow_snappy.parquet",       "arrow_gzip.parquet",      "arrow_zstd.parquet",
    "arrow_brotli.parquet",       "arrow_lz4_raw.parquet",   "arrow_v2.parquet",
    "arrow_delta.parquet",        "arrow_groups.parquet",    "arrow_plain.parquet",
    "arrow_delta_length.parquet", "hyparquet.parquet",       "hyparquet_pages.parquet",
    "hyparquet_gzip.parquet",     "hyparquet_split.parquet", "parquetjs.parquet",
    "parquetjs_v2.parquet",
};

/* Every writer's file of the table has the same rows, with and without random access. */
START_TEST(same_rows)
{
    struct buffer first, file;
    struct reading expected, found;
    struct coverage coverage = {0};
    columnar_load("arrow_uncompressed.parquet", &first);
    columnar_load(files[_i], &file);
    reading_init(&expected);
    ck_assert(read_rows((struct span){first.ptr, first.len}, true, &expected, &coverage) ==
              STATUS_OK);
    ck_assert_uint_gt(expected.rows, 10);
    for (int has_ranges = 0; has_ranges < 2; has_ranges++) {
        reading_init(&found);
        ck_assert(read_rows((struct span){file.ptr, file.len}, has_ranges, &found, &coverage) ==
                  STATUS_OK);
        ck_assert_uint_eq(coverage.reasons, 0);
        ck_assert_msg(strcmp(buffer_str(&found.text), buffer_str(&expected.text)) == 0,
                      "%s: %.200s\n%.200s", files[_i], buffer_str(&found.text),
                      buffer_str(&expected.text));
        buffer_free(&found.text);
    }
    buffer_free(&expected.text);
    buffer_free(&first);
    buffer_free(&file);
}
END_TEST

/* Columns that are not wanted are empty, and the others stay where they are. */
START_TEST(wanted)
{
    struct buffer file;
    struct reading reading;
    struct coverage coverage = {0};
    columnar_load("arrow_snappy.parquet", &file);
    reading_init(&reading);
    reading.wanted = 1 << 3;
    ck_assert(read_rows((struct span){file.ptr, file.len}, true, &reading, &coverage) == STATUS_OK);
    ck_assert_msg(strncmp(buffer_str(&reading.text), "|||212-11-3400||", 16) == 0, "%.100s",
                  buffer_str(&reading.text));
    buffer_free(&reading.text);
    buffer_free(&file);
}
END_TEST

START_TEST(ended)
{
    struct buffer file;
    struct reading reading;
    struct coverage coverage = {0};
    columnar_load("arrow_snappy.parquet", &file);
    reading_init(&reading);
    reading.answer = STATUS_CANCELLED;
    ck_assert(read_rows((struct span){file.ptr, file.len}, true, &reading, &coverage) ==
              STATUS_CANCELLED);
    ck_assert_uint_eq(reading.rows, 1);
    buffer_free(&reading.text);
    buffer_free(&file);
}
END_TEST

static const char *const small_files[] = {"arrow_groups.parquet", "arrow_delta.parquet",
                                          "hyparquet_split.parquet", "parquetjs.parquet"};

/* A file that is cut has lost rows, and says so. */
START_TEST(cuts)
{
    struct buffer file;
    columnar_load(small_files[_i], &file);
    for (size_t len = 0; len < file.len; len += 1 + file.len / 97) {
        struct reading reading;
        struct coverage coverage = {0};
        uint8_t *const copy = malloc(len + 1); /* so that a byte too far is noticed */
        memcpy(copy, file.ptr, len);
        reading_init(&reading);
        ck_assert(read_rows((struct span){copy, len}, true, &reading, &coverage) == STATUS_OK);
        ck_assert_uint_ne(coverage.reasons, 0);
        buffer_free(&reading.text);
        free(copy);
    }
    buffer_free(&file);
}
END_TEST

/* A byte that is wrong may change values, but no row goes missing without a word. */
START_TEST(flips)
{
    struct buffer file;
    struct reading whole;
    struct coverage none = {0};
    columnar_load(small_files[_i], &file);
    reading_init(&whole);
    ck_assert(read_rows((struct span){file.ptr, file.len}, true, &whole, &none) == STATUS_OK);
    for (size_t at = 0; at < file.len; at += 1 + file.len / 397) {
        struct reading reading;
        struct coverage coverage = {0};
        uint8_t *const copy = malloc(file.len);
        memcpy(copy, file.ptr, file.len);
        copy[at] ^= (uint8_t)(1 + at % 255);
        reading_init(&reading);
        ck_assert(read_rows((struct span){copy, file.len}, true, &reading, &coverage) == STATUS_OK);
        ck_assert_msg(coverage.reasons != 0 || reading.rows == whole.rows, "byte %zu", at);
        buffer_free(&reading.text);
        free(copy);
    }
    buffer_free(&whole.text);
    buffer_free(&file);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("parquet_rows");
    TCase *const tcase = tcase_create("parquet_rows");
    const int small = (int)(sizeof small_files / sizeof *small_files);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, same_rows, 0, (int)(sizeof files / sizeof *files));
    tcase_add_test(tcase, wanted);
    tcase_add_test(tcase, ended);
    tcase_add_loop_test(tcase, cuts, 0, small);
    tcase_add_loop_test(tcase, flips, 0, small);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
