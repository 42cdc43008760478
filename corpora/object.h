/*
 * One object of the corpus: the bytes as stored, and the texts inside it with what was planted in
 * them.
 */
#ifndef CORPORA_OBJECT_H
#define CORPORA_OBJECT_H

#include "corpora/writer.h"

#include <stdbool.h>
#include <stddef.h>

#define OBJECT_NAME_MAX 128
#define OBJECT_PARTS_MAX 4

/* A text in the object. path is as findings print a member: "" for the object itself or what one
 * gzip layer holds. */
struct object_part {
    char path[OBJECT_NAME_MAX];
    struct writer content;
};

struct object {
    char name[OBJECT_NAME_MAX]; /* under objects/ */
    const char *kind;
    const char *status; /* as the manifest shall say: "examined" ... */
    const char *reason; /* its reason, or NULL */
    bool is_strict_negative;
    struct writer stored; /* empty with is_plain: then parts[0] is stored as it is */
    bool is_plain;
    struct object_part parts[OBJECT_PARTS_MAX];
    size_t part_count;
};

struct object_order {
    const char *kind; /* a plain kind of kinds.h, or "gzip", "zip", "intake", "sealed-zip",
                         "cut-gzip", "empty" */
    uint64_t seed;
    unsigned number;   /* of the object in the corpus: part of its name, and its stream of random
                          numbers */
    size_t size_bytes; /* about, of the text */
};

/* Kinds in the order in which a mixed corpus takes turns. */
extern const char *const object_mix[];
extern const size_t object_mix_count;

/* False when the kind is unknown or memory is short. object_free() either way. */
bool object_build(struct object *object, const struct object_order *order);
void object_free(struct object *object);

/* The bytes to be stored. */
const struct writer *object_bytes(const struct object *object);

#endif
