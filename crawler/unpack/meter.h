/*
 * What a layer takes in and gives out, against the limits of the object.
 *
 * Each layer, and each entry of an archive, has a meter whose parent is that of the layer around
 * it. Three things stop one: its own output out of proportion (one member that is a bomb: the
 * others are still read); the output of it and all layers below out of proportion, at METER_BELOW
 * times the bytes (archives that are bombs only together); the bytes of the object, which stop
 * everything.
 */
#ifndef CRAWLER_UNPACK_METER_H
#define CRAWLER_UNPACK_METER_H

#include "crawler/base/coverage.h"
#include "crawler/unpack/password_ring.h"
#include "crawler/unpack/unpack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define METER_BELOW 16

struct meter {
    struct meter *parent; /* NULL for the object */
    const struct unpack_limits *limits;
    struct coverage *coverage;
    struct password_ring *keys; /* of the object; NULL: there are none */
    uint64_t memory;            /* what a decoder below may use */
    uint64_t in;                /* bytes taken in so far */
    const uint64_t *in_at; /* where that number stands instead, when not NULL: an archive counts
                              only what it takes */
    uint64_t size;         /* bytes that there are to be taken in; 0: nobody knows */
    uint64_t out;          /* bytes it gave out itself */
    uint64_t out_below;    /* bytes given out by it and by all layers below */
    bool is_stopped;
    enum reason stop_reason;
};

/* A meter below parent, with its limits and coverage. */
struct meter meter_below(struct meter *parent);

/* Counts len bytes given out, in bytes having been taken in so far altogether; stops what is over a
 * limit. */
void meter_count(struct meter *meter, uint64_t in, size_t len);

/* True when meter or one around it is stopped: nothing more may be given out. */
bool meter_is_stopped(const struct meter *meter);

/* Why; only after meter_is_stopped() said true. */
enum reason meter_stop_reason(const struct meter *meter);

/* Counts one member or layer; false when there may be no more, which stops everything. */
bool meter_count_member(struct meter *meter);

#endif
