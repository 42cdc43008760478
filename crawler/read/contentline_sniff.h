/* Tells contacts, calendars and directories from other text. */
#ifndef CRAWLER_READ_CONTENTLINE_SNIFF_H
#define CRAWLER_READ_CONTENTLINE_SNIFF_H

#include "crawler/read/contentline_fields.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>

/* True when head, the start of a text, is of that dialect; *start is its first byte behind a byte
 * order mark and white space. */
bool contentline_sniff(struct span head, enum contentline_dialect dialect, size_t *start);

#endif
