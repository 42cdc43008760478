/* Findings as lines: members, their order, what is left out, names that are no UTF-8. */
#include "suite.h"

#include "crawler/report/finding_line.h"
#include "crawler/report/finding_lines.h"
#include "detectors/registry.h"
#include "detectors/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 20)

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, text != NULL ? strlen(text) : 0};
}

static uint16_t index_of(const char *id)
{
    const int index = detector_find(id);
    ck_assert_msg(index >= 0, "%s", id);
    return (uint16_t)index;
}

static const struct {
    const char *name;
    const char *uri, *version_id, *member;
    const char *detector;
    uint64_t line;
    unsigned confidence, flags;
    const char *expected;
} rows[] = {
    {"an identifier of a person", "s3://b/k", NULL, NULL, "us-ssn", 4, 95, 0,
     "{\"uri\":\"s3://b/k\",\"detector\":\"us-ssn\",\"identifier\":\"G\",\"role\":\"person\","
     "\"offset\":123,\"length\":11,\"line\":4,\"column\":17,\"confidence\":95,\"level\":\"high\","
     "\"evidence\":[],\"points\":[],\"flags\":[]}"},
    {"no identifier for other roles", "f", "", NULL, "us-npi", 1, 84, 0,
     "{\"uri\":\"f\",\"detector\":\"us-npi\",\"identifier\":null,\"role\":\"provider\","
     "\"offset\":123,\"length\":11,\"line\":1,\"column\":17,\"confidence\":84,\"level\":\"medium\","
     "\"evidence\":[],\"points\":[],\"flags\":[]}"},
    {"version, member, flags, no line", "s3://b/k", "v1", "a!b", "us-ssn", 0, 60,
     FINDING_INVALID_RANGE | FINDING_PHI_IN_KEY,
     "{\"uri\":\"s3://b/k\",\"version_id\":\"v1\",\"member\":\"a!b\",\"detector\":\"us-ssn\","
     "\"identifier\":\"G\",\"role\":\"person\",\"offset\":123,\"length\":11,\"confidence\":60,"
     "\"level\":\"low\",\"evidence\":[],\"points\":[],\"flags\":[\"invalid-range\",\"phi-in-key\"]"
     "}"},
    {"names with quotes, controls and bytes that are no UTF-8", "a\"b\n", NULL, "\xFFz", "us-ssn",
     1, 75, FINDING_PLACEHOLDER,
     "{\"uri\":\"a\\\"b\\n\",\"member\":\"\xEF\xBF\xBDz\",\"member_b64\":\"/3o=\","
     "\"detector\":\"us-ssn\",\"identifier\":\"G\",\"role\":\"person\",\"offset\":123,"
     "\"length\":11,\"line\":1,\"column\":17,\"confidence\":75,\"level\":\"medium\","
     "\"evidence\":[],\"points\":[],\"flags\":[\"placeholder\"]}"},
    {"without an object's name", NULL, NULL, "", "us-ssn", 1, 99, 0,
     "{\"member\":\"\",\"detector\":\"us-ssn\",\"identifier\":\"G\",\"role\":\"person\","
     "\"offset\":123,\"length\":11,\"line\":1,\"column\":17,\"confidence\":99,\"level\":\"high\","
     "\"evidence\":[],\"points\":[],\"flags\":[]}"},
};

static struct finding_record record_of(int row)
{
    return (struct finding_record){
        .member = span_of(rows[row].member),
        .finding = {.detector = index_of(rows[row].detector),
                    .confidence = (uint8_t)rows[row].confidence,
                    .flags = (uint16_t)rows[row].flags},
        .offset = 123,
        .length = 11,
        .line = rows[row].line,
        .column = 17,
    };
}

START_TEST(test_render)
{
    const struct finding_record record = record_of(_i);
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    finding_line_render(&out, span_of(rows[_i].uri), rows[_i].version_id, &record);
    ck_assert_msg(strcmp(buffer_str(&out), rows[_i].expected) == 0, "%s: %s", rows[_i].name,
                  buffer_str(&out));
    buffer_free(&out);
}
END_TEST

/* A line without the object's name, behind the head, is the whole line. */
START_TEST(test_head_and_rest_make_the_line)
{
    const struct finding_record record = record_of(_i);
    struct buffer out, rest;
    buffer_init(&out, TEXT_MAX);
    buffer_init(&rest, TEXT_MAX);
    finding_line_render_head(&out, span_of(rows[_i].uri), rows[_i].version_id);
    finding_line_render(&rest, span_of(NULL), NULL, &record);
    buffer_append(&out, rest.ptr + 1, rest.len - 1);
    ck_assert_str_eq(buffer_str(&out), rows[_i].expected);
    buffer_free(&out);
    buffer_free(&rest);
}
END_TEST

/* Names out of the data stand between the place and the reasons, escaped. */
START_TEST(test_cell_and_path)
{
    struct finding_record record = record_of(0);
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    record.cell = (struct finding_cell){3, 2, span_of("the \"ssn\"")};
    record.path = span_of("$.a[1]");
    record.page = 7;
    finding_line_render(&out, span_of("u"), NULL, &record);
    ck_assert_msg(strstr(buffer_str(&out),
                         ",\"cell\":{\"row\":3,\"column\":2,\"name\":\"the \\\"ssn\\\"\"},"
                         "\"path\":\"$.a[1]\",\"page\":7,\"confidence\":") != NULL,
                  "%s", buffer_str(&out));
    buffer_clear(&out);
    record.cell.name = span_of(NULL);
    record.path = span_of(NULL);
    record.page = 0;
    finding_line_render(&out, span_of("u"), NULL, &record);
    ck_assert_msg(strstr(buffer_str(&out), ",\"cell\":{\"row\":3,\"column\":2},\"confidence\":") !=
                      NULL,
                  "%s", buffer_str(&out));
    buffer_free(&out);
}
END_TEST

/* Numbers of every length, on both sides of each power of ten. */
START_TEST(test_numbers)
{
    struct finding_record record = record_of(0);
    char expected[64];
    struct buffer out;
    uint64_t power = 1;
    for (int i = 0; i < _i / 2; i++)
        power *= 10;
    record.offset = _i % 2 == 0 ? power : power - 1;
    record.length = UINT64_MAX - record.offset;
    snprintf(expected, sizeof expected, ",\"offset\":%" PRIu64 ",\"length\":%" PRIu64 ",",
             record.offset, record.length);
    buffer_init(&out, TEXT_MAX);
    finding_line_render(&out, span_of("u"), NULL, &record);
    ck_assert_msg(strstr(buffer_str(&out), expected) != NULL, "%s", buffer_str(&out));
    buffer_free(&out);
}
END_TEST

START_TEST(test_evidence)
{
    struct finding_record record = record_of(0);
    char name[96], expected[512];
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    record.finding.evidence_count = 1;
    record.finding.evidence[0] = (struct evidence){.kind = 1, .points = 40};
    evidence_name(&record.finding.evidence[0], name, sizeof name);
    ck_assert_str_ne(name, "");
    snprintf(expected, sizeof expected, "\"evidence\":[\"%s\"],\"points\":[40],\"flags\":[]}",
             name);
    finding_line_render(&out, span_of("u"), NULL, &record);
    ck_assert_msg(strstr(buffer_str(&out), expected) != NULL, "%s", buffer_str(&out));
    buffer_free(&out);
}
END_TEST

static const struct {
    unsigned confidence;
    const char *level;
} levels[] = {{0, "low"},     {59, "low"},    {60, "low"},  {74, "low"},
              {75, "medium"}, {84, "medium"}, {85, "high"}, {99, "high"}};

START_TEST(test_level)
{
    ck_assert_str_eq(finding_line_level(levels[_i].confidence), levels[_i].level);
}
END_TEST

START_TEST(test_lines_are_capped_and_counted)
{
    const struct finding_record record = record_of(0);
    struct finding_lines *const lines = finding_lines_create(3);
    ck_assert_ptr_nonnull(lines);
    for (int i = 0; i < 5; i++)
        finding_lines_add(lines, &record);
    ck_assert_uint_eq(lines->kept, 3);
    ck_assert_uint_eq(finding_lines_dropped(lines), 2);
    finding_lines_reset(lines);
    ck_assert_uint_eq(lines->text.len, 0);
    ck_assert_uint_eq(finding_lines_dropped(lines), 0);
    finding_lines_add(lines, &record);
    ck_assert_uint_eq(lines->kept, 1);
    finding_lines_free(lines);
}
END_TEST

/* Memory is bounded as well: what does not fit is dropped whole, and what fits stays good. */
START_TEST(test_lines_are_capped_by_bytes)
{
    struct finding_record record = record_of(0);
    struct finding_lines *const lines = finding_lines_create(UINT64_MAX);
    ck_assert_ptr_nonnull(lines);
    lines->text.limit = 1000;
    for (int i = 0; i < 20; i++)
        finding_lines_add(lines, &record);
    ck_assert_uint_gt(lines->kept, 0);
    ck_assert_uint_eq(lines->kept + finding_lines_dropped(lines), 20);
    ck_assert_uint_eq(lines->text.ptr[lines->text.len - 1], '\n');
    ck_assert(!lines->text.is_failed);
    finding_lines_free(lines);
    finding_lines_free(NULL);
}
END_TEST

int main(void)
{
    const int count = sizeof rows / sizeof rows[0];
    Suite *suite = suite_create("finding_line");
    TCase *tcase = tcase_create("finding_line");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_render, 0, count);
    tcase_add_loop_test(tcase, test_head_and_rest_make_the_line, 0, count - 1);
    tcase_add_test(tcase, test_cell_and_path);
    tcase_add_loop_test(tcase, test_numbers, 0, 40);
    tcase_add_test(tcase, test_evidence);
    tcase_add_loop_test(tcase, test_level, 0, sizeof levels / sizeof levels[0]);
    tcase_add_test(tcase, test_lines_are_capped_and_counted);
    tcase_add_test(tcase, test_lines_are_capped_by_bytes);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
