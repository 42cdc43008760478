/*
 * The variants of the scan core: the same answers with different instructions.
 *
 * A rule set holds one; which, is decided when it is made. The portable one is what everything
 * else is compared with.
 */
#ifndef DETECTORS_VARIANT_H
#define DETECTORS_VARIANT_H

#include "detectors/classmap.h"
#include "detectors/shapes.h"
#include "detectors/wordmap.h"

struct variant {
    const char *name; /* "portable", "avx2", "avx512" */
    classmap_fn classify;
    shapes_fn find_shapes;
    wordmap_fn find_words;
};

/*
 * The fastest variant that this processor runs and that is not faster than wanted. Static data.
 */
const struct variant *variant_choose(enum scan_variant wanted);

#endif
