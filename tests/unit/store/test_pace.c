/* How many requests may be under way: steps up, halves, and refusals that are one wish. */
#include "crawler/store/pace.h"

#include "suite.h"

static const struct {
    const char *name;
    unsigned most;
    struct {
        unsigned throttled;
        uint64_t requests, answers;
        unsigned now;
    } steps[8]; /* to the first without requests */
} cases[] = {
    {"never more than there may be", 32, {{0, 1, 0, 32}, {0, 100, 99, 32}, {0, 900, 890, 32}}},
    {"half", 32, {{0, 32, 0, 32}, {1, 32, 0, 16}}},
    {"refusals of what was sent before are one wish",
     32,
     {{1, 32, 0, 16}, {9, 40, 0, 16}, {12, 47, 0, 16}, {13, 48, 0, 8}}},
    {"one more every eight answers",
     32,
     {{1, 32, 10, 16}, {1, 40, 17, 16}, {1, 41, 18, 17}, {1, 45, 25, 17}, {1, 50, 26, 18}}},
    {"an answer late is a step all the same", 8, {{1, 8, 0, 4}, {1, 50, 40, 5}, {1, 51, 41, 5}}},
    {"down to one, and no further", 4, {{1, 4, 0, 2}, {2, 9, 0, 1}, {3, 20, 0, 1}, {3, 30, 8, 2}}},
    {"one", 1, {{0, 1, 0, 1}, {1, 2, 1, 1}, {1, 90, 80, 1}}},
    {"none is one", 0, {{0, 1, 0, 1}}},
};

START_TEST(steps)
{
    struct pace pace;
    pace_init(&pace, cases[_i].most);
    for (int i = 0; i < 8 && cases[_i].steps[i].requests > 0; i++) {
        const unsigned now = pace_follow(&pace, cases[_i].steps[i].throttled,
                                         cases[_i].steps[i].requests, cases[_i].steps[i].answers);
        ck_assert_msg(now == cases[_i].steps[i].now, "%s: step %d: %u", cases[_i].name, i, now);
    }
}
END_TEST

/* Of a store that bears ten at once, as many are asked for on average, or nearly. */
START_TEST(settles)
{
    struct pace pace;
    unsigned throttled = 0;
    uint64_t requests = 0, answers = 0, sum = 0;
    pace_init(&pace, 256);
    for (int round = 0; round < 2000; round++) {
        const unsigned now = pace.now;
        requests += now;
        answers += now < 10 ? now : 10;
        throttled += now > 10 ? now - 10 : 0;
        pace_follow(&pace, throttled, requests, answers);
        sum += round < 1000 ? 0 : now;
    }
    ck_assert_uint_ge(sum, 7000);
    ck_assert_uint_le(sum, 10500);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("pace");
    TCase *const tcase = tcase_create("pace");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, steps, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tcase, settles);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
