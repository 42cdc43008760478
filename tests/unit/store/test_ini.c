/* The shared files of AWS's tools: what they hold, and what is refused with its line. */
#include "crawler/store/ini.h"

#include "store/fake_environment.h"
#include "suite.h"

#include <stdbool.h>

struct find_case {
    const char *name, *text, *section, *parent, *key;
    const char *value; /* NULL: there is none */
    unsigned line;
};

static const struct find_case find_cases[] = {
    {"plain", "[default]\nregion = eu-west-1\n", "default", NULL, "region", "eu-west-1", 2},
    {"no line break at the end", "[a]\nk=v", "a", NULL, "k", "v", 2},
    {"CRLF", "[a]\r\nk = v\r\n", "a", NULL, "k", "v", 2},
    {"byte order mark", "\xef\xbb\xbf[a]\nk=v\n", "a", NULL, "k", "v", 2},
    {"colon", "[a]\nk: v\n", "a", NULL, "k", "v", 2},
    {"first separator", "[a]\nk = a=b:c\n", "a", NULL, "k", "a=b:c", 2},
    {"colon before equals", "[a]\nk: a=b\n", "a", NULL, "k", "a=b", 2},
    {"white space", "[ a ]\n\t k\t=\tv w \t\n", "a", NULL, "k", "v w", 2},
    {"names in any case", "[a]\nAWS_Key = V\n", "a", NULL, "aws_key", "V", 2},
    {"sections keep their case", "[A]\nk=v\n", "a", NULL, "k", NULL, 0},
    {"comment lines", "# c\n; c\n[a]\n # c\nk=v\n;k=w\n", "a", NULL, "k", "v", 5},
    {"comment behind a value", "[a]\nk = v # c\n", "a", NULL, "k", "v", 2},
    {"semicolon behind a value", "[a]\nk = v\t; c\n", "a", NULL, "k", "v", 2},
    {"mark inside a value", "[a]\nk = v#w;x\n", "a", NULL, "k", "v#w;x", 2},
    {"comment alone as a value", "[a]\nk = # c\n", "a", NULL, "k", "", 2},
    {"comment behind a section", "[a] # c\nk=v\n", "a", NULL, "k", "v", 2},
    {"empty value", "[a]\nk =\n", "a", NULL, "k", "", 2},
    {"profile", "[profile dev]\nk=v\n", "profile dev", NULL, "k", "v", 2},
    {"profile, more space", "[profile \t dev ]\nk=v\n", "profile dev", NULL, "k", "v", 2},
    {"profile in quotes", "[profile \"my dev\"]\nk=v\n", "profile my dev", NULL, "k", "v", 2},
    {"profile in single quotes", "[profile 'my dev']\nk=v\n", "profile my dev", NULL, "k", "v", 2},
    {"one quote stays", "[profile \"x]\nk=v\n", "profile \"x", NULL, "k", "v", 2},
    {"sections merge", "[a]\nk=v\n[b]\nk=w\n[a]\nl=x\n", "a", NULL, "k", "v", 2},
    {"sections merge, second", "[a]\nk=v\n[b]\nk=w\n[a]\nl=x\n", "a", NULL, "l", "x", 6},
    {"last of equal names", "[a]\nk=v\nk=w\n", "a", NULL, "k", "w", 3},
    {"last over sections", "[a]\nk=v\n[a]\nk=w\n", "a", NULL, "k", "w", 4},
    {"other section", "[a]\nk=v\n[b]\nl=w\n", "b", NULL, "k", NULL, 0},
    {"nested", "[a]\ns3 =\n  style = path\n", "a", "s3", "style", "path", 3},
    {"nested is not plain", "[a]\ns3 =\n  style = path\n", "a", NULL, "style", NULL, 0},
    {"plain is not nested", "[a]\ns3 =\nstyle = path\n", "a", "s3", "style", NULL, 0},
    {"nested, tab and case", "[a]\nS3 =\n\tStyle=path\n", "a", "s3", "style", "path", 3},
    {"behind nested", "[a]\ns3 =\n  x = 1\nk = v\n", "a", NULL, "k", "v", 4},
    {"nested, comment and blank", "[a]\ns3 =\n\n  # c\n  x = 1\n", "a", "s3", "x", "1", 5},
    {"second parent", "[a]\ns3 =\n x = 1\nec2 =\n x = 2\n", "a", "ec2", "x", "2", 5},
    {"nested without separator", "[a]\ns3 =\n  what\n  x = 1\n", "a", "s3", "x", "1", 4},
    {"whole section indented", "[a]\n  k = v\n  l = w\n", "a", NULL, "l", "w", 3},
    {"indented with nested", "[a]\n  s3 =\n    x = 1\n  l = w\n", "a", "s3", "x", "1", 3},
    {"value that goes on", "[a]\nk = v\n  l = w\n", "a", NULL, "k", "v", 2},
    {"value that goes on is no name", "[a]\nk = v\n  l = w\n", "a", NULL, "l", NULL, 0},
    {"indented bracket", "[a]\nk =\n  [b]\nl = v\n", "a", NULL, "l", "v", 4},
    {"indented section", " [a]\n k=v\n", "a", NULL, "k", "v", 2},
    {"section alone", "[a]\n", "a", NULL, "", "", 1},
    {"empty file", "", "a", NULL, "", NULL, 0},
    {"only comments", "# x\n\n", "a", NULL, "", NULL, 0},
    {"bytes that are no UTF-8", "[a]\nk=\xff\xfe\n", "a", NULL, "k", "\xff\xfe", 2},
};

START_TEST(test_find)
{
    const struct find_case *const row = &find_cases[_i];
    struct ini ini;
    struct fault fault = {0};
    ck_assert_msg(ini_parse("f", row->text, strlen(row->text), &ini, &fault) == STATUS_OK, "%s: %s",
                  row->name, fault.message);
    const struct ini_entry *const entry = ini_find(&ini, row->section, row->parent, row->key);
    ck_assert_msg((entry != NULL) == (row->value != NULL), "%s", row->name);
    if (entry != NULL) {
        ck_assert_msg(strcmp(entry->value, row->value) == 0, "%s: %s", row->name, entry->value);
        ck_assert_msg(entry->line == row->line, "%s: line %u", row->name, entry->line);
        ck_assert_str_eq(entry->path, "f");
        ck_assert(ini_has_section(&ini, row->section));
    }
    ini_free(&ini);
    ini_free(&ini);
}
END_TEST

#define SECRET "TOPSECRET"

struct refuse_case {
    const char *name, *text, *message;
};

static const struct refuse_case refuse_cases[] = {
    {"before a section", "k = " SECRET "\n[a]\n", "f:1: expected a [section] first"},
    {"no separator", "[a]\n\n" SECRET "\n", "f:3: expected 'name = value'"},
    {"no name", "[a]\n= " SECRET "\n", "f:2: expected 'name = value'"},
    {"open section", "[a\nk=v\n", "f:1: a section without its ']'"},
    {"section without name", "[]\n", "f:1: a section without a name"},
    {"section of spaces", "[  ]\n", "f:1: a section without a name"},
    {"text behind a section", "[a] k=v\n", "f:1: text behind the ']' of a section"},
};

START_TEST(test_refuse)
{
    const struct refuse_case *const row = &refuse_cases[_i];
    struct ini ini;
    struct fault fault = {0};
    ck_assert_msg(ini_parse("f", row->text, strlen(row->text), &ini, &fault) == STATUS_STOP, "%s",
                  row->name);
    ck_assert_msg(strcmp(fault.message, row->message) == 0, "%s: %s", row->name, fault.message);
    ck_assert_ptr_null(ini.text);
}
END_TEST

START_TEST(test_nul_byte)
{
    struct ini ini;
    struct fault fault;
    ck_assert_int_eq(ini_parse("f", "[a]\nk=v\0w\n", 11, &ini, &fault), STATUS_STOP);
    ck_assert_str_eq(fault.message, "f:2: a NUL byte: this is no text file");
}
END_TEST

START_TEST(test_line_length)
{
    static char text[INI_LINE_MAX_LEN + 64];
    struct ini ini;
    struct fault fault;
    memset(text, 'x', sizeof text);
    memcpy(text, "[a]\nk=", 6);
    ck_assert_int_eq(ini_parse("f", text, 4 + INI_LINE_MAX_LEN, &ini, &fault), STATUS_OK);
    ini_free(&ini);
    ck_assert_int_eq(ini_parse("f", text, 4 + INI_LINE_MAX_LEN + 1, &ini, &fault), STATUS_STOP);
    ck_assert_str_eq(fault.message, "f:2: the line is too long");
}
END_TEST

START_TEST(test_many_entries)
{
    static char text[80000];
    size_t len = (size_t)sprintf(text, "[a]\n");
    for (int i = 0; i < 5000; i++)
        len += (size_t)sprintf(text + len, "k%d=%d\n", i, i);
    struct ini ini;
    struct fault fault;
    ck_assert_int_eq(ini_parse("f", text, len, &ini, &fault), STATUS_OK);
    ck_assert_str_eq(ini_find(&ini, "a", NULL, "k0")->value, "0");
    ck_assert_str_eq(ini_find(&ini, "a", NULL, "k4999")->value, "4999");
    ini_free(&ini);
}
END_TEST

/* ---- files ---- */

struct file_case {
    mode_t mode;
    bool is_exposed;
};

static const struct file_case file_cases[] = {
    {0600, false}, {0400, false}, {0700, false}, {0711, false},
    {0640, true},  {0604, true},  {0620, true},  {0666, true},
};

START_TEST(test_file_mode)
{
    char path[FAKE_PATH_SIZE];
    struct ini ini;
    struct fault fault = {0};
    fake_file_create("[a]\nk=v\n", 8, file_cases[_i].mode, path);
    ck_assert_msg(ini_read(path, &ini, &fault) == STATUS_OK, "%s", fault.message);
    ck_assert_str_eq(ini_find(&ini, "a", NULL, "k")->value, "v");
    ck_assert_str_eq(ini_find(&ini, "a", NULL, "k")->path, path);
    ck_assert_int_eq(ini.is_exposed, file_cases[_i].is_exposed);
    ini_free(&ini);
    unlink(path);
}
END_TEST

START_TEST(test_file_size)
{
    static char text[INI_FILE_MAX_LEN + 1];
    char path[FAKE_PATH_SIZE];
    struct ini ini;
    struct fault fault = {0};
    memset(text, '\n', sizeof text);
    fake_file_create(text, INI_FILE_MAX_LEN + (size_t)_i, 0600, path);
    ck_assert_int_eq(ini_read(path, &ini, &fault), _i == 0 ? STATUS_OK : STATUS_STOP);
    if (_i == 1)
        ck_assert_ptr_nonnull(strstr(fault.message, "larger than 1 MiB"));
    ini_free(&ini);
    unlink(path);
}
END_TEST

START_TEST(test_file_kinds)
{
    char path[FAKE_PATH_SIZE];
    struct ini ini;
    struct fault fault = {0};
    ck_assert_int_eq(ini_read("/nonexistent/config", &ini, &fault), STATUS_END);
    ck_assert_int_eq(ini_read("/dev/null/config", &ini, &fault), STATUS_END);
    ck_assert_int_eq(ini_read("/dev/null", &ini, &fault), STATUS_OK);
    ck_assert_uint_eq(ini.count, 0);
    ck_assert(!ini.is_exposed);
    ini_free(&ini);
    ck_assert_int_eq(ini_read("/dev/zero", &ini, &fault), STATUS_STOP);
    ck_assert_str_eq(fault.message, "/dev/zero: not a regular file");
    ck_assert_int_eq(ini_read("/", &ini, &fault), STATUS_STOP);
    fake_file_create("", 0, 0600, path);
    unlink(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(ini_read(path, &ini, &fault), STATUS_STOP); /* and does not wait */
    unlink(path);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("ini");
    TCase *const tcase = tcase_create("ini");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_find, 0, COUNT(find_cases));
    tcase_add_loop_test(tcase, test_refuse, 0, COUNT(refuse_cases));
    tcase_add_test(tcase, test_nul_byte);
    tcase_add_test(tcase, test_line_length);
    tcase_add_test(tcase, test_many_entries);
    tcase_add_loop_test(tcase, test_file_mode, 0, COUNT(file_cases));
    tcase_add_loop_test(tcase, test_file_size, 0, 2);
    tcase_add_test(tcase, test_file_kinds);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
