/* The directory of a compound file: which streams there are. */
#ifndef CRAWLER_UNPACK_OLE_ENTRY_H
#define CRAWLER_UNPACK_OLE_ENTRY_H

#include "crawler/base/status.h"
#include "crawler/unpack/ole_file.h"

#include <stdbool.h>
#include <stdint.h>

#define OLE_NAME_MAX 64
#define OLE_STREAM 2
#define OLE_ROOT 5

struct ole_entry {
    char name[3 * OLE_NAME_MAX]; /* UTF-8, without what is no text */
    uint8_t type;
    uint32_t start; /* sector */
    uint64_t size;
};

bool ole_entry_is(const struct ole_entry *entry, const char *name);

/* Goes through the directory. */
struct ole_directory {
    struct ole_file *file;
    uint32_t sector; /* the next one */
    uint32_t at;     /* entries of the one at hand ... */
    uint32_t count;  /* ... that were given, and that there are */
    bool is_taking;  /* its sectors become those of the directory; otherwise it is only looked at */
    uint32_t left;   /* sectors that may follow: a chain may go round */
    uint8_t bytes[OLE_SECTOR_MAX];
};
void ole_directory_open(struct ole_directory *directory, struct ole_file *file, bool is_taking);

/* The next stream or root. END behind the last one, also where the chain breaks (corrupt, in the
 * coverage); SKIP when bytes are lost; CANCELLED, NO_MEMORY. */
enum status ole_directory_next(struct ole_directory *directory, struct ole_entry *entry);

#endif
