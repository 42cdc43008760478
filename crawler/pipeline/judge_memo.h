/*
 * What was found of named values lately. Columns of dates, codes, places and names say the same few
 * hundred values again and again, and judging one anew (its check, its normal form, its hash) takes
 * longer than finding it here. What is not here is judged; a place holds the last value only.
 *
 * The values stay in memory until the end, as the text does, and are wiped then. For one thread.
 */
#ifndef CRAWLER_PIPELINE_JUDGE_MEMO_H
#define CRAWLER_PIPELINE_JUDGE_MEMO_H

#include "detectors/field.h"

struct judge_memo;

/* For one set of rules, which must outlive it. NULL when memory is short. */
struct judge_memo *judge_memo_create(const struct field_rules *rules);
void judge_memo_free(struct judge_memo *memo);

/* What field_judge() says. */
bool judge_memo_judge(struct judge_memo *memo, struct field_meaning meaning, struct span value,
                      struct finding *finding);

#endif
