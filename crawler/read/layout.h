/*
 * Layouts of tables of fixed width, as users describe them: which files they are for, and where in
 * a record its values stand. Positions are bytes. A file may have records of several kinds, told
 * apart by their first bytes: then each kind has its layout.
 */
#ifndef CRAWLER_READ_LAYOUT_H
#define CRAWLER_READ_LAYOUT_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAYOUTS_MAX 200                       /* of a run */
#define LAYOUT_COLUMNS_MAX 1000               /* of one layout */
#define LAYOUT_STARTS_MAX 64                  /* bytes */
#define LAYOUT_RECORD_MAX ((uint32_t)1 << 20) /* bytes */
#define LAYOUT_SET_MAX 16                     /* kinds of records of one file */

struct layout_column {
    struct span name;
    uint32_t start; /* from 0 */
    uint32_t length;
};

/* What it points at belongs to the giver. */
struct layout {
    const char *id;
    const char *const *names; /* patterns of files it is for: layout_name_fits() */
    size_t name_count;
    struct span starts;                  /* its records begin with these bytes; empty: all do */
    uint32_t record;                     /* bytes of a record; 0: records are lines */
    const struct layout_column *columns; /* from left to right, none on another */
    size_t column_count;
};

struct layouts {
    const struct layout *layouts;
    size_t count;
};

/* The layouts of one file; all have the same record. */
struct layout_set {
    const struct layout *layouts[LAYOUT_SET_MAX];
    size_t count;
};

/*
 * True when a file of this name fits a pattern: '*' is any bytes, '?' one, all others themselves. A
 * pattern without '/' is one of what stands behind the last '/' of the name. Time: the product of
 * the lengths, at most.
 */
bool layout_name_fits(const char *pattern, struct span name);

/* Whether a layout is for a file of this name at all. */
bool layouts_know(const struct layouts *layouts, struct span name);

/*
 * Puts together the layouts of a file that begins with head. False when none has its name, or none
 * of the records in head begins as one of them says.
 */
bool layouts_select(const struct layouts *layouts, struct span name, struct span head,
                    struct layout_set *set);

/* Which of the set is that of the record that rest begins with (LAYOUT_STARTS_MAX bytes, or all
 * that there are); set->count: none. */
size_t layout_set_find(const struct layout_set *set, struct span rest);

/* Feeds a description of all layouts to write, for the digest of a rule set. */
typedef void (*layouts_write_fn)(void *user, const void *bytes, size_t len);
void layouts_describe(const struct layouts *layouts, layouts_write_fn write, void *user);

#endif
