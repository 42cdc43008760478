/* Marks of Word: cells, rows and paragraphs, in units of one byte and of two, read in any pieces.
 */
#include "crawler/unpack/word_cells.h"
#include "tests/unit/suite.h"

#include <string.h>

static const struct {
    const char *name, *word, *text;
} rows[] = {
    {"paragraphs",
     "Ann\rLee\x0b"
     "Bo\r",
     "Ann\nLee\nBo\n"},
    {"a table", "a\7b\7\7c\7d\7\7", "a\tb\t\nc\td\t\n"},
    {"an empty cell behind others", "a\7b\7\7c\7\7\7", "a\tb\t\nc\t\t\n"},
    {"an empty cell in front", "a\7b\7\7\7d\7\7", "a\tb\t\n\td\t\n"},
    {"empty cells in the middle", "a\7b\7c\7\7d\7\7\7\7", "a\tb\tc\t\nd\t\t\t\n"},
    {"a wider row", "a\7\7b\7c\7\7", "a\t\nb\tc\t\n"},
    {"a paragraph in a cell", "a\7b\rc\7\7", "a\tb c\t\n"},
    {"another table", "a\7b\7\7\rc\7\7d\7\7", "a\tb\t\n\nc\t\nd\t\n"},
    {"a mark in a text", "a\7b.", "a\tb."},
    {"other bytes", "\1\2\x13\x14\x15\xe9", "\1\2\x13\x14\x15\xe9"},
};

/* One unit at a time comes out of it: what is seen does not depend on the pieces. */
static void assert_text(const char *name, struct span word, struct span text)
{
    for (size_t cap = 1; cap <= word.len; cap++) {
        struct word_cells cells;
        uint8_t found[128];
        size_t len = 0, got = 0;
        struct byte_source *const bytes = byte_source_from_span(word);
        ck_assert_ptr_nonnull(bytes);
        word_cells_init(&cells, bytes);
        while (byte_source_read(&cells.source, found + len, cap, &got) == STATUS_OK)
            len += got;
        byte_source_close(bytes);
        ck_assert_msg(len == text.len && memcmp(found, text.ptr, len) == 0, "%s, by %zu: %.*s",
                      name, cap, (int)len, (const char *)found);
    }
}

START_TEST(test_narrow)
{
    assert_text(rows[_i].name, (struct span){(const uint8_t *)rows[_i].word, strlen(rows[_i].word)},
                (struct span){(const uint8_t *)rows[_i].text, strlen(rows[_i].text)});
}
END_TEST

START_TEST(test_wide)
{
    uint8_t word[128] = {0}, text[128] = {0};
    const size_t len = strlen(rows[_i].word);
    for (size_t i = 0; i < len; i++) {
        word[2 * i] = (uint8_t)rows[_i].word[i];
        text[2 * i] = (uint8_t)rows[_i].text[i];
    }
    assert_text(rows[_i].name, (struct span){word, 2 * len}, (struct span){text, 2 * len});
}
END_TEST

/* A mark among bytes that are no text does not make lines of what follows. */
START_TEST(test_no_cell)
{
    static const uint8_t word[] = "\7\0\0\0a\rb";
    static const uint8_t text[] = "\t\0\0\0a\nb";
    assert_text("no cell", (struct span){word, sizeof word - 1},
                (struct span){text, sizeof text - 1});
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("word_cells");
    TCase *const tcase = tcase_create("word_cells");
    const int count = (int)(sizeof rows / sizeof rows[0]);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_narrow, 0, count);
    tcase_add_loop_test(tcase, test_wide, 0, count);
    tcase_add_test(tcase, test_no_cell);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
