/*
 * The pull chain: every stage is a byte_source that reads from the stage upstream. Back-pressure is
 * the absence of a read; no stage holds more than its own fixed buffers.
 */
#ifndef CRAWLER_BASE_BYTE_SOURCE_H
#define CRAWLER_BASE_BYTE_SOURCE_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

struct byte_source;
struct range_source; /* crawler/base/range_source.h */

struct byte_source_ops {
    /*
     * Puts 1..cap bytes into buf and their number into *len: STATUS_OK. With *len 0: STATUS_END at
     * the true end, STATUS_SKIP when the rest of this stream is lost (source->fault says why),
     * STATUS_CANCELLED or STATUS_NO_MEMORY. After anything but STATUS_OK the same answer is given
     * again. May block. cap is at least 1.
     */
    enum status (*read)(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len);
    /* Frees the source (not the one upstream unless the constructor says so). */
    void (*close)(struct byte_source *source);
};

/* First member of every stage. */
struct byte_source {
    const struct byte_source_ops *ops;
    struct fault fault; /* meaningful after STATUS_SKIP */
    /* The same bytes by place, whatever was read of the stream; valid as long as the source. NULL
     * when only the stream exists, and perhaps before the first read. */
    struct range_source *ranges;
    uint64_t size; /* of the whole stream, as somebody says; 0: nobody does. No more than a hint */
};

enum status byte_source_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len);

/* Reads until buf is full or the stream ends; the status is that of the last read, *len what was
 * put. */
enum status byte_source_fill(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len);

/*
 * Reads what is left and forgets it, so that what is read next stands behind it. OK when the rest
 * was there or is lost (END, SKIP); otherwise the status that gives the whole up.
 */
enum status byte_source_drain(struct byte_source *source);

/* Closes; accepts NULL. */
void byte_source_close(struct byte_source *source);

/* A source over memory that the caller keeps alive; for tests and small texts. NULL when memory is
 * short. */
struct byte_source *byte_source_from_span(struct span bytes);

/*
 * A peekable source over upstream, which it does not own: peek_source_peek() shows the first bytes
 * (up to PEEK_MAX) without consuming them. NULL when memory is short.
 */
#define PEEK_MAX 4096
struct byte_source *peek_source_create(struct byte_source *upstream);

/* *head stays valid until the next read or close. Returns the status of the read that filled it
 * (OK, END, SKIP ...). */
enum status peek_source_peek(struct byte_source *peek, struct span *head);

#endif
