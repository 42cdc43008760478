/*
 * The records of a tar archive, taken apart: 512 bytes of header, and the extended headers of pax
 * and GNU that say more of the entry behind them.
 *
 * Source: POSIX.1-2017, pax; the GNU tar manual, "Basic Tar Format".
 */
#ifndef CRAWLER_UNPACK_TAR_RECORD_H
#define CRAWLER_UNPACK_TAR_RECORD_H

#include "crawler/unpack/member_path.h"
#include "crawler/unpack/tar_sparse.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAR_BLOCK 512

/* What an entry is for a reader. */
enum tar_kind {
    TAR_DATA,       /* has content */
    TAR_NO_DATA,    /* a folder, a symbolic link, a device: whatever its size says */
    TAR_MAYBE_DATA, /* a hard link: some programs write the content again */
    TAR_PAX,        /* fields of the next entry */
    TAR_LONG_NAME,  /* the name of the next entry */
    TAR_SPARSE,     /* content, behind further blocks of a map of its holes */
    TAR_OTHER       /* about the archive or about a link: of no use */
};

/* Of an entry. */
struct tar_entry {
    uint8_t name[MEMBER_NAME_MAX];
    size_t name_len;
    uint64_t size;
    struct tar_map map;      /* of a file with holes; empty: there are none */
    bool has_name, has_size; /* given by an extended header, which the header does not change */
};

/* True of the first TAR_BLOCK bytes of a header, its checksum included. */
bool tar_is_header(struct span block);

/* What the header at block is, and what it says of name and size that entry does not have yet;
 * false when the size is no number. */
bool tar_parse_header(const uint8_t *block, struct tar_entry *entry, enum tar_kind *kind);

/* Takes over what the records of a pax header say of name, size and holes. */
void tar_parse_pax(struct span records, struct tar_entry *entry);

/* A number of a header: octal digits between spaces and NULs, or, with the highest bit set, base
 * 256; false: it is none. */
bool tar_parse_number(const uint8_t *field, size_t len, uint64_t *number);

/* Takes digits and the byte end behind them from text; false when something else stands there. */
bool tar_take_digits(struct span *text, uint8_t end, uint64_t *number);

/* Sets the name, which is cut at a NUL or where it is too long. */
void tar_set_name(struct tar_entry *entry, struct span name);

/* How many bytes fill the block that size bytes end in. */
size_t tar_padding(uint64_t size);

#endif
