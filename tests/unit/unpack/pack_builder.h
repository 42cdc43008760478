/* Packs streams of every compression by its own library, for tests. */
#ifndef TESTS_UNIT_UNPACK_PACK_BUILDER_H
#define TESTS_UNIT_UNPACK_PACK_BUILDER_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/format.h"
#include "detectors/span.h"

/* Appends one whole stream with all the checks that the format has. */
void build_packed(struct buffer *out, enum format format, struct span content);

/* Appends a frame to be skipped, of Zstandard and LZ4. */
void build_skipped(struct buffer *out, struct span content);

/* Appends a Zstandard frame of len zeros that asks for a window of 2^window_log. */
void build_zstd_window(struct buffer *out, size_t len, int window_log);

/* Appends an xz stream whose dictionary takes dictionary bytes. */
void build_xz_dictionary(struct buffer *out, struct span content, uint32_t dictionary);

#endif
