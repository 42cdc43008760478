/* Tells JSON from other text. */
#ifndef CRAWLER_READ_JSON_SNIFF_H
#define CRAWLER_READ_JSON_SNIFF_H

#include "detectors/scan.h"
#include "detectors/span.h"

#include <stdbool.h>

/* True when head (is_whole: all there is) starts as an object or array does, by its first two
 * signs. */
bool json_sniff(struct span head, bool is_whole);

/* Where the next line that starts with '{' starts, as each record of NDJSON does: text[at] itself,
 * or behind it; else where to look on, and *is_found is false. */
size_t json_sniff_line(const struct segment *segment, size_t at, bool *is_found);

#endif
