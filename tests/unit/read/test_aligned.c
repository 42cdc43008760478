/* Fields of tables that reports print. */
#include "crawler/read/fixed_reader.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <string.h>

static const struct reading_case tables[] = {
    {"under dashes",
     "NAME                 SSN         DOB\n"
     "-------------------- ----------- ----------\n"
     "QUISPE, XIOMARA      536904399   07/04/1958\n",
     "1:1 NAME person-name [QUISPE, XIOMARA]\n1:2 SSN us-ssn [536904399]\n"
     "1:3 DOB dob [07/04/1958]\n"},
    {"without dashes", "MRN       DOB\n44556677  1978-04-22\n\n44556678  1979-04-22\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n2:1 MRN mrn [44556678]\n"
     "2:2 DOB dob [1979-04-22]\n"},
    {"behind a title, with line ends of two bytes",
     "Clinic census  page 1\r\n\r\n  MRN       DOB\r\n  44556677  1978-04-22\r\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n"},
    {"a name of two words", "Last Name   SSN\nQuispe      536904399\n",
     "1:1 Last Name person-name [Quispe]\n1:2 SSN us-ssn [536904399]\n"},
    {"prose below it",
     "NAME        SSN        DOB\nQuispe      536904399  1978-04-22\nShort line\n"
     "Lopez       536904398  1979-04-22\nThe patient was seen at noon again.\n",
     "1:1 NAME person-name [Quispe]\n1:2 SSN us-ssn [536904399]\n1:3 DOB dob [1978-04-22]\n"
     "3:1 NAME person-name [Lopez]\n3:2 SSN us-ssn [536904398]\n3:3 DOB dob [1979-04-22]\n"},
    {"numbers to the right", "SSN              ZIP\n=========  =========\n536904399      20190\n",
     "1:1 SSN us-ssn [536904399]\n1:2 ZIP zip-code [20190]\n"},
    {"the last column goes to the end of the line", "MRN       NOTE\n44556677  a b  c d\n", NULL},
    {"one known name", "SSN        note\n536904399  x\n", NULL},
    {"rows that do not keep to it",
     "MRN       DOB\nNothing of what follows is a table.\nIt is prose, as it were, at length.\n",
     NULL},
    {"delimiters", "MRN,      DOB\n44556677, 1978-04-22\n", NULL},
    {"rows that end in front of the second column", "MRN       DOB\n44556677\n44556678\n", NULL},
    {"names with one blank between", "MRN DOB\n44556677 1978-04-22\n", NULL},
    {"a header alone", "MRN       DOB\n", NULL},
    {"only dashes", "--- ---\n--- ---\n", NULL},
    {"far behind a title",
     "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\nMRN       DOB\n44556677  1978-04-22\n", NULL},
    {"empty", "", NULL},
};

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    reading_check(&aligned_reader_ops, &tables[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&aligned_reader_ops, span_of(tables[_i].text), 1);
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof tables / sizeof tables[0]);
    Suite *suite = suite_create("aligned");
    TCase *all = tcase_create("aligned");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_fields, 0, count);
    tcase_add_loop_test(all, test_cuts, 0, count);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
