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
    ARCHIVE_PART_TRAILING, /* bytes behind the end of the archive: anything; the name is a label */
    ARCHIVE_PART_CLOSED,   /* a member that stays encrypted: its name alone, without bytes */
    ARCHIVE_PART_LOSS /* the member that was given last, once more, without bytes: what was lost
                         since is lost of it */
};

/* Valid during the call. */
struct archive_part {
    enum archive_part_kind kind;
    struct span name;
    struct byte_source *bytes; /* NULL where there are none */
    struct meter *meter;       /* for layers below */
};

/* Reads part->bytes as far as it likes. Anything but OK ends the walk with that status. */
typedef enum status (*archive_visit_fn)(void *user, const struct archive_part *part);

/* Behind the bytes of a member: says whose loss it is, when something was lost since. */
static inline enum status archive_part_end(archive_visit_fn visit, void *user, struct span name,
                                           struct meter *meter)
{
    const struct archive_part part = {ARCHIVE_PART_LOSS, name, NULL, meter};
    return meter->coverage->unnamed == 0 ? STATUS_OK : visit(user, &part);
}

#endif
