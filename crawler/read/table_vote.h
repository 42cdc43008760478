/*
 * What the columns of a table without a header hold, by a vote of their values.
 *
 * A value votes for a kind only when it keeps that kind's rule, and a kind needs three votes and a
 * share of the sampled cells that chance does not reach: a tenth where the shape is rare, most of
 * them where one number in ten passes the check digit. Bare digits never vote for an SSN: nine of
 * ten 9-digit numbers could be one. Names need a column of given names and one of surnames.
 */
#ifndef CRAWLER_READ_TABLE_VOTE_H
#define CRAWLER_READ_TABLE_VOTE_H

#include "detectors/field.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

#define TABLE_VOTE_COLUMNS ((size_t)256) /* those behind are not asked */
#define TABLE_VOTE_KINDS 7

struct table_vote {
    uint16_t filled; /* cells that are not empty */
    uint16_t valid[TABLE_VOTE_KINDS];
    uint16_t given, surnames, both;
    uint64_t last; /* hash of the value in front: one person all over is not a column of names */
};

/* Adds the value of a cell, without its quotes. */
void table_vote_add(struct table_vote *vote, const struct field_rules *rules, struct span value);

/* What column (from 0) of the count ones means, weakly where its kind has a rule; FIELD_NO_MEANING
 * mostly. */
struct field_meaning table_vote_decide(const struct table_vote *votes, size_t count, size_t column);

#endif
