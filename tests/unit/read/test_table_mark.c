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

int main(void)
{
    Suite *const suite = suite_create("table_mark");
    TCase *const tcase = tcase_create("marks");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_marks_are_all_there_are, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
