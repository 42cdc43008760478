/* Strings of JSON, RFC 8259 section 7. Pure. */
#ifndef CRAWLER_READ_JSON_STRING_H
#define CRAWLER_READ_JSON_STRING_H

#include "detectors/span.h"

#include <stdbool.h>

/* Where the string that goes on at text[at] ends: the place of its closing quote, or limit.
 * *is_escaped: the byte in front was a backslash that escapes this one; kept for the next call. */
size_t json_string_end(const uint8_t *text, size_t at, size_t limit, bool *is_escaped);

/*
 * raw with its escapes resolved, in out (of raw.len bytes at least), or raw itself when it has
 * none. What is no escape stays as it is; half a pair of surrogates becomes U+FFFD.
 */
struct span json_string_decode(struct span raw, uint8_t *out);

#endif
