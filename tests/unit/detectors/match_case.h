/* What tests of matchers share: a place in a text and the length that must be found there. */
#ifndef TESTS_UNIT_DETECTORS_MATCH_CASE_H
#define TESTS_UNIT_DETECTORS_MATCH_CASE_H

#include "suite.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef size_t (*match_fn)(const uint8_t *text, size_t before, size_t avail);
typedef bool (*value_fn)(const uint8_t *value, size_t len);

struct match_case {
    match_fn match;
    const char *text;
    size_t at;
    size_t length; /* 0: no match */
};

struct value_case {
    value_fn is_valid;
    const char *value;
    bool expected;
};

/* Matches in a copy that holds not one byte more than the matcher may read. */
static inline size_t match_case_run(const struct match_case *row, size_t avail)
{
    uint8_t *const exact = malloc(row->at + avail > 0 ? row->at + avail : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, row->text, row->at + avail);
    const size_t length = row->match(exact + row->at, row->at, avail);
    free(exact);
    return length;
}

/* Asserts the row; and that a shorter text never yields a match longer than it is. */
static inline void match_case_check(const struct match_case *row)
{
    const size_t avail = strlen(row->text) - row->at;
    const size_t length = match_case_run(row, avail);
    ck_assert_msg(length == row->length, "'%s' at %zu: %zu", row->text, row->at, length);
    for (size_t cut = 0; cut < avail; cut++) {
        ck_assert_msg(match_case_run(row, cut) <= cut, "'%s' cut to %zu", row->text, cut);
    }
}

static inline void value_case_check(const struct value_case *row)
{
    const size_t len = strlen(row->value);
    uint8_t *const exact = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, row->value, len);
    const bool is_valid = row->is_valid(exact, len);
    free(exact);
    ck_assert_msg(is_valid == row->expected, "'%s'", row->value);
}

#endif
