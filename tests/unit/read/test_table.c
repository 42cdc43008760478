/* Fields of delimited tables. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct reading_case tables[] = {
    {"comma", "ssn,dob,note\n536-90-4399,1978-04-22,x\n",
     "1:1 ssn us-ssn [536-90-4399]\n1:2 dob dob [1978-04-22]\n1:3 note -\n"},
    {"beside a birth date an id is a person's", "dob,id,name\n1978-04-22,7,Lee\n",
     "1:1 dob dob [1978-04-22]\n1:2 id patient-id [7]\n1:3 name person-name [Lee]\n"},
    {"beside a date of care it is none's", "visit_date,email,id\n2020-04-22,a@b.org,7\n",
     "1:1 visit_date service-date [2020-04-22]\n1:2 email email [a@b.org]\n1:3 id -\n"},
    {"patients by their names", "dob,patient\n1978-04-22,\"Lee, Mary\"\n1978-04-21,Qwx Lee\n",
     "1:1 dob dob [1978-04-22]\n1:2 patient person-name [Lee, Mary]\n2:1 dob dob [1978-04-21]\n"
     "2:2 patient person-name [Qwx Lee]\n"},
    {"patients by their states", "dob,patient\n1978-04-22,Doing well\n1978-04-21,so so\n",
     "1:1 dob dob [1978-04-22]\n1:2 patient -\n2:1 dob dob [1978-04-21]\n2:2 patient -\n"},
    {"tab", "ssn\tdob\n536904399\t1978-04-22\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"},
    {"pipe, prefix of a table", "BENE_SSN|BENE_BIRTH_DT\n536904399|22-APR-1978\n",
     "1:1 BENE_SSN us-ssn [536904399]\n1:2 BENE_BIRTH_DT dob [22-APR-1978]\n"},
    {"semicolon, line ends of two bytes", "ssn;dob\r\n536904399;1978-04-22\r\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"},
    {"a name of column with short numbers in it", "ssn,LINE_PMT_80_100_CD\n536904399,x\n",
     "1:1 ssn us-ssn [536904399]\n1:2  -\n"},
    {"no line end at the end", "ssn,dob\n536904399,1978-04-22",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"},
    {"caret", "ssn^dob\n536904399^1978-04-22\n5^x\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n2:1 ssn us-ssn [5]\n2:2 dob dob [x]\n"},
    {"carets without a header", "1^2\n3^4\n5^6\n", NULL},
    {"delimiter of Hive", "ssn\001dob\n536904399\0011978-04-22\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"},
    {"texts for spreadsheets",
     "zip,ssn,note\n'02115,=\"536904399\",=\"a,b\"\n'02116','536904398',\n",
     "1:1 zip zip-code [02115]\n1:2 ssn us-ssn [536904399]\n1:3 note -\n2:1 zip zip-code [02116]\n"
     "2:2 ssn us-ssn [536904398]\n"},
    {"quotes, doubled and with a delimiter and a line end",
     "\"ssn\",\"email\",\"e_mail\"\n\"536-90-4399\",\"a\"\"b@c.org\",\"c,\nd@c.org\"\n",
     "1:1 ssn us-ssn [536-90-4399]\n1:2 email email [a\"b@c.org]\n"
     "1:3 e_mail email [c,\nd@c.org]\n"},
    {"ragged rows and empty ones", "ssn,dob\n536904399\n\n,1978-04-22\n1,2,3\n",
     "1:1 ssn us-ssn [536904399]\n2:2 dob dob [1978-04-22]\n3:1 ssn us-ssn [1]\n3:2 dob dob [2]\n"
     "3:3  -\n"},
    {"a quote inside a cell is nothing special", "ssn,email\n536904399,6\"1@c.org\n",
     "1:1 ssn us-ssn [536904399]\n1:2 email email [6\"1@c.org]\n"},
    {"no header: places only", "1,2,3\n4,5,6\n7,8,9\n",
     "1:1  -\n1:2  -\n1:3  -\n2:1  -\n2:2  -\n2:3  -\n3:1  -\n3:2  -\n3:3  -\n"},
    {"no header: a vote",
     "7,536-90-4399,Mary,Johnson\n8,536-90-4398,Linda,Nguyen\n9,,Robert,Garcia\n"
     "10,536-90-4397,x,Smith\n",
     "1:1  -\n1:2  us-ssn? [536-90-4399]\n1:3  person-name [Mary]\n1:4  person-name [Johnson]\n"
     "2:1  -\n2:2  us-ssn? [536-90-4398]\n2:3  person-name [Linda]\n2:4  person-name [Nguyen]\n"
     "3:1  -\n3:3  person-name [Robert]\n3:4  person-name [Garcia]\n"
     "4:1  -\n4:2  us-ssn? [536-90-4397]\n4:3  person-name [x]\n4:4  person-name [Smith]\n"},
    {"no header: two votes are too few", "7,536-90-4399\n8,536-90-4398\n9,x\n",
     "1:1  -\n1:2  -\n2:1  -\n2:2  -\n3:1  -\n3:2  -\n"},
    {"no header: bare digits", "7,536904399\n8,536904398\n9,536904397\n",
     "1:1  -\n1:2  -\n2:1  -\n2:2  -\n3:1  -\n3:2  -\n"},
    {"no header: provider numbers", "1234567893,a\n1245319599,b\n1003000126,c\n",
     "1:1  us-npi? [1234567893]\n1:2  -\n2:1  us-npi? [1245319599]\n2:2  -\n"
     "3:1  us-npi? [1003000126]\n3:2  -\n"},
    {"no header: given names alone", "Mary,1\nLinda,2\nRobert,3\n",
     "1:1  -\n1:2  -\n2:1  -\n2:2  -\n3:1  -\n3:2  -\n"},
    {"no header: whole names", "\"Johnson, Mary\";1\n\"Nguyen, Linda\";2\n\"Garcia, Robert\";3\n",
     "1:1  person-name [Johnson, Mary]\n1:2  -\n2:1  person-name [Nguyen, Linda]\n2:2  -\n"
     "3:1  person-name [Garcia, Robert]\n3:2  -\n"},
    {"no header: one name", "Mary Johnson,1\nMary Johnson,2\nMary Johnson,3\nMary Johnson,4\n",
     "1:1  -\n1:2  -\n2:1  -\n2:2  -\n3:1  -\n3:2  -\n4:1  -\n4:2  -\n"},
    {"no header: decimals", "1,-1.192859796\n2,-1.175910681\n3,-1.318428594\n",
     "1:1  -\n1:2  -\n2:1  -\n2:2  -\n3:1  -\n3:2  -\n"},
    {"a column of something else", "ssn,dob\nalpha,1978-04-22\nbeta,1979-04-22\ngamma,1980-04-22\n",
     "1:1 ssn -\n1:2 dob dob [1978-04-22]\n2:1 ssn -\n2:2 dob dob [1979-04-22]\n"
     "3:1 ssn -\n3:2 dob dob [1980-04-22]\n"},
    {"hashed",
     "ssn,dob\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,"
     "1978-04-22\n",
     "1:1 ssn -\n1:2 dob dob [1978-04-22]\n"},
    {"a name that may be a value is not shown", "ssn,dob,123-45-6789x\n536904399,1978-04-22,z\n",
     NULL},
    {"prose", "Dear Sir, I write to you.\nIt is, as it were, late.\nYours\n", NULL},
    {"prose with names of columns", "The ssn, she said, is secret.\nNothing else\n", NULL},
    {"one column", "ssn\n536904399\n", NULL},
    {"one column of many numbers", "ssn\n536904399\n536904398\n\n536904397\n",
     "1:1 ssn us-ssn [536904399]\n2:1 ssn us-ssn [536904398]\n3:1 ssn us-ssn [536904397]\n"},
    {"one column of other numbers", "ssn\n12\n13\n536904397\n", NULL},
    {"one column of words", "name\nalpha\nbeta\ngamma\n", NULL},
    {"lines of a title", "Census for a quote\n\nssn\tdob\n536904399\t1978-04-22\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"},
    {"a title with a delimiter", "Acme, Inc.\nssn,dob\n536904399,1978-04-22\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"},
    {"behind a title one name is not enough", "Title\nssn,x\n536904399,1\n536904398,2\n", NULL},
    {"nine lines of a title", "1\n2\n3\n4\n5\n6\n7\n8\n9\nssn,dob\n536904399,1978-04-22\n", NULL},
    {"numbered names beside known ones", "ssn,dob,c1,q10,v100000\n536904399,1978-04-22,1,2,3\n",
     "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n1:3 c1 -\n1:4 q10 -\n1:5  -\n"},
    {"groups of columns above their names",
     "Patient,Patient,Numbers\nName,DOB,SSN\nAda Lee,1978-04-22,536904399\n",
     "1:1 Name person-name [Ada Lee]\n1:2 DOB dob [1978-04-22]\n1:3 SSN us-ssn [536904399]\n"},
    {"groups behind an empty cell",
     "\tPatient\tNumbers\nName\tDOB\tSSN\nAda Lee\t1978-04-22\t536904399\n",
     "1:1 Name person-name [Ada Lee]\n1:2 DOB dob [1978-04-22]\n1:3 SSN us-ssn [536904399]\n"},
    {"a second line that says no more", "ssn,dob\nchar,date\n536904399,1978-04-22\n",
     "1:1 ssn us-ssn [char]\n1:2 dob dob [date]\n2:1 ssn us-ssn [536904399]\n2:2 dob dob "
     "[1978-04-22]\n"},
    {"numbers in the header", "536904399,1978\n1,2\n", NULL},
    {"empty", "", NULL},
    {"only line ends", "\n\n\n", NULL},
};

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    reading_check(&table_reader_ops, &tables[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&table_reader_ops, span_of(tables[_i].text), 1);
}
END_TEST

/* Values around the longest there may be, quoted and not, are fields or not, wherever it is cut. */
START_TEST(test_long_values)
{
    static const char *const forms[] = {"ssn,dob\nX,1978-04-22\n", "ssn,dob\n\"X\",1978-04-22\n",
                                        "ssn,dob\n\"X\"\"\",1978-04-22\n"};
    const size_t len = READER_VALUE_MAX - 8 + (size_t)_i;
    for (size_t form = 0; form < sizeof forms / sizeof forms[0]; form++) {
        const char *const mark = strchr(forms[form], 'X');
        char text[1024];
        const size_t start = (size_t)(mark - forms[form]);
        memcpy(text, forms[form], start);
        memset(text + start, 'v', len);
        strcpy(text + start + len, mark + 1);
        reading_check_cuts(&table_reader_ops, span_of(text), 7);
        struct field_log *const log =
            field_log_read(&table_reader_ops, span_of(text), 0, FIELD_LOG_MAX);
        ck_assert(log->is_known);
        ck_assert_msg(strstr(log->text, "dob [1978-04-22]") != NULL, "%s", log->text);
        field_log_free(log);
    }
}
END_TEST

/* Which fields were told that end behind wanted: a sum over their places. */
struct told {
    uint64_t wanted, count, sum;
};

static void tell(void *user, const struct field *field)
{
    struct told *const told = user;
    if (field->offset + field->length <= told->wanted)
        return;
    told->count++;
    told->sum = told->sum * 31 + field->offset * 1009 + field->row * 17 + field->column;
}

static struct told told_of(struct span text, uint64_t wanted, uint64_t asked)
{
    void *const state = table_reader_ops.create(field_log_rules());
    struct told told = {.wanted = wanted};
    struct field_sink sink = {.emit = tell, .user = &told, .wanted = asked};
    const struct segment segment = {.text = text.ptr, .len = text.len};
    ck_assert(table_reader_ops.begin(state, text, true));
    ck_assert(table_reader_ops.feed(state, &segment, &sink));
    table_reader_ops.free(state);
    return told;
}

/* Cells and lines that nobody wants are passed; those behind keep their rows. */
START_TEST(test_wanted)
{
    static const char *const lines[] = {"1234,17.50,W26",
                                        "99,3.10,",
                                        "\r",
                                        "",
                                        "5,\"a\nb\",\"c\"",
                                        ",,",
                                        "\"\"",
                                        "7,8,9\r",
                                        "12,long enough to fill more than one block of bytes,W1"};
    const size_t lines_count = sizeof lines / sizeof lines[0];
    unsigned seed = (unsigned)_i + 1;
    char text[4096] = "order,amount,house\n1,2,3\n4,5,6\n";
    size_t len = strlen(text);
    while (len + 80 < sizeof text)
        len += (size_t)sprintf(text + len, "%s\n", lines[(size_t)rand_r(&seed) % lines_count]);
    const struct span all = {(const uint8_t *)text, len};
    for (uint64_t wanted = 0; wanted <= len; wanted += 61) {
        const struct told expected = told_of(all, wanted, 0);
        const struct told told = told_of(all, wanted, wanted);
        ck_assert_uint_eq(told.count, expected.count);
        ck_assert_uint_eq(told.sum, expected.sum);
    }
}
END_TEST

/* As many columns as one likes cost bounded memory and keep their places. */
START_TEST(test_wide)
{
    enum { COLUMNS = 200000 };
    char *const text = malloc((size_t)COLUMNS * 4 + 64);
    size_t len = 0;
    len += (size_t)sprintf(text, "ssn,dob,mrn");
    for (size_t i = 3; i < COLUMNS; i++)
        len += (size_t)sprintf(text + len, ",c");
    len += (size_t)sprintf(text + len, "\n536904399,1978-04-22,77");
    struct field_log *const log = field_log_read(
        &table_reader_ops, (struct span){(const uint8_t *)text, len}, 0, (size_t)1 << 17);
    ck_assert(log->is_known && log->is_whole);
    ck_assert_str_eq(log->text, "1:1 ssn us-ssn [536904399]\n1:2 dob dob [1978-04-22]\n"
                                "1:3 mrn mrn [77]\n");
    field_log_free(log);
    free(text);
}
END_TEST

/* Names that begin behind the first 16 KiB. */
START_TEST(test_endless_header)
{
    enum { COLUMNS = 10000 };
    char *const text = malloc((size_t)COLUMNS * 8 + 64);
    size_t len = 0;
    for (size_t i = 0; i < COLUMNS; i++)
        len += (size_t)sprintf(text + len, "c%zu,", i);
    len += (size_t)sprintf(text + len, "ssn\n");
    memset(text + len, ',', COLUMNS);
    len += COLUMNS;
    len += (size_t)sprintf(text + len, "536904399\n");
    struct field_log *const log = field_log_read(
        &table_reader_ops, (struct span){(const uint8_t *)text, len}, 0, (size_t)1 << 17);
    ck_assert(log->is_known && log->is_whole);
    ck_assert_str_eq(log->text, "1:10001 ssn us-ssn [536904399]\n");
    field_log_free(log);
    free(text);
}
END_TEST

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
    const char *text, *format, *pseudonym;
} formats[] = {
    {"ssn,dob\n" DIGEST ",1978-04-22\n", "csv", "us-ssn"},
    {"ssn\tdob\n536-90-4399\t1978-04-22\n", "tsv", NULL},
    {"ssn|dob\nalpha|1978-04-22\n", "psv", NULL},
};

START_TEST(test_format)
{
    const struct field_rules *const rules = field_log_rules();
    struct reader *const reader = reader_create(rules);
    reader_begin(reader, span_of(formats[_i].text), true);
    const struct reader_format format = reader_format(reader);
    ck_assert_str_eq(format.name, formats[_i].format);
    ck_assert(!format.is_broken);
    const char *const pseudonym = formats[_i].pseudonym;
    ck_assert_uint_eq(format.pseudonyms,
                      pseudonym == NULL ? 0 : UINT64_C(1) << field_meaning_of(pseudonym).detector);
    reader_free(reader);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("table");
    TCase *const tcase = tcase_create("table");
    const int rows = (int)(sizeof tables / sizeof tables[0]);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, rows);
    tcase_add_loop_test(tcase, test_cuts, 0, rows);
    tcase_add_loop_test(tcase, test_long_values, 0, 12);
    tcase_add_loop_test(tcase, test_wanted, 0, 8);
    tcase_add_test(tcase, test_wide);
    tcase_add_test(tcase, test_endless_header);
    tcase_add_loop_test(tcase, test_format, 0, (int)(sizeof formats / sizeof formats[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
