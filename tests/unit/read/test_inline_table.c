/* Fields of tables in the middle of text. */
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <stdio.h>
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
     "2:1 NAME person-name [Lopez]\n2:2 SSN us-ssn [536904398]\n2:3 DOB dob [1979-04-22]\n"},
    {"numbers to the right", "SSN              ZIP\n=========  =========\n536904399      20190\n",
     "1:1 SSN us-ssn [536904399]\n1:2 ZIP zip-code [20190]\n"},
    {"a data frame, with numbers of rows",
     "  patient_name        ssn         dob\n0   Ada Quispe  536904399  1978-04-22\n"
     "12         Lee  536904398  1979-04-22\n",
     "1:1 patient_name person-name [Ada Quispe]\n1:2 ssn us-ssn [536904399]\n"
     "1:3 dob dob [1978-04-22]\n2:1 patient_name person-name [Lee]\n"
     "2:2 ssn us-ssn [536904398]\n2:3 dob dob [1979-04-22]\n"},
    {"a line that ends elsewhere",
     "  patient_name        ssn\n0   Ada Quispe 536904399\n"
     "0   Ada Quispe  5369043990\n",
     ""},
    {"the last column goes to the end of the line",
     "MRN       DOB         NOTE\n44556677  1978-04-22  a b  c d\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n1:3 NOTE -\n"},
    {"far behind a title",
     "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\nMRN       DOB\n44556677  1978-04-22\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n"},
    {"names with one blank between, over dashes",
     "FIRST_NAME LAST_NAME  SSN\n---------- ---------- ---------\nXIOMARA    QUISPE     "
     "536904399\n",
     "1:1 FIRST_NAME person-name [XIOMARA]\n1:2 LAST_NAME person-name [QUISPE]\n"
     "1:3 SSN us-ssn [536904399]\n"},
    {"names as wide as their columns, over dashes",
     "By name:\nFIRST_NAME BIRTH_DATE PATIENT_ID\n---------- ---------- ----------\n"
     "XIOMARA    1978-04-22 44556677\n",
     "1:1 FIRST_NAME person-name [XIOMARA]\n1:2 BIRTH_DATE dob [1978-04-22]\n"
     "1:3 PATIENT_ID patient-id [44556677]\n"},
    {"a console with bars",
     "db=> select * from patients;\n  mrn     |    dob\n----------+------------\n"
     " 44556677 | 1978-04-22\n(1 row)\n",
     "1:1 mrn mrn [44556677]\n1:2 dob dob [1978-04-22]\n"},
    {"a console with a frame",
     "+----------+------------+\n| mrn      | dob        |\n+----------+------------+\n"
     "| 44556677 | 1978-04-22 |\n+----------+------------+\n1 row in set\n",
     "1:1 mrn mrn [44556677]\n1:2 dob dob [1978-04-22]\n"},
    {"Markdown below prose",
     "# Roster\n\nOf the clinic.\n\n| MRN | DOB |\n|:---|---:|\n| 44556677 | 1978-04-22 |\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n"},
    {"tabs in a letter",
     "Hi Sam,\r\n\r\nthe list:\r\n\r\nMRN\tDOB\tNote\r\n44556677\t1978-04-22\t\r\n44556678\t\tx\r\n"
     "\r\nThanks\r\nJo\r\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n2:1 MRN mrn [44556678]\n"
     "2:3 Note -\n"},
    {"two tables", "MRN\tDOB\n44556677\t1978-04-22\n\nMRN       SSN\n44556678  536904399\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n1:1 MRN mrn [44556678]\n"
     "1:2 SSN us-ssn [536904399]\n"},
    {"the same header on the next page",
     "MRN\tDOB\n44556677\t1978-04-22\nPage 2\nMRN\tDOB\n44556678\t1979-04-22\n",
     "1:1 MRN mrn [44556677]\n1:2 DOB dob [1978-04-22]\n1:1 MRN mrn [44556678]\n"
     "1:2 DOB dob [1979-04-22]\n"},
    {"a row with other cells", "MRN\tDOB\n44556677\t1978-04-22\t1\n44556677\n", ""},
    {"too many lines between", "MRN\tDOB\na\nb\nc\nd\ne\n44556677\t1978-04-22\n", ""},
    {"one known name", "SSN        note\n536904399  x\n", ""},
    {"rows that do not keep to it",
     "MRN       DOB\nNothing of what follows is a table.\nIt is prose, as it were, at length.\n",
     ""},
    {"rows that end in front of the second column", "MRN       DOB\n44556677\n44556678\n", ""},
    {"names with one blank between", "MRN DOB\n44556677 1978-04-22\n", ""},
    {"a header alone", "MRN       DOB\n", ""},
    {"only dashes", "--- ---\n--- ---\n", ""},
    {"sizes and types", "n\tMRN\tDOB\nm\t44556677\t1978-04-22\n", ""},
    {"names alike", "LC_ADDRESS  __LC_ADDRESS\nLC_MAIN     a st\n", ""},
    {"a name that is a number", "MRN\tDOB\t1\n44556677\t1978-04-22\t2\n", ""},
    {"empty", "", ""},
    {"a record as psql prints it with \\x",
     "-[ RECORD 1 ]+---------\nid           | 1\nPATIENT_NAME | Quispe, X\nbirth_date   | "
     "1978-04-22\nnote         | ok\n-[ RECORD 2 ]+---------\nid           | 2\nPATIENT_NAME | "
     "Lopez, A\n",
     "1:2 id patient-id [1]\n2:2 PATIENT_NAME person-name [Quispe, X]\n"
     "3:2 birth_date dob [1978-04-22]\n4:2 note -\n5:2 id patient-id? [2]\n6:2 PATIENT_NAME "
     "person-name [Lopez, A]\n"},
    {"a record with tabs in a letter",
     "Hi Sam,\n\nPatient Name\tXiomara Quispe\nCity\tSalem\nMRN\t44556677\n\nThanks\nJo\n",
     "1:2 Patient Name person-name [Xiomara Quispe]\n2:2 City city [Salem]\n"
     "3:2 MRN mrn [44556677]\n"},
    {"a record aligned with blanks",
     "Patient Name    Xiomara Quispe\r\nDate of Birth   04/22/1978\r\nSeen by phone\r\n"
     "Last Name       Quispe\r\n",
     "1:2 Patient Name person-name [Xiomara Quispe]\n2:2 Date of Birth dob [04/22/1978]\n"
     "3:2 Last Name person-name [Quispe]\n"},
    {"a record between bars", "| Last Name | Quispe |\n| DOB | 04/22/1978 |\n",
     "1:2 Last Name person-name [Quispe]\n2:2 DOB dob [04/22/1978]\n"},
    {"a bar without a blank shows the second pair only",
     "Name| Quispe |\nDOB | 04/22/1978\nMRN | 44556677\n",
     "1:2 DOB dob [04/22/1978]\n2:2 MRN mrn [44556677]\n"},
    {"fields and their types", "FIRST_NAME  VARCHAR2\nSSN  CHAR 9\nDOB  YYYYMMDD\nMRN  8\n", ""},
    {"one thing alone", "First Name\tXiomara\nLast Name\tQuispe 4455\n", ""},
    {"no value that only its kind has", "Last Name\tQuispe\nCity\tSalem\n", ""},
    {"what is known comes too late", "Topic\t1\nx\ny\nMRN\t44556677\n", ""},
    {"three cells", "Last Name  Quispe  x\nMRN  44556677  y\n", ""},
};

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    reading_check(&inline_table_reader_ops, &tables[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&inline_table_reader_ops, span_of(tables[_i].text), 1);
}
END_TEST

/* Of a line that goes on behind what is looked at, the last cell is not whole. */
START_TEST(test_long_line)
{
    static const struct {
        size_t note;
        const char *fields;
    } rows[] = {
        {489, "1:1 NOTE -\n1:2 MRN mrn [44556677]\n1:3 DOB dob [1978-04-22]\n"},
        {490, "1:1 NOTE -\n1:2 MRN mrn [44556677]\n"},
        {500, "1:1 NOTE -\n1:2 MRN mrn [44556677]\n"},
        {501, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char note[512] = "", text[1024];
        memset(note, 'x', rows[i].note);
        snprintf(text, sizeof text, "NOTE\tMRN\tDOB\n%s\t44556677\t1978-04-22\n", note);
        const struct reading_case row = {"a long line", text, rows[i].fields};
        reading_check(&inline_table_reader_ops, &row);
        reading_check_cuts(&inline_table_reader_ops, span_of(text), 1);
    }
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof tables / sizeof tables[0]);
    Suite *suite = suite_create("inline_table");
    TCase *all = tcase_create("inline_table");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_fields, 0, count);
    tcase_add_loop_test(all, test_cuts, 0, count);
    tcase_add_test(all, test_long_line);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
