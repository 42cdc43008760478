/* Tells JSON from other text. */
#ifndef CRAWLER_READ_JSON_SNIFF_H
#define CRAWLER_READ_JSON_SNIFF_H

#include "detectors/span.h"

#include <stdbool.h>

/* True when head (is_whole: all there is) starts as an object or array does, by its first two
 * signs. */
bool json_sniff(struct span head, bool is_whole);

#endif
