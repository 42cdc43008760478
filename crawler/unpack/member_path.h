/*
 * How members are named in findings: names joined with '!', from the outside in. Labels, never
 * paths of a file system.
 *
 * Source: the contract on `member`: absent for the object itself and for a single compression layer
 * around it; a '!' inside a name is written %21.
 */
#ifndef CRAWLER_UNPACK_MEMBER_PATH_H
#define CRAWLER_UNPACK_MEMBER_PATH_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>

#define MEMBER_NAME_MAX 4096 /* longer names are cut: they are labels */

/* Where content stands. */
struct place {
    struct span path; /* ptr NULL when absent */
    struct span name; /* the last name alone, or that of the object: what the content of a
                         compression layer is named by */
    unsigned depth;   /* layers around it */
};

/* The memory of one place's path and name. */
struct member_path {
    struct buffer path;
    struct buffer name;
};

void member_path_init(struct member_path *path);
void member_path_free(struct member_path *path);

/* The place of the archive member name at outer. Valid until path is changed. */
struct place member_path_enter(struct member_path *path, const struct place *outer,
                               struct span name);

/* The place of the content of the compression layer at outer: its name without folders and without
 * ".gz" and so on. */
struct place member_path_unwrap(struct member_path *path, const struct place *outer);

/* True when memory was short for one of the two: the names of the place are not whole. */
bool member_path_is_failed(const struct member_path *path);

#endif
