/* Names and values in lines of logs. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/suite.h"

#include <string.h>

#define TIME "2026-01-02 10:00:00 "

static const struct {
    const char *name;
    const char *text;
    const char *fields; /* NULL: no log */
} rows[] = {
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
    struct field_log *const log =
        field_log_read(&log_reader_ops, span_of(rows[_i].text), 0, FIELD_LOG_MAX);
    ck_assert_msg(log->is_known == (rows[_i].fields != NULL), "%s", rows[_i].name);
    if (rows[_i].fields != NULL)
        ck_assert_msg(strcmp(log->text, rows[_i].fields) == 0, "%s:\n%s", rows[_i].name, log->text);
    ck_assert(log->is_in_order);
    field_log_free(log);
}
END_TEST

START_TEST(test_cuts)
{
    const struct span bytes = span_of(rows[_i].text);
    struct field_log *const whole = field_log_read(&log_reader_ops, bytes, 0, FIELD_LOG_MAX);
    for (size_t first = 1; first < bytes.len; first++) {
        struct field_log *const cut = field_log_read(&log_reader_ops, bytes, first, 1 + first % 9);
        ck_assert(cut->is_in_order);
        ck_assert_msg(strcmp(cut->text, whole->text) == 0, "cut at %zu:\n%s\n%s", first, cut->text,
                      whole->text);
        field_log_free(cut);
    }
    field_log_free(whole);
}
END_TEST

/* Every byte is flipped in turn, and the log cut at every length. */
START_TEST(test_damage)
{
    static const char lines[] =
        TIME "ssn=\"536904399\" {\"m\":\"{\\\"mrn\\\":\\\"1\\\"}\"} ?dob=1+2&x\n";
    char text[sizeof lines];
    for (size_t i = 0; i < sizeof lines - 1; i++) {
        memcpy(text, lines, sizeof lines);
        text[i] = (char)(text[i] ^ (1 << _i));
        field_log_free(field_log_read(&log_reader_ops, span_of(text), 3, 5));
        const struct span cut = {(const uint8_t *)lines, i};
        field_log_free(field_log_read(&log_reader_ops, cut, 0, FIELD_LOG_MAX));
    }
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
