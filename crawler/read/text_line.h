/* Lines of a text in memory: what those who look at the start of a member ask for. */
#ifndef CRAWLER_READ_TEXT_LINE_H
#define CRAWLER_READ_TEXT_LINE_H

#include "detectors/ascii.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Where the line ends that begins at text.ptr[at] (at most text.len): at its line feed; text.len
 * when there is none. */
static inline size_t text_line_end(struct span text, size_t at)
{
    const uint8_t *const feed = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;
    return feed != NULL ? (size_t)(feed - text.ptr) : text.len;
}

/* Where the line behind it begins; text.len when there is none. */
static inline size_t text_line_next(struct span text, size_t at)
{
    const size_t end = text_line_end(text, at);
    return end < text.len ? end + 1 : end;
}

/* The line that begins at at, without white space around it. */
static inline struct span text_line_trimmed(struct span text, size_t at)
{
    return ascii_trim(text.ptr + at, text_line_end(text, at) - at);
}

#endif
