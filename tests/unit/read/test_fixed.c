/* Fields of tables of fixed width, and which layout is for which file and record. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/fixed_layouts.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define SSN "536904399"

static const struct {
    const char *name;
    const struct reader_ops *ops;
    const char *text, *fields;
} tables[] = {
    {"a line", &fixed_person_ops, SSN "19780422xx Johnson   \n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n1:3 last name person-name [Johnson]\n"},
    {"no line end at the end", &fixed_person_ops, SSN "19780422   Johnson",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n1:3 last name person-name [Johnson]\n"},
    {"line ends of two bytes", &fixed_person_ops,
     SSN "19780422   Johnson\r\n\r\n" SSN "19780423\r\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n1:3 last name person-name [Johnson]\n"
     "2:1 ssn us-ssn [536904399]\n2:2 dob dob [19780423]\n"},
    {"short lines and empty ones", &fixed_person_ops, SSN "1978\n\n" SSN "\n  \n" SSN "19780422\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978]\n2:1 ssn us-ssn [536904399]\n"
     "4:1 ssn us-ssn [536904399]\n4:2 dob dob [19780422]\n"},
    {"a line that ends within a value", &fixed_person_ops, "53690\n" SSN "\n",
     "1:1 ssn us-ssn [53690]\n2:1 ssn us-ssn [536904399]\n"},
    {"longer lines", &fixed_person_ops,
     SSN "19780422   Johnson    something else\n" SSN "19780422   Nguyen\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n1:3 last name person-name [Johnson]\n"
     "2:1 ssn us-ssn [536904399]\n2:2 dob dob [19780422]\n2:3 last name person-name [Nguyen]\n"},
    {"padding in front", &fixed_person_ops, "         19780422      Johnson\n",
     "1:2 dob dob [19780422]\n1:3 last name person-name [Johnson]\n"},
    {"a layout of something else", &fixed_person_ops, "alpha    betabeta\ngamma    deltadel\n",
     "1:1 ssn -\n1:2 dob -\n2:1 ssn -\n2:2 dob -\n"},
    {"records of one length", &fixed_record_ops,
     SSN " 19780422  " SSN " 19790422  " SSN " 19800422",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n2:1 ssn us-ssn [536904399]\n"
     "2:2 dob dob [19790422]\n3:1 ssn us-ssn [536904399]\n3:2 dob dob [19800422]\n"},
    {"a line feed in a record is a byte", &fixed_record_ops, SSN "\n19780422\n\n" SSN " 19790422  ",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n2:1 ssn us-ssn [536904399]\n"
     "2:2 dob dob [19790422]\n"},
    {"a last record that is short", &fixed_record_ops, SSN " 19780422  " SSN " 1979",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n2:1 ssn us-ssn [536904399]\n"
     "2:2 dob dob [1979]\n"},
    {"kinds of records", &fixed_kinds_ops, SSN "19780422\nDT44556677 A note\n" SSN "19780423\nDT",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [19780422]\n2:1 mrn mrn [44556677]\n2:2 note -\n"
     "3:1 ssn us-ssn [536904399]\n3:2 dob dob [19780423]\n"},
    {"only line ends", &fixed_person_ops, "\n\r\n\n", ""},
    {"empty", &fixed_person_ops, "", ""},
};

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    const struct reading_case row = {tables[_i].name, tables[_i].text, tables[_i].fields};
    reading_check(tables[_i].ops, &row);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(tables[_i].ops, span_of(tables[_i].text), 1);
}
END_TEST

/* Every byte turned into a line feed, a blank or another byte: no reading depends on the cuts. */
START_TEST(test_changed_bytes)
{
    static const char others[] = "\n \r7";
    char text[256];
    const size_t len = strlen(tables[_i].text);
    for (size_t at = 0; at < len; at++) {
        strcpy(text, tables[_i].text);
        text[at] = others[at % (sizeof others - 1)];
        reading_check_cuts(tables[_i].ops, span_of(text), len);
        reading_check_cuts(tables[_i].ops, (struct span){(const uint8_t *)text, at}, len);
    }
}
END_TEST

/* A column that is too long for a value is text, whole or in part; what follows keeps its place. */
START_TEST(test_long_values)
{
    static const int lens[] = {0, 1, 509, 510, 511, 1020, 1021, 1198, 1199};
    char text[1400];
    sprintf(text, "DT44556677 %-1199.*s%s\nDT44556678\n", lens[_i], "", SSN);
    memset(text + 11, 'v', (size_t)lens[_i]);
    reading_check_cuts(&fixed_kinds_ops, span_of(text), 97);
    struct field_log *const log = field_log_read(&fixed_kinds_ops, span_of(text), 0, FIELD_LOG_MAX);
    ck_assert(log->is_in_order);
    ck_assert_msg(strstr(log->text, "1:3 ssn us-ssn [536904399]\n2:1 mrn mrn [44556678]\n") != NULL,
                  "%s", log->text);
    ck_assert_msg((strstr(log->text, "1:2 note -\n") != NULL) == (lens[_i] > 0), "%s", log->text);
    field_log_free(log);
}
END_TEST

START_TEST(test_format)
{
    static const char *const digests = "0123456789abcdef19780422\nfedcba987654321019780422\n";
    const struct field_rules *const rules = field_log_rules();
    struct reader *const reader = reader_create(rules);
    const struct layout_set set = {{&fixed_layout_person}, 1};
    reader_begin_fixed(reader, &set, span_of(digests), true);
    ck_assert_str_eq(reader_format(reader).name, "fixed-width");
    ck_assert(!reader_format(reader).is_broken);
    /* What was set for one member is not taken for the next. */
    reader_begin(reader, span_of("Dear Sir"), true);
    ck_assert_ptr_null(reader_format(reader).name);
    reader_free(reader);
}
END_TEST

static const struct {
    const char *pattern, *name;
    bool fits;
} patterns[] = {
    {"*.dat", "claims.dat", true},
    {"*.dat", "2026/claims.dat", true},
    {"*.dat", "claims.data", false},
    {"*.dat", "claims.DAT", false},
    {"*.dat", ".dat", true},
    {"*.dat", "", false},
    {"*", "", true},
    {"claims?.txt", "in/claims1.txt", true},
    {"claims?.txt", "claims.txt", false},
    {"in/*.dat", "in/claims.dat", true},
    {"in/*.dat", "in/2026/claims.dat", true},
    {"in/*.dat", "main/claims.dat", false},
    {"*/in/*.dat", "a/in/claims.dat", true},
    {"a*b*c", "aXbYbZc", true},
    {"a*b*c", "aXbYbZ", false},
    {"**a", "bba", true},
    {"a?", "a", false},
    {"", "a", false},
};

START_TEST(test_patterns)
{
    ck_assert_msg(layout_name_fits(patterns[_i].pattern, span_of(patterns[_i].name)) ==
                      patterns[_i].fits,
                  "%s: %s", patterns[_i].pattern, patterns[_i].name);
}
END_TEST

/* A name alone is enough without first bytes; with them, some record of the head must have them. */
static const struct {
    const char *name, *head;
    int count; /* of the layouts in the set; 0: none is for it */
} selections[] = {
    {"a.dat", "DT1\n", 1},         {"a.dat", "HD\nDT1\n", 1}, {"a.dat", "HD\nxDT1\n", 0},
    {"a.dat", "{\"DT\": 1}\n", 0}, {"a.txt", "DT1\n", 0},     {"a.dat", "", 0},
};

START_TEST(test_select)
{
    const struct layouts all = {&fixed_layout_long, 1};
    struct layout_set set;
    const bool is_found =
        layouts_select(&all, span_of(selections[_i].name), span_of(selections[_i].head), &set);
    ck_assert_int_eq(is_found ? (int)set.count : 0, selections[_i].count);
}
END_TEST

/* Layouts of records that are cut another way than those of the first layout stay out. */
START_TEST(test_select_alike)
{
    const struct layout both[] = {fixed_layout_person, fixed_layout_record, fixed_layout_long};
    const struct layouts all = {both, 3};
    struct layout_set set;
    ck_assert(layouts_select(&all, span_of("x.dat"), span_of("x"), &set));
    ck_assert_uint_eq(set.count, 2);
    ck_assert_ptr_eq(set.layouts[1], &both[2]);
    ck_assert(!layouts_select(NULL, span_of("x.dat"), span_of("x"), &set));
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("fixed");
    TCase *const tcase = tcase_create("fixed");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, COUNT(tables));
    tcase_add_loop_test(tcase, test_cuts, 0, COUNT(tables));
    tcase_add_loop_test(tcase, test_changed_bytes, 0, COUNT(tables));
    tcase_add_loop_test(tcase, test_long_values, 0, 9);
    tcase_add_test(tcase, test_format);
    tcase_add_loop_test(tcase, test_patterns, 0, COUNT(patterns));
    tcase_add_loop_test(tcase, test_select, 0, COUNT(selections));
    tcase_add_test(tcase, test_select_alike);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
