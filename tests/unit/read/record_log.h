/* Runs a reader of records over bytes and writes down its values, so that readings can be compared.
 */
#ifndef TESTS_UNIT_READ_RECORD_LOG_H
#define TESTS_UNIT_READ_RECORD_LOG_H

#include "crawler/base/coverage.h"
#include "crawler/base/status.h"
#include "crawler/read/record.h"

#include <stdbool.h>

#define RECORD_LOG_MAX ((size_t)1 << 20)

struct record_log {
    size_t len;
    enum status status; /* of the last next() */
    struct coverage coverage;
    struct reader_facts facts;
    size_t values;
    bool is_true; /* what is said to be raw are the bytes that stand there */
    char text[RECORD_LOG_MAX + 1];
};

/*
 * Reads bytes through a source that gives chunk bytes a read (0: varying) and ends with end. The
 * log has a line a value: "2:3 name path meaning [text]\n", without what there is none of; behind
 * the meaning stand '~' for one of another person and '-' for a removed one; a joined value goes on
 * in the line of the one before.
 */
struct record_log *record_log_read(const struct record_ops *ops, struct span bytes, size_t chunk,
                                   enum status end);

/* With a reader that is there already. */
struct record_log *record_log_read_with(const struct record_ops *ops, void *state,
                                        struct span bytes, size_t chunk, enum status end);
void record_log_free(struct record_log *log);

/* Rules for all tests of a program; made at the first call. */
const struct field_rules *record_log_rules(void);

#endif
