/*
 * Encrypted documents before XML within a compound file: which streams are encrypted and how, and
 * the key, when a password opens them.
 *
 * Source: [MS-XLS] 2.2.10 and 2.4.117 (FilePass), [MS-DOC] 2.2.6, [MS-PPT] 2.3.7, [MS-OFFCRYPTO]
 * 2.3.5.4.
 */
#ifndef CRAWLER_UNPACK_OLE_SEAL_H
#define CRAWLER_UNPACK_OLE_SEAL_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/binary_cipher.h"
#include "crawler/unpack/ole_entry.h"
#include "crawler/unpack/password_ring.h"

#include <stdbool.h>
#include <stdint.h>

enum ole_cover {
    OLE_PLAIN,
    OLE_CLOSED,  /* no password opens it */
    OLE_RECORDS, /* of a workbook: what stands in its records, but for some of them */
    OLE_REST,    /* of a document: all behind its first bytes */
    OLE_SLIDES,  /* of a presentation: objects in it, each by itself */
    OLE_SUMMARY  /* properties, all in one stream */
};

/* A stream, told from others of its name by its start and size. */
struct ole_sealed {
    uint32_t start;
    uint64_t size;
    uint64_t plain; /* bytes at its start that are not encrypted */
    enum ole_cover cover;
};

#define OLE_LOOK ((size_t)1024) /* bytes of a stream that say whether it is encrypted, and how */
#define OLE_SEALED_MAX 4

struct ole_seal {
    struct ole_file *file;
    struct password_ring *keys; /* NULL: none */
    bool is_open;
    struct binary_key key;
    struct ole_sealed streams[OLE_SEALED_MAX];
    size_t stream_count;
    uint32_t mark;         /* OLE_RECORDS: where the record stands that says it is encrypted */
    struct buffer objects; /* OLE_SLIDES: array of struct ole_object, by place */
};

void ole_seal_init(struct ole_seal *seal);
void ole_seal_free(struct ole_seal *seal); /* wipes the key */

/* Looks for what is encrypted, and tries the passwords; once, when file knows where its small
 * streams stand. OK, CANCELLED, NO_MEMORY. */
enum status ole_seal_open(struct ole_seal *seal, struct ole_file *file, struct password_ring *keys);

/* How the stream at entry is encrypted, whose first bytes are head. */
struct ole_sealed ole_seal_find(const struct ole_seal *seal, const struct ole_entry *entry,
                                struct span head);

#endif
