/* Transfer encodings in any pieces: what is decoded, and whether something strange is told. */
#include "crawler/unpack/transfer.h"
#include "tests/unit/suite.h"

#include <string.h>

#define BEGIN "begin 644 a.txt\n"

static const struct {
    const char *name;
    enum transfer_encoding encoding;
    const char *text, *decoded;
    bool has_stray;
} rows[] = {
    {"base64", TRANSFER_BASE64, "aGVs\nbG8=\n", "hello", false},
    {"base64 with a sign", TRANSFER_BASE64, "aGVs!bG8=", "hello", true},
    {"quoted", TRANSFER_QUOTED, "h=65ll=\no", "hello", false},
    {"quoted, cut", TRANSFER_QUOTED, "hell=6", "hell=6", true},
    {"uuencode", TRANSFER_UU, BEGIN "%:&5L;&\\\n`\nend\n", "hello", false},
    {"uuencode, a blank for zero", TRANSFER_UU, BEGIN "%:&5L;&\\\n \nend\n", "hello", false},
    {"uuencode, lines", TRANSFER_UU, BEGIN "#86)C\r\n!9   \r\n`\r\nend\r\n", "abcd", false},
    {"uuencode, more than counted", TRANSFER_UU, BEGIN "\"86)C\n`\nend\n", "ab", false},
    {"uuencode, blank lines in front", TRANSFER_UU, "\r\n\n" BEGIN "#86)C\n`\n", "abc", false},
    {"uuencode, a line in front", TRANSFER_UU, "begins\n" BEGIN "#86)C\n`\nend\n", "abc", true},
    {"uuencode, a line that is short", TRANSFER_UU, BEGIN "%:&5L\n#86)C\n`\nend\n", "helabc", true},
    {"uuencode without its end", TRANSFER_UU, BEGIN "#86)C\n", "abc", true},
    {"uuencode, only its end", TRANSFER_UU, BEGIN "#86)C\nend\n", "abc", true},
    {"uuencode, blank lines behind", TRANSFER_UU, BEGIN "#86)C\n`\nend\r\n\n", "abc", false},
    {"uuencode, a line behind", TRANSFER_UU, BEGIN "#86)C\n`\nend\nMRN 1\n", "abc", true},
    {"uuencode, two files", TRANSFER_UU, BEGIN "#86)C\n`\nend\n" BEGIN "`\nend\n", "abc", true},
    {"uuencode, nothing", TRANSFER_UU, "", "", true},
    {"uuencode that is text", TRANSFER_UU, "Dear Sir,\nMRN 1\n", "", true},
};

START_TEST(is_decoded)
{
    const size_t len = strlen(rows[_i].text);
    for (size_t cut = 0; cut <= len; cut++) {
        struct transfer transfer = {.encoding = rows[_i].encoding};
        uint8_t out[128];
        const uint8_t *const text = (const uint8_t *)rows[_i].text;
        size_t given = transfer_decode(&transfer, text, cut, false, out);
        ck_assert_uint_le(given, cut + 3);
        given += transfer_decode(&transfer, text + cut, len - cut, true, out + given);
        ck_assert_msg(given == strlen(rows[_i].decoded) &&
                          memcmp(out, rows[_i].decoded, given) == 0,
                      "%s, cut at %zu: %.*s", rows[_i].name, cut, (int)given, (const char *)out);
        ck_assert_msg(transfer.has_stray == rows[_i].has_stray, "%s, cut at %zu", rows[_i].name,
                      cut);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("transfer");
    TCase *const tcase = tcase_create("transfer");
    tcase_add_loop_test(tcase, is_decoded, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
