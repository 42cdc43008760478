/* An object as one line of manifest.jsonl. Shape: docs/schema/manifest.schema.json. */
#ifndef CRAWLER_REPORT_MANIFEST_H
#define CRAWLER_REPORT_MANIFEST_H

#include "crawler/base/buffer.h"
#include "crawler/report/run_folder.h"
#include "detectors/span.h"

/*
 * Appends the line as an object without "seq" and "prev", which are known only when its turn comes.
 * Failure (memory, cap) shows in out->is_failed.
 */
void manifest_render(struct buffer *out, const struct object_record *record);

#define MANIFEST_HEAD_SIZE 40
#define MANIFEST_TAIL_SIZE 80

/* The line in pieces: what stands before and behind what manifest_render() made. */
struct manifest_line {
    char head[MANIFEST_HEAD_SIZE];
    char tail[MANIFEST_TAIL_SIZE];
    struct span pieces[3];
};

/* Completes rendered, which must stay as it is as long as the pieces are used. */
void manifest_complete(struct manifest_line *line, struct span rendered, uint64_t seq,
                       const char *prev);

#endif
