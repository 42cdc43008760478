/* Opens encrypted PDFs by qpdf, in the sandbox: a password is no argument, no file and in no
 * environment, but goes through the socket. */
#ifndef CRAWLER_UNPACK_PDF_SEALED_H
#define CRAWLER_UNPACK_PDF_SEALED_H

#include "crawler/unpack/isolator.h"
#include "crawler/unpack/password_ring.h"

#include <stdint.h>

/*
 * A copy without encryption of the PDF in fd (a file in memory; it stays the caller's): no
 * password, then those of keys (NULL: none) are tried. A file in memory to be closed, *size its
 * length; -1 when it stays closed, qpdf is missing, or the copy has more than limit bytes.
 */
int pdf_sealed_open(struct isolator *isolator, int fd, struct password_ring *keys, uint64_t limit,
                    uint64_t *size);

#endif
