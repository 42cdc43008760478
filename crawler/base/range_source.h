/*
 * Random access: bytes by their place, beside the stream of the same bytes. For formats whose key
 * stands at their end (Parquet, SQLite, PDF, 7z ...).
 *
 * A byte_source that can be read by place says so in its member ranges. What is only a stream can
 * be copied into memory up to a limit: range_source_copy().
 */
#ifndef CRAWLER_BASE_RANGE_SOURCE_H
#define CRAWLER_BASE_RANGE_SOURCE_H

#include "crawler/base/byte_source.h"
#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

struct range_source;

struct range_source_ops {
    /*
     * Puts exactly the len bytes at offset into buf, which lie within size: STATUS_OK. SKIP when
     * they cannot be had (source->fault says why), CANCELLED, NO_MEMORY; other ranges may be asked
     * for after a SKIP. May block.
     */
    enum status (*read_at)(struct range_source *source, uint64_t offset, uint8_t *buf, size_t len);
    /* Frees the source. NULL when it belongs to the byte_source that offers it. */
    void (*close)(struct range_source *source);
};

/* First member of every implementation. */
struct range_source {
    const struct range_source_ops *ops;
    uint64_t size;
    struct fault fault; /* meaningful after STATUS_SKIP */
};

/* As ops->read_at(), and SKIP with REASON_TRUNCATED for what does not lie within size. */
enum status range_source_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                 size_t len);

/* Closes; accepts NULL. */
void range_source_close(struct range_source *source);

/* Over memory that the caller keeps alive. NULL when memory is short. */
struct range_source *range_source_from_span(struct span bytes);

#define RANGE_COPY_MAX ((size_t)256 << 20) /* the limit that readers give range_source_copy() */

/*
 * Reads bytes into memory and gives the copy in *out (to be closed). END: it is all of it; OK:
 * there were more than limit bytes, the copy holds limit + 1 and bytes stands behind them (record
 * REASON_LIMIT_MEMORY); SKIP: bytes broke off, the copy holds what came before. CANCELLED and
 * NO_MEMORY: *out is NULL.
 */
enum status range_source_copy(struct byte_source *bytes, size_t limit, struct range_source **out);

#endif
