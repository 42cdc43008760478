/* Payloads of SQLite cells that go on over many pages, up to more than is kept. */
#include "crawler/read/sqlite_payload.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define PAGE SQLITE_PAGE_MAX
#define PART (PAGE - 4) /* of a payload, in a page behind the number of the next one */
#define LOCAL ((size_t)8)
#define KEPT_PAGES ((SQLITE_PAYLOAD_MAX - LOCAL + PART - 1) / PART)

/* A database of pages of 64 KiB, each of which goes on in the next. */
static uint8_t *build_database(size_t pages)
{
    static const uint8_t sizes[] = {0, 1, 1, 1, 0, 64, 32, 32};
    uint8_t *const bytes = malloc(pages * PAGE);
    memset(bytes, 'a', pages * PAGE);
    memset(bytes, 0, SQLITE_HEADER);
    memcpy(bytes, "SQLite format 3", 16);
    memcpy(bytes + 16, sizes, sizeof sizes);
    bytes[59] = SQLITE_UTF8;
    for (size_t i = 1; i < pages; i++) {
        const size_t next = i + 1 < pages ? i + 2 : 0;
        const uint8_t number[] = {0, 0, (uint8_t)(next >> 8), (uint8_t)next};
        memcpy(bytes + i * PAGE, number, sizeof number);
    }
    return bytes;
}

static const struct {
    const char *name;
    size_t pages; /* of overflow */
    size_t payload, kept;
    const char *reason; /* NULL: none */
} cases[] = {
    {"one page", 1, LOCAL + 100, LOCAL + 100, NULL},
    {"more than 256 KiB", 20, LOCAL + 20 * PART, LOCAL + 20 * PART, NULL},
    {"a chain that ends early", 3, LOCAL + 4 * PART, LOCAL + 3 * PART, "corrupt"},
    {"as much as is kept", KEPT_PAGES, LOCAL + KEPT_PAGES *PART, LOCAL + KEPT_PAGES *PART, NULL},
    {"more than is kept", KEPT_PAGES + 1, LOCAL + (KEPT_PAGES + 1) * PART, LOCAL + KEPT_PAGES *PART,
     "limit-memory"},
};

#define CASES ((int)(sizeof cases / sizeof cases[0]))

START_TEST(test_payload)
{
    static const uint8_t local[LOCAL] = "in page";
    const size_t pages = 1 + cases[_i].pages;
    uint8_t *const bytes = build_database(pages);
    uint16_t *const owners = calloc(pages, sizeof *owners);
    struct range_source *const ranges = range_source_from_span((struct span){bytes, pages * PAGE});
    const struct sqlite_page page = {.bytes = {local, sizeof local}};
    const struct sqlite_cell cell = {
        .payload = cases[_i].payload, .local = sizeof local, .overflow = 2};
    struct coverage coverage = {0};
    struct sqlite_file file;
    struct sqlite_payload payload;
    ck_assert_int_eq(sqlite_file_open(&file, ranges, &coverage), STATUS_OK);
    ck_assert(sqlite_payload_init(&payload));
    ck_assert_int_eq(sqlite_payload_read(&payload, &file, owners, &page, &cell), STATUS_OK);
    ck_assert_msg(payload.whole.len == cases[_i].kept, "%s: %zu", cases[_i].name,
                  payload.whole.len);
    for (unsigned reason = 0; reason < REASON_COUNT; reason++) {
        char name[32];
        reason_name((enum reason)reason, 0, name);
        const bool is_expected = cases[_i].reason != NULL && strcmp(name, cases[_i].reason) == 0;
        ck_assert_msg(coverage_has(&coverage, (enum reason)reason) == is_expected, "%s: %s",
                      cases[_i].name, name);
    }
    sqlite_payload_free(&payload);
    sqlite_file_close(&file);
    range_source_close(ranges);
    free(owners);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("sqlite payload");
    TCase *const tcase = tcase_create("sqlite payload");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_payload, 0, CASES);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
