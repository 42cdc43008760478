/* EBCDIC: what is taken for it, and what it says. Texts are packed by a table of their own. */
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"

#include <string.h>

/* A byte of EBCDIC for one of ASCII; IBM, CCSID 37. */
static uint8_t to_ebcdic(char c)
{
    static const char signs[] = "\n .<(+|&!$*);-/,%_>?:#@'=\"";
    static const uint8_t codes[] = {0x15, 0x40, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F, 0x50, 0x5A,
                                    0x5B, 0x5C, 0x5D, 0x5E, 0x60, 0x61, 0x6B, 0x6C, 0x6D,
                                    0x6E, 0x6F, 0x7A, 0x7B, 0x7C, 0x7D, 0x7E, 0x7F};
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    const char *const letter = strchr(letters, c | 0x20);
    if (c >= '0' && c <= '9')
        return (uint8_t)(0xF0 + c - '0');
    if (letter != NULL && ((c | 0x20) != c || c >= 'a') && c >= 'A') {
        const size_t n = (size_t)(letter - letters);
        const size_t code = n < 9 ? 0x81 + n : n < 18 ? 0x91 + n - 9 : 0xA2 + n - 18;
        return (uint8_t)(c >= 'a' ? code : code + 0x40);
    }
    const char *const sign = strchr(signs, c);
    return sign != NULL && c != '\0' ? codes[sign - signs] : 0;
}

#define RECORD "JANE Q PUBLIC       19800103 536-90-4399 A1234567  (617) 555-0142 x@y.org\n"

static const struct {
    const char *name, *text;
    const char *formats;
} rows[] = {
    {"records", RECORD RECORD, "text:1 ebcdic:1"},
    {"small letters",
     "patient jane public, born 01/03/1980; seen for cough: \"no fever\" & rest = good\n",
     "text:1 ebcdic:1"},
    {"too short to tell", "JANE Q PUBLIC 536-90-4399", "text:1"},
    {"no blanks", "JANEQPUBLIC19800103536904399A1234567JANEQPUBLIC19800103536904399A1234567",
     "text:1"},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

START_TEST(test_texts)
{
    char formats[256];
    uint8_t bytes[512];
    const size_t len = strlen(rows[_i].text);
    for (size_t i = 0; i < len; i++)
        bytes[i] = to_ebcdic(rows[_i].text[i]);
    struct walk_log log;
    walk_log_run(&log, (struct span){bytes, len}, "k", NULL);
    ck_assert_msg(strcmp(walk_log_formats(&log, formats), rows[_i].formats) == 0, "%s: %s",
                  rows[_i].name, formats);
    if (strstr(rows[_i].formats, "ebcdic") != NULL)
        ck_assert_msg(walk_log_has(&log, rows[_i].text), "%s: %s", rows[_i].name,
                      walk_log_leaves(&log));
    ck_assert_uint_eq(log.coverage.reasons, 0);
    walk_log_free(&log);
}
END_TEST

static const char *const others[] = {
    "Jane Q. Public, born 1980-01-03, SSN 536-90-4399, seen for cough and fever; home to rest.",
    "JANE@Q@PUBLIC@19800103@536-90-4399@A1234567@@JANE@Q@PUBLIC@19800103@536-90-4399@A1234567",
    "\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD \xD0\x9F\xD0\xB5\xD1\x82\xD1\x80\xD0\xBE\xD0\xB2, "
    "\xD1\x80\xD0\xBE\xD0\xB4\xD0\xB8\xD0\xBB\xD1\x81\xD1\x8F 1980-01-03 "
    "\xD0\xB2 \xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB5",
};

/* Text of other sets is none. */
START_TEST(test_others)
{
    char formats[256];
    struct walk_log log;
    walk_log_run(&log, (struct span){(const uint8_t *)others[_i], strlen(others[_i])}, "k", NULL);
    ck_assert_ptr_null(strstr(walk_log_formats(&log, formats), "ebcdic"));
    walk_log_free(&log);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("ebcdic");
    TCase *const tcase = tcase_create("ebcdic");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_texts, 0, ROWS);
    tcase_add_loop_test(tcase, test_others, 0, (int)(sizeof others / sizeof others[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
