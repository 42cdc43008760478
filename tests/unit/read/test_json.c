/* Fields of JSON, and of FHIR in it. */
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include "crawler/read/json_string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *text;
    const char *fields; /* NULL: no JSON */
    bool is_whole, is_health, has_patient;
} rows[] = {
    {"member", "{\"ssn\":\"536-90-4399\"}", "$.ssn us-ssn [536-90-4399]\n", true, false, false},
    {"number", "{\"a\": 1, \"ssn\": 536904399}", "$.a -\n$.ssn us-ssn [536904399]\n", true, false,
     false},
    {"words are no values", "{\"ssn\":null,\"dob\":true,\"mrn\":false}", "", true, false, false},
    {"nested, with arrays", "{\"a\":[{\"x\":1},{\"ssn\":[\"1\",\"2\"]}]}",
     "$.a[0].x -\n$.a[1].ssn[0] us-ssn [1]\n$.a[1].ssn[1] us-ssn [2]\n", true, false, false},
    {"keys together name a value", "{\"patient\":{\"birth\":{\"date\":\"1978-04-22\"}}}",
     "$.patient.birth.date dob [1978-04-22]\n", true, false, false},
    {"keys around a code do not name it", "{\"med_rec\":{\"code\":\"430193006\"}}",
     "$.med_rec.code -\n", true, false, false},
    {"lines", "{\"ssn\":\"1\"}\n{\"ssn\":\"2\"}\n", "$.ssn us-ssn [1]\n$.ssn us-ssn [2]\n", true,
     false, false},
    {"keys that come again, and others that begin like them",
     "{\"ssn\":\"1\",\"dob\":\"2\",\"text\":\"long enough for the next key\"}\n"
     "{\"ssns\":\"3\",\"dob\" :\"4\",\"text\":\"long enough for the next key\"}\n"
     "{\"ssn\":\"5\",\"dob\":{\"ssn\":\"6\"},\"text\":\"long enough for the next key\"}\n"
     "{\"ssn\":\"7\",\"dob\":{\"ssn\":\"8\"},\"ss\\u006e\":\"9\",\"text\":\"long enough for the "
     "key\"}\n",
     "$.ssn us-ssn [1]\n$.dob dob [2]\n$.text -\n$.ssns us-ssn [3]\n$.dob dob [4]\n$.text -\n"
     "$.ssn us-ssn [5]\n$.dob.ssn us-ssn [6]\n$.text -\n"
     "$.ssn us-ssn [7]\n$.dob.ssn us-ssn [8]\n$.ssn us-ssn [9]\n$.text -\n",
     true, false, false},
    {"one behind the other", "{\"ssn\":\"1\"}{\"ssn\":\"2\"}",
     "$.ssn us-ssn [1]\n$.ssn us-ssn [2]\n", true, false, false},
    {"escapes", "{\"s\\u0073n\":\"5\\u0033\\/\\\"\\n\"}", "$.ssn us-ssn [53/\"\n]\n", true, false,
     false},
    {"a key that may be a value", "{\"536-90-4399\":{\"dob\":\"1978-04-22\"}}",
     "$.*.dob dob [1978-04-22]\n", true, false, false},
    {"turns invalid", "{\"ssn\":\"1\",}{\"ssn\":\"2\"}", "$.ssn us-ssn [1]\n", true, false, false},
    {"a comma at the top", "{\"ssn\":\"1\"},{\"ssn\":\"2\"}", "$.ssn us-ssn [1]\n", true, false,
     false},
    {"wrong bracket", "{\"ssn\":\"1\"]", "$.ssn us-ssn [1]\n", true, false, false},
    {"a broken line among others", "{\"ssn\":\"1\"}\n{\"ssn\":\"2\",\noops\n{\"ssn\":\"3\"}\n",
     "$.ssn us-ssn [1]\n$.ssn us-ssn [2]\n$.ssn us-ssn [3]\n", true, false, false},
    {"types of DynamoDB",
     "{\"Item\":{\"ssn\":{\"S\":\"536-90-4399\"},\"n\":{\"M\":{\"dob\":{\"S\":\"1978-04-22\"}}},"
     "\"phones\":{\"L\":[{\"S\":\"212-736-5000\"}]}}}",
     "$.Item.ssn.S us-ssn [536-90-4399]\n$.Item.n.M.dob.S dob [1978-04-22]\n"
     "$.Item.phones.L[0].S phone [212-736-5000]\n",
     true, false, false},
    {"a letter at the top", "{\"S\":\"536-90-4399\"}", "$.S -\n", true, false, false},
    {"bulk of Elasticsearch", "{\"index\":{\"_id\":\"1\"}}\n{\"ssn\":\"536-90-4399\"}\n",
     "$.index._id -\n$.ssn us-ssn [536-90-4399]\n", true, false, false},
    {"CloudTrail", "{\"Records\":[{\"requestParameters\":{\"ssn\":\"536-90-4399\"}}]}",
     "$.Records[0].requestParameters.ssn us-ssn [536-90-4399]\n", true, false, false},
    {"cut off", "{\"ssn\":\"1\",\"dob\":\"19", "$.ssn us-ssn [1]\n$.dob -\n", true, false, false},
    {"not JSON: a program", "{ return 1; }", NULL, false, false, false},
    {"not JSON: a log", "[2021-01-01] x\n", NULL, false, false, false},
    {"not JSON: text", "Hello", NULL, false, false, false},
    {"patient",
     "{\"resourceType\":\"Patient\",\"id\":\"77\",\"identifier\":[{\"type\":{\"coding\":[{\"code\":"
     "\"MR\"}]},\"system\":\"http://h\",\"value\":\"A1\"},{\"system\":"
     "\"http://hl7.org/fhir/sid/us-ssn\",\"value\":\"999-94-5397\"}],\"birthDate\":\"1978-04-22\","
     "\"telecom\":[{\"system\":\"phone\",\"value\":\"212-736-5000\"},{\"system\":\"email\","
     "\"value\":\"a@b.org\"}]}",
     "$.resourceType -\n$.id patient-id [77]\n$.identifier[0].type.coding[0].code "
     "-\n$.identifier[0].system -\n"
     "$.identifier[0].value mrn [A1]\n$.identifier[1].system -\n"
     "$.identifier[1].value us-ssn [999-94-5397]\n$.birthDate dob [1978-04-22]\n"
     "$.telecom[0].system -\n$.telecom[0].value phone [212-736-5000]\n$.telecom[1].system -\n"
     "$.telecom[1].value email [a@b.org]\n",
     true, true, true},
    {"codes",
     "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":"
     "\"http://hl7.org/fhir/sid/icd-10-cm\",\"code\":\"E119\"}]}}",
     "$.resourceType -\n$.code.coding[0].system -\n$.code.coding[0].code icd10-cm [E119]\n", true,
     true, false},
    {"a provider's birth date is not a patient's",
     "{\"resourceType\":\"Practitioner\",\"birthDate\":\"1978-04-22\",\"identifier\":[{\"system\":"
     "\"http://hl7.org/fhir/sid/us-npi\",\"value\":\"1234567893\"}]}",
     "$.resourceType -\n$.birthDate dob [1978-04-22]\n$.identifier[0].system -\n"
     "$.identifier[0].value us-npi [1234567893]\n",
     true, false, false},
    {"keys that come again, in other resources",
     "{\"resourceType\":\"Encounter\",\"identifier\":[{\"value\":\"A1\"}],\"active\":true}\n"
     "{\"resourceType\":\"Coverage\",\"identifier\":[{\"value\":\"B2\"}],\"active\":true}\n"
     "{\"resourceType\":\"Encounter\",\"identifier\":[{\"value\":\"C3\"}],\"active\":true}\n",
     "$.resourceType -\n$.identifier[0].value account-number [A1]\n"
     "$.resourceType -\n$.identifier[0].value member-id [B2]\n"
     "$.resourceType -\n$.identifier[0].value account-number [C3]\n",
     true, true, false},
    {"a definition is about nobody",
     "{\"resourceType\":\"StructureDefinition\",\"birthDate\":\"1978-04-22\"}",
     "$.resourceType -\n$.birthDate -\n", true, false, false},
    {"names beside references",
     "{\"resourceType\":\"Appointment\",\"participant\":[{\"actor\":{\"reference\":\"Patient/1\","
     "\"display\":\"Lee, Mary\"}},{\"actor\":{\"reference\":\"Location/1\",\"display\":\"South\"}},"
     "{\"actor\":{\"display\":\"West\"}}],\"code\":{\"coding\":[{\"system\":\"http://loinc.org\","
     "\"display\":\"Lee\"}]}}",
     "$.resourceType -\n$.participant[0].actor.reference -\n"
     "$.participant[0].actor.display person-name [Lee, Mary]\n"
     "$.participant[1].actor.reference -\n$.participant[1].actor.display -\n"
     "$.participant[2].actor.display -\n$.code.coding[0].system -\n$.code.coding[0].display -\n",
     true, true, false},
    {"extensions, by the last part of their URL",
     "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"http://a.org/x/home-phone\","
     "\"valueString\":\"2127365000\"},{\"url\":\"http://a.org/phone/x\",\"valueString\":\"1\"}]}",
     "$.resourceType -\n$.extension[0].url -\n$.extension[0].valueString phone [2127365000]\n"
     "$.extension[1].url -\n$.extension[1].valueString -\n",
     true, true, true},
    {"names in what refers to others",
     "{\"resourceType\":\"Parameters\",\"parameter\":[{\"valueReference\":{\"reference\":"
     "\"Patient/1\",\"display\":\"Lee, Mary\"}}]}",
     "$.resourceType -\n$.parameter[0].valueReference.reference -\n"
     "$.parameter[0].valueReference.display person-name [Lee, Mary]\n",
     true, false, false},
    {"a relative",
     "{\"resourceType\":\"FamilyMemberHistory\",\"name\":\"Joe Lee\",\"bornDate\":\"1930-01-02\"}",
     "$.resourceType -\n$.name person-name [Joe Lee]\n$.bornDate dob [1930-01-02]\n", true, true,
     false},
    {"a subscriber's number in R5",
     "{\"resourceType\":\"Coverage\",\"subscriberId\":[{\"value\":\"S77\"}]}",
     "$.resourceType -\n$.subscriberId[0].value member-id [S77]\n", true, true, false},
    {"identifiers and dates of a stay",
     "{\"resourceType\":\"Encounter\",\"identifier\":[{\"value\":\"V1\"}],\"period\":{\"start\":"
     "\"2024-01-02\"},\"start\":\"2024-01-02\"}",
     "$.resourceType -\n$.identifier[0].value account-number [V1]\n"
     "$.period.start service-date [2024-01-02]\n$.start -\n",
     true, true, false},
    {"a period of a patient's name is no care",
     "{\"resourceType\":\"Patient\",\"name\":[{\"period\":{\"start\":\"2024-01-02\"}}]}",
     "$.resourceType -\n$.name[0].period.start -\n", true, true, false},
    {"a value of a resource means nothing",
     "{\"resourceType\":\"Observation\",\"valueString\":\"536904399\"}",
     "$.resourceType -\n$.valueString -\n", true, true, false},
    {"a number in front of its system",
     "{\"resourceType\":\"Patient\",\"telecom\":[{\"value\":\"2127365000\",\"system\":\"sms\"}]}",
     "$.resourceType -\n$.telecom[0].value phone [2127365000]\n$.telecom[0].system -\n", true, true,
     true},
    {"an empty patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"\"}",
     "$.resourceType -\n$.birthDate -\n", true, true, false},
    {"names beside values",
     "[{\"name\":\"SSN\",\"value\":\"536904399\"},{\"name\":\"x\",\"value\":\"1\"},{\"value\":"
     "\"2\"},"
     "{\"key\":\"dob\",\"type\":\"d\",\"values\":[\"1978-04-22\"]}]",
     "$[0].name person-name? [SSN]\n$[0].value us-ssn [536904399]\n$[1].name person-name? "
     "[x]\n$[1].value -\n$[2].value -\n"
     "$[3].key -\n$[3].type -\n$[3].values[0] dob [1978-04-22]\n",
     true, false, false},
    {"questions and answers",
     "{\"item\":[{\"text\":\"Social Security "
     "Number\",\"answer\":[{\"valueString\":\"536904399\"}]},"
     "{\"answer\":[{\"valueString\":\"1\"}]}]}",
     "$.item[0].text -\n$.item[0].answer[0].valueString us-ssn [536904399]\n"
     "$.item[1].answer[0].valueString -\n",
     true, false, false},
    {"a name behind its value",
     "[{\"value\":\"536904399\",\"name\":\"SSN\"},{\"answer\": 77, \"question\" : \"MRN\"}]",
     "$[0].value us-ssn [536904399]\n$[0].name person-name? [SSN]\n$[1].answer mrn "
     "[77]\n$[1].question -\n",
     true, false, false},
    {"no name behind a value",
     "[{\"value\":\"536904399\",\"x\":\"y\",\"name\":\"SSN\"},{\"value\":\"5\"}]",
     "$[0].value -\n$[0].x -\n$[0].name person-name? [SSN]\n$[1].value -\n", true, false, false},
    {"a name with escapes", "{\"name\":\"Patient\\u0020SSN\",\"value\":\"536904399\"}",
     "$.name person-name? [Patient SSN]\n$.value us-ssn [536904399]\n", true, false, false},
    {"columns behind their rows",
     "{\"rows\":[[1,\"536904399\",\"1978-04-22\"]],\"columns\":[\"id\",\"ssn\",\"dob\"]}",
     "$.rows[0][0] patient-id [1]\n$.rows[0][1] us-ssn [536904399]\n"
     "$.rows[0][2] dob [1978-04-22]\n$.columns[0] -\n$.columns[1] -\n$.columns[2] -\n",
     true, false, false},
    {"two lists of columns behind rows",
     "[{\"rows\":[[\"536904399\"]],\"columns\":[\"ssn\"]},{\"rows\":[],\"columns\":[\"mrn\"]}]",
     "$[0].rows[0][0] -\n$[0].columns[0] -\n$[1].columns[0] -\n", true, false, false},
    {"columns and rows",
     "{\"columns\":[\"id\",\"ssn\",\"dob\"],\"index\":[0],\"data\":[[1,\"536904399\",\"1978-04-"
     "22\"]]}",
     "$.columns[0] -\n$.columns[1] -\n$.columns[2] -\n$.index[0] -\n"
     "$.data[0][0] patient-id [1]\n$.data[0][1] us-ssn [536904399]\n$.data[0][2] dob "
     "[1978-04-22]\n",
     true, false, false},
    {"columns with types, one without a name",
     "{\"columns\":[{\"type\":\"x\"},{\"name\":\"ssn\",\"type\":\"text\"}],\"rows\":[[null,"
     "536904399],[1,2,3]]}",
     "$.columns[0].type -\n$.columns[1].name -\n$.columns[1].type -\n"
     "$.rows[0][1] us-ssn [536904399]\n$.rows[1][0] -\n$.rows[1][1] us-ssn [2]\n$.rows[1][2] -\n",
     true, false, false},
    {"BigQuery",
     "{\"schema\":{\"fields\":[{\"name\":\"a\"},{\"name\":\"ssn\"}]},\"rows\":[{\"f\":[{\"v\":"
     "\"x\"},{\"v\":\"536904399\"}]}]}",
     "$.schema.fields[0].name -\n$.schema.fields[1].name -\n$.rows[0].f[0].v -\n"
     "$.rows[0].f[1].v us-ssn [536904399]\n",
     true, false, false},
    {"Athena",
     "{\"Rows\":[{\"Data\":[{\"VarCharValue\":\"ssn\"},{\"VarCharValue\":\"dob\"}]},"
     "{\"Data\":[{\"VarCharValue\":\"536904399\"},{\"VarCharValue\":\"1978-04-22\"}]}]}",
     "$.Rows[0].Data[0].VarCharValue -\n$.Rows[0].Data[1].VarCharValue -\n"
     "$.Rows[1].Data[0].VarCharValue us-ssn [536904399]\n"
     "$.Rows[1].Data[1].VarCharValue dob [1978-04-22]\n",
     true, false, false},
    {"a first row of names, for that array only",
     "[[[\"ssn\",\"dob\"],[\"536904399\",\"1978-04-22\"]],[[1,2],[\"536904399\",3]]]",
     "$[0][0][0] -\n$[0][0][1] -\n$[0][1][0] us-ssn [536904399]\n$[0][1][1] dob [1978-04-22]\n"
     "$[1][0][0] -\n$[1][0][1] -\n$[1][1][0] -\n$[1][1][1] -\n",
     true, false, false},
    {"rows that are lines", "[\"ssn\",\"dob\"]\n[\"536904399\",\"1978-04-22\"]\n",
     "$[0] -\n$[1] -\n$[0] us-ssn [536904399]\n$[1] dob [1978-04-22]\n", true, false, false},
    {"a first row of values", "[[\"ssn 1\",\"dob\"],[\"536904399\",\"1978-04-22\"]]",
     "$[0][0] -\n$[0][1] -\n$[1][0] -\n$[1][1] -\n", true, false, false},
    {"names of no rows", "{\"fields\":[\"ssn\",\"dob\"],\"point\":[[536904399,1]]}",
     "$.fields[0] -\n$.fields[1] -\n$.point[0][0] -\n$.point[0][1] -\n", true, false, false},
    {"a resource of another world", "{\"resourceType\":\"AWS::Instance\",\"dob\":\"1978-04-22\"}",
     "$.resourceType -\n$.dob dob [1978-04-22]\n", true, false, false},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    struct field_log *const log =
        field_log_read(&json_reader_ops, span_of(rows[_i].text), 0, FIELD_LOG_MAX);
    ck_assert_msg(log->is_known == (rows[_i].fields != NULL), "%s", rows[_i].name);
    if (rows[_i].fields != NULL)
        ck_assert_msg(strcmp(log->text, rows[_i].fields) == 0, "%s:\n%s", rows[_i].name, log->text);
    ck_assert_msg(log->is_whole == rows[_i].is_whole, "%s", rows[_i].name);
    ck_assert_msg(log->facts.is_health_format == rows[_i].is_health, "%s", rows[_i].name);
    ck_assert_msg(log->facts.has_patient == rows[_i].has_patient, "%s", rows[_i].name);
    field_log_free(log);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&json_reader_ops, span_of(rows[_i].text), 1);
}
END_TEST

static void ignore(void *user, const struct field *field)
{
    (void)user;
    (void)field;
}

START_TEST(test_long_values)
{
    char text[1024];
    const size_t len = READER_VALUE_MAX - 6 + (size_t)_i;
    memcpy(text, "{\"ssn\":\"", 8);
    memset(text + 8, _i % 2 == 0 ? 'v' : '\\', len / 2 * 2);
    strcpy(text + 8 + len / 2 * 2, "\",\"dob\":\"1978-04-22\"}");
    reading_check_cuts(&json_reader_ops, span_of(text), 5);
    struct field_log *const log = field_log_read(&json_reader_ops, span_of(text), 0, FIELD_LOG_MAX);
    ck_assert_msg(strstr(log->text, "$.dob dob [1978-04-22]") != NULL, "%s", log->text);
    field_log_free(log);
}
END_TEST

static const struct {
    const char *text, *format;
    bool is_broken;
} formats[] = {
    {"{\"a\":1}", "json", false},
    {"[{\"a\":1},{\"a\":2}]\n", "json", false},
    {"{\"a\":1}\n{\"a\":2}\n", "ndjson", false},
    {"{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "ndjson", true},
    {"{\"a\":1}\nThat was all.\n", "json", true},
    {"{\"resourceType\":\"Patient\",\"id\":\"1\"}", "fhir-json", false},
};

START_TEST(test_format)
{
    const struct field_rules *const rules = field_log_rules();
    struct reader *const reader = reader_create(rules);
    const struct span text = span_of(formats[_i].text);
    struct field_sink nobody = {.wanted = UINT64_MAX, .emit = ignore};
    const struct segment segment = {.text = text.ptr, .len = text.len};
    reader_begin(reader, text, true);
    reader_feed(reader, &segment, &nobody);
    const struct reader_format format = reader_format(reader);
    ck_assert_str_eq(format.name, formats[_i].format);
    ck_assert_int_eq(format.is_broken, formats[_i].is_broken);
    reader_free(reader);
}
END_TEST

/* Any depth is read; behind the deepest level there are fields again. */
START_TEST(test_depth)
{
    enum { DEPTH = 100000 };
    char *const text = malloc(2 * DEPTH + 64);
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    strcpy(text + 2 * (size_t)DEPTH, "{\"ssn\":\"1\"}");
    struct field_log *const log = field_log_read(&json_reader_ops, span_of(text), 0, 4096);
    ck_assert(log->is_whole);
    ck_assert_str_eq(log->text, "$.ssn us-ssn [1]\n");
    field_log_free(log);
    free(text);
}
END_TEST

static const struct {
    const char *raw, *decoded;
} strings[] = {
    {"plain", "plain"},
    {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
    {"\\u0041\\u00e9\\u20AC", "A\xc3\xa9\xe2\x82\xac"},
    {"\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
    {"\\ud83d", "\xef\xbf\xbd"},
    {"\\ud83d\\u0041", "\xef\xbf\xbd"
                       "A"},
    {"\\ude00", "\xef\xbf\xbd"},
    {"\\u12", "\\u12"},
    {"\\x", "\\x"},
    {"\\", "\\"},
    {"", ""},
};

START_TEST(test_decode)
{
    uint8_t out[64] = {0};
    const struct span got = json_string_decode(span_of(strings[_i].raw), out);
    ck_assert_uint_eq(got.len, strlen(strings[_i].decoded));
    ck_assert(memcmp(got.ptr, strings[_i].decoded, got.len) == 0);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("json");
    TCase *const tcase = tcase_create("json");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 10);
    tcase_add_loop_test(tcase, test_format, 0, (int)(sizeof formats / sizeof formats[0]));
    tcase_add_test(tcase, test_depth);
    tcase_add_loop_test(tcase, test_decode, 0, (int)(sizeof strings / sizeof strings[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
