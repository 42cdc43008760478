/* A stream of a compound file as a source. */
#ifndef CRAWLER_UNPACK_OLE_STREAM_H
#define CRAWLER_UNPACK_OLE_STREAM_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/ole_entry.h"
#include "crawler/unpack/ole_file.h"

/* The bytes of a chain of sectors, which become its own as they are read; or, without a table, of
 * all sectors that no chain has. Needs no closing. */
struct ole_stream {
    struct byte_source source;
    struct ole_file *file;
    struct meter *meter; /* counts what is given out; NULL: nothing is taken */
    struct ole_table *table;
    bool is_free;    /* goes through sectors that nobody took */
    uint32_t next;   /* sector behind the one at hand */
    uint64_t offset; /* of what is left of the one at hand */
    uint64_t rest;   /* bytes of it */
    uint64_t left;   /* bytes of the stream */
    enum status status;
};

struct ole_stream ole_stream_of(struct ole_file *file, struct meter *meter,
                                const struct ole_entry *entry);

/* What no stream has taken; left is 0 when there is nothing. */
struct ole_stream ole_stream_of_free(struct ole_file *file, struct meter *meter);

/* The whole file as it is. */
struct ole_stream ole_stream_of_all(struct ole_file *file, struct meter *meter);

/* Takes what was not read, so that the sectors are known as this stream's. */
void ole_stream_drain(struct ole_stream *stream);

/* The bytes from offset on, without taking or counting anything: what another stream has to be read
 * for. */
struct ole_stream ole_stream_look(struct ole_file *file, const struct ole_entry *entry,
                                  uint64_t offset);

#endif
