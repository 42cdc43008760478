/* Tables of fixed width: a reader that is told what to read. */
#ifndef CRAWLER_READ_FIXED_READER_H
#define CRAWLER_READ_FIXED_READER_H

#include "crawler/read/layout.h"
#include "crawler/read/reader.h"

/*
 * Values under the names of the columns that stand in the layout of their record; a column beyond
 * READER_VALUE_MAX bytes is text. begin() takes nothing unless layouts were set.
 */
extern const struct reader_ops fixed_reader_ops;

/* What the next member is read by; NULL or empty: nothing. Copied; the layouts must outlive the
 * reading. */
void fixed_reader_set(void *state, const struct layout_set *set);

/* As table_reader_format(). */
struct reader_format fixed_reader_format(const void *state);

#endif
