/* Rows of SQL dumps as fields. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static const struct reading_case rows[] = {
    {"insert with columns", "INSERT INTO p (id, ssn, dob) VALUES (1,'536-90-4399','1978-04-22');\n",
     "1:1 id patient-id [1]\n1:2 ssn us-ssn [536-90-4399]\n1:3 dob dob [1978-04-22]\n"},
    {"pg_dump begins with an empty comment",
     "--\n-- PostgreSQL database dump\n--\n\nCOPY public.p (id, ssn) FROM "
     "stdin;\n1\t536904399\n\\.\n",
     "1:1 id patient-id? [1]\n1:2 ssn us-ssn [536904399]\n"},
    {"several rows, NULL, numbers",
     "-- dump\nINSERT INTO `p` (`ssn`,`x`) VALUES (536904399,NULL),\n(NULL,-2.5),('',TRUE);\n",
     "1:1 ssn us-ssn [536904399]\n2:2 x -\n"},
    {"columns of CREATE TABLE",
     "CREATE TABLE IF NOT EXISTS public.p (\n  ssn varchar(11) DEFAULT 'a,b' NOT NULL,\n"
     "  amount numeric(10,2),\n  \"birth_date\" date,\n  PRIMARY KEY (ssn),\n  KEY k (x)\n);\n"
     "CREATE INDEX i ON p (ssn);\nINSERT INTO public.p VALUES ('536-90-4399',1.5,'1978-04-22');",
     "1:1 ssn us-ssn [536-90-4399]\n1:2 amount -\n1:3 birth_date dob [1978-04-22]\n"},
    {"columns of another table",
     "CREATE TABLE a (ssn text);\nCREATE TABLE b (dob text);\n"
     "INSERT INTO b VALUES ('1978-04-22');\nINSERT INTO a VALUES ('1');",
     "1:1 dob dob [1978-04-22]\n2:1 ssn us-ssn [1]\n"},
    {"no columns known", "INSERT INTO p VALUES ('536-90-4399',2);", "1:1  -\n1:2  -\n"},
    {"quotes", "INSERT INTO p (last_name,ssn) VALUES ('O''Brien','1'),('x'';','2');",
     "1:1 last_name person-name [O'Brien]\n1:2 ssn us-ssn [1]\n"
     "2:1 last_name person-name [x';]\n2:2 ssn us-ssn [2]\n"},
    {"backslashes of MySQL", "INSERT INTO `p` (`last_name`,`ssn`) VALUES ('O\\'Brien','1');",
     "1:1 last_name person-name [O'Brien]\n1:2 ssn us-ssn [1]\n"},
    {"no backslashes elsewhere", "INSERT INTO p (last_name,ssn) VALUES ('C:\\','1');",
     "1:1 last_name person-name [C:\\]\n1:2 ssn us-ssn [1]\n"},
    {"functions and prefixes",
     "INSERT INTO p (dob,ssn,x) VALUES (TO_DATE('1978-04-22','YYYY-MM-DD'),N'1',f(2,3));",
     "1:1 dob dob [1978-04-22]\n1:2 ssn us-ssn [1]\n1:3 x -\n"},
    {"SQL Server",
     "SET NOCOUNT ON\nGO\nINSERT [dbo].[p] ([ssn], [dob]) VALUES (N'1', N'2')\nGO\n"
     "INSERT [dbo].[p] ([ssn]) VALUES (CAST(N'3' AS text))\n",
     "1:1 ssn us-ssn [1]\n1:2 dob dob [2]\n2:1 ssn us-ssn [3]\n"},
    {"SQL Server with INTO", "USE [x]\nGO\nINSERT INTO [dbo].[p] ([ssn]) VALUES (N'536-90-4399')\n",
     "1:1 ssn us-ssn [536-90-4399]\n"},
    {"comments",
     "/* INSERT INTO p (ssn) VALUES ('1'); */\n-- it's\n"
     "INSERT INTO p (ssn /* the ; number */) VALUES ('2' -- ');\n);\n",
     "1:1 ssn us-ssn [2]\n"},
    {"upsert and select",
     "INSERT INTO p (ssn) VALUES ('1') ON CONFLICT (ssn) DO NOTHING;\n"
     "INSERT INTO q (ssn) SELECT '2' FROM r;\nREPLACE INTO p (ssn) VALUES ('3');",
     "1:1 ssn us-ssn [1]\n2:1 ssn us-ssn [3]\n"},
    {"COPY",
     "COPY public.p (ssn, notes, dob) FROM stdin;\n536-90-4399\t\\N\t1978-04-22\n"
     "\\N\ta\\tb\t1979-04-22\n\\.\n\nINSERT INTO p (ssn) VALUES ('3');\n",
     "1:1 ssn us-ssn [536-90-4399]\n1:3 dob dob [1978-04-22]\n2:2 notes -\n"
     "2:3 dob dob [1979-04-22]\n3:1 ssn us-ssn [3]\n"},
    {"COPY by CREATE TABLE", "CREATE TABLE p (x int, ssn text);\nCOPY p FROM stdin;\n7\t1\n\\.\n",
     "1:1 x -\n1:2 ssn us-ssn [1]\n"},
    {"COPY from a file", "COPY p (ssn) FROM '/tmp/x';\nINSERT INTO p (ssn) VALUES ('3');",
     "1:1 ssn us-ssn [3]\n"},
    {"cut off", "INSERT INTO p (ssn) VALUES ('1'),('53", "1:1 ssn us-ssn [1]\n2:1 ssn -\n"},
    {"prose", "Insert into the slot (on the left) a card.\n", NULL},
    {"a table", "ssn,dob\nINSERT INTO p (ssn) VALUES ('1');\n", NULL},
    {"a query", "SELECT * FROM p WHERE ssn = '536-90-4399';\n", NULL},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    reading_check(&sql_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&sql_reader_ops, span_of(rows[_i].text), 1);
}
END_TEST

/* Strings and cells about as long as a field may be, full of quotes, and what follows them. */
START_TEST(test_long_values)
{
    static const char fill[] = "v'\\";
    char text[4096];
    const size_t len = READER_VALUE_MAX - 8 + (size_t)(_i / 6) * 2;
    const bool is_copy = _i % 2 == 1;
    strcpy(text, is_copy ? "COPY p (x, ssn) FROM stdin;\n" : "INSERT INTO `p` (x, ssn) VALUES ('");
    const size_t at = strlen(text);
    for (size_t i = 0; i < len; i++)
        text[at + i] = fill[_i / 2 % 3];
    strcpy(text + at + len, is_copy ? "\t1\n\\.\n" : "','1');\n");
    reading_check_cuts(&sql_reader_ops, span_of(text), 7);
    struct field_log *const log = field_log_read(&sql_reader_ops, span_of(text), 0, FIELD_LOG_MAX);
    ck_assert_msg(strstr(log->text, "ssn us-ssn [1]") != NULL, "%s", log->text);
    field_log_free(log);
}
END_TEST

/* Every byte of a small dump is flipped in turn, and the dump cut at every length. */
START_TEST(test_damage)
{
    static const char dump[] = "-- x\nCREATE TABLE `p` (`ssn` text, y int);\nINSERT INTO `p` "
                               "VALUES ('1','a\\'b'),(2,NULL);\n"
                               "COPY q (ssn, z) FROM stdin;\n1\t\\N\n\\.\n";
    reading_check_flips(&sql_reader_ops, span_of(dump), _i);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("sql");
    TCase *const tcase = tcase_create("sql");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 48);
    tcase_add_loop_test(tcase, test_damage, 0, 7);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
