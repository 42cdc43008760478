/* What can be read by place, read as a stream from its start. */
#ifndef CRAWLER_BASE_RANGE_STREAM_H
#define CRAWLER_BASE_RANGE_STREAM_H

#include "crawler/base/byte_source.h"
#include "crawler/base/range_source.h"

struct range_stream {
    struct byte_source source;
    struct range_source *ranges; /* not owned */
    uint64_t at;
};

/* Needs no close. The stream offers ranges, too. */
void range_stream_init(struct range_stream *stream, struct range_source *ranges);

#endif
