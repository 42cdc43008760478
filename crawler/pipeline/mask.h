/* Names can be PHI too: masks detected values in object keys, URIs and member names. */
#ifndef CRAWLER_PIPELINE_MASK_H
#define CRAWLER_PIPELINE_MASK_H

#include "crawler/base/buffer.h"
#include "detectors/scan.h"
#include "detectors/span.h"
#include "detectors/tally.h"

#include <stdbool.h>

/*
 * Puts name into out (emptied first) with every byte of a detected value of a person or payment
 * instrument replaced by
 * '*'. Name findings go to tally_add_name() when tally is not NULL. Returns whether anything was
 * masked; out fails only by its limit or memory, and then the name must not be shown at all.
 */
bool mask_name(const struct ruleset *ruleset, struct scratch *scratch, struct span name,
               struct tally *tally, struct buffer *out);

#endif
