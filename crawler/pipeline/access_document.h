/* Documents to paste, laid out for people. For access_*.c. */
#ifndef CRAWLER_PIPELINE_ACCESS_DOCUMENT_H
#define CRAWLER_PIPELINE_ACCESS_DOCUMENT_H

#include "crawler/base/buffer.h"
#include "crawler/base/json.h"

#define DOCUMENT_MAX ((size_t)16 << 20)

/* A member that is an array of texts; the last is NULL. */
void document_texts(struct json *json, const char *key, const char *const *values);

/* Spreads a compact document over lines, and frees it. */
void document_lay_out(struct buffer *compact, struct buffer *out);

#endif
