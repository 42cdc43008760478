/* Names and values in lines of logs. */
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <string.h>

#define TIME "2026-01-02 10:00:00 "

static const struct reading_case rows[] = {
    {"pairs", TIME "INFO n=7 ssn=536904399 mrn=A123 ok\n",
     "ssn us-ssn [536904399]\nmrn mrn [A123]\n"},
    {"quotes", TIME "patient_name=\"Lee, Ann\" dob='1978-04-22'\n",
     "patient_name person-name [Lee, Ann]\ndob dob [1978-04-22]\n"},
    {"lists", TIME "p=(ssn=536904399,dob=1978-04-22;mrn=A1)\n",
     "ssn us-ssn [536904399]\ndob dob [1978-04-22]\nmrn mrn [A1]\n"},
    {"a pair in a value", TIME "msg=\"got ssn=536904399\" email=\"x mrn=1\"\n",
     "ssn us-ssn [536904399]\nemail email [x mrn=1]\n"},
    {"JSON", TIME "req={\"patient\":{\"firstName\": \"Ann\",\"ssn\":536904399,\"mrn\":null}}\n",
     "firstName person-name [Ann]\nssn us-ssn [536904399]\n"},
    {"JSON with escapes", TIME "{\"last_name\":\"O\\u0027B\\\"n\",\"a\":1}\n",
     "last_name person-name [O'B\"n]\n"},
    {"JSON in JSON", TIME "{\"m\":\"{\\\"ssn\\\":\\\"536904399\\\",\\\"mrn\\\":12}\"}\n",
     "ssn us-ssn [536904399]\nmrn mrn [12]\n"},
    {"a request",
     "1.2.3.4 - - [02/Jan/2026:10:00:00 +0000] \"GET /a?first_name=Ann+Lee&"
     "dob=04/22/1978&x=1#f HTTP/1.1\" 200 12\n",
     "first_name person-name [Ann Lee]\ndob dob [04/22/1978]\n"},
    {"a request in HTML", TIME "/a?x=1&amp;first_name=Ann+Lee&amp;y=2\n",
     "first_name person-name [Ann Lee]\n"},
    {"a load balancer",
     "https 2026-01-02T10:00:00.186641Z app/x 1.2.3.4:80 \"GET "
     "https://x.org:443/?mrn=A123 HTTP/1.1\"\n",
     "mrn mrn [A123]\n"},
    {"a content network",
     "#Version: 1.0\n#Fields: date time x\n2026-01-02\t10:00:00\tssn=536904399\t-\n",
     "ssn us-ssn [536904399]\n"},
    {"a server, W3C",
     "#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip\n"
     "2026-01-02 10:00:00 GET /a ssn=536904399&last_name=Lee 198.51.100.7\n"
     "2026-01-02 10:00:01 GET /a - 198.51.100.7\n",
     "ssn us-ssn [536904399]\nlast_name person-name [Lee]\n"},
    {"a bucket",
     "79a59 b [06/Feb/2019:00:00:38 +0000] 198.51.100.3 79a59 3E57 REST.GET.OBJECT a "
     "\"GET /b/a?patient_name=Ann+Lee&mrn=A123 HTTP/1.1\" 200 - 113 - 7 - \"-\" \"x/0.4\" -\n",
     "patient_name person-name [Ann Lee]\nmrn mrn [A123]\n"},
    {"only pairs", "a=1 b=2 c=3 ssn=536904399\n", "ssn us-ssn [536904399]\n"},
    {"empty values", TIME "ssn= mrn=\"\" dob=,\n", ""},
    {"cut off", TIME "ssn=\"5369", ""},
    {"cut off in a string", TIME "{\"m\":\"{\\\"mrn\\\":\"", ""},
    {"a setting", "ssn=536904399\n", NULL},
    {"prose", "At 10:00:00 the patient left.\n", NULL},
    {"a program", "if (ssn == 5)\n  x = \"a\";\n", NULL},
    {"a table with a header", "time,ssn,dob\n10:00:00,a=1,2\n10:00:01,a=2,3\n", NULL},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    reading_check(&log_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_pieces(&log_reader_ops, span_of(rows[_i].text));
}
END_TEST

/* Every byte is flipped in turn, and the log cut at every length. */
START_TEST(test_damage)
{
    static const char lines[] =
        TIME "ssn=\"536904399\" {\"m\":\"{\\\"mrn\\\":\\\"1\\\"}\"} ?dob=1+2&x\n";
    reading_check_flips(&log_reader_ops, span_of(lines), _i);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("log");
    TCase *const tcase = tcase_create("log");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, 7);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
