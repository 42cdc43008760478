/* An object's own bytes, as they come from the store: what is read of them is counted, however it
 * is read, and what is lost recorded. */
#ifndef CRAWLER_PIPELINE_COUNTED_SOURCE_H
#define CRAWLER_PIPELINE_COUNTED_SOURCE_H

#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/base/range_source.h"

struct counted_source {
    struct byte_source source;
    struct range_source ranges;
    struct byte_source *body;
    struct coverage *coverage;
};

/* Over body, which it does not own; counts in coverage. Needs no close. */
void counted_source_init(struct counted_source *counted, struct byte_source *body,
                         struct coverage *coverage);

#endif
