/* A member's bytes on their way to a reader of records, in order and by place, counted. */
#ifndef CRAWLER_READ_RECORD_BYTES_H
#define CRAWLER_READ_RECORD_BYTES_H

#include "crawler/base/byte_source.h"
#include "crawler/base/range_source.h"
#include "crawler/base/status.h"
#include "crawler/read/record.h"

#include <stdbool.h>
#include <stdint.h>

struct record_bytes {
    struct byte_source source;
    struct range_source ranges; /* of source, when bytes have any */
    struct byte_source *bytes;  /* not owned */
    uint64_t count;             /* read in order */
    uint64_t ranges_count;      /* read by place, some perhaps more than once */
    bool is_rest;               /* record_bytes_rest() was asked */
    uint8_t rest[4096];
};

/* Prepares a source over bytes; it needs no close. */
void record_bytes_begin(struct record_bytes *self, struct byte_source *bytes);

/* What a reader left unread behind a fault, as it is, a value a call: OK, or at the end SKIP, as
 * the reader said. */
enum status record_bytes_rest(struct record_bytes *self, struct record_value *value);

/* How many bytes of the member were read, as far as the count tells. */
uint64_t record_bytes_read(const struct record_bytes *self);

#endif
