/* Files that other implementations wrote from one table, and that table: tests/golden/columnar. */
#ifndef TESTS_UNIT_READ_COLUMNAR_FILES_H
#define TESTS_UNIT_READ_COLUMNAR_FILES_H

#include "crawler/base/buffer.h"
#include "tests/unit/read/record_log.h"

/* Reads a file of that folder into out, which is to be freed; fails the test when it cannot. */
void columnar_load(const char *name, struct buffer *out);

/* The table as a log of its values has it: "1:2 first_name " to "[Mary]", a line a cell that is not
 * empty, row by row; what stands between name and value is left out. */
void columnar_load_table(struct buffer *out);

/* The lines of a log that stand in a row and column, without meanings, as columnar_load_table(). */
void columnar_cells(const struct record_log *log, struct buffer *out);

#endif
