/*
 * Files with holes in a tar archive: only their data are stored, with a map of where they belong.
 *
 * Source: the GNU tar manual, "Storing Sparse Files" (the old format of GNU, pax 0.0, 0.1, 1.0).
 */
#ifndef CRAWLER_UNPACK_TAR_SPARSE_H
#define CRAWLER_UNPACK_TAR_SPARSE_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/window.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAR_EXTENTS_MAX ((size_t)1 << 16) /* of a file; what follows them has no holes for us */

struct tar_extent {
    uint64_t offset, len;
};

/* Zero is an empty one. */
struct tar_map {
    struct tar_extent *extents; /* in order, none over another */
    size_t count, capacity;
    uint64_t offset;  /* pax 0.0: of the extent whose length comes next */
    bool is_in_front; /* pax 1.0: the map stands in front of the data */
};

void tar_map_clear(struct tar_map *map); /* keeps the memory */
void tar_map_free(struct tar_map *map);

/* Adds an extent; one that is out of order, too many or one for which there is no memory is left
 * out. */
void tar_map_add(struct tar_map *map, uint64_t offset, uint64_t len);

/* Adds up to count pairs of numbers as the header of GNU has them, 24 bytes each, up to an empty
 * one. */
void tar_map_add_old(struct tar_map *map, const uint8_t *pairs, size_t count);

/* Adds "OFFSET,LENGTH,OFFSET,LENGTH...": pax 0.1. */
void tar_map_add_text(struct tar_map *map, struct span text);

/* Takes the map in front of the data from window, at most size bytes with its padding; returns how
 * many it took. */
uint64_t tar_map_take(struct tar_map *map, struct window *window, uint64_t size);

/*
 * The file: size bytes of window at their places, holes as zeros. A hole is given in full as long
 * as *zeros (of the archive) stays within 64 MiB and four times the bytes taken from window;
 * otherwise as 1 KiB, so that nothing joins what it parts. Bytes behind the last extent follow it.
 */
struct tar_sparse {
    struct byte_source source;
    struct window *window;
    const struct tar_map *map;
    size_t next;   /* extent */
    uint64_t at;   /* place in the file */
    uint64_t left; /* stored bytes that are not given yet */
    uint64_t data; /* bytes of the extent at hand that are not */
    uint64_t hole; /* zeros in front of it that are not */
    uint64_t *zeros;
};

/* Needs no close. */
void tar_sparse_init(struct tar_sparse *sparse, struct window *window, const struct tar_map *map,
                     uint64_t size, uint64_t *zeros);

#endif
