/*
 * The central directory of a ZIP archive that can be read by place: known before the entries stream
 * by, so that overlaps show before anything is unpacked, and entries whose local header is damaged
 * can be read all the same.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16. The offsets in it count from
 * wherever the directory says; what stands in front of the archive is taken into account.
 */
#ifndef CRAWLER_UNPACK_ZIP_INDEX_H
#define CRAWLER_UNPACK_ZIP_INDEX_H

#include "crawler/base/range_source.h"
#include "crawler/unpack/zip_record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZIP_INDEX_MAX ((size_t)1 << 18) /* entries; of a larger directory there is no index */

/* What the walk that streams by made of an entry. */
enum zip_meeting {
    ZIP_MISSED, /* it did not come by */
    ZIP_MET,
    ZIP_BROKEN /* what its local header says did not lead to the right data */
};

/* An entry as the directory has it. */
struct zip_listed {
    uint64_t offset;    /* of the local header in the file */
    uint64_t end;       /* of the data, or before */
    uint64_t record_at; /* of the central record */
    enum zip_meeting meeting;
};

struct zip_index;

/*
 * Finds the last directory of file and reads it. OK with *index NULL: there is none that makes
 * sense, or it cannot be read. CANCELLED, NO_MEMORY.
 */
enum status zip_index_read(struct range_source *file, struct zip_index **index);
void zip_index_free(struct zip_index *index); /* accepts NULL */

/* True when entries claim the same bytes. */
bool zip_index_overlaps(const struct zip_index *index);

/* What became of the entry whose local header stands at offset. index NULL: none. */
void zip_index_note(struct zip_index *index, uint64_t offset, enum zip_meeting meeting);

/* The next entry that was not met, or is broken; NULL: no more, or ZIP_MISSED_MAX were told, which
 * is more than damage makes: each costs reads of its own. */
#define ZIP_MISSED_MAX 1000
const struct zip_listed *zip_index_next_missed(struct zip_index *index);

#endif
