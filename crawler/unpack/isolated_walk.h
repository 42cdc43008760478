/*
 * Walks an archive whose decoder is in a child: 7z, rar, ISO 9660, cab, lha. Whatever the child
 * says, members, bytes and time stay within the limits; a crash or a word out of place is
 * "worker-crash", and what came before counts.
 */
#ifndef CRAWLER_UNPACK_ISOLATED_WALK_H
#define CRAWLER_UNPACK_ISOLATED_WALK_H

#include "crawler/base/range_source.h"
#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/isolator.h"
#include "crawler/unpack/meter.h"

struct isolated_archive {
    struct isolator *isolator;
    struct range_source *file;
    struct meter *meter;
};

/* As tar_walk(), over a file that is read by place. */
enum status isolated_walk(const struct isolated_archive *archive, archive_visit_fn visit,
                          void *user);

/* The same with the child of job, which was started with ISOLATOR_ARCHIVE and is closed here;
 * isolator is of no use. */
enum status isolated_walk_job(const struct isolated_archive *archive, struct isolator_job *job,
                              archive_visit_fn visit, void *user);

#endif
