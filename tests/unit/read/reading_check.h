/* What tests of readers of fields share: rows of a table, and readings that must be the same. */
#ifndef TESTS_UNIT_READ_READING_CHECK_H
#define TESTS_UNIT_READ_READING_CHECK_H

#include "crawler/read/reader.h"

struct reading_case {
    const char *name;
    const char *text;
    const char *fields; /* as field_log.h writes them; NULL: another format */
};

/* Reads the text and compares its fields, which are in order. */
void reading_check(const struct reader_ops *ops, const struct reading_case *row);

/* The same fields, in order, wherever the text is cut in two, step bytes between the cuts, and when
 * every segment has one byte. */
void reading_check_cuts(const struct reader_ops *ops, struct span bytes, size_t step);

/* The same with segments of one to nine bytes behind every cut. */
void reading_check_pieces(const struct reader_ops *ops, struct span bytes);

/* Cut off anywhere, with any byte wrong: fields in order, within the text. */
void reading_check_damage(const struct reader_ops *ops, struct span text);

/* One bit of every byte is flipped in turn, and the text cut off at every length: fields in order,
 * within the text. */
void reading_check_flips(const struct reader_ops *ops, struct span text, int bit);

#endif
