/*
 * The true names of objects whose key or member name holds a detected value: keys.private.jsonl,
 * the one place where they stand. Shape: docs/schema/keys-private.schema.json.
 */
#ifndef CRAWLER_REPORT_PRIVATE_KEYS_H
#define CRAWLER_REPORT_PRIVATE_KEYS_H

#include "crawler/base/buffer.h"
#include "crawler/report/run_folder.h"

#include <stdint.h>

/* Appends the line of the object that is line seq of the manifest, without newline. */
void private_keys_render(struct buffer *out, uint64_t seq, const struct object_record *record);

#endif
