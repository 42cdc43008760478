/*
 * What a pattern must begin with, byte by byte, read off its text: so that most places are ruled
 * out without trying it. Only what is certain is used: reading stops at whatever it does not know,
 * and never claims more than the expression demands. Pure.
 */
#ifndef DETECTORS_PATTERN_START_H
#define DETECTORS_PATTERN_START_H

#include "detectors/span.h"

#include <stdbool.h>

#define PATTERN_START_MAX 32

struct pattern_start {
    size_t count;
    uint64_t sets[PATTERN_START_MAX][4]; /* of the byte that many bytes behind the begin: a bit each
                                          */
};

static inline bool pattern_start_has(const uint64_t set[4], uint8_t byte)
{
    return (set[byte / 64] >> (byte % 64) & 1) != 0;
}

/* Reads text, an expression that PCRE2 has taken; first is what it says of the first byte. */
void pattern_start_read(struct span text, bool ignores_case, const uint64_t first[4],
                        struct pattern_start *start);

/* A run of fixed letters within the start: count 0 when there is none of two or more. */
struct pattern_literal {
    size_t at; /* in the start */
    size_t count;
};

/* The longest run of positions with one byte each, the case aside. */
struct pattern_literal pattern_start_literal(const struct pattern_start *start);

/* The letter of a position of a literal, in lower case. */
uint8_t pattern_start_letter(const struct pattern_start *start, size_t at);

/* How many bytes may begin a match, 1 to 256. */
unsigned pattern_start_width(const struct pattern_start *start);

#endif
