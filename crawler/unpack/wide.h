/* Passwords in UTF-16LE, as Office and 7-Zip take them. */
#ifndef CRAWLER_UNPACK_WIDE_H
#define CRAWLER_UNPACK_WIDE_H

#include "crawler/base/passwords.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

#define WIDE_MAX (4 * PASSWORD_LEN_MAX)

/* Encodes text, UTF-8 of up to PASSWORD_LEN_MAX bytes (what is none is taken as Latin-1), to out,
 * which has room for WIDE_MAX bytes. Returns how many were put. */
size_t wide_encode(struct span text, uint8_t *out);

#endif
