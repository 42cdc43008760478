/* scan_text(): findings do not depend on how a text is cut; order, offsets, thresholds and
 * fingerprints. */
#include "detectors/scan.h"
#include "detectors/score.h"
#include "probe.h"
#include "suite.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Pieces that are something, nearly something, or stand in the way of something. */
static const char *const pieces[] = {
    "SSN: 536-90-4399",
    "078-05-1120",
    "ssn 123456789 ",
    "\"ssn\": \"900-12-3456\",",
    "SSN 536\xe2\x80\x91"
    "90\xe2\x80\x91"
    "4399",
    "***-**-1234 (SSN)",
    "NPI 1245319599, DEA AP5836727; ",
    "MBI 1EG4-TE5-MK73 ",
    "1eg4te5mk73",
    "MRN: MRN-1015952 ",
    "Medical Record Number is 1234567\n",
    "policy: POL-4096742 ",
    "Rx #: 7654321 ",
    "DOB 04/22/1978 ",
    "born on April 22, 1978.",
    "birthDate=19780422&",
    "Call (415) 555-2671 ext. 12 ",
    "+44 20 7123 4567 ",
    "fax: 1-415-555-2671",
    "jess.doe+x@mail.example.com ",
    "first.last%40host.org&",
    "4111 1111 1111 1111 ",
    "card 5555555555554444 ",
    "Metformin 500 mg tablet by mouth twice daily ",
    "Dx: E11.9 hypertension ",
    "ndc 50242-040-62 ",
    "for example ",
    "this is not an ",
    "the patient was seen and discharged today ",
    "1234567890 ",
    "1700000000123 ",
    "192.168.1.10 - - ",
    "2024-01-02T03:04:05Z ",
    "a@b.cc@d.ee ",
    "0.4111111111111111 ",
    "\xc3\xa9\xe4\xb8\xad\xff\xc0",
    "\n\n",
    "\\nSSN\\t",
    "dGhpcyBpcyBiYXNlNjQ+IGRhdGEgL2Zvb2Jhcg==",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@"
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
    "bbbbbbbb."
    "cccccccccccccccccccccccccccccccccccccc.com ",
};
#define PIECE_COUNT (sizeof pieces / sizeof pieces[0])

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

/* A text of about size bytes in its own memory. */
static uint8_t *make_text(uint64_t seed, size_t size, size_t *len)
{
    uint8_t *text = malloc(size + 512);
    ck_assert_ptr_nonnull(text);
    *len = 0;
    while (*len < size) {
        const char *piece = pieces[draw(&seed, PIECE_COUNT)];
        memcpy(text + *len, piece, strlen(piece));
        *len += strlen(piece);
    }
    return text;
}

static void scan_part(struct probe *probe, const uint8_t *text, size_t len, size_t from, size_t to)
{
    const struct segment segment = {.text = text + from,
                                    .len = to - from,
                                    .before = from < SCAN_REACH ? from : SCAN_REACH,
                                    .after = len - to < SCAN_REACH ? len - to : SCAN_REACH,
                                    .offset = from};
    probe_scan(probe, &segment);
}

static bool is_equal(const struct finding *left, const struct finding *right)
{
    return memcmp(left, right, offsetof(struct finding, evidence)) == 0 &&
           memcmp(left->evidence, right->evidence, sizeof left->evidence) == 0;
}

static void check_equal(const struct probe *whole, const struct probe *parts, size_t cut)
{
    const size_t least = whole->count < parts->count ? whole->count : parts->count;
    for (size_t i = 0; i < least; i++) {
        ck_assert_msg(is_equal(&whole->findings[i], &parts->findings[i]),
                      "cut at %zu: finding %zu: %s at %zu+%u, not %s at %zu+%u", cut, i,
                      detector_at(parts->findings[i].detector)->id,
                      (size_t)parts->findings[i].offset, parts->findings[i].length,
                      detector_at(whole->findings[i].detector)->id,
                      (size_t)whole->findings[i].offset, whole->findings[i].length);
    }
    ck_assert_msg(whole->count == parts->count, "cut at %zu: %zu findings, not %zu", cut,
                  parts->count, whole->count);
}

static void check_order(const struct probe *probe)
{
    for (size_t i = 1; i < probe->count; i++) {
        const struct finding *last = &probe->findings[i - 1];
        const struct finding *next = &probe->findings[i];
        ck_assert(last->offset < next->offset ||
                  (last->offset == next->offset && last->detector < next->detector));
        ck_assert(last->offset + last->length <= next->offset);
    }
}

START_TEST(test_every_cut_gives_the_same_findings)
{
    size_t len;
    uint8_t *text = make_text((uint64_t)_i, 2500, &len);
    struct probe *whole = probe_create(0);
    struct probe *parts = probe_create(0);
    scan_part(whole, text, len, 0, len);
    ck_assert_uint_gt(whole->count, 20);
    check_order(whole);
    for (size_t cut = 0; cut <= len; cut++) {
        probe_clear(parts);
        scan_part(parts, text, len, 0, cut);
        scan_part(parts, text, len, cut, len);
        check_equal(whole, parts, cut);
    }
    probe_free(whole);
    probe_free(parts);
    free(text);
}
END_TEST

START_TEST(test_many_cuts_give_the_same_findings)
{
    size_t len;
    uint64_t state = (uint64_t)_i + 1000;
    uint8_t *text = make_text(state, 30000, &len);
    struct probe *whole = probe_create(1);
    struct probe *parts = probe_create(1);
    scan_part(whole, text, len, 0, len);
    check_order(whole);
    for (int round = 0; round < 6; round++) {
        const uint32_t most = round < 2 ? 40 : round < 4 ? 900 : 9000;
        probe_clear(parts);
        for (size_t from = 0; from < len;) {
            const size_t step = 1 + draw(&state, most);
            const size_t to = len - from < step ? len : from + step;
            scan_part(parts, text, len, from, to);
            from = to;
        }
        check_equal(whole, parts, (size_t)round);
    }
    probe_free(whole);
    probe_free(parts);
    free(text);
}
END_TEST

START_TEST(test_more_neighbourhood_than_reach_changes_nothing)
{
    size_t len;
    uint8_t *text = make_text(7, 6000, &len);
    struct probe *near = probe_create(0);
    struct probe *far = probe_create(0);
    scan_part(near, text, len, 2500, 3500);
    const struct segment segment = {
        .text = text + 2500, .len = 1000, .before = 2500, .after = len - 3500, .offset = 2500};
    probe_scan(far, &segment);
    check_equal(near, far, 0);
    probe_free(near);
    probe_free(far);
    free(text);
}
END_TEST

START_TEST(test_offsets_go_beyond_four_gigabytes)
{
    struct probe *probe = probe_create(0);
    const struct segment segment = {
        .text = (const uint8_t *)"xx SSN: 536-90-4399", .len = 19, .offset = (uint64_t)5 << 32};
    probe_scan(probe, &segment);
    ck_assert_uint_eq(probe->count, 1);
    ck_assert(probe->findings[0].offset == ((uint64_t)5 << 32) + 8);
    probe_free(probe);
}
END_TEST

START_TEST(test_nothing_is_found_in_nothing)
{
    struct probe *probe = probe_create(0);
    const struct segment empty = {
        .text = (const uint8_t *)"SSN: 536-90-4399" + 5, .before = 5, .after = 11};
    probe_scan(probe, &empty);
    const struct segment none = {0};
    probe_scan(probe, &none);
    ck_assert_uint_eq(probe->count, 0);
    probe_free(probe);
}
END_TEST

START_TEST(test_a_scan_remembers_no_other)
{
    /* the parenthesis stands at byte 63, at the end of a word of the bitmaps */
    static const char text[] = "a                                                       phone: "
                               "(276) (333) 2534";
    static const char other[] = "a                                                       phone: "
                                "(276) 333-2534";
    struct probe *probe = probe_create(0);
    probe_scan_string(probe, other);
    probe_clear(probe);
    probe_scan_string(probe, text);
    ck_assert_uint_eq(probe->count, 1);
    ck_assert_uint_eq(probe->findings[0].offset, 63);
    probe_free(probe);
}
END_TEST

START_TEST(test_min_confidence_is_a_threshold)
{
    const char *text = "For example, 536-90-4399"; /* 65 less 30 */
    struct probe *low = probe_create(1);
    struct probe *usual = probe_create(0);
    struct probe *high = probe_create(35);
    probe_scan_string(low, text);
    probe_scan_string(usual, text);
    probe_scan_string(high, text);
    ck_assert_uint_eq(low->count, 1);
    ck_assert_uint_eq(usual->count, 0);
    ck_assert_uint_eq(high->count, 1);
    ck_assert_uint_eq(high->findings[0].confidence, 35);
    probe_free(low);
    probe_free(usual);
    probe_free(high);
}
END_TEST

START_TEST(test_language_can_be_left_out)
{
    static const uint8_t text[] =
        "Metformin 500 mg tablet by mouth twice daily. SSN: 536-90-4399. Hypertension.";
    struct probe *probe = probe_create(0);
    struct segment segment = {.text = text, .len = sizeof text - 1};
    probe_scan(probe, &segment);
    ck_assert_ptr_nonnull(probe_find(probe, "drug"));
    ck_assert_ptr_nonnull(probe_find(probe, "us-ssn"));
    probe_clear(probe);
    segment.skip_language = true;
    probe_scan(probe, &segment);
    ck_assert_ptr_null(probe_find(probe, "drug"));
    ck_assert_ptr_null(probe_find(probe, "clinical-terms"));
    ck_assert_ptr_nonnull(probe_find(probe, "us-ssn"));
    probe_free(probe);
}
END_TEST

static const struct {
    const char *left;
    const char *right;
    bool is_equal;
} fingerprint_cases[] = {
    {"SSN 536-90-4399", "SSN: 536904399", true},
    {"SSN 536-90-4399", "ssn=536.90.4399", true},
    {"SSN 536-90-4399", "SSN 536-90-4398", false},
    {"jess@host.org", "Jess@HOST.org", true},
    {"jess@host.org", "jess%40host.org", true},
    {"DOB 1978-04-22", "born April 22, 1978", true},
    {"DOB 1978-04-22", "born April 23, 1978", false},
    {"MBI 1EG4-TE5-MK73", "mbi 1eg4te5mk73", true},
    {"(415) 555-2671", "415-555-2671", true},
    {"+1 415 555 2671", "415-555-2671", true},
    {"MRN: 1234567", "MRN: 1234568", false},
};

START_TEST(test_fingerprints_compare_values)
{
    struct probe *probe = probe_create(0);
    probe_scan_string(probe, fingerprint_cases[_i].left);
    probe_scan_string(probe, fingerprint_cases[_i].right);
    ck_assert_uint_eq(probe->count, 2);
    ck_assert_uint_eq(probe->findings[0].detector, probe->findings[1].detector);
    const bool is_equal = probe->findings[0].fingerprint == probe->findings[1].fingerprint;
    ck_assert_int_eq(is_equal, fingerprint_cases[_i].is_equal);
    probe_free(probe);
}
END_TEST

START_TEST(test_fingerprints_depend_on_the_key)
{
    static const uint8_t text[] = "SSN: 536-90-4399";
    struct probe *probe = probe_create(0);
    probe_scan_string(probe, (const char *)text);
    const uint64_t first = probe->findings[0].fingerprint;
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    ruleset_free(probe->ruleset);
    probe->ruleset = ruleset_create(&options);
    probe_scan_string(probe, (const char *)text);
    ck_assert(first != probe->findings[1].fingerprint);
    probe_free(probe);
}
END_TEST

static void add_up(void *user, const void *bytes, size_t len)
{
    uint64_t *sum = user;
    for (size_t i = 0; i < len; i++) {
        *sum = (*sum ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3;
    }
}

START_TEST(test_description_is_stable)
{
    struct probe *one = probe_create(0);
    struct probe *two = probe_create(0);
    struct probe *other = probe_create(70);
    uint64_t sums[3] = {0, 0, 0};
    ruleset_describe(one->ruleset, add_up, &sums[0]);
    ruleset_describe(two->ruleset, add_up, &sums[1]);
    ruleset_describe(other->ruleset, add_up, &sums[2]);
    ck_assert(sums[0] != 0 && sums[0] == sums[1]);
    ck_assert(sums[0] != sums[2]);
    ck_assert_str_eq(ruleset_version(), "2026.1");
    probe_free(one);
    probe_free(two);
    probe_free(other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scan");
    TCase *cuts = tcase_create("cuts");
    tcase_set_timeout(cuts, 240);
    tcase_add_loop_test(cuts, test_every_cut_gives_the_same_findings, 0, 4);
    tcase_add_loop_test(cuts, test_many_cuts_give_the_same_findings, 0, 8);
    tcase_add_test(cuts, test_more_neighbourhood_than_reach_changes_nothing);
    suite_add_tcase(suite, cuts);
    TCase *rest = tcase_create("rest");
    tcase_set_timeout(rest, 120);
    tcase_add_test(rest, test_offsets_go_beyond_four_gigabytes);
    tcase_add_test(rest, test_nothing_is_found_in_nothing);
    tcase_add_test(rest, test_a_scan_remembers_no_other);
    tcase_add_test(rest, test_min_confidence_is_a_threshold);
    tcase_add_test(rest, test_language_can_be_left_out);
    tcase_add_loop_test(rest, test_fingerprints_compare_values, 0,
                        (int)(sizeof fingerprint_cases / sizeof fingerprint_cases[0]));
    tcase_add_test(rest, test_fingerprints_depend_on_the_key);
    tcase_add_test(rest, test_description_is_stable);
    suite_add_tcase(suite, rest);
    return suite_run(suite);
}
