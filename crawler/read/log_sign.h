/* Where signs stand between names and values of a log: what a reader of logs does for every byte.
 */
#ifndef CRAWLER_READ_LOG_SIGN_H
#define CRAWLER_READ_LOG_SIGN_H

#include "crawler/read/marks.h"

/* The places of '=', and of ':' with '"' in front of it, in text[at, limit); before: bytes in front
 * of text[0] that may be read. */
struct marks log_signs_of(const uint8_t *text, size_t before, size_t at, size_t limit);

#endif
