/* Writes tar archives, right ones and wrong ones, for tests. */
#ifndef TESTS_UNIT_UNPACK_TAR_BUILDER_H
#define TESTS_UNIT_UNPACK_TAR_BUILDER_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdint.h>

/* Appends a header as ustar has it; type '0' is a file. */
void build_tar_header(struct buffer *out, const char *name, char type, uint64_t size);

/* Writes the checksum of the header that starts at offset at anew. */
void build_tar_sum(struct buffer *out, size_t at);

/* Appends a header and its content, padded. */
void build_tar_entry(struct buffer *out, const char *name, char type, struct span content);

/* Appends a pax header of these records ("path=x", one a line), which get their lengths here. */
void build_tar_pax(struct buffer *out, const char *records);

/* Appends zeros up to a full block, then two blocks of them: the end. */
void build_tar_end(struct buffer *out);

#endif
