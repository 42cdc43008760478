/* Lists of values as HMACs: what is read, what is refused where, and what they do to findings. */
#include "crawler/pipeline/value_list.h"
#include "detectors/registry.h"
#include "detectors/score.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define KEY "0123456789abcdef0123456789abcdef"

static char path[] = "/tmp/test_value_list.XXXXXX";
static struct value_hmac_key key;
static struct value_list *list;
static struct ruleset *ruleset;

static void write_file(const void *bytes, size_t len)
{
    FILE *const out = fopen(path, "we");
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(fwrite(bytes, 1, len, out), len);
    ck_assert_int_eq(fclose(out), 0);
}

static void setup(void)
{
    struct fault fault;
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    write_file(KEY "\n", sizeof KEY);
    ck_assert_msg(value_hmac_key_load(path, &key, &fault), "%s", fault.message);
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    ruleset = ruleset_create(&options);
    list = value_list_create();
    ck_assert(ruleset != NULL && list != NULL);
}

static void teardown(void)
{
    value_list_free(list);
    ruleset_free(ruleset);
    unlink(path);
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
}

/* python3: hmac.new(KEY, b"us-ssn\0" + b"536904399", "sha256").hexdigest() */
START_TEST(test_hmac_is_the_standard_one)
{
    static const char expected[] =
        "684f041820953e9a4dbe255802c2922b15e371895254004bb101345ce6283f51";
    uint8_t hmac[VALUE_HMAC_LEN];
    char text[2 * VALUE_HMAC_LEN + 1];
    ck_assert(value_hmac(&key, "us-ssn", (struct span){(const uint8_t *)"536904399", 9}, hmac));
    for (size_t i = 0; i < sizeof hmac; i++)
        snprintf(text + 2 * i, 3, "%02x", hmac[i]);
    ck_assert_str_eq(text, expected);
    ck_assert_str_eq(key.id, "8366198852a48155");
}
END_TEST

static const struct {
    const char *text;
    size_t len;
    bool is_good;
} keys[] = {
    {KEY, 32, true},
    {KEY "\r\n", 34, true},
    {KEY, 31, false},
    {"", 0, false},
};

START_TEST(test_keys)
{
    struct fault fault;
    struct value_hmac_key other;
    write_file(keys[_i].text, keys[_i].len);
    ck_assert_int_eq(value_hmac_key_load(path, &other, &fault), keys[_i].is_good);
    if (keys[_i].is_good)
        ck_assert_str_eq(other.id, key.id);
}
END_TEST

START_TEST(test_key_bounds)
{
    struct fault fault;
    struct value_hmac_key other;
    char bytes[VALUE_HMAC_KEY_MAX + 2];
    memset(bytes, 'k', sizeof bytes);
    write_file(bytes, VALUE_HMAC_KEY_MAX);
    ck_assert(value_hmac_key_load(path, &other, &fault));
    write_file(bytes, VALUE_HMAC_KEY_MAX + 1);
    ck_assert(!value_hmac_key_load(path, &other, &fault));
    ck_assert(!value_hmac_key_load("/nowhere", &other, &fault));
}
END_TEST

#define HEAD "phicrawl-hmac 1 8366198852a48155\n"
#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
    const char *text;
    size_t count;
    const char *error; /* NULL: it is read */
} lists[] = {
    {HEAD, 0, NULL},
    {HEAD "us-ssn " DIGITS "\n", 1, NULL},
    {"# made by hand\n\n" HEAD "# c\r\nus-ssn " DIGITS "\r\nphone " DIGITS, 1, NULL},
    {"", 0, ":0: the file is empty"},
    {"us-ssn " DIGITS "\n", 0, ":1: expected 'phicrawl-hmac 1 KEY-ID'"},
    {"phicrawl-hmac 2 8366198852a48155\n", 0, ":1: expected"},
    {"phicrawl-hmac 1 0000000000000000\n", 0, ":1: made with another key"},
    {HEAD "us-ssn\n", 0, ":2: expected a detector's id"},
    {HEAD "us-ssn 12\n", 0, ":2: expected a detector's id"},
    {HEAD "us-ssn " DIGITS "0\n", 0, ":2: expected a detector's id"},
    {HEAD "\nus-ssn 012345678X"
          "abcdef0123456789abcdef0123456789abcdef0123456789abcdef012345\n",
     0, ":3: "},
    {HEAD "536-90-4399\n", 0, ":2: expected a detector's id"},
};

START_TEST(test_lists)
{
    struct fault fault = {.message = ""};
    write_file(lists[_i].text, strlen(lists[_i].text));
    const bool is_good = value_list_load(list, path, key.id, &fault);
    ck_assert_msg(is_good == (lists[_i].error == NULL), "%s", fault.message);
    if (is_good)
        ck_assert_uint_eq(value_list_count(list), lists[_i].count);
    else
        ck_assert_msg(strstr(fault.message, lists[_i].error) != NULL, "%s", fault.message);
    ck_assert_ptr_null(strstr(fault.message, "536-90")); /* content is never shown */
}
END_TEST

START_TEST(test_hostile_bytes)
{
    struct fault fault = {.message = ""};
    char bytes[1000];
    memset(bytes, 'x', sizeof bytes);
    write_file(bytes, sizeof bytes);
    ck_assert(!value_list_load(list, path, key.id, &fault));
    write_file(HEAD "us\0ssn\n", sizeof HEAD + 6);
    ck_assert(!value_list_load(list, path, key.id, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, ":2: a NUL"));
}
END_TEST

/* Many values: each is found, others are not. */
START_TEST(test_many_values)
{
    struct fault fault = {.message = ""};
    FILE *const out = fopen(path, "we");
    ck_assert_ptr_nonnull(out);
    fputs(HEAD, out);
    for (unsigned i = 1; i <= 5000; i++)
        fprintf(out, "mrn %08x%056x\n", i * 2654435761U, i);
    fclose(out);
    ck_assert_msg(value_list_load(list, path, key.id, &fault), "%s", fault.message);
    ck_assert_uint_eq(value_list_count(list), 5000);
    for (unsigned i = 1; i <= 10000; i++) {
        const uint32_t first = i * 2654435761U;
        uint8_t hmac[VALUE_HMAC_LEN] = {(uint8_t)(first >> 24), (uint8_t)(first >> 16),
                                        (uint8_t)(first >> 8), (uint8_t)first};
        ck_assert_int_eq(value_list_has(list, hmac), i <= 5000);
    }
}
END_TEST

/* Adds a value of a detector, as the command line would. */
static void add_value(struct value_list *to, const char *id, const char *normal)
{
    struct fault fault;
    uint8_t hmac[VALUE_HMAC_LEN];
    FILE *const out = fopen(path, "we");
    const struct span span = {(const uint8_t *)normal, strlen(normal)};
    ck_assert(out != NULL && value_hmac(&key, id, span, hmac));
    fprintf(out, HEAD "%s ", id);
    for (size_t i = 0; i < sizeof hmac; i++)
        fprintf(out, "%02x", hmac[i]);
    fclose(out);
    ck_assert(value_list_load(to, path, key.id, &fault));
}

static struct finding weigh(const struct value_lists *used, const char *value, uint8_t confidence,
                            uint16_t flags)
{
    struct finding finding = {.detector = (uint16_t)detector_find("us-ssn"), .flags = flags};
    score_add(&finding, EVIDENCE_SHAPE, confidence, 0);
    value_lists_weigh(used, ruleset, (struct span){(const uint8_t *)value, strlen(value)}, 60,
                      &finding);
    int sum = 0;
    for (size_t i = 0; i < finding.evidence_count; i++)
        sum += finding.evidence[i].points;
    ck_assert_int_eq(sum, finding.confidence);
    return finding;
}

START_TEST(test_findings_are_weighed)
{
    struct value_list *const roster = value_list_create();
    ck_assert_ptr_nonnull(roster);
    add_value(list, "us-ssn", "536904399");
    add_value(roster, "us-ssn", "219099999");
    add_value(roster, "phone", "536904400");
    const struct value_lists lists_used = {&key, list, roster};
    struct finding finding = weigh(&lists_used, "536-90-4399", 90, 0);
    ck_assert_uint_eq(finding.flags, FINDING_ALLOWED);
    ck_assert_uint_eq(finding.confidence, 10);
    finding = weigh(&lists_used, "536 90 4399", 5, FINDING_BELOW);
    ck_assert_uint_eq(finding.flags, FINDING_ALLOWED | FINDING_BELOW);
    ck_assert_uint_eq(finding.confidence, 5);
    finding = weigh(&lists_used, "219-09-9999", 40, FINDING_BELOW);
    ck_assert_uint_eq(finding.flags, FINDING_ON_ROSTER);
    ck_assert_uint_eq(finding.confidence, 70);
    finding = weigh(&lists_used, "219-09-9999", 20, FINDING_BELOW);
    ck_assert_uint_eq(finding.flags, FINDING_ON_ROSTER | FINDING_BELOW);
    finding = weigh(&lists_used, "219-09-9999", 90, FINDING_OVERLAPPED);
    ck_assert_uint_eq(finding.flags, FINDING_ON_ROSTER | FINDING_OVERLAPPED);
    ck_assert_uint_eq(finding.confidence, 99);
    finding = weigh(&lists_used, "536-90-4400", 90, 0); /* of another detector */
    ck_assert_uint_eq(finding.flags, 0);
    ck_assert_uint_eq(finding.confidence, 90);
    value_list_free(roster);
}
END_TEST

/* A finding that has no room for another reason keeps the sum. */
START_TEST(test_full_evidence)
{
    add_value(list, "us-ssn", "536904399");
    const struct value_lists lists_used = {&key, list, NULL};
    struct finding finding = {.detector = (uint16_t)detector_find("us-ssn")};
    for (int i = 0; i < FINDING_EVIDENCE_MAX; i++)
        score_add(&finding, EVIDENCE_SHAPE, 10, 0);
    value_lists_weigh(&lists_used, ruleset, (struct span){(const uint8_t *)"536904399", 9}, 60,
                      &finding);
    ck_assert_uint_eq(finding.confidence, 10);
    ck_assert_int_eq(finding.evidence[FINDING_EVIDENCE_MAX - 1].points, -60);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("value_list");
    TCase *const all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, test_hmac_is_the_standard_one);
    tcase_add_loop_test(all, test_keys, 0, COUNT(keys));
    tcase_add_test(all, test_key_bounds);
    tcase_add_loop_test(all, test_lists, 0, COUNT(lists));
    tcase_add_test(all, test_hostile_bytes);
    tcase_add_test(all, test_many_values);
    tcase_add_test(all, test_findings_are_weighed);
    tcase_add_test(all, test_full_evidence);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
