/*
 * The deflated spelling of DICOM (PS3.5, A.5): what stands behind the file meta information is one
 * deflate stream. A byte_source over a window at its start.
 */
#ifndef CRAWLER_READ_DICOM_INFLATE_H
#define CRAWLER_READ_DICOM_INFLATE_H

#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/unpack/window.h"

/*
 * window and coverage stay the caller's. Its reads answer SKIP when the stream is corrupt, is cut
 * off or blows up (the reason is in coverage and in the fault). NULL when memory is short.
 */
struct byte_source *dicom_inflate_create(struct window *window, struct coverage *coverage);

#endif
