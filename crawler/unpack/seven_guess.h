/*
 * What speaks for the password of a 7z archive: 7zAES has no check of it, so that only what is
 * decrypted tells a wrong one.
 *
 * Source: Methods.txt of the LZMA SDK; xz-file-format.txt and lzma-file-format.txt of XZ Utils.
 */
#ifndef CRAWLER_UNPACK_SEVEN_GUESS_H
#define CRAWLER_UNPACK_SEVEN_GUESS_H

#include "crawler/unpack/seven_header.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>

/* Bits: a wrong password has n by chance once in two to the power n. */
#define SEVEN_SURE 32U         /* no other has to be tried */
#define SEVEN_ENOUGH 8U        /* where a CRC tells in the end */
#define SEVEN_ENOUGH_ALONE 16U /* where nothing does */

/* Adds to *bits what the start of a stream says for its key. False: the method cannot start so.
 * memory: bytes for a decoder. */
bool seven_guess(const struct seven_stream *stream, struct span start, size_t memory,
                 unsigned *bits);

/* Whether bytes start as a header does. */
bool seven_guess_header(struct span bytes);

/* Decodes the LZMA of a header into out, which was made for it. False: not whole. */
bool seven_lzma_decode(const struct seven_packed *packed, struct span bytes, size_t memory,
                       struct buffer *out);

#endif
