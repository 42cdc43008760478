/* The three states, the closed list of reasons and the peekable source. */
#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "suite.h"

#include <string.h>

struct state_row {
    const char *name;
    uint32_t reasons;
    uint64_t scanned;
    enum object_state expected;
};

#define BIT(reason) (UINT32_C(1) << (reason))

static const struct state_row states[] = {
    {"read in full", 0, 10, OBJECT_EXAMINED},
    {"empty", 0, 0, OBJECT_EXAMINED},
    {"lost something", BIT(REASON_CORRUPT), 10, OBJECT_PARTIAL},
    {"lost everything", BIT(REASON_ENCRYPTED), 0, OBJECT_NOT_EXAMINED},
    {"two reasons", BIT(REASON_ENCRYPTED) | BIT(REASON_CHECKSUM), 1, OBJECT_PARTIAL},
};

START_TEST(state)
{
    const struct state_row *const row = &states[_i];
    const struct coverage coverage = {.reasons = row->reasons, .bytes_scanned = row->scanned};
    ck_assert_msg(coverage_state(&coverage) == row->expected, "%s", row->name);
}
END_TEST

START_TEST(reason_round_trip)
{
    char text[32];
    reason_name((enum reason)_i, 503, text);
    ck_assert_msg(reason_find(text) == _i, "%s", text);
}
END_TEST

static const char *const not_reasons[] = {"",         "http",      "http-",    "http-5",
                                          "http-50x", "http-5033", "Archived", "archive"};

START_TEST(reason_unknown)
{
    ck_assert_msg(reason_find(not_reasons[_i]) == -1, "%s", not_reasons[_i]);
}
END_TEST

START_TEST(peek_then_read)
{
    static uint8_t bytes[PEEK_MAX + 100];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    const size_t len = (size_t)_i;
    struct byte_source *const upstream = byte_source_from_span((struct span){bytes, len});
    struct byte_source *const peek = peek_source_create(upstream);
    struct span head;
    const enum status status = peek_source_peek(peek, &head);
    ck_assert_int_eq(status, len < PEEK_MAX ? STATUS_END : STATUS_OK);
    ck_assert_uint_eq(head.len, len < PEEK_MAX ? len : PEEK_MAX);
    ck_assert(head.len == 0 || memcmp(head.ptr, bytes, head.len) == 0);
    uint8_t out[sizeof bytes];
    size_t got;
    ck_assert_int_eq(byte_source_fill(peek, out, sizeof out, &got), STATUS_END);
    ck_assert_uint_eq(got, len);
    ck_assert_int_eq(memcmp(out, bytes, len), 0);
    ck_assert_int_eq(byte_source_read(peek, out, 1, &got), STATUS_END);
    byte_source_close(peek);
    byte_source_close(upstream);
}
END_TEST

START_TEST(cuts_add_up)
{
    struct coverage coverage = {.bytes_read = 70};
    ck_assert_uint_eq(coverage_bytes_left(&coverage, 100), 0); /* shorter than was listed */
    coverage_cut(&coverage, REASON_LIMIT_RATIO, 10, 100);
    coverage_cut(&coverage, REASON_LIMIT_RATIO, 20, 0);
    coverage_cut(&coverage, REASON_LIMIT_RATIO, 30, 20); /* read twice in part */
    coverage_cut(&coverage, REASON_TRUNCATED, 5, 0);
    const struct coverage_cut *const cut = &coverage.cuts[REASON_LIMIT_RATIO];
    ck_assert_uint_eq(cut->places, 3);
    ck_assert_uint_eq(cut->covered, 50);
    ck_assert_uint_eq(cut->left, 90);
    ck_assert_uint_eq(cut->unknown, 1);
    ck_assert(coverage_has(&coverage, REASON_LIMIT_RATIO));
    ck_assert(coverage_has(&coverage, REASON_TRUNCATED));
    ck_assert_uint_eq(coverage_bytes_left(&coverage, 100), 30);
    ck_assert_uint_eq(coverage_bytes_left(&coverage, 60), 0);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("coverage");
    TCase *const tcase = tcase_create("coverage");
    tcase_add_loop_test(tcase, state, 0, sizeof states / sizeof states[0]);
    tcase_add_loop_test(tcase, reason_round_trip, 0, REASON_COUNT);
    tcase_add_loop_test(tcase, reason_unknown, 0, sizeof not_reasons / sizeof not_reasons[0]);
    tcase_add_loop_test(tcase, peek_then_read, PEEK_MAX - 3, PEEK_MAX + 4);
    tcase_add_loop_test(tcase, peek_then_read, 0, 3);
    tcase_add_test(tcase, cuts_add_up);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
