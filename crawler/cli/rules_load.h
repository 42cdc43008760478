/* The bytes of a rules file. */
#ifndef CRAWLER_CLI_RULES_LOAD_H
#define CRAWLER_CLI_RULES_LOAD_H

#include "crawler/base/buffer.h"

#include <stddef.h>
#include <stdint.h>

/* The whole file, at most RULES_FILE_BYTES_MAX, for free(); NULL with a line in errors. */
uint8_t *rules_load(const char *path, size_t *len, struct buffer *errors);

#endif
