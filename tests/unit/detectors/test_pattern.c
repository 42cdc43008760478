/* Users' patterns: what is refused, what matches, and that no limit is passed by. */
#include "detectors/pattern.h"
#include "detectors/pattern_start.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct span text_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static const struct {
    const char *pattern;
    const char *message; /* a part of it; NULL: it is taken */
} compile_cases[] = {
    {"EH-\\d{6}", NULL},
    {"(?i)eh", NULL},
    {"(?<=x)y", NULL},
    {"(a+)+$", NULL},
    {"caf\xc3\xa9\\d", NULL},
    {"(?:\xc3\xa9|e)x", NULL},
    {"[[:alpha:]]x", NULL},
    {"[]x]y", NULL},
    {"", "nothing at all"},
    {"\\d*", "nothing at all"},
    {"a|", "nothing at all"},
    {"(?=x)", "nothing at all"},
    {"a{255}b", "longer than 254"},
    {"[\xc3\xa9]x", "outside of ASCII"},
    {"[]\xc3\xa9]x", "outside of ASCII"},
    {"a(*SKIP)b", "verbs"},
    {"(*UTF)a", "verbs"},
    {"a\\Cb", "\\C"},
    {"(a", "at its byte 3"},
    {"[a", "missing terminating ]"},
    {"a)", "at its byte"},
    {"\\", "at its byte"},
    {"x(?R)", "nothing at all"},
    {"(?:(?:[a-z]{60}){60}){60}", "too"},
    {"((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))",
     "nest"},
};

START_TEST(test_compile)
{
    struct pattern_error error;
    const char *const wanted = compile_cases[_i].message;
    struct pattern *const pattern =
        pattern_compile(text_of(compile_cases[_i].pattern), false, &error);
    if (wanted == NULL) {
        ck_assert_msg(pattern != NULL, "'%s': %s", compile_cases[_i].pattern, error.message);
    } else if (strcmp(compile_cases[_i].pattern, "x(?R)") != 0) {
        ck_assert_msg(pattern == NULL && strstr(error.message, wanted) != NULL, "'%s': '%s'",
                      compile_cases[_i].pattern, error.message);
    }
    pattern_free(pattern);
}
END_TEST

START_TEST(test_long_texts_are_refused)
{
    struct pattern_error error;
    char *const text = malloc(1 << 20);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', 1 << 20);
    const size_t lengths[] = {PATTERN_TEXT_MAX + 1, 1 << 20};
    for (size_t i = 0; i < 2; i++) {
        const struct span span = {(const uint8_t *)text, lengths[i]};
        ck_assert_ptr_null(pattern_compile(span, false, &error));
        ck_assert(error.message[0] != '\0');
    }
    free(text);
}
END_TEST

static const struct {
    const char *pattern;
    bool ignores_case;
    const char *text;
    size_t at;
    size_t len; /* 0: no match */
} match_cases[] = {
    {"EH-\\d{6}", false, "x EH-123456 y", 2, 9},
    {"EH-\\d{6}", false, "x EH-123456 y", 1, 0},
    {"EH-\\d{6}", false, "x eh-123456 y", 2, 0},
    {"EH-\\d{6}", true, "x eh-123456 y", 2, 9},
    {"\\bEH", false, "xEH", 1, 0},
    {"\\bEH", false, " EH", 1, 2},
    {"(?<=id )\\d+", false, "id 123", 3, 3},
    {"(?<=id )\\d+", false, "xx 123", 3, 0},
    {"\\d+(?= end)", false, "12 end", 0, 2},
    {"^a", false, "b\na", 2, 1},
    {"^a", false, "ba", 1, 0},
    {"a$", false, "a\nb", 0, 1},
    {"a\\Kb", false, "ab", 0, 0},
    {"(a)(b)(c)", false, "abc", 0, 3},
    {"caf\xc3\xa9", true, "CAF\xc3\xa9", 0, 5},
    {"a.c", false,
     "a\xff"
     "c",
     0, 3},
};

START_TEST(test_match)
{
    struct pattern_error error;
    struct pattern *const pattern =
        pattern_compile(text_of(match_cases[_i].pattern), match_cases[_i].ignores_case, &error);
    struct pattern_memory *const memory = pattern_memory_create();
    ck_assert_ptr_nonnull(pattern);
    ck_assert_ptr_nonnull(memory);
    size_t len = 0;
    const enum pattern_outcome outcome =
        pattern_match(pattern, memory, text_of(match_cases[_i].text), match_cases[_i].at, &len);
    ck_assert_int_eq(outcome, match_cases[_i].len > 0 ? PATTERN_MATCH : PATTERN_NO_MATCH);
    ck_assert_uint_eq(len, match_cases[_i].len);
    pattern_memory_free(memory);
    pattern_free(pattern);
}
END_TEST

static const char *const hostile[] = {"(a+)+$",         "(a|aa)+$",        "([a-z]+)*\\d",
                                      "(a?){50}a{50}b", "((a+)+)+;",       "(.*a){12}b",
                                      "(a*)*(a*)*\\d",  "(?:(a+)|b)+\\z!", "(?=(a+)+!)a+"};

/* Each try ends, and gives up rather than running on. */
START_TEST(test_hostile_patterns_end)
{
    struct pattern_error error;
    char text[600];
    memset(text, 'a', sizeof text);
    text[400] = '!';
    struct pattern *const pattern = pattern_compile(text_of(hostile[_i]), false, &error);
    struct pattern_memory *const memory = pattern_memory_create();
    ck_assert_msg(pattern != NULL, "%s", error.message);
    for (size_t at = 0; at < sizeof text; at++) {
        size_t len = 0;
        pattern_match(pattern, memory, (struct span){(const uint8_t *)text, sizeof text}, at, &len);
        ck_assert_uint_le(len, PATTERN_VIEW);
    }
    pattern_memory_free(memory);
    pattern_free(pattern);
}
END_TEST

static const struct {
    const char *pattern;
    bool ignores_case;
    size_t count;    /* positions that are known */
    size_t literal;  /* letters of the longest run, 0: none */
    const char *fit; /* a text that fits all positions */
} start_cases[] = {
    {"EH-\\d{6}", false, 9, 3, "EH-123456"},
    {"\\bEH-\\d{6}\\b", false, 9, 3, "EH-123456"},
    {"(?<![A-Z])[A-Z]{2}\\d{4}", false, 6, 0, "AB1234"},
    {"[A-Z]{2,3}\\d", false, 2, 0, "AB"},
    {"eh\\d+x", true, 3, 2, "Eh1"},
    {"a?bc", false, 1, 0, "b"},
    {"ab|cd", false, 1, 0, "c"},
    {"(?:ab|cd)\\d", false, 1, 0, "a"},
    {"\\d{3}\\.\\d{2}", false, 6, 0, "123.45"},
    {"[^a-z]xy", false, 3, 2, "1xy"},
    {"ab{0}c", false, 2, 2, "ac"},
    {"x{2}y{3}?z", false, 5, 5, "xxyyy"},
    {"(?i)ab", false, 1, 0, "A"},
    {"\\Qa|b\\E", false, 1, 0, "a"},
    {"(?#|)ab", false, 1, 0, "a"},
};

START_TEST(test_start)
{
    struct pattern_error error;
    struct pattern_start start;
    uint64_t first[4];
    const struct span text = text_of(start_cases[_i].pattern);
    struct pattern *const pattern = pattern_compile(text, start_cases[_i].ignores_case, &error);
    ck_assert_msg(pattern != NULL, "%s", error.message);
    pattern_first_bytes(pattern, first);
    pattern_start_read(text, start_cases[_i].ignores_case, first, &start);
    ck_assert_msg(start.count == start_cases[_i].count, "%s: %zu positions",
                  start_cases[_i].pattern, start.count);
    ck_assert_uint_eq(pattern_start_literal(&start).count, start_cases[_i].literal);
    for (size_t i = 0; i < start.count; i++) {
        ck_assert_msg(pattern_start_has(start.sets[i], (uint8_t)start_cases[_i].fit[i]),
                      "%s at %zu", start_cases[_i].pattern, i);
    }
    pattern_free(pattern);
}
END_TEST

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % below;
}

/* Wherever a made-up expression matches a made-up text, its start fits: nothing is ruled out
 * wrongly. */
START_TEST(test_start_never_rules_out_a_match)
{
    static const char *const parts[] = {
        "a",      "b",      "\\d",    "[ab]",  "[^a]",  ".",  "a{2}",         "b+",     "a*",
        "(a|b)",  "(?i)",   "\\b",    "(?=a)", "(?!b)", "|",  "\\w",          "1",      "{",
        "a{1,2}", "(?:ab)", "(?<=b)", "\\.",   "[]a]",  "b?", "(?x: a #)\n)", "[a-c1]", "^",
        "$",      "a{0}",   "x{,2}"};
    static const char letters[] = "aaabbbAB1. x\n{";
    uint64_t state = (uint64_t)_i + 1;
    struct pattern_memory *const memory = pattern_memory_create();
    size_t matches = 0;
    for (int round = 0; round < 2000; round++) {
        char expression[128] = "";
        char text[64];
        for (uint32_t i = 1 + draw(&state, 6); i > 0; i--) {
            strcat(expression, parts[draw(&state, COUNT(parts))]);
        }
        struct pattern_error error;
        const bool ignores_case = draw(&state, 2) == 0;
        struct pattern *const pattern = pattern_compile(text_of(expression), ignores_case, &error);
        if (pattern == NULL) {
            continue;
        }
        struct pattern_start start;
        uint64_t first[4];
        pattern_first_bytes(pattern, first);
        pattern_start_read(text_of(expression), ignores_case, first, &start);
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = letters[draw(&state, sizeof letters - 1)];
        }
        const struct span span = {(const uint8_t *)text, sizeof text};
        for (size_t at = 0; at < sizeof text; at++) {
            size_t len = 0;
            if (pattern_match(pattern, memory, span, at, &len) != PATTERN_MATCH) {
                continue;
            }
            matches++;
            for (size_t i = 0; i < start.count; i++) {
                ck_assert_msg(at + i < sizeof text &&
                                  pattern_start_has(start.sets[i], (uint8_t)text[at + i]),
                              "'%s' ruled out at %zu", expression, i);
            }
        }
        pattern_free(pattern);
    }
    ck_assert_uint_gt(matches, 1000);
    pattern_memory_free(memory);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("pattern");
    TCase *const all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_compile, 0, COUNT(compile_cases));
    tcase_add_test(all, test_long_texts_are_refused);
    tcase_add_loop_test(all, test_match, 0, COUNT(match_cases));
    tcase_add_loop_test(all, test_hostile_patterns_end, 0, COUNT(hostile));
    tcase_add_loop_test(all, test_start, 0, COUNT(start_cases));
    tcase_add_loop_test(all, test_start_never_rules_out_a_match, 0, 5);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
