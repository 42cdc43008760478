/*
 * The endpoints of S3 against tests/golden/endpoints/s3.tsv, which another implementation of the
 * rule set made: see tests/tools/make_endpoints_golden.py for its columns.
 */
#include "crawler/store/aws_endpoint.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN "tests/golden/endpoints/s3.tsv"
#define ROWS_MAX 4000
#define COLUMNS 7

struct row {
    const char *columns[COLUMNS]; /* bucket, region, endpoint, settings, URL, service, region */
};

static struct row rows[ROWS_MAX];
static int row_count;

static char text[1 << 20]; /* the file, cut into the texts of rows */

static void read_row(char *line)
{
    struct row *const row = &rows[row_count++];
    for (size_t i = 0; i < COLUMNS && line != NULL; i++)
        row->columns[i] = strsep(&line, "\t");
}

static void read_rows(void)
{
    FILE *const file = fopen(GOLDEN, "r");
    if (file == NULL)
        return;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    char *rest = text, *line;
    while (row_count < ROWS_MAX && (line = strsep(&rest, "\n")) != NULL && *line != '\0')
        read_row(line);
}

static bool has(const struct row *row, const char *setting)
{
    return strstr(row->columns[3], setting) != NULL;
}

START_TEST(test_row)
{
    const struct row *const row = &rows[_i];
    struct aws_settings settings = {.use_fips = has(row, "fips"),
                                    .use_dualstack = has(row, "dualstack"),
                                    .use_accelerate = has(row, "accelerate"),
                                    .ignores_arn_region = has(row, "own-region-only")};
    struct aws_endpoint endpoint;
    char url[2048];
    settings.addressing = has(row, "path")      ? AWS_ADDRESSING_PATH
                          : has(row, "virtual") ? AWS_ADDRESSING_VIRTUAL
                                                : AWS_ADDRESSING_AUTO;
    strcpy(settings.region, row->columns[1]);
    if (strcmp(row->columns[2], "-") != 0)
        settings.endpoint = strdup(row->columns[2]);
    const char *const why = aws_endpoint_find(&settings, row->columns[0], &endpoint);
    snprintf(url, sizeof url, "%s://%s%s", endpoint.scheme, endpoint.host, endpoint.path_prefix);
    ck_assert_msg((why != NULL) == (row->columns[5] == NULL), "%s in %s, %s, %s: %s, %s",
                  row->columns[0], row->columns[1], row->columns[2], row->columns[3],
                  row->columns[4], why != NULL ? why : url);
    if (why == NULL) {
        ck_assert_str_eq(url, row->columns[4]);
        ck_assert_str_eq(endpoint.service, row->columns[5]);
        ck_assert_str_eq(endpoint.region, row->columns[6]);
    }
    free(settings.endpoint);
}
END_TEST

START_TEST(test_file)
{
    ck_assert_int_gt(row_count, 1000);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("aws_endpoint_golden");
    TCase *const tcase = tcase_create("rows");
    read_rows();
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_file);
    tcase_add_loop_test(tcase, test_row, 0, row_count);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
