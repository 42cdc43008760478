/* How bytes stand for characters, guessed from the first of them. */
#ifndef CRAWLER_UNPACK_CHARSET_H
#define CRAWLER_UNPACK_CHARSET_H

#include "detectors/span.h"

#include <stddef.h>

enum charset {
    CHARSET_BINARY, /* not text at all */
    CHARSET_BYTES,  /* ASCII, UTF-8, Latin-1 and their like: one byte below 0x80 is one ASCII
                       character */
    CHARSET_UTF16LE,
    CHARSET_UTF16BE,
    CHARSET_UTF32LE,
    CHARSET_UTF32BE
};

/*
 * Judges head, the first bytes of something (up to CHARSET_HEAD are looked at; the same head gives
 * the same answer). A byte order mark decides when what follows agrees; without one, UTF-16 and
 * UTF-32 are known by the NULs of mostly ASCII text.
 */
#define CHARSET_HEAD ((size_t)4096)
enum charset charset_guess(struct span head);

/* Bytes of the byte order mark at the start of head, which is in charset; 0 when there is none. */
size_t charset_mark_len(enum charset charset, struct span head);

/* Bytes of one code unit: 1, 2 or 4. */
size_t charset_unit(enum charset charset);

/* The code unit at bytes (charset_unit() of them). */
uint32_t charset_read_unit(enum charset charset, const uint8_t *bytes);

#endif
