/*
 * The columns of a table: what each is called, what that says about its values, and whether its
 * values agree with it. The same rules for every reader of rows and columns.
 */
#ifndef CRAWLER_READ_COLUMNS_H
#define CRAWLER_READ_COLUMNS_H

#include "crawler/base/buffer.h"
#include "detectors/field.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COLUMNS_MAX ((size_t)1 << 17) /* columns behind these have no meaning */
#define COLUMNS_SAMPLE 200            /* values that tell enough */

struct columns {
    const struct field_rules *rules;
    struct buffer rows; /* array of struct column, private */
    struct buffer names;
};

/* Needs columns_free(). rules must outlive it. */
void columns_init(struct columns *columns, const struct field_rules *rules);
void columns_free(struct columns *columns);

/* Forgets all columns. */
void columns_clear(struct columns *columns);

/* Adds the next column; name is copied. A path ("patient.ssn") is a name as well. */
void columns_add(struct columns *columns, struct span name);

/* The same of a column whose name, without blanks around it, was asked for its meaning already. */
void columns_add_named(struct columns *columns, struct span name, struct field_meaning meaning);

/* Adds a column without a name, whose values tell what they are. */
void columns_add_known(struct columns *columns, struct field_meaning meaning);

/* All columns are there: beside a birth date or two columns of a person, "id" and "name" are the
 * person's. */
void columns_end(struct columns *columns);

/*
 * Takes a value of a column (from 0) as a sample, for a column that has a meaning. A column whose
 * sampled values do not look like what its name says, but for fewer than a tenth, has none: an
 * "ssn" full of hashes is pseudonymised. One that is called "patient" and is full of names has
 * those.
 */
void columns_sample(struct columns *columns, size_t column, struct span value);

/* The detectors (bit i: index i of the registry, below 64) that names of columns stand for whose
 * sampled values are digests for the greater part: pseudonyms. */
uint64_t columns_pseudonyms(const struct columns *columns);

/* True when the name alone has a meaning: its values are worth sampling. */
bool columns_is_named(const struct columns *columns, size_t column);

/* What the values mean, samples considered. */
struct field_meaning columns_meaning(const struct columns *columns, size_t column);

/* True when a value may be a finding by what its column means, samples considered. */
bool columns_is_judged(const struct columns *columns, size_t column);

/* True when that is so of any column. */
bool columns_are_judged(const struct columns *columns);

/* The name, where it may be shown: reader_may_show(); else empty. Valid until the next change. */
struct span columns_name(const struct columns *columns, size_t column);

#endif
