/* Bytes of a stream up to a line that ends them: a boundary of a message, the next one of a
 * mailbox. Private to the walks of mail. */
#ifndef CRAWLER_UNPACK_MIME_LINES_H
#define CRAWLER_UNPACK_MIME_LINES_H

#include "crawler/unpack/window.h"
#include "detectors/span.h"

#include <stdbool.h>

/* How much of a line is looked at. */
#define MIME_LINE_LOOK ((size_t)128)

/* True when line, the first bytes of a line (MIME_LINE_LOOK of them where there are so many), ends
 * the bytes in front. */
typedef bool (*mime_line_fn)(const void *user, struct span line);

/*
 * A source over window that ends in front of such a line, and in front of the line break before it
 * when takes_break: then that break is part of the boundary and is left to the caller. Starts at
 * the start of a line. Needs no close.
 */
struct mime_lines {
    struct byte_source source;
    struct window *window;
    mime_line_fn is_end;
    const void *user;
    bool takes_break;
    bool is_line_start;
    bool is_found;
};

void mime_lines_init(struct mime_lines *lines, struct window *window, mime_line_fn is_end,
                     const void *user);

#endif
