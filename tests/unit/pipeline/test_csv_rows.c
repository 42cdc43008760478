/* Rows of CSV however they are cut into pieces, and their limits. */
#include "crawler/pipeline/csv_rows.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

/* Joins fields by '|', rows by '/'; "!" for a row beyond the limits. */
static enum status join(void *user, const struct span *fields, size_t count)
{
    char *const out = user;
    if (count == 0)
        strcat(out, "!");
    for (size_t i = 0; i < count; i++)
        sprintf(out + strlen(out), "%s%.*s", i == 0 ? "" : "|", (int)fields[i].len,
                (const char *)fields[i].ptr);
    strcat(out, "/");
    return STATUS_OK;
}

static const struct {
    const char *text, *rows;
    enum status end;
} cases[] = {
    {"", "", STATUS_OK},
    {"a", "a/", STATUS_OK},
    {"a,b\n", "a|b/", STATUS_OK},
    {"a,b\r\nc,d\r\n", "a|b/c|d/", STATUS_OK},
    {"\n\na\n\n", "a/", STATUS_OK},
    {",\n", "|/", STATUS_OK},
    {"\"\",\n", "|/", STATUS_OK},
    {"\"a\",\"\",\"c\"\n", "a||c/", STATUS_OK},
    {"\"a,b\",c\n", "a,b|c/", STATUS_OK},
    {"\"a\nb\",c\n", "a\nb|c/", STATUS_OK},
    {"\"a\"\"b\"\n", "a\"b/", STATUS_OK},
    {"\"\"\"\"\n", "\"/", STATUS_OK},
    {"\"a\r\nb\"\n", "a\r\nb/", STATUS_OK},
    {"\"a", "", STATUS_SKIP},
    {"\"a\"", "a/", STATUS_OK},
};

/* Every piece size gives the same rows. */
START_TEST(rows)
{
    const char *const text = cases[_i].text;
    for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
        char actual[256] = "";
        struct csv_rows csv;
        csv_rows_init(&csv, join, actual);
        for (size_t at = 0; at < strlen(text); at += piece) {
            const size_t left = strlen(text) - at;
            const struct span bytes = {(const uint8_t *)text + at, left < piece ? left : piece};
            ck_assert(csv_rows_feed(&csv, bytes) == STATUS_OK);
        }
        ck_assert_int_eq(csv_rows_finish(&csv), cases[_i].end);
        ck_assert_str_eq(actual, cases[_i].rows);
        csv_rows_free(&csv);
    }
}
END_TEST

/* A row that is too long is said to be one, and the next one is whole. */
START_TEST(limits)
{
    static char text[CSV_ROW_MAX + 64];
    char actual[256] = "";
    struct csv_rows csv;
    memset(text, 'x', CSV_ROW_MAX + 1);
    strcpy(text + CSV_ROW_MAX + 1, "\na,b\n");
    csv_rows_init(&csv, join, actual);
    ck_assert(csv_rows_feed(&csv, (struct span){(const uint8_t *)text, strlen(text)}) == STATUS_OK);
    ck_assert_str_eq(actual, "!/a|b/");
    memset(text, ',', CSV_COLUMNS_MAX);
    strcpy(text + CSV_COLUMNS_MAX, "\na,b\n");
    actual[0] = '\0';
    ck_assert(csv_rows_feed(&csv, (struct span){(const uint8_t *)text, strlen(text)}) == STATUS_OK);
    ck_assert_str_eq(actual, "!/a|b/");
    csv_rows_free(&csv);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("csv_rows");
    TCase *const tcase = tcase_create("csv_rows");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, rows, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tcase, limits);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
