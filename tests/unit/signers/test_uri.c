/* Percent-encoding: what stays, what is escaped, and that decoding undoes it. */
#include "signers/uri.h"

#include "suite.h"

#include <string.h>

struct encode_case {
    const char *name, *bytes;
    bool keep_slash;
    const char *encoded;
};

static const struct encode_case encode_cases[] = {
    {"empty", "", true, ""},
    {"unreserved", "AZaz09-._~", true, "AZaz09-._~"},
    {"slash kept", "a/b//c/", true, "a/b//c/"},
    {"slash escaped", "a/b", false, "a%2Fb"},
    {"space is no plus", "a b", true, "a%20b"},
    {"plus", "a+b", true, "a%2Bb"},
    {"percent is not taken as encoded", "%2F%20", true, "%252F%2520"},
    {"sub-delimiters", "!$&'()*,;=", true, "%21%24%26%27%28%29%2A%2C%3B%3D"},
    {"general delimiters", ":?#[]@", true, "%3A%3F%23%5B%5D%40"},
    {"controls", "\x01\t\n\r\x1f\x7f", true, "%01%09%0A%0D%1F%7F"},
    {"UTF-8", "\xc3\xa9\xe1\x88\xb4\xf4\x8f\xbf\xbf", true, "%C3%A9%E1%88%B4%F4%8F%BF%BF"},
    {"not UTF-8", "\xff\xfe", true, "%FF%FE"},
    {"backslash, quote, brackets", "\\\"<>^`{|}", true, "%5C%22%3C%3E%5E%60%7B%7C%7D"},
};

struct decode_case {
    const char *text;
    bool plus_is_space;
    const char *decoded;
};

static const struct decode_case decode_cases[] = {
    {"", false, ""},         {"a%20b", false, "a b"}, {"a+b", false, "a+b"},
    {"a+b", true, "a b"},    {"%2b", true, "+"},      {"%c3%A9", false, "\xc3\xa9"},
    {"%", false, "%"},       {"%4", false, "%4"},     {"%4g", false, "%4g"},
    {"%g4", false, "%g4"},   {"%%41", false, "%A"},   {"%2541", false, "%41"},
    {"100%", false, "100%"}, {"%41%", false, "A%"},   {"%-1", false, "%-1"},
};

START_TEST(test_encode)
{
    const struct encode_case *const row = &encode_cases[_i];
    char out[128];
    const size_t len = uri_encode(row->bytes, strlen(row->bytes), row->keep_slash, out);
    ck_assert_msg(strcmp(out, row->encoded) == 0, "%s: %s", row->name, out);
    ck_assert_uint_eq(len, strlen(row->encoded));
}
END_TEST

START_TEST(test_decode)
{
    const struct decode_case *const row = &decode_cases[_i];
    char out[64];
    const size_t len = uri_decode(row->text, strlen(row->text), row->plus_is_space, out);
    ck_assert_msg(strcmp(out, row->decoded) == 0, "%s: %s", row->text, out);
    ck_assert_uint_eq(len, strlen(row->decoded));
}
END_TEST

/* Every byte, also in place. */
START_TEST(test_round_trip)
{
    char bytes[256], coded[3 * 256 + 1];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    const size_t len = uri_encode(bytes, sizeof bytes, _i == 1, coded);
    ck_assert_uint_eq(len, strlen(coded));
    ck_assert_uint_eq(uri_decode(coded, len, false, coded), sizeof bytes);
    ck_assert_mem_eq(coded, bytes, sizeof bytes);
}
END_TEST

/* The length rules, not the terminator. */
START_TEST(test_length_is_respected)
{
    char out[16];
    ck_assert_uint_eq(uri_encode("ab cd", 2, true, out), 2);
    ck_assert_str_eq(out, "ab");
    ck_assert_uint_eq(uri_decode("a%41", 3, false, out), 3);
    ck_assert_str_eq(out, "a%4");
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("uri");
    TCase *const tcase = tcase_create("uri");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_encode, 0, COUNT(encode_cases));
    tcase_add_loop_test(tcase, test_decode, 0, COUNT(decode_cases));
    tcase_add_loop_test(tcase, test_round_trip, 0, 2);
    tcase_add_test(tcase, test_length_is_respected);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
