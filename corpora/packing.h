/*
 * gzip and zip files, as other programs make them: zlib does the deflating, the containers are
 * written here (RFC 1952; PKWARE APPNOTE 6.3). Everything is appended to a writer; times are fixed,
 * so that the bytes depend on nothing else.
 */
#ifndef CORPORA_PACKING_H
#define CORPORA_PACKING_H

#include "corpora/writer.h"

#include <stddef.h>

/* One gzip member that holds content. */
void packing_gzip(struct writer *out, const struct writer *content);

struct zip_archive {
    struct writer *out;
    struct writer directory; /* the central directory so far */
    unsigned member_count;
};

struct zip_archive zip_begin(struct writer *out);

/* A deflated member. name is ASCII with '/'. */
void zip_add(struct zip_archive *zip, const char *name, const struct writer *content);

/* A member marked as encrypted (APPNOTE 6.1): its bytes are noise, nobody has the key. */
void zip_add_encrypted(struct zip_archive *zip, const char *name, size_t len);

/* Writes the directory and frees it. */
void zip_end(struct zip_archive *zip);

#endif
