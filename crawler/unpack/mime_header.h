/*
 * The headers of a message or of a part of one: what decides how its body is read.
 *
 * Source: RFC 5322, RFC 2045 to 2047, RFC 2183 (Content-Disposition), RFC 2231 (long parameters).
 */
#ifndef CRAWLER_UNPACK_MIME_HEADER_H
#define CRAWLER_UNPACK_MIME_HEADER_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/transfer.h"
#include "detectors/span.h"

#include <stdbool.h>

#define MIME_BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */
#define MIME_NAME_MAX 255

struct mime_header {
    enum transfer_encoding encoding;
    const char *charset; /* of a text that readers of text would not understand: a name of
                            code_page_find(); NULL: none */
    bool is_multipart;
    char boundary[MIME_BOUNDARY_MAX + 1];
    size_t boundary_len;
    uint8_t name[MIME_NAME_MAX]; /* of the file that the part is */
    size_t name_len;
};

/* Reads what headers (with their empty line or without) say. */
void mime_header_parse(struct span headers, struct mime_header *header);

/* Appends headers to out with their encoded words ("=?UTF-8?B?...?=") decoded. */
void mime_header_decode(struct span headers, struct buffer *out);

/*
 * True when head, the first bytes of something, are the headers of a message with encoded words, or
 * whose body is encoded or has parts: one that is plain text is left to be read as such.
 */
bool mime_header_is_message(struct span head);

/* True when head is the start of a mailbox: a "From " line, then headers. */
bool mime_header_is_mailbox(struct span head);

#endif
