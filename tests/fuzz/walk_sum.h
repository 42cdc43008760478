/* Walks an object and sums up what came of it, so that two walks can be compared. */
#ifndef TESTS_FUZZ_WALK_SUM_H
#define TESTS_FUZZ_WALK_SUM_H

#include "crawler/base/coverage.h"
#include "crawler/unpack/unpack.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct walk_sum {
    struct coverage coverage;
    uint64_t hash;  /* of paths, formats, depths and bytes, in order */
    uint64_t bytes; /* of all leaves */
    size_t visits;
    unsigned depth_max;
};

/* Limits that a fuzzer can reach. */
extern const struct unpack_limits walk_sum_limits;

/* chunk: bytes a read, 0 for random ones. Aborts unless the walk ends with OK. */
struct walk_sum walk_sum_run(struct span bytes, size_t chunk);

/* The same from any source; passwords may be NULL. */
struct walk_sum walk_sum_run_source(struct byte_source *source, const struct passwords *passwords);

/* Aborts unless is_true. */
void require(bool is_true);

/* Requires what holds of every walk, and that reads of other sizes give the same. */
void walk_sum_check(struct span bytes);

#endif
