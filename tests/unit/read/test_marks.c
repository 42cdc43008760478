/* Marks of texts: in blocks, by every width of vectors, and by looking at each byte. */
#include "suite.h"

#include "crawler/read/marks.h"
#include "detectors/ascii.h"

#include <stdbool.h>
#include <stdlib.h>

#define TEXT_MAX 300
#define ROUNDS 1000
#define WANTED '|'

/* The byte n in front of text[at]; 0: none. */
static uint8_t byte_before(const uint8_t *text, size_t at, size_t before, size_t n)
{
    return at + before >= n ? text[(ptrdiff_t)at - (ptrdiff_t)n] : 0;
}

static bool tells_of_columns(uint8_t byte, uint8_t last, uint8_t first)
{
    switch (byte) {
    case '\t':
        return ascii_is_alpha(last);
    case ' ':
        return last == ' ' && ascii_is_alpha(first);
    case '|':
        return last <= ' ';
    default:
        return byte == '-' && last == ' ' && first == '-';
    }
}

static bool is_mark(enum mark mark, const uint8_t *text, size_t at, size_t before)
{
    const uint8_t byte = text[at], last = byte_before(text, at, before, 1);
    switch (mark) {
    case MARK_CELL:
        return byte == WANTED || byte == '\n';
    case MARK_SIGN:
        return byte == '=' || (byte == ':' && last == '"');
    case MARK_HEADER:
        return (last == 'S' && (byte == 'H' || byte == 'A')) || (last == 'V' && byte == 'N');
    case MARK_COLUMNS:
        return tells_of_columns(byte, last, byte_before(text, at, before, 2));
    default:
        return false;
    }
}

/* What marks are made of, and bytes that differ from that by one bit or one number. */
static const char *const bytes_of[MARK_COUNT] = {"|\n}\v\xfc", "a\":=\"b\xbd:\xba,",
                                                 "MSHISAVNhrTW\xd3", "a Z \t|--\n[`{@\xc1\xa0"};

/* The text lies at the end of its memory, where sanitizers see a read outside of it. */
START_TEST(test_marks_are_all_there_are)
{
    static const size_t lanes[] = {16, 32, MARKS_BLOCK};
    const enum mark mark = (enum mark)(_i % MARK_COUNT);
    const char *const bytes = bytes_of[mark];
    unsigned seed = (unsigned)_i + 1;
    for (size_t round = 0; round < ROUNDS; round++) {
        const size_t len = 1 + (size_t)rand_r(&seed) % TEXT_MAX;
        const size_t before = (size_t)rand_r(&seed) % 4;
        /* So rare that whole blocks have none, or everywhere. */
        const size_t plain = (size_t)rand_r(&seed) % 2 * 100;
        uint8_t *const memory = malloc(before + len);
        ck_assert_ptr_nonnull(memory);
        for (size_t i = 0; i < before + len; i++) {
            const size_t drawn = (size_t)rand_r(&seed) % (strlen(bytes) + plain);
            memory[i] = drawn < strlen(bytes) ? (uint8_t)bytes[drawn] : 'x';
        }
        const uint8_t *const text = memory + before;
        size_t at = (size_t)rand_r(&seed) % (len + 1);
        struct marks marks = {
            mark_find_choose(mark, lanes[_i / MARK_COUNT]), text, before, len, at, 0, WANTED};
        marks_load(&marks);
        for (; at < len; at++) {
            if (is_mark(mark, text, at, before))
                ck_assert_uint_eq(marks_take(&marks), at);
        }
        ck_assert_uint_eq(marks_take(&marks), len);
        free(memory);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("marks");
    TCase *const tcase = tcase_create("marks");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_marks_are_all_there_are, 0, 3 * MARK_COUNT);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
