/*
 * Text of an older character set as UTF-8: a source over a source, decoded in pieces that end at
 * a blank or a line end, where every set of code_page.h is in its initial state.
 */
#ifndef CRAWLER_UNPACK_CHARSET_SOURCE_H
#define CRAWLER_UNPACK_CHARSET_SOURCE_H

#include "crawler/base/buffer.h"
#include "crawler/base/byte_source.h"
#include "crawler/base/code_page.h"

#include <stdint.h>

#define CHARSET_SOURCE_PIECE ((size_t)16 << 10)

struct charset_source {
    struct byte_source source;
    struct byte_source *upstream; /* not owned */
    struct code_page page;
    struct buffer text; /* decoded ... */
    size_t text_at;     /* ... and given out up to here */
    size_t len;         /* of raw */
    enum status status; /* of the last read of upstream */
    uint8_t raw[CHARSET_SOURCE_PIECE];
};

/*
 * charset is a name of code_page_find(). False when it cannot be opened: the bytes are then all
 * there is, and nothing is to be freed. Else needs charset_source_free(). upstream outlives it.
 */
bool charset_source_init(struct charset_source *source, struct byte_source *upstream,
                         const char *charset);
void charset_source_free(struct charset_source *source);

#endif
