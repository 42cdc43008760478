/* Signs between names and values: in blocks, and by looking at each byte. */
#include "suite.h"

#include "crawler/read/log_sign.h"

#include <stdbool.h>
#include <stdlib.h>

#define TEXT_MAX 300
#define ROUNDS 3000

static bool is_sign(const uint8_t *text, size_t at, size_t before)
{
    return text[at] == '=' || (text[at] == ':' && at + before > 0 && text[at - 1] == '"');
}

/* The text lies at the end of its memory, where sanitizers see a read outside of it. */
START_TEST(test_signs_are_all_there_are)
{
    static const char bytes[] = "a\":=\"b\xbd:\xba,";
    unsigned seed = (unsigned)_i + 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        const size_t len = 1 + (size_t)rand_r(&seed) % TEXT_MAX;
        const size_t before = (size_t)rand_r(&seed) % 2;
        uint8_t *const memory = malloc(before + len);
        ck_assert_ptr_nonnull(memory);
        for (size_t i = 0; i < before + len; i++)
            memory[i] = (uint8_t)bytes[(size_t)rand_r(&seed) % (sizeof bytes - 1)];
        const uint8_t *const text = memory + before;
        size_t at = (size_t)rand_r(&seed) % (len + 1);
        struct marks signs = log_signs_of(text, before, at, len);
        for (; at < len; at++) {
            if (is_sign(text, at, before))
                ck_assert_uint_eq(marks_take(&signs), at);
        }
        ck_assert_uint_eq(marks_take(&signs), len);
        free(memory);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("log_sign");
    TCase *const tcase = tcase_create("signs");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_signs_are_all_there_are, 0, 4);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
