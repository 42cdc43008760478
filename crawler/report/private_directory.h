/* A directory of our own: new or empty, 0700. */
#ifndef CRAWLER_REPORT_PRIVATE_DIRECTORY_H
#define CRAWLER_REPORT_PRIVATE_DIRECTORY_H

#include "crawler/base/fault.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes path (its parent must exist), or takes it when it is an empty directory of ours, and opens
 * it. Returns the descriptor, or -1 with a fault that names the path, the cause and what to do. A
 * symbolic link is refused.
 */
int private_directory_open(const char *path, struct fault *fault);

/*
 * Puts the file name with these bytes into the directory in place of what was there: a temporary
 * file, 0600, fsync, rename, fsync of the directory. False with errno set; then the old file is as
 * it was.
 */
bool private_directory_replace(int dir_fd, const char *name, const void *bytes, size_t len);

#endif
