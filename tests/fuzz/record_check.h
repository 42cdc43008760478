/* What holds of every reader of records over text: see crawler/read/record.h. */
#ifndef TESTS_FUZZ_RECORD_CHECK_H
#define TESTS_FUZZ_RECORD_CHECK_H

#include "crawler/read/record.h"

/*
 * Reads bytes in one piece and in pieces of one byte. Aborts unless both give the same values, raw
 * ones are the bytes that stand there, all lie within bytes, and reading ends.
 */
void record_check(const struct record_ops *ops, struct span bytes);

#endif
