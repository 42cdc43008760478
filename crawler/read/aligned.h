/*
 * Where the columns of a table stand that a report prints: aligned with blanks under a header, with
 * a line of dashes below it or without. Without one, cells may also end where the names do, as in
 * data frames that are printed, where the number of the row stands in front. Lines are without
 * their line feed; columns count in bytes.
 */
#ifndef CRAWLER_READ_ALIGNED_H
#define CRAWLER_READ_ALIGNED_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALIGNED_COLUMNS_MAX 64

struct aligned {
    size_t starts[ALIGNED_COLUMNS_MAX];
    size_t ends[ALIGNED_COLUMNS_MAX]; /* of the names; 0 under a ruler */
    size_t count;
    bool is_ruled; /* dashes say how wide columns are */
};

/* "-------- -----": two groups of dashes at least, and nothing else but blanks. */
bool aligned_is_ruler(struct span line);

/* The columns under a ruler; or those of a header without one, whose names two blanks part. */
void aligned_by_ruler(struct aligned *aligned, struct span ruler);
void aligned_by_names(struct aligned *aligned, struct span header);

/*
 * True for a row of the table. It reaches its second column, and has a blank in front of each that
 * it reaches; two of them at least once, or three columns under dashes. Or its cells end where all
 * of the names do. Prose below a table is none.
 */
bool aligned_is_row(const struct aligned *aligned, struct span line);

/* What stands in a column of a row, or of the header, without the blanks around it; the last goes
 * to its end. */
struct span aligned_cell(const struct aligned *aligned, struct span line, size_t column);

#endif
