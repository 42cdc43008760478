/* What holds of readers of tables whose values may repeat without taking bytes. */
#ifndef TESTS_FUZZ_COLUMNAR_CHECK_H
#define TESTS_FUZZ_COLUMNAR_CHECK_H

#include "crawler/read/record.h"

/*
 * Reads bytes by place and as a stream of pieces. Aborts unless both give the same values, raw ones
 * are the bytes that stand there, all lie within bytes, and reading ends.
 */
void columnar_check(const struct record_ops *ops, struct span bytes);

#endif
