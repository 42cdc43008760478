/* The part of TOML that rules files are written in: what is read, and what is refused where. */
#include "crawler/cli/toml.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define DUMP_SIZE 1024

/* What was read, in one line: "T:name", "I:name" and "name=value". */
static bool dump(const char *text, size_t len, char *out, struct toml_error *error)
{
    struct toml *const toml = toml_create((struct span){(const uint8_t *)text, len});
    struct toml_entry entry;
    bool is_good;
    ck_assert_ptr_nonnull(toml);
    out[0] = '\0';
    while ((is_good = toml_next(toml, &entry, error)) && entry.kind != TOML_END) {
        size_t at = strlen(out);
        const char *const kind = entry.kind == TOML_TABLE        ? "T:"
                                 : entry.kind == TOML_TABLE_ITEM ? "I:"
                                                                 : "";
        at += (size_t)snprintf(out + at, DUMP_SIZE - at, "%s%s%s", kind, entry.name,
                               entry.kind == TOML_PAIR ? entry.is_array ? "=[" : "=" : "");
        for (size_t i = 0; i < entry.count; i++) {
            const struct toml_value *const value = &entry.values[i];
            ck_assert(value->type != TOML_STRING || strlen(value->text) == value->len);
            if (value->type == TOML_STRING)
                at += (size_t)snprintf(out + at, DUMP_SIZE - at, "'%s'", value->text);
            else
                at += (size_t)snprintf(out + at, DUMP_SIZE - at, "%s%lld",
                                       value->type == TOML_TRUTH ? "?" : "",
                                       (long long)value->number);
        }
        snprintf(out + at, DUMP_SIZE - at, ";");
    }
    toml_free(toml);
    return is_good;
}

static const struct {
    const char *text;
    const char *dump;
} good[] = {
    {"", ""},
    {"# only a comment", ""},
    {"\xef\xbb\xbf"
     "a = 1",
     "a=1;"},
    {"a = 1\r\nb=2\r\n", "a=1;b=2;"},
    {"a = -17 # c", "a=-17;"},
    {"a = +5\nb = 0", "a=5;b=0;"},
    {"a = true\nb = false", "a=?1;b=?0;"},
    {"a = 'x\\d'", "a='x\\d';"},
    {"a = \"x\\t\\\"\\\\y\"", "a='x\t\"\\y';"},
    {"a = \"\\u00e9\\U0001F600\"", "a='\xc3\xa9\xf0\x9f\x98\x80';"},
    {"a = ''\nb = \"\"", "a='';b='';"},
    {"a = '# no comment' # one", "a='# no comment';"},
    {"a = []", "a=[;"},
    {"a = ['x', \"y\" , 3,]", "a=['x''y'3;"},
    {"a = [ # c\n 'x', # d\n\n 'y'\n]\nb=1", "a=['x''y';b=1;"},
    {"[t]\n[[i]]\nx-y_z=1", "T:t;I:i;x-y_z=1;"},
    {"[ t ]\n[[ i ]] # c", "T:t;I:i;"},
    {"  a  =  1  ", "a=1;"},
};

START_TEST(test_good)
{
    struct toml_error error = {0, ""};
    char out[DUMP_SIZE];
    ck_assert_msg(dump(good[_i].text, strlen(good[_i].text), out, &error), "%s", error.message);
    ck_assert_str_eq(out, good[_i].dump);
}
END_TEST

static const struct {
    const char *text;
    unsigned line;
    const char *message;
} bad[] = {
    {"a", 1, "expected '='"},
    {"\n\na b = 1", 3, "expected '='"},
    {"= 1", 1, "expected 'key = value'"},
    {"a = ", 1, "not a value"},
    {"a = x", 1, "not a value"},
    {"a = 1.5", 1, "not a value"},
    {"a = 012", 1, "not a value"},
    {"a = 0x1f", 1, "not a value"},
    {"a = 1_000", 1, "not a value"},
    {"a = 07:32:00", 1, "not a value"},
    {"a = 2026-01-02", 1, "not a value"},
    {"a = 99999999999999", 1, "too large"},
    {"a = trueish", 1, "not a value"},
    {"a = 1 b = 2", 1, "one entry a line"},
    {"a.b = 1", 1, "dotted"},
    {"\"a\" = 1", 1, "quoted"},
    {"a = {b = 1}", 1, "inline tables"},
    {"a = 'x", 1, "does not end"},
    {"x = 1\na = \"x\ny\"", 2, "does not end"},
    {"a = '''x'''", 1, "several lines"},
    {"a = \"\"\"x\"\"\"", 1, "several lines"},
    {"a = \"\\d\"", 1, "unknown escape"},
    {"a = \"\\u12\"", 1, "hexadecimal"},
    {"a = \"\\u0000\"", 1, "no character"},
    {"a = \"\\ud800\"", 1, "no character"},
    {"a = \"\\U00110000\"", 1, "no character"},
    {"a = [1, 2", 1, "does not end"},
    {"a = [1\n2]", 2, "expected ','"},
    {"a = [[1]]", 1, "within arrays"},
    {"a = [,]", 1, "not a value"},
    {"[a", 1, "expected ']'"},
    {"[[a]", 1, "expected ']]'"},
    {"[a.b]", 1, "dotted"},
    {"[a] x", 1, "one entry a line"},
    {"a = 'x\x01'", 1, "control character"},
    {"# \x7f", 1, "control character"},
    {"a = '\xff'", 1, "UTF-8"},
    {"# \xc0\xaf", 1, "UTF-8"},
    {"\ra = 1", 1, "expected"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1", 1,
     "at most 64"},
};

START_TEST(test_bad)
{
    struct toml_error error = {0, ""};
    char out[DUMP_SIZE];
    ck_assert_msg(!dump(bad[_i].text, strlen(bad[_i].text), out, &error), "'%s' was taken: %s",
                  bad[_i].text, out);
    ck_assert_msg(strstr(error.message, bad[_i].message) != NULL, "'%s': %s", bad[_i].text,
                  error.message);
    ck_assert_uint_eq(error.line, bad[_i].line);
}
END_TEST

START_TEST(test_nul_is_refused)
{
    struct toml_error error = {0, ""};
    char out[DUMP_SIZE];
    ck_assert(!dump("a = 'x\0y'", 9, out, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "control character 0x00"));
    ck_assert(!dump("\0", 1, out, &error));
}
END_TEST

/* Cut anywhere, it ends, and reads nothing behind its end. */
START_TEST(test_every_cut_ends)
{
    static const char text[] = "version = 1\n[[a]]\nb = [\"x\\u00e9\", 'y', 3] # c\nc = true\n";
    for (size_t len = 0; len < sizeof text; len++) {
        struct toml_error error = {0, ""};
        char out[DUMP_SIZE];
        char *const copy = malloc(len + 1);
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, text, len);
        const bool is_good = dump(copy, len, out, &error);
        ck_assert(is_good || error.line > 0);
        free(copy);
    }
}
END_TEST

START_TEST(test_too_many_values)
{
    struct toml_error error = {0, ""};
    char out[DUMP_SIZE];
    char *const text = malloc(4 * TOML_VALUES_MAX + 64);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "a = [");
    for (int i = 0; i <= TOML_VALUES_MAX; i++)
        len += (size_t)sprintf(text + len, "1,\n");
    len += (size_t)sprintf(text + len, "]");
    ck_assert(!dump(text, len, out, &error));
    ck_assert_uint_eq(error.line, TOML_VALUES_MAX + 1);
    free(text);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("toml");
    TCase *const all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_good, 0, COUNT(good));
    tcase_add_loop_test(all, test_bad, 0, COUNT(bad));
    tcase_add_test(all, test_nul_is_refused);
    tcase_add_test(all, test_every_cut_ends);
    tcase_add_test(all, test_too_many_values);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
