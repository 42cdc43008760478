/* Marks between cells: in blocks, one after the other, and by looking at each byte. */
#include "suite.h"

#include "crawler/read/table_mark.h"

#include <stdlib.h>

#define TEXT_MAX 300
#define ROUNDS 3000

static size_t find_simply(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter)
{
    while (at < limit && text[at] != delimiter && text[at] != '\n')
        at++;
    return at;
}

/* The text lies at the end of its memory, where sanitizers see a read behind it. */
START_TEST(test_marks_are_all_there_are)
{
    static const char bytes[] = "ab,,\n;\r\"\x8c\xac\x0b,";
    unsigned seed = (unsigned)_i + 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        const size_t len = (size_t)rand_r(&seed) % TEXT_MAX;
        const size_t kinds = 1 + (size_t)rand_r(&seed) % (sizeof bytes - 1);
        uint8_t *const text = malloc(len + 1);
        ck_assert_ptr_nonnull(text);
        for (size_t i = 0; i < len; i++)
            text[1 + i] = (uint8_t)bytes[(size_t)rand_r(&seed) % kinds];
        size_t at = (size_t)rand_r(&seed) % (len + 1);
        struct marks marks = table_marks_of(text + 1, at, len, ',');
        for (;;) {
            const size_t next = find_simply(text + 1, at, len, ',');
            ck_assert_uint_eq(table_mark_find(text + 1, at, len, ','), next);
            ck_assert_uint_eq(marks_take(&marks), next);
            if (next == len)
                break;
            at = next + 1;
        }
        ck_assert_uint_eq(marks_take(&marks), len);
        free(text);
    }
}
END_TEST

/* What a reader of cells does with lines that have no quote. */
static size_t pass_simply(const uint8_t *text, size_t at, size_t limit, uint64_t *lines)
{
    for (size_t start = at; at < limit && text[at] != '"'; at++) {
        if (text[at] != '\n')
            continue;
        const size_t len = at - start;
        *lines += len > 1 || (len == 1 && text[start] != '\r');
        start = at + 1;
    }
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

/* Lines are passed as far as whole blocks go, and counted as one by one. */
START_TEST(test_lines_are_passed)
{
    static const char bytes[] = "\r\nab,c;d\x8c\x0b\n\r\n,efghijklmnopq";
    unsigned seed = (unsigned)_i + 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        const size_t len = (size_t)rand_r(&seed) % TEXT_MAX;
        const size_t kinds = 1 + (size_t)rand_r(&seed) % (sizeof bytes - 1);
        uint8_t *const text = malloc(len + 1);
        ck_assert_ptr_nonnull(text);
        for (size_t i = 0; i < len; i++)
            text[1 + i] = (uint8_t)bytes[(size_t)rand_r(&seed) % kinds];
        if (len > 0 && rand_r(&seed) % 2 == 0)
            text[1 + (size_t)rand_r(&seed) % len] = '"';
        uint64_t lines = 7, expected = 7;
        const size_t whole = len - len % MARKS_BLOCK;
        const size_t end = table_mark_pass_lines(text + 1, 0, len, &lines);
        ck_assert_uint_eq(end, pass_simply(text + 1, 0, whole, &expected));
        ck_assert_uint_eq(lines, expected);
        free(text);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("table_mark");
    TCase *const tcase = tcase_create("marks");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_marks_are_all_there_are, 0, 4);
    tcase_add_loop_test(tcase, test_lines_are_passed, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
