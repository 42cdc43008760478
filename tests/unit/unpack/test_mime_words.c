/* Encoded words of headers: RFC 2047, with its examples in section 8. */
#include "crawler/unpack/mime_header.h"
#include "tests/unit/suite.h"

#include <string.h>

static const struct {
    const char *name, *header, *text;
} rows[] = {
    {"none", "Subject: a = b ? c", "Subject: a = b ? c"},
    {"UTF-8", "=?UTF-8?B?w6k=?= x", "\xc3\xa9 x"},
    {"Latin-1", "=?ISO-8859-1?Q?Andr=E9?= Pirard", "Andr\xc3\xa9 Pirard"},
    {"blanks between words are none of it", "(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)", "(ab)"},
    {"nor are line breaks", "(=?ISO-8859-1?Q?a?=\r\n =?iso-8859-1?q?b?=)", "(ab)"},
    {"a number over two words", "=?utf-8?Q?SSN:_536-90-?=\r\n =?utf-8?Q?4399?= end",
     "SSN: 536-90-4399 end"},
    {"a blank in a word is one", "(=?ISO-8859-1?Q?a_b?=)", "(a b)"},
    {"blanks in front of plain text stay", "(=?ISO-8859-1?Q?a?= b)", "(a b)"},
    {"sets side by side", "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_=A3?=", "a \xc5\x81"},
    {"a character over two words", "=?utf-8?B?w6nD?= =?utf-8?B?qQ==?=", "\xc3\xa9\xc3\xa9"},
    {"ISO-2022-JP", "=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=", "\xe5\xb1\xb1\xe7\x94\xb0"},
    {"windows-1251", "=?windows-1251?Q?=C8=E2=E0=ED?=", "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd"},
    {"a language", "=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"},
    {"a set that nobody knows", "=?x-unknown?Q?A_=E9?=", "A \xe9"},
    {"a set that would load something", "=?../../x?Q?A?=", "A"},
    {"another kind", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
    {"no end", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
    {"nothing in it",
     "=?utf-8?Q?"
     "?= x",
     " x"},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static void decode(const char *header, size_t len, struct buffer *out)
{
    buffer_init(out, 4096);
    mime_header_decode((struct span){(const uint8_t *)header, len}, out);
}

START_TEST(test_words)
{
    struct buffer out;
    decode(rows[_i].header, strlen(rows[_i].header), &out);
    ck_assert_msg(strcmp(buffer_str(&out), rows[_i].text) == 0, "%s: %s", rows[_i].name,
                  (const char *)out.ptr);
    buffer_free(&out);
}
END_TEST

/* Cut anywhere, with any byte wrong: it ends. */
START_TEST(test_damage)
{
    char copy[256];
    const size_t len = strlen(rows[_i].header);
    for (size_t at = 0; at < 2 * len; at++) {
        struct buffer out;
        memcpy(copy, rows[_i].header, len);
        copy[at % len] = (char)(copy[at % len] ^ (at >= len ? 0 : 1 + at % 255));
        decode(copy, at >= len ? at - len : len, &out);
        ck_assert(!out.is_failed);
        buffer_free(&out);
    }
}
END_TEST

static const struct {
    const char *name, *head;
    bool is_message; /* to be taken apart */
} heads[] = {
    {"plain", "From: a@b.org\nSubject: x\n\nbody\n", false},
    {"a subject in words", "From: a@b.org\nSubject: =?utf-8?Q?caf=C3=A9?=\n\nbody\n", true},
    {"a word in a line that goes on", "From: a@b.org\nSubject: x\n =?utf-8?B?w6k=?=\n\nb\n", true},
    {"no whole word", "From: a@b.org\nSubject: =?utf-8?X?a?= =?b\n\nbody\n", false},
    {"a word in the body", "From: a@b.org\nSubject: x\n\n=?utf-8?Q?caf=C3=A9?=\n", false},
    {"one header", "Subject: =?utf-8?Q?caf=C3=A9?=\n\nbody\n", false},
    {"a body in quoted-printable",
     "From: a@b.org\nTo: c@d.org\nContent-Transfer-Encoding: quoted-printable\n\nb\n", true},
};

START_TEST(test_heads)
{
    const struct span head = {(const uint8_t *)heads[_i].head, strlen(heads[_i].head)};
    ck_assert_msg(mime_header_is_message(head) == heads[_i].is_message, "%s", heads[_i].name);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("mime_words");
    TCase *const tcase = tcase_create("mime_words");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_words, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_heads, 0, (int)(sizeof heads / sizeof heads[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
