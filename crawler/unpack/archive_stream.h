/* What walks through archives that stream by have in common: giving out parts, and what to do where
 * the stream ends too early or is no archive any more. Private to the walks. */
#ifndef CRAWLER_UNPACK_ARCHIVE_STREAM_H
#define CRAWLER_UNPACK_ARCHIVE_STREAM_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/gap.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/* Every function that gives or skips returns OK, or a status that ends the walk. */
struct archive_stream {
    struct window *window;
    struct meter *meter; /* of the archive */
    archive_visit_fn visit;
    void *user;
    bool is_ended; /* the archive came to its own end; what follows is another, or none */
};

/* Has the meter count what is taken from window. */
void archive_stream_init(struct archive_stream *archive, struct window *window, struct meter *meter,
                         archive_visit_fn visit, void *user);

/* Visits one part, and reads what the visitor left of it. bytes NULL: a name without content. */
enum status archive_give(struct archive_stream *archive, enum archive_part_kind kind,
                         struct span name, struct byte_source *bytes);

/* Gives the next size bytes as a part; when there are fewer, the archive is cut. */
enum status archive_give_next(struct archive_stream *archive, enum archive_part_kind kind,
                              struct span name, uint64_t size);

/* Behind a part of size bytes of which left are not there: the archive is cut, unless that is 0.
 * What was lost of the part since it was given goes by its name. */
enum status archive_end_part(struct archive_stream *archive, struct span name, uint64_t size,
                             uint64_t left);

enum status archive_skip(struct archive_stream *archive, uint64_t len);

/* The window ended inside an entry or a header: takes what is left, adds "truncated". */
enum status archive_cut(struct archive_stream *archive);

/* Bytes that are no record, up to the next one: "corrupt", and given as a stray part
 * ("gap@OFFSET"); behind the end of the archive as a trailing one. */
enum status archive_give_gap(struct archive_stream *archive, const struct gap_mark *mark);

/* How a walk ends when all was read: truncated if the archive did not come to its end. */
enum status archive_finish(struct archive_stream *archive);

#endif
