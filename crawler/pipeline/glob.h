/*
 * Globs over keys: '*' stands for any characters, '/' among them, '?' for one character, [a-z] for
 * one of a set, [!a-z] for one of no set, and a backslash takes what follows as it stands. A key
 * has to match from its first to its last byte. Keys are UTF-8; a byte that is no character of it
 * counts as one.
 */
#ifndef CRAWLER_PIPELINE_GLOB_H
#define CRAWLER_PIPELINE_GLOB_H

#include "detectors/span.h"

#include <stdbool.h>

#define GLOB_MAX 1024 /* bytes of one */

/* False for what is no glob: a set without its end, a backslash at the end, longer than GLOB_MAX.
 */
bool glob_is_valid(const char *glob);

/* glob must be valid. Time grows with the product of both lengths at most. */
bool glob_matches(const char *glob, struct span key);

#endif
