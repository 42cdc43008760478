/* Archives behind the bytes of something else: programs that unpack themselves, a mark in front. */
#ifndef CRAWLER_UNPACK_HIDDEN_H
#define CRAWLER_UNPACK_HIDDEN_H

#include "crawler/unpack/format.h"
#include "crawler/unpack/gap.h"
#include "detectors/span.h"

#include <stdint.h>

/* Where one starts: zip, 7z, rar or cab. */
extern const struct gap_mark hidden_mark;

/* The same behind a script, whose text has no such bytes: gzip, bzip2, xz and Zstandard, too. */
extern const struct gap_mark hidden_script_mark;

struct hidden_archive {
    enum format format;
    uint64_t size; /* UINT64_MAX: it does not tell */
};

/* What starts there; FORMAT_BINARY: no archive, but a stream. */
struct hidden_archive hidden_archive_at(struct span bytes);

#endif
