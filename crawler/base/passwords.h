/*
 * A list of passwords, from a file of one a line. They are secrets: never printed, wiped when the
 * list is freed. Constant once it is read, so that threads may share it.
 */
#ifndef CRAWLER_BASE_PASSWORDS_H
#define CRAWLER_BASE_PASSWORDS_H

#include "crawler/base/fault.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>

/* Each try of one costs time (a millisecond for WinZip's AES), so a list is no dictionary. */
#define PASSWORDS_MAX 1000
#define PASSWORD_LEN_MAX 1024

struct passwords;

/*
 * Reads path: bytes as they are, one password a line; a carriage return at the end of a line and
 * empty lines do not count, nor does a byte order mark. NULL with fault when it cannot be read, has
 * no password, or breaks one of the limits above; no message holds a byte of the file. *is_open:
 * everybody may read it.
 */
struct passwords *passwords_load(const char *path, bool *is_open, struct fault *fault);
void passwords_free(struct passwords *passwords);

/* NULL is an empty list. */
size_t passwords_count(const struct passwords *passwords);
struct span passwords_at(const struct passwords *passwords, size_t index);

#endif
