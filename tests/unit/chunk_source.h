/* A source over memory that gives it out in pieces of chosen sizes and ends as it is told. */
#ifndef TESTS_UNIT_CHUNK_SOURCE_H
#define TESTS_UNIT_CHUNK_SOURCE_H

#include "crawler/base/byte_source.h"
#include "crawler/base/status.h"
#include "detectors/span.h"

struct chunk_source {
    struct byte_source source;
    struct span rest;
    size_t chunk;    /* bytes a read; 0: a pseudo-random number each time */
    uint32_t random; /* seed */
    enum status end; /* what comes after the last byte; a SKIP is a read-error */
};

/* Needs no close. */
void chunk_source_init(struct chunk_source *source, struct span bytes, size_t chunk,
                       enum status end);

#endif
