/*
 * Names and values in one text: "name=value&name=value", both percent-encoded (RFC 3986), as tags
 * and metadata of objects are kept.
 */
#ifndef CRAWLER_STORE_PAIRS_H
#define CRAWLER_STORE_PAIRS_H

#include "crawler/base/buffer.h"

#include <stdbool.h>

/*
 * Takes the first pair off *text: decoded into name and value, which are emptied first and
 * terminated; both need room for the encoded texts. False at the end, and when memory or room is
 * short (then a buffer has failed).
 */
bool pairs_next(const char **text, struct buffer *name, struct buffer *value);

#endif
