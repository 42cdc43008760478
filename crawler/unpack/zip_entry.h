/* One entry of a ZIP archive: its data, unpacked, and whether they were what its header says. */
#ifndef CRAWLER_UNPACK_ZIP_ENTRY_H
#define CRAWLER_UNPACK_ZIP_ENTRY_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_method.h"
#include "crawler/unpack/zip_record.h"

#include <stdbool.h>
#include <stdint.h>

/* How the data are to be had. */
enum zip_way {
    ZIP_BY_SIZE,    /* as they are, as many as the header says */
    ZIP_BY_SEARCH,  /* as they are, up to the descriptor that fits */
    ZIP_BY_INFLATE, /* a deflate stream, which knows its own end */
    ZIP_BY_METHOD   /* streams of another method, as well */
};

enum zip_entry_end {
    ZIP_ENTRY_OPEN,
    ZIP_ENTRY_WHOLE,   /* at its end */
    ZIP_ENTRY_CORRUPT, /* cannot be decoded further */
    ZIP_ENTRY_CUT,     /* the archive ended or broke off in it */
    ZIP_ENTRY_STOPPED  /* a limit was met */
};

struct zip_entry {
    struct byte_source source; /* its data */
    struct window *window;
    struct zip_decoders *decoders; /* not owned */
    struct meter meter;            /* below archive's */
    struct zip_header
        header; /* as stated; after zip_entry_finish() with what the descriptor states */
    enum zip_way way;
    enum zip_entry_end end;
    bool is_started;   /* for ZIP_BY_METHOD */
    bool is_unmetered; /* somebody else counts what comes of it */
    uint64_t start;    /* offset of the data in window */
    uint64_t given;    /* bytes given out */
    uint32_t crc;      /* of them */
};

/* At the first byte of the data. header: with its Zip64 sizes. The source needs no close. */
void zip_entry_init(struct zip_entry *entry, struct window *window, struct zip_decoders *decoders,
                    const struct zip_header *header, struct meter *archive);

/* True when the data are what the entry holds; false when they are encrypted or packed by an
 * unknown method. */
bool zip_entry_is_readable(const struct zip_entry *entry);

/* True when the header states sizes: with a descriptor to come they are usually 0. */
bool zip_entry_is_sized(const struct zip_entry *entry);

/*
 * After the data were read to their end: takes the descriptor, compares, and adds what is wrong to
 * coverage. An entry that was stopped is skipped as far as its header says how long it is. Returns
 * true when all of header is known.
 */
bool zip_entry_finish(struct zip_entry *entry, struct coverage *coverage);

/* Behind zip_entry_finish(): true when the data came whole and with the right CRC, or a limit
 * stopped them. */
bool zip_entry_is_right(const struct zip_entry *entry);

#endif
