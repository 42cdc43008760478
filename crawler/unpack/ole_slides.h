/*
 * What is encrypted of a presentation ([MS-PPT], 97 to 2003): objects, by the directories of all
 * its edits.
 *
 * Source: [MS-PPT] 2.3.2 (CurrentUserAtom), 2.3.3 (UserEditAtom), 2.3.4 (PersistDirectoryAtom),
 * 2.3.7 (CryptSession10Container).
 */
#ifndef CRAWLER_UNPACK_OLE_SLIDES_H
#define CRAWLER_UNPACK_OLE_SLIDES_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/binary_cipher.h"
#include "crawler/unpack/ole_entry.h"

#include <stdint.h>

#define OLE_OBJECTS_MAX 65536

/* Something encrypted, in the stream of the slides: the number of its block is its id. */
struct ole_object {
    uint32_t at, id;
};

/* Whether head, the first bytes of the stream "Current User", says that slides are encrypted. */
bool ole_slides_are_sealed(struct span head);

/* Fills objects (array of struct ole_object, by place) and seal, the last edit being at the offset
 * edit of the stream slides. SKIP when they cannot be understood; CANCELLED, NO_MEMORY. */
struct ole_slides {
    struct ole_file *file;
    const struct ole_entry *slides;
    struct buffer *objects;
    uint32_t session; /* the id of what says how all is encrypted, and ... */
    uint32_t session_at;
};
enum status ole_slides_read(struct ole_slides *slides, struct span user, struct binary_seal *seal);

#endif
