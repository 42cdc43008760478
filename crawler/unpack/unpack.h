/*
 * Takes an object apart, in memory, streaming: compression layers and archive members at every
 * depth, each given to the caller as a byte_source. Nothing is written to disk; member names are
 * labels, never paths.
 */
#ifndef CRAWLER_UNPACK_UNPACK_H
#define CRAWLER_UNPACK_UNPACK_H

#include "crawler/base/buffer.h"
#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/base/passwords.h"
#include "crawler/base/status.h"
#include "crawler/unpack/format.h"
#include "detectors/span.h"

#include <stdint.h>

/* Every limit is an option and recorded in run.json; what it cuts is a reason of the object, and
 * what was read counts. */
struct unpack_limits {
    unsigned depth;         /* layers below the object itself; 17 */
    uint64_t members;       /* members and layers an object; 1,000,000 */
    uint64_t bytes;         /* bytes out an object, over all layers; 1 TiB */
    uint64_t ratio;         /* bytes out : bytes in, of one layer; 200 (0: any) ... */
    uint64_t ratio_arms_at; /* ... once this many bytes came out; 64 MiB */
    uint64_t memory;        /* bytes for the outermost decoder (windows, dictionaries), half as much
                               for each one below; 160 MiB, which 0 stands for */
    uint64_t seconds;       /* an object; 0: any. Whoever visits members keeps to it */
};

extern const struct unpack_limits unpack_default_limits;

/* A leaf: something to be read as it is. Valid during the call. */
struct member {
    struct span path; /* "a/b.csv.gz!b.csv"; ptr NULL for the object itself and one compression
                         layer around it */
    unsigned depth;   /* layers around it */
    enum format format;
    struct byte_source *bytes;
    struct range_source *ranges; /* as bytes->ranges: the same bytes by place; NULL when there is
                                    only the stream */
};

/* Reads member->bytes as far as it likes. Anything but OK, END or SKIP ends the walk with that
 * status. */
typedef enum status (*unpack_member_fn)(void *user, const struct member *member);

struct isolator; /* crawler/unpack/isolator.h */

struct unpack_visitor {
    unpack_member_fn visit;
    void *user;
    struct isolator *isolator; /* decodes 7z, rar, cab, lzh, ISO 9660 and PDF; NULL: those are
                                  unsupported-format. The text of a PDF has pages: each ends with a
                                  form feed. */
    const struct passwords *passwords; /* to be tried on what is encrypted; NULL: none */
};

/*
 * Walks object (not owned; name is its key or file name, used only to name the content of a
 * compression layer) and calls the visitor once a leaf that is not empty, in order of the bytes;
 * members of archives that stay encrypted are leaves without bytes, since their names can be read.
 * Everything lost on the way is added to coverage as a reason, by the path of the member that it
 * was lost of, with the HTTP status of a source that broke off; members and formats are counted
 * there (bytes_scanned is the visitor's). Bytes that are no member (comments, gaps, what stands
 * behind the end of an archive) are leaves too, under the labels "prefix", "gap@OFFSET", "comment",
 * "trailing" and "recovered". Returns OK when the walk came to its end, however much was lost;
 * otherwise CANCELLED, NO_MEMORY or what the visitor returned.
 */
enum status unpack_walk(struct byte_source *object, struct span name,
                        const struct unpack_limits *limits, struct coverage *coverage,
                        const struct unpack_visitor *visitor);

/*
 * The same for a file that stands in a member: at is the member's path (ptr NULL: it has none) and
 * depth, name what it is called there. It counts as a member; its limits are its own.
 */
struct unpack_place {
    struct span path, name;
    unsigned depth;
};
enum status unpack_walk_within(struct byte_source *bytes, const struct unpack_place *at,
                               const struct unpack_limits *limits, struct coverage *coverage,
                               const struct unpack_visitor *visitor);

/* Appends a line a library of the codecs, as it is loaded: "zlib/1.2.13". */
void unpack_append_versions(struct buffer *out);

#endif
