/*
 * Objects that an earlier run examined in full, and that are still the same: the same URI, size,
 * ETag and time (of files size and time). They are not read again.
 *
 * A run that was killed counts as far as its manifest goes.
 *
 * What an earlier run read in part or not at all is read again; so is everything when its rules
 * were others, and objects whose names it masked, since these cannot be recognised.
 */
#ifndef CRAWLER_PIPELINE_SINCE_H
#define CRAWLER_PIPELINE_SINCE_H

#include "crawler/base/buffer.h"
#include "crawler/base/fault.h"
#include "crawler/store/object.h"

#include <stdbool.h>
#include <stdint.h>

struct since;

/*
 * Reads run.json and manifest.jsonl of the run folder at path. ruleset_sha256 is that of this run;
 * uses_versions: URIs are told apart by version as well. NULL with a fault when the folder cannot
 * be read or is none. 32 bytes of memory an object.
 */
struct since *since_open(const char *path, const char *ruleset_sha256, bool uses_versions,
                         struct fault *fault);
void since_close(struct since *since); /* accepts NULL */

/* uri as store_object_uri() writes it. May be called by several threads. */
bool since_has(const struct since *since, const struct buffer *uri, const struct object *object);

/* How many objects may be recognised. */
uint64_t since_count(const struct since *since);

/* SHA-256 of the last line of the manifest, as hexadecimal digits: names what was relied on. */
const char *since_sha256(const struct since *since);

#endif
