/* Random access: over memory, over a file, and copies of streams at every limit. */
#include "crawler/base/fd_ranges.h"
#include "crawler/base/range_source.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BYTES ((struct span){(const uint8_t *)"0123456789", 10})

static const struct {
    uint64_t offset;
    size_t len;
    enum status status;
    const char *text;
} range_cases[] = {
    {0, 10, STATUS_OK, "0123456789"}, {3, 4, STATUS_OK, "3456"},
    {9, 1, STATUS_OK, "9"},           {10, 0, STATUS_OK, ""},
    {10, 1, STATUS_SKIP, ""},         {9, 2, STATUS_SKIP, ""},
    {11, 0, STATUS_SKIP, ""},         {UINT64_MAX, 2, STATUS_SKIP, ""},
    {0, SIZE_MAX, STATUS_SKIP, ""},
};

static void check_range(struct range_source *ranges, int i)
{
    uint8_t buf[16];
    ck_assert_int_eq(range_source_read_at(ranges, range_cases[i].offset, buf, range_cases[i].len),
                     range_cases[i].status);
    if (range_cases[i].status == STATUS_OK)
        ck_assert_mem_eq(buf, range_cases[i].text, range_cases[i].len);
    else
        ck_assert_int_eq(ranges->fault.reason, REASON_TRUNCATED);
}

START_TEST(reads_memory_by_place)
{
    struct range_source *const ranges = range_source_from_span(BYTES);
    ck_assert_ptr_nonnull(ranges);
    check_range(ranges, _i);
    range_source_close(ranges);
}
END_TEST

START_TEST(reads_a_file_by_place)
{
    FILE *const file = tmpfile();
    struct fd_ranges ranges;
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(write(fileno(file), BYTES.ptr, BYTES.len), 10);
    fd_ranges_init(&ranges, fileno(file), 10);
    check_range(&ranges.ranges, _i);
    fclose(file);
}
END_TEST

START_TEST(tells_a_file_that_shrank)
{
    FILE *const file = tmpfile();
    struct fd_ranges ranges;
    uint8_t buf[10];
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(write(fileno(file), BYTES.ptr, 6), 6);
    fd_ranges_init(&ranges, fileno(file), 10);
    ck_assert_int_eq(range_source_read_at(&ranges.ranges, 0, buf, 10), STATUS_SKIP);
    ck_assert_int_eq(ranges.ranges.fault.reason, REASON_CHANGED);
    fclose(file);
}
END_TEST

static const struct {
    size_t limit;
    enum status end;
    enum status status;
    uint64_t size;
} copy_cases[] = {
    {11, STATUS_END, STATUS_END, 10},   {10, STATUS_END, STATUS_END, 10},
    {9, STATUS_END, STATUS_OK, 10},     {8, STATUS_END, STATUS_OK, 9},
    {0, STATUS_END, STATUS_OK, 1},      {10, STATUS_SKIP, STATUS_SKIP, 10},
    {20, STATUS_SKIP, STATUS_SKIP, 10}, {20, STATUS_CANCELLED, STATUS_CANCELLED, 0},
};

START_TEST(copies_a_stream)
{
    for (size_t chunk = 1; chunk <= 10; chunk++) {
        struct chunk_source source;
        struct range_source *copy;
        uint8_t buf[10];
        chunk_source_init(&source, BYTES, chunk, copy_cases[_i].end);
        ck_assert_int_eq(range_source_copy(&source.source, copy_cases[_i].limit, &copy),
                         copy_cases[_i].status);
        if (copy_cases[_i].status == STATUS_CANCELLED) {
            ck_assert_ptr_null(copy);
            continue;
        }
        ck_assert_uint_eq(copy->size, copy_cases[_i].size);
        ck_assert_int_eq(range_source_read_at(copy, 0, buf, copy->size), STATUS_OK);
        ck_assert_mem_eq(buf, BYTES.ptr, copy->size);
        range_source_close(copy);
    }
}
END_TEST

/* Over several blocks, and over their edges. */
START_TEST(copies_much)
{
    enum { LEN = (3 << 20) + 17 };
    uint8_t *const bytes = malloc(LEN), *const buf = malloc(LEN);
    struct chunk_source source;
    struct range_source *copy;
    for (size_t i = 0; i < LEN; i++)
        bytes[i] = (uint8_t)(i * 2654435761U >> 16);
    chunk_source_init(&source, (struct span){bytes, LEN}, 0, STATUS_END);
    ck_assert_int_eq(range_source_copy(&source.source, LEN, &copy), STATUS_END);
    ck_assert_uint_eq(copy->size, LEN);
    for (size_t at = 0; at < LEN; at += 262143) {
        const size_t len = LEN - at < 1500000 ? LEN - at : 1500000;
        ck_assert_int_eq(range_source_read_at(copy, at, buf, len), STATUS_OK);
        ck_assert_mem_eq(buf, bytes + at, len);
    }
    range_source_close(copy);
    free(bytes);
    free(buf);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("range_source");
    TCase *const tcase = tcase_create("ranges");
    const int ranges = (int)(sizeof range_cases / sizeof range_cases[0]);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, reads_memory_by_place, 0, ranges);
    tcase_add_loop_test(tcase, reads_a_file_by_place, 0, ranges);
    tcase_add_test(tcase, tells_a_file_that_shrank);
    tcase_add_loop_test(tcase, copies_a_stream, 0, sizeof copy_cases / sizeof copy_cases[0]);
    tcase_add_test(tcase, copies_much);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
