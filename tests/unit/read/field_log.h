/* Runs a structured reader over a text in pieces and writes down its fields, so that readings can
 * be compared. */
#ifndef TESTS_UNIT_READ_FIELD_LOG_H
#define TESTS_UNIT_READ_FIELD_LOG_H

#include "crawler/read/reader.h"

#define FIELD_LOG_MAX ((size_t)1 << 20) /* bytes of text; what is over is left out */

struct field_log {
    size_t len;
    bool is_known; /* begin() took the text */
    bool is_whole; /* feed() did not give up */
    struct reader_facts facts;
    bool is_in_order; /* no field starts in front of the end of the one before, behind what its
                         segment owns, or ends behind the text */
    uint64_t end;     /* of the field before */
    uint64_t owned_end;
    uint64_t text_len;
    char *text; /* owned, ends in a NUL */
    size_t room;
};

/*
 * Reads bytes in segments of piece bytes (the first has first bytes), each with its true
 * neighbourhood. The log has one line a field, "2:3 ssn us-ssn [999-68-7171]" for a table (row,
 * column, name) or "$.ssn us-ssn [999-68-7171]", '-' for no meaning; pieces of a value that is too
 * long are one line.
 */
struct field_log *field_log_read(const struct reader_ops *ops, struct span bytes, size_t first,
                                 size_t piece);

void field_log_free(struct field_log *log);

/* The rules that tests read with: made once a process, since that takes longer than most readings.
 */
const struct field_rules *field_log_rules(void);

#endif
