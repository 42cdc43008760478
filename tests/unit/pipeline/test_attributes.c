/* Tags and metadata: what is found in them, where it is said to stand, and what may be shown. */
#include "crawler/pipeline/examine_attributes.h"
#include "detectors/registry.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

struct attribute_case {
    const char *pairs;
    const char *found; /* "PATH DETECTOR OFFSET+LENGTH;..." in order */
    const char *shown; /* names and values, each ended by '|' */
};

static const struct attribute_case attribute_cases[] = {
    {"team=billing", "", "team|billing|"},
    {"ssn=536-90-4399", "tag:ssn us-ssn 0+11;", "ssn|***********|"},
    {"patient-ssn=536904399", "tag:patient-ssn us-ssn 0+9;", "patient-ssn|*********|"},
    {"ssn=", "", "ssn||"},
    {"ssn=n%2Fa", "", "ssn|n/a|"},
    {"ssn", "", "ssn||"},
    {"note=SSN%3A%20536-90-4399%20seen", "tag:note us-ssn 5+11;", "note|SSN: *********** seen|"},
    {"note=order%20536904399", "", "note|order 536904399|"},
    {"a=b&ssn=536-90-4399&c=d", "tag:ssn us-ssn 0+11;", "a|b|ssn|***********|c|d|"},
    {"ssn_536-90-4399=x", "", "ssn_***********|x|"},
    {"mrn=48812345", "tag:mrn mrn 0+8;", "mrn|********|"},
    {"patient-name=Marlow%20Quenby", "tag:patient-name person-name 0+13;",
     "patient-name|*************|"},
    {"patient-name=%3D%3FUTF-8%3FB%3FTWFybG93IFF1ZW5ieQ%3D%3D%3F%3D",
     "tag:patient-name person-name 0+13;", "patient-name|*************|"},
    {"colour=gr%C3%BCn", "", "colour|gr\xc3\xbcn|"},
    {"", "", ""},
};

struct found {
    const struct examiner *examiner;
    char text[1024];
};

static bool take(void *user, const struct finding_record *record)
{
    struct found *const found = user;
    const size_t len = strlen(found->text);
    snprintf(found->text + len, sizeof found->text - len, "%.*s %s %llu+%llu;",
             (int)record->path.len, (const char *)record->path.ptr,
             record->detector == NULL ? "?" : record->detector->id,
             (unsigned long long)record->offset, (unsigned long long)record->length);
    ck_assert_uint_eq(record->line, 0);
    ck_assert_ptr_null(record->member.ptr);
    return true;
}

START_TEST(test_attribute)
{
    const struct attribute_case *const row = &attribute_cases[_i];
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *const ruleset = ruleset_create(&options);
    const struct examine_setup setup = {.ruleset = ruleset};
    struct examiner *const examiner = examiner_create(&setup);
    struct found found = {.examiner = examiner};
    const struct finding_sink sink = {take, &found};
    const struct attributes attributes = {"tag", row->pairs};
    struct buffer shown;
    buffer_init(&shown, 4096);
    for (int i = 0; i < 2; i++) { /* the second time over what the first left */
        found.text[0] = '\0';
        buffer_clear(&shown);
        examiner_reset(examiner);
        ck_assert_int_eq(examiner_take_attributes(examiner, &attributes, &sink, &shown), STATUS_OK);
        ck_assert_msg(strcmp(found.text, row->found) == 0, "%s: %s", row->pairs, found.text);
        for (size_t at = 0; at < shown.len; at++)
            if (shown.ptr[at] == '\0')
                shown.ptr[at] = '|';
        ck_assert_ptr_nonnull(buffer_str(&shown));
        ck_assert_msg(strcmp((const char *)shown.ptr, row->shown) == 0, "%s: %s", row->pairs,
                      (const char *)shown.ptr);
    }
    buffer_free(&shown);
    examiner_free(examiner);
    ruleset_free(ruleset);
}
END_TEST

/* Nobody said what there is: nothing happens. */
START_TEST(test_unknown)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *const ruleset = ruleset_create(&options);
    const struct examine_setup setup = {.ruleset = ruleset};
    struct examiner *const examiner = examiner_create(&setup);
    const struct attributes attributes = {"tag", NULL};
    examiner_reset(examiner);
    ck_assert_int_eq(examiner_take_attributes(examiner, &attributes, NULL, NULL), STATUS_OK);
    examiner_free(examiner);
    ruleset_free(ruleset);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("attributes");
    TCase *const tcase = tcase_create("attributes");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_attribute, 0, sizeof attribute_cases / sizeof *attribute_cases);
    tcase_add_test(tcase, test_unknown);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
