/*
 * The kinds of objects: one row each. A plain kind writes text until size bytes are reached (a
 * little more, to end a line); the packed kinds of packs.h wrap plain ones.
 */
#ifndef CORPORA_KINDS_H
#define CORPORA_KINDS_H

#include "corpora/writer.h"

#include <stdbool.h>
#include <stddef.h>

typedef void kind_write_fn(struct writer *writer, size_t size_bytes);

struct kind {
    const char *name;        /* as --kind takes it, also the folder under objects/ */
    const char *extension;   /* "csv" */
    bool is_strict_negative; /* holds nothing of a person, but much that looks like it */
    kind_write_fn *write;
};

extern const struct kind kinds[];
extern const size_t kind_count;

/* The row of this name, or NULL. */
const struct kind *kind_find(const char *name);

/* One a file. */
kind_write_fn write_clinic_notes, write_claims, write_pharmacy, write_checkout_logs, write_tickets,
    write_orders, write_near_misses;

#endif
