/*
 * What a stream of a PDF was before a filter packed it: ISO 32000-1, 7.4.2 (ASCIIHex), 7.4.3
 * (ASCII85), 7.4.4 (LZW), 7.4.5 (RunLength). Flate is a layer of its own (layer.h).
 */
#ifndef CRAWLER_UNPACK_PDF_FILTER_H
#define CRAWLER_UNPACK_PDF_FILTER_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/meter.h"
#include "detectors/span.h"

#include <stdbool.h>

enum pdf_filter_kind {
    PDF_FILTER_FLATE,
    PDF_FILTER_HEX,
    PDF_FILTER_85,
    PDF_FILTER_LZW,
    PDF_FILTER_RUNS,
    PDF_FILTER_OTHER, /* of pictures and encryption */
};

/* What a dictionary calls a filter, in full or in short. */
enum pdf_filter_kind pdf_filter_of(struct span name);

/*
 * Over upstream, which it does not own; of kinds between FLATE and OTHER. What is given out counts
 * on a meter below parent, and ends at a limit; a byte that none may be is corrupt. is_late: the
 * stream has /EarlyChange 0. NULL when memory is short; byte_source_close() frees it.
 */
struct byte_source *pdf_filter_create(enum pdf_filter_kind kind, bool is_late,
                                      struct byte_source *upstream, struct meter *parent);

#endif
