/* What a walk through an archive hands out, one after the other. */
#ifndef CRAWLER_UNPACK_ARCHIVE_PART_H
#define CRAWLER_UNPACK_ARCHIVE_PART_H

#include "crawler/base/byte_source.h"
#include "crawler/base/status.h"
#include "crawler/unpack/meter.h"
#include "detectors/span.h"

enum archive_part_kind {
    ARCHIVE_PART_MEMBER,
    ARCHIVE_PART_FOLDER, /* a name without bytes: a folder, a link, a device */
    ARCHIVE_PART_STRAY,  /* bytes that are no member: comments, gaps, what an unknown method packed;
                        the  name is a label */
    ARCHIVE_PART_TRAILING /* bytes behind the end of the archive: anything; the name is a label */
};

/* Valid during the call. */
struct archive_part {
    enum archive_part_kind kind;
    struct span name;
    struct byte_source *bytes; /* NULL for a folder */
    struct meter *meter;       /* for layers below */
};

/* Reads part->bytes as far as it likes. Anything but OK ends the walk with that status. */
typedef enum status (*archive_visit_fn)(void *user, const struct archive_part *part);

#endif
