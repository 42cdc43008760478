/* Rules files: what they mean, and what is said of those that are wrong. */
#include "crawler/cli/rules_file.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define ERRORS_MAX ((size_t)1 << 20)

static struct rules_files *files;
static struct buffer errors;

static void setup(void)
{
    files = rules_files_create();
    ck_assert_ptr_nonnull(files);
    buffer_init(&errors, ERRORS_MAX);
}

static void teardown(void)
{
    rules_files_free(files);
    buffer_free(&errors);
}

static bool parse(const char *text)
{
    return rules_files_parse(files, "r.toml", (struct span){(const uint8_t *)text, strlen(text)},
                             &errors);
}

START_TEST(test_all_keys)
{
    ck_assert_msg(
        parse("version = 1\nid = 'me-1'\ndescription = 'd'\n"
              "[[detector]]\nid = 'x-a'\ntitle = 'T'\ntag = 'a'\nsource = 'S'\nrole = 'health'\n"
              "qualifies = false\nenabled = true\npattern = 'A\\d{3}'\nignore_case = true\n"
              "whole = true\nwords = ['one', 'two']\nignore = ['A000']\nfields = ['fo']\n"
              "confidence_alone = 61\nconfidence_word = 71\nconfidence_field = 81\nbefore = 300\n"
              "after = 9\nmax_length = 20\ncheck = 'luhn'\nseverity = [1, 2, 3]\n"
              "[[change]]\ndetector = 'phone'\nenabled = false\nconfidence_field = 88\n"
              "words = ['ring']\nignore = ['555']\nfields = ['handy']\n"),
        "%s", buffer_str(&errors));
    const struct rules_input input = rules_files_input(files);
    ck_assert_uint_eq(input.file_count, 1);
    ck_assert_str_eq(input.files[0].name, "r.toml");
    ck_assert_str_eq(input.files[0].id, "me-1");
    ck_assert_uint_eq(strlen(input.files[0].sha256), 64);
    ck_assert_uint_eq(input.custom->detector_count, 1);
    const struct custom_detector *const rule = &input.custom->detectors[0];
    ck_assert_str_eq(rule->id, "x-a");
    ck_assert_str_eq(rule->title, "T");
    ck_assert_int_eq(rule->role, ROLE_HEALTH);
    ck_assert_int_eq(rule->identifier, 0);
    ck_assert(!rule->qualifies && rule->ignores_case && rule->is_whole);
    ck_assert_uint_eq(rule->words.count, 2);
    ck_assert_str_eq(rule->words.texts[1], "two");
    ck_assert_uint_eq(rule->alone, 61);
    ck_assert_uint_eq(rule->word, 71);
    ck_assert_uint_eq(rule->field, 81);
    ck_assert_uint_eq(rule->before, 300);
    ck_assert_uint_eq(rule->after, 9);
    ck_assert_uint_eq(rule->longest, 20);
    ck_assert_int_eq(rule->check, VALIDATOR_LUHN);
    ck_assert_uint_eq(rule->severity[2], 3);
    ck_assert_uint_eq(input.custom->change_count, 1);
    const struct custom_change *const change = &input.custom->changes[0];
    ck_assert_int_eq((int)change->detector, detector_find("phone"));
    ck_assert(change->has_enabled && !change->is_enabled);
    ck_assert_int_eq(change->alone, -1);
    ck_assert_int_eq(change->field, 88);
    ck_assert_str_eq(change->fields.texts[0], "handy");
}
END_TEST

/* With words one of them is wanted; without, the match is enough. */
START_TEST(test_defaults)
{
    ck_assert_msg(parse("version = 1\n[[detector]]\nid = 'x-a'\nshape = '99-99'\n"
                        "[[detector]]\nid = 'x-b'\npattern = 'B\\d'\nwords = ['bee']\n"
                        "[[detector]]\nid = 'x-c'\npattern = 'C\\d'\nenabled = false\n"),
                  "%s", buffer_str(&errors));
    const struct custom_rules *const rules = rules_files_input(files).custom;
    ck_assert_uint_eq(rules->detector_count, 2);
    ck_assert_uint_eq(rules->detectors[0].alone, 75);
    ck_assert(rules->detectors[0].is_whole && rules->detectors[0].qualifies);
    ck_assert_int_eq(rules->detectors[0].identifier, 'R');
    ck_assert_uint_eq(rules->detectors[1].alone, 0);
    ck_assert_uint_eq(rules->detectors[1].word, 75);
    ck_assert_uint_eq(rules->detectors[1].field, 85);
    ck_assert_uint_eq(rules->detectors[1].before, 50);
    ck_assert_uint_eq(rules->detectors[1].after, 0);
    ck_assert_uint_eq(rules->detectors[1].longest, 254);
    ck_assert(!rules->detectors[1].is_whole);
}
END_TEST

#define D "version = 1\n[[detector]]\nid = 'x-a'\n"
#define C "version = 1\n[[change]]\ndetector = 'phone'\n"

static const struct {
    const char *text;
    const char *error; /* begins one of the lines of errors */
} bad[] = {
    {"", "r.toml:1: the file must begin with version = 1"},
    {"[[detector]]\n", "r.toml:1: the file must begin"},
    {"version = 2", "r.toml:1: 'version' wants a number from 1 to 1"},
    {"version = '1'", "r.toml:1: 'version' wants a number, not a string"},
    {"version = 1\nversion = 1", "r.toml:2: 'version' was given in line 1"},
    {"version = [1]", "r.toml:1: 'version' wants one value"},
    {"version = 1\nwords = ['x']", "r.toml:2: unknown key 'words' in the top of the file"},
    {"version = 1\n[detector]", "r.toml:2: unknown section"},
    {"version = 1\n[[detectors]]", "r.toml:2: unknown section"},
    {"version = 1\n[[detector]]\n", "r.toml:2: [[detector]] wants an id"},
    {D, "r.toml:2: give either a pattern or a shape"},
    {D "patern = 'x'", "r.toml:4: unknown key 'patern' in [[detector]]; did you mean 'pattern'?"},
    {D "xyzzy = 'x'", "r.toml:4: unknown key 'xyzzy' in [[detector]]; docs/rules.md lists them"},
    {D "pattern = 'x('", "r.toml:4: missing closing parenthesis at its byte 3"},
    {D "pattern = 'x*'", "r.toml:4: it can match nothing at all"},
    {D "pattern = ''", "r.toml:4: 'pattern' wants a string of 1 to 512 bytes"},
    {D "pattern = 'x'\nshape = '9'", "r.toml:4: give either a pattern or a shape"},
    {D "shape = '\\'", "r.toml:4: a shape has 1 to 32 places"},
    {D "pattern = 'x'\nrole = 'persn'", "r.toml:5: unknown role 'persn'; did you mean 'person'?"},
    {D "pattern = 'x'\nrole = 'zzzz'", "r.toml:5: unknown role 'zzzz': give person"},
    {D "pattern = 'x'\ntag = 'A b'", "r.toml:5: a tag is made of"},
    {D "pattern = 'x'\nidentifier = 'Z'", "r.toml:5: an identifier is a letter from A to R"},
    {D "pattern = 'x'\nidentifier = 'AB'", "r.toml:5: 'identifier' wants a string of 1 to 1"},
    {D "pattern = 'x'\nrole = 'health'\nidentifier = 'A'", "r.toml:6: only the role 'person'"},
    {D "pattern = 'x'\nwords = 'y'", "r.toml:5: 'words' wants an array"},
    {D "pattern = 'x'\nwords = [1]", "r.toml:5: 'words' wants a string, not a number"},
    {D "pattern = 'x'\nwords = [\n'ok',\n'y']", "r.toml:5: text 2 has 1 bytes"},
    {D "pattern = 'x'\ncheck = 'lun'", "r.toml:5: unknown check 'lun'; did you mean 'luhn'?"},
    {D "pattern = 'x'\nconfidence_word = 0", "r.toml:5: 'confidence_word' wants a number from 1"},
    {D "pattern = 'x'\nconfidence_alone = 90\nconfidence_word = 80", "r.toml:5: confidences rise"},
    {D "pattern = 'x'\nconfidence_alone = 0", "r.toml:5: with confidence_alone = 0 and no words"},
    {D "pattern = 'x'\nbefore = 301", "r.toml:5: 'before' wants a number from 0 to 300"},
    {D "pattern = 'x'\nbefore = 300\nmax_length = 254\nwords = ['abc']",
     "r.toml:6: before (300), max_length (254)"},
    {D "pattern = 'x'\nseverity = [1, 2]", "r.toml:5: severity has three numbers"},
    {D "pattern = 'x'\nseverity = [3, 2, 1]", "r.toml:5: severity is three rising numbers"},
    {D "pattern = 'x'\n[[detector]]\nid = 'x-a'\nshape = '9'",
     "r.toml:6: there is a detector 'x-a' already"},
    {"version = 1\n[[detector]]\nid = 'us-ssn'\nshape = '9'", "r.toml:3: an id is 'x-' and"},
    {"version = 1\n[[change]]\nenabled = true", "r.toml:2: [[change]] wants detector"},
    {"version = 1\n[[change]]\ndetector = 'us-snn'",
     "r.toml:3: unknown detector 'us-snn'; did you mean 'us-ssn'?"},
    {C "pattern = 'x'", "r.toml:4: unknown key 'pattern' in [[change]]"},
    {C "[[change]]\ndetector = 'phone'", "r.toml:5: there is a [[change]] of 'phone' already"},
    {"version = 1\n[[change]]\ndetector = 'mrn'\nconfidence_alone = 70",
     "r.toml:4: 'mrn' has no confidence_alone"},
    {D "pattern = 'x'\nx y", "r.toml:5: expected '=' behind the name"},
    {"version = 1\n\n\n[[detector]]\nid = \"x-a\xff\"", "r.toml:5: these bytes are no UTF-8"},
};

START_TEST(test_bad)
{
    ck_assert_msg(!parse(bad[_i].text), "'%s' was taken", bad[_i].text);
    const char *const said = buffer_str(&errors);
    ck_assert_ptr_nonnull(said);
    const char *const found = strstr(said, bad[_i].error);
    ck_assert_msg(found != NULL && (found == said || found[-1] == '\n'), "'%s': %s", bad[_i].text,
                  said);
}
END_TEST

#undef D
#undef C

START_TEST(test_layout)
{
    ck_assert_msg(parse("version = 1\n[[layout]]\nid = 'claims'\ntitle = 'Claims'\n"
                        "names = ['*.dat', 'in/*']\nstarts = 'DT'\nrecord = 80\n"
                        "columns = [\n'3 9 member ssn', # nine\n'12  8   dob ',\n'80 1 x']\n"
                        "[[layout]]\nid = 'b'\nnames = ['b']\ncolumns = ['1 1048576 all']\n"),
                  "%s", buffer_str(&errors));
    const struct layouts *const layouts = rules_files_input(files).layouts;
    ck_assert_ptr_nonnull(layouts);
    ck_assert_uint_eq(layouts->count, 2);
    const struct layout *const layout = &layouts->layouts[0];
    ck_assert_str_eq(layout->id, "claims");
    ck_assert_uint_eq(layout->name_count, 2);
    ck_assert_str_eq(layout->names[1], "in/*");
    ck_assert_mem_eq(layout->starts.ptr, "DT", layout->starts.len);
    ck_assert_uint_eq(layout->record, 80);
    ck_assert_uint_eq(layout->column_count, 3);
    ck_assert_uint_eq(layout->columns[0].start, 2);
    ck_assert_uint_eq(layout->columns[0].length, 9);
    ck_assert_uint_eq(layout->columns[0].name.len, strlen("member ssn"));
    ck_assert_uint_eq(layout->columns[1].start, 11);
    ck_assert_uint_eq(layout->columns[1].name.len, strlen("dob"));
    ck_assert_uint_eq(layouts->layouts[1].record, 0);
    ck_assert_uint_eq(layouts->layouts[1].starts.len, 0);
}
END_TEST

START_TEST(test_no_layout)
{
    ck_assert(parse("version = 1\n"));
    ck_assert_ptr_null(rules_files_input(files).layouts);
}
END_TEST

#define L "version = 1\n[[layout]]\nid = 'a'\nnames = ['*.dat']\n"

static const struct {
    const char *text, *error;
} bad_layouts[] = {
    {"version = 1\n[layout]", "r.toml:2: unknown section: there are [[detector]], [[change]] and"},
    {"version = 1\n[[layout]]\nnames = ['x']\ncolumns = ['1 1 a']",
     "r.toml:2: [[layout]] wants an id"},
    {"version = 1\n[[layout]]\nid = 'a'\ncolumns = ['1 1 a']", "r.toml:2: [[layout]] wants names"},
    {"version = 1\n[[layout]]\nid = 'a'\nnames = []\ncolumns = ['1 1 a']",
     "r.toml:4: [[layout]] wants names"},
    {"version = 1\n[[layout]]\nid = 'a'\nnames = ['x', '']\ncolumns = ['1 1 a']",
     "r.toml:4: name 2 has 0 bytes"},
    {L, "r.toml:2: [[layout]] wants columns"},
    {L "columns = []", "r.toml:5: a layout has 1 to 1000 columns"},
    {L "columns = [1]", "r.toml:5: 'columns' wants a string, not a number"},
    {L "columns = '1 9 ssn'", "r.toml:5: 'columns' wants an array"},
    {L "column = ['1 9 ssn']", "r.toml:5: unknown key 'column' in [[layout]]; did you mean"},
    {L "columns = [\n'1 9 ssn',\n'9 8 dob']",
     "r.toml:7: column 2 starts at 9, but the one before it ends at 9"},
    {L "columns = [\n'20 9 ssn',\n'1 8 dob']", "r.toml:7: column 2 starts at 1, but"},
    {L "columns = [\n'0 9 ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'1 0 ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'1 9 ']", "r.toml:6: a column is"},
    {L "columns = [\n'1 9']", "r.toml:6: a column is"},
    {L "columns = [\n'']", "r.toml:6: a column is"},
    {L "columns = [\n'1-9 ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'-1 9 ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'1 9ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'2 1048576 ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'1 99999999 ssn']", "r.toml:6: a column is"},
    {L "columns = [\n'1 18446744073709551617 ssn']", "r.toml:6: a column is"},
    {L "record = 8\ncolumns = ['1 9 ssn']", "r.toml:5: a record has 8 bytes, but its last column"},
    {L "record = 0\ncolumns = ['1 9 ssn']", "r.toml:5: 'record' wants a number from 1"},
    {L "starts = ''\ncolumns = ['1 9 ssn']", "r.toml:5: 'starts' wants a string of 1 to 64 bytes"},
    {L "columns = ['1 9 ssn']\n[[layout]]\nid = 'a'\nnames = ['x']\ncolumns = ['1 9 ssn']",
     "r.toml:7: there is a layout 'a' already"},
};

START_TEST(test_bad_layout)
{
    ck_assert_msg(!parse(bad_layouts[_i].text), "'%s' was taken", bad_layouts[_i].text);
    const char *const said = buffer_str(&errors);
    const char *const found = strstr(said, bad_layouts[_i].error);
    ck_assert_msg(found == said, "'%s': %s", bad_layouts[_i].text, said);
}
END_TEST

START_TEST(test_too_many_layouts)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_append_str(&text, "version = 1\n");
    for (int i = 0; i <= LAYOUTS_MAX; i++)
        buffer_append_format(&text, "[[layout]]\nid='%d'\nnames=['x']\ncolumns=['1 1 a']\n", i);
    ck_assert(!parse(buffer_str(&text)));
    ck_assert_ptr_nonnull(strstr(buffer_str(&errors), "a run takes at most 200 layouts"));
    buffer_free(&text);
}
END_TEST

START_TEST(test_several_faults_are_said_together)
{
    ck_assert(!parse("version = 1\nfoo = 1\n[[detector]]\nid = 'x-a'\npattern = '('\n"
                     "[[detector]]\nid = 'x-b'\nshape = ''\n"));
    const char *const said = buffer_str(&errors);
    ck_assert_ptr_nonnull(strstr(said, "r.toml:2: "));
    ck_assert_ptr_nonnull(strstr(said, "r.toml:5: "));
    ck_assert_ptr_nonnull(strstr(said, "r.toml:8: "));
}
END_TEST

START_TEST(test_faults_are_not_without_end)
{
    struct buffer text;
    size_t lines = 0;
    buffer_init(&text, 1 << 20);
    buffer_append_str(&text, "version = 1\n");
    for (int i = 0; i < 5000; i++)
        buffer_append_format(&text, "k%d = 1\n", i);
    ck_assert(!parse(buffer_str(&text)));
    for (const char *at = buffer_str(&errors); (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    ck_assert_uint_eq(lines, RULES_FILE_ERRORS_MAX + 1);
    buffer_free(&text);
}
END_TEST

/* A million detectors: refused at the first one too many, at once. */
START_TEST(test_a_million_detectors)
{
    struct buffer text;
    buffer_init(&text, (size_t)64 << 20);
    buffer_append_str(&text, "version = 1\n");
    for (int i = 0; i < 1000000; i++)
        buffer_append_format(&text, "[[detector]]\nid='x-%d'\nshape='9'\n", i);
    ck_assert(!text.is_failed);
    ck_assert(!rules_files_parse(files, "r.toml", (struct span){text.ptr, text.len}, &errors));
    ck_assert_ptr_nonnull(strstr(buffer_str(&errors), "r.toml:3002: a run takes at most 1000"));
    buffer_free(&text);
}
END_TEST

START_TEST(test_files_that_cannot_be_read)
{
    ck_assert(!rules_files_add(files, "/nowhere/r.toml", &errors));
    ck_assert_ptr_nonnull(strstr(buffer_str(&errors), "cannot be read"));
    ck_assert(!rules_files_add(files, "/", &errors));
    ck_assert(!rules_files_add(files, "/dev/zero", &errors));
    ck_assert_ptr_nonnull(strstr(buffer_str(&errors), "at most 4 MiB"));
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("rules_file");
    TCase *const all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, test_all_keys);
    tcase_add_test(all, test_defaults);
    tcase_add_loop_test(all, test_bad, 0, COUNT(bad));
    tcase_add_test(all, test_layout);
    tcase_add_test(all, test_no_layout);
    tcase_add_loop_test(all, test_bad_layout, 0, COUNT(bad_layouts));
    tcase_add_test(all, test_too_many_layouts);
    tcase_add_test(all, test_several_faults_are_said_together);
    tcase_add_test(all, test_faults_are_not_without_end);
    tcase_add_test(all, test_a_million_detectors);
    tcase_add_test(all, test_files_that_cannot_be_read);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
