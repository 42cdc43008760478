/* What a visitor reads: content as it is, watched, so that what breaks off below is on record
 * however it reads. */
#ifndef CRAWLER_UNPACK_LEAF_H
#define CRAWLER_UNPACK_LEAF_H

#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"

#include <stdbool.h>

struct leaf {
    struct byte_source source;
    struct byte_source *content; /* not owned */
    struct coverage *coverage;
    enum status status; /* of the last read */
};

/* Needs no close. */
void leaf_init(struct leaf *leaf, struct byte_source *content, struct coverage *coverage);

/* True when a read ended with CANCELLED or NO_MEMORY: the walk must end, whatever the visitor says.
 */
bool leaf_is_given_up(const struct leaf *leaf);

/* Adds the reason of fault, with its HTTP status, to coverage. */
void leaf_record(struct coverage *coverage, const struct fault *fault);

#endif
