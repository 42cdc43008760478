/* Words of pages, as pdftotext tells them -> text: its order, tables, and answers that are broken.
 */
#include "crawler/unpack/pdf_boxes.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 24)
#define WORD_WIDTH 6 /* of a letter; lines are 12 high */

static void answer_word(struct buffer *answer, int x, int y, struct span word)
{
    buffer_append_format(
        answer,
        "<word xMin=\"%d.000\" yMin=\"%d.000\" xMax=\"%d.000\" yMax=\"%d.000\">%.*s"
        "</word>\n",
        x, y, x + (int)word.len * WORD_WIDTH, y + 12, (int)word.len, (const char *)word.ptr);
}

/*
 * What pdftotext would say of lines "X,Y words": a word is WORD_WIDTH for each letter, and three
 * points stand between two. "~" in front begins a flow, "=" a block.
 */
static void answer_of(struct buffer *answer, const char *page)
{
    buffer_append_str(answer,
                      "<head>\n<title>no text</title>\n</head>\n<doc>\n<page width=\"1\">\n");
    for (const char *at = page; *at != '\0';) {
        int x = 0, y = 0, len = 0;
        buffer_append_str(answer, *at == '~'   ? "<flow>\n<block >\n"
                                  : *at == '=' ? "<block >\n"
                                               : "");
        at += *at == '~' || *at == '=';
        ck_assert_int_eq(sscanf(at, "%d,%d %n", &x, &y, &len), 2);
        buffer_append_str(answer, "  <line >\n");
        for (at += len; *at != '\n'; at += *at == ' ') {
            const size_t word = strcspn(at, " \n");
            answer_word(answer, x, y, (struct span){(const uint8_t *)at, word});
            x += (int)word * WORD_WIDTH + 3;
            at += word;
        }
        at++;
    }
    buffer_append_str(answer, "</page>\n");
}

/* The text of an answer that comes in pieces of step bytes. */
static void text_of(struct buffer *text, struct span answer, size_t step)
{
    struct pdf_boxes *const boxes = malloc(sizeof *boxes);
    ck_assert_ptr_nonnull(boxes);
    ck_assert(pdf_boxes_init(boxes));
    buffer_init(text, TEXT_MAX);
    for (size_t at = 0; at < answer.len; at += step) {
        const size_t left = answer.len - at;
        ck_assert(
            pdf_boxes_feed(boxes, (struct span){answer.ptr + at, left < step ? left : step}, text));
    }
    ck_assert(pdf_boxes_end(boxes, text));
    pdf_boxes_free(boxes);
    free(boxes);
}

static void assert_text(const char *name, const struct buffer *answer, const char *expected)
{
    static const size_t steps[] = {SIZE_MAX / 2, 1, 7, 64};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct buffer text;
        text_of(&text, (struct span){answer->ptr, answer->len}, steps[i]);
        const char *const found = buffer_str(&text);
        ck_assert_msg(strcmp(found, expected) == 0, "%s, by %zu:\n%s", name, steps[i], found);
        buffer_free(&text);
    }
}

static const struct {
    const char *name, *page, *text;
} pages[] = {
    {"nothing", "", "\f"},
    {"lines", "~10,10 A line of words\n10,30 and one more\n", "A line of words\nand one more\n\f"},
    {"blocks and flows", "~10,10 One\n=10,60 Two\n~10,100 Three\n", "One\nTwo\n\nThree\n\f"},
    {"a word that is broken", "~10,10 of hyper-\n10,30 tension and\n", "of hypertension and\n\f"},
    {"a name with a hyphen", "~10,10 Ann Smith-\n10,30 Lee came\n", "Ann Smith-\nLee came\n\f"},
    {"a number that is broken", "~10,10 536-22-\n10,30 4817\n", "536-22-\n4817\n\f"},
    {"broken at the end of a block", "~10,10 hyper-\n=10,30 tension\n", "hyper-\ntension\n\f"},
    {"a table whose columns come one by one",
     "~10,10 Name\n10,30 Ann Lee\n10,50 Bo Ek\n~100,10 SSN\n100,30 536224817\n100,50 536224818\n",
     "Name\tSSN\nAnn Lee\t536224817\nBo Ek\t536224818\n\f"},
    {"cells without a gap that is wider than a blank",
     "~10,10 Name\n66,10 SSN\n10,30 Ann Leeds 536224817\n10,50 Bob Marks 536224818\n",
     "Name\tSSN\nAnn Leeds\t536224817\nBob Marks\t536224818\n\f"},
    {"values at the right", "~10,10 Name\n100,10 Member number\n10,30 Ann Lee\n160,30 W1\n",
     "Name\tMember number\nAnn Lee\tW1\n\f"},
    {"headings in the middle",
     "~40,10 Name\n140,10 DOB\n10,30 Annabel Leeward\n120,30 1980-01-03\n",
     "Name\tDOB\nAnnabel Leeward\t1980-01-03\n\f"},
    {"an empty cell", "~10,10 Name\n100,10 SSN\n200,10 MRN\n10,30 Ann\n200,30 77\n",
     "Name\tSSN\tMRN\nAnn\t\t77\n\f"},
    {"a heading of two lines beside others",
     "~10,10 Date of\n10,22 birth\n100,16 MRN\n10,50 1980-01-03\n100,50 77\n",
     "Date of birth\tMRN\n1980-01-03\t77\n\f"},
    {"a value that its cell breaks",
     "~10,10 DOB\n100,10 MRN\n10,30 1980/\n10,42 01/03\n100,36 77\n",
     "DOB\tMRN\n1980/01/03\t77\n\f"},
    {"prose above and below",
     "~10,10 The list of the clinic as of today\n~10,30 Name\n100,30 SSN\n10,50 Ann\n100,50 5\n"
     "10,70 End of the list of the clinic\n",
     "The list of the clinic as of today\nName\tSSN\nAnn\t5\nEnd of the list of the clinic\n\f"},
    {"the next table, with other columns",
     "~10,10 Name\n100,10 SSN\n10,30 Ann\n100,30 5\n10,50 Record number of it\n200,50 Phone\n"
     "10,70 77\n200,70 555\n",
     "Name\tSSN\nAnn\t5\nRecord number of it\tPhone\n77\t555\n\f"},
    {"labels and values", "~10,10 Patient:\n10,30 Born:\n~100,10 Ann Lee\n100,30 1980-01-03\n",
     "Patient:\tAnn Lee\nBorn:\t1980-01-03\n\f"},
    {"columns of an article",
     "~10,10 The patient was seen for\n10,30 a cough that she had for\n10,50 about two weeks and\n"
     "~300,10 and was given a drug for\n300,30 it that she did not like\n300,50 and then went "
     "home\n",
     "The patient was seen for\na cough that she had for\nabout two weeks and\n\n"
     "and was given a drug for\nit that she did not like\nand then went home\n\f"},
    {"two blocks of a letter",
     "~10,10 Ann Lee\n10,30 12 Main Street\n10,50 Springfield\n~300,10 Date: 3 May\n"
     "300,30 Account: 12\n300,50 Page: 1\n",
     "Ann Lee\n12 Main Street\nSpringfield\n\nDate: 3 May\nAccount: 12\nPage: 1\n\f"},
    {"a heading far above",
     "~10,10 Page 1\n200,10 May\n10,300 Name\n200,300 SSN\n10,320 Ann\n200,320 5\n",
     "Page 1\nMay\nName\tSSN\nAnn\t5\n\f"},
    {"entities", "~10,10 &lt;A&gt; &amp;amp; &quot;b&apos; &unknown; &\n",
     "<A> &amp; \"b' &unknown; &\n\f"},
};

START_TEST(test_pages)
{
    struct buffer answer;
    buffer_init(&answer, TEXT_MAX);
    answer_of(&answer, pages[_i].page);
    assert_text(pages[_i].name, &answer, pages[_i].text);
    buffer_free(&answer);
}
END_TEST

#define WORD "<word xMin=\"1\" yMin=\"1\" xMax=\"9\" yMax=\"9\">"

static const struct {
    const char *name, *answer, *text;
} broken[] = {
    {"nothing", "", ""},
    {"no page", WORD "a</word>\n", ""},
    {"no end", "<page >\n" WORD "a</word>", "a\n"},
    {"no end of a word", "<page >\n" WORD "a\nb\n<line >\nno text\n</page>\n", "a b\n\f"},
    {"a page in a page", "<page >\n" WORD "a</word>\n<page >\n" WORD "b</word>\n</page>\n",
     "a\n\fb\n\f"},
    {"ends of pages", "</page>\n</page>\n<page >\n</page>\n</page>\n", "\f"},
    {"bytes that are no text", "<page >\n" WORD "a\1\f\tb</word>\n</page>\n", "a   b\n\f"},
    {"an empty word", "<page >\n" WORD "</word>\n</page>\n", "\f"},
    {"numbers that are none",
     "<page >\n<word xMin=\"nan\" yMin=\"-99999999999999999999\" xMax=\"1e99\" "
     "yMax=\"--1\">a</word>\n"
     "<word xMin=\"99999999999999999999\">b</word>\n<word >c</word>\n</page>\n",
     "a b c\n\f"},
    {"a tag that does not end", "<page >\n<word xMin=\"1\"\n" WORD "a</word>\n</page>\n", "a\n\f"},
};

START_TEST(test_broken)
{
    struct buffer answer;
    buffer_init(&answer, TEXT_MAX);
    buffer_append_str(&answer, broken[_i].answer);
    assert_text(broken[_i].name, &answer, broken[_i].text);
    buffer_free(&answer);
}
END_TEST

static size_t count_of(const struct buffer *text, uint8_t byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text->len; i++)
        count += text->ptr[i] == byte;
    return count;
}

/* More than a page may keep, all in one place, in a grid, or as one line: all of it comes out. */
START_TEST(test_large)
{
    enum { WORDS = 3 * PDF_PAGE_WORDS };
    struct buffer answer, text;
    buffer_init(&answer, TEXT_MAX);
    buffer_append_str(&answer, "<page >\n");
    for (int i = 0; i < WORDS; i++)
        answer_word(&answer, _i == 0 ? 1 : i % 60 * 20, _i == 0 ? 1 : i / 60 * 20,
                    (struct span){(const uint8_t *)"x", 1});
    text_of(&text, (struct span){answer.ptr, answer.len}, 65536);
    ck_assert_uint_eq(count_of(&text, 'x'), WORDS);
    ck_assert_uint_eq(count_of(&text, '\f'), 0);
    buffer_free(&text);
    buffer_free(&answer);
}
END_TEST

/* Each two rows are a table, whose gap lies beside all that is below. Looking through all of it for
 * each of them takes minutes. */
START_TEST(test_stairs)
{
    enum { PAGES = 20, STEPS = PDF_PAGE_WORDS / 4 };
    struct buffer answer, text;
    buffer_init(&answer, (size_t)1 << 26);
    for (int i = 0; i < PAGES * STEPS; i++) {
        const int x = i % STEPS * 10, y = i % STEPS * 40;
        buffer_append_str(&answer, i % STEPS == 0 ? "<page >\n" : "");
        for (int word = 0; word < 4; word++)
            answer_word(&answer, x + word % 2 * 10, y + word / 2 * 20,
                        (struct span){(const uint8_t *)"x", 1});
    }
    text_of(&text, (struct span){answer.ptr, answer.len}, 65536);
    ck_assert_uint_eq(count_of(&text, 'x'), PAGES * PDF_PAGE_WORDS);
    buffer_free(&text);
    buffer_free(&answer);
}
END_TEST

START_TEST(test_long_word)
{
    enum { LETTERS = 3 * PDF_BOXES_LINE };
    struct buffer answer, text;
    buffer_init(&answer, TEXT_MAX);
    buffer_append_str(&answer, "<page >\n" WORD);
    for (size_t i = 0; i < LETTERS; i++)
        buffer_append_char(&answer, 'y');
    buffer_append_str(&answer, "</word>\n</page>\n");
    text_of(&text, (struct span){answer.ptr, answer.len}, 1000);
    ck_assert_uint_eq(count_of(&text, 'y'), LETTERS);
    buffer_free(&text);
    buffer_free(&answer);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *const suite = suite_create("pdf_page");
    TCase *const tcase = tcase_create("pdf_page");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_pages, 0, COUNT(pages));
    tcase_add_loop_test(tcase, test_broken, 0, COUNT(broken));
    tcase_add_loop_test(tcase, test_large, 0, 2);
    tcase_add_test(tcase, test_stairs);
    tcase_add_test(tcase, test_long_word);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
