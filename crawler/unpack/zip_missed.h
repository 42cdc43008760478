/*
 * An entry that the directory lists and the walk did not meet, read by place: its local header is
 * damaged, or the entry in front of it claimed more bytes than it has. Or one whose local header
 * says something else than the directory, and is wrong.
 */
#ifndef CRAWLER_UNPACK_ZIP_MISSED_H
#define CRAWLER_UNPACK_ZIP_MISSED_H

#include "crawler/base/range_stream.h"
#include "crawler/unpack/member_path.h"
#include "crawler/unpack/zip_entry.h"
#include "crawler/unpack/zip_index.h"

#include <stdbool.h>

struct zip_missed {
    struct range_stream stream;
    struct window *window; /* over stream; the caller's */
    struct zip_entry entry;
    uint8_t name[MEMBER_NAME_MAX];
    size_t name_len;
    bool is_encrypted;
};

/*
 * Goes to the data of row in file. True: missed->entry is ready to be read, or is_encrypted. False:
 * nothing to be read there that the walk did not give already, since data that are only stored were
 * scanned where they stand. missed->window must be there.
 */
bool zip_missed_open(struct zip_missed *missed, struct range_source *file,
                     const struct zip_listed *row, struct zip_decoders *decoders,
                     struct meter *archive);

#endif
