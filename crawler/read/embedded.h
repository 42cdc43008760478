/*
 * Files that stand inside a value, in base64: FHIR Attachment.data and Binary.data, HL7 v2 values
 * of type ED, the nonXMLBody and observationMedia of C-CDA. A reader gives their text in pieces as
 * it comes by; what is whole is a member of its own, named by its path. Readers of records give
 * files as they are.
 */
#ifndef CRAWLER_READ_EMBEDDED_H
#define CRAWLER_READ_EMBEDDED_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/transfer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>

#define EMBEDDED_MAX ((size_t)16 << 20) /* decoded, of one: what is more is not kept */
#define EMBEDDED_FILES 1024             /* whole ones, between two calls of embedded_forget() */

struct embedded_file {
    size_t path_at, path_len; /* in paths */
    size_t at, len;           /* in content */
};

struct embedded {
    struct buffer paths;
    struct buffer content;
    struct embedded_file files[EMBEDDED_FILES + 1];
    size_t count; /* whole ones; files[count] is being read */
    bool is_open;
    bool is_lost; /* something was not kept: too much, or too many */
    struct transfer transfer;
};

/* Needs embedded_free(). */
void embedded_init(struct embedded *embedded);
void embedded_free(struct embedded *embedded);

/* Forgets everything: another member begins. */
void embedded_reset(struct embedded *embedded);

/* A file begins; path is copied. Does nothing when embedded is NULL, as the next two. */
void embedded_open(struct embedded *embedded, struct span path);

/* Its next letters; what is no base64 is passed over. */
void embedded_add(struct embedded *embedded, struct span letters);

/* Its next bytes, for one that stands there as it is. */
void embedded_add_bytes(struct embedded *embedded, struct span bytes);

/* It is whole. */
void embedded_close(struct embedded *embedded);

/* All at once, of the next letters of something that may be a file: opens it when it is wanted and
 * none is open, adds the letters, closes it when they are the last. */
struct embedded_piece {
    struct span path;
    struct span letters;
    bool is_wanted;
    bool is_last;
};
void embedded_take(struct embedded *embedded, const struct embedded_piece *piece);

/* A whole one; spans are valid until the next change. */
struct span embedded_path(const struct embedded *embedded, size_t file);
struct span embedded_content(const struct embedded *embedded, size_t file);

/* Forgets the whole ones; the one that is open stays. */
void embedded_forget(struct embedded *embedded);

#endif
