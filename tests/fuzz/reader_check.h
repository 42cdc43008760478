/* What holds of every structured reader: see crawler/read/reader.h. */
#ifndef TESTS_FUZZ_READER_CHECK_H
#define TESTS_FUZZ_READER_CHECK_H

#include "crawler/read/reader.h"

/*
 * Reads bytes whole and in pieces, with ops. Aborts unless the fields are the same, come in order,
 * and lie within the bytes.
 */
void reader_check(const struct reader_ops *ops, struct span bytes);

#endif
