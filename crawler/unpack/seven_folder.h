/* What the header of a 7z archive says of its packed streams; private to seven_*.c. */
#ifndef CRAWLER_UNPACK_SEVEN_FOLDER_H
#define CRAWLER_UNPACK_SEVEN_FOLDER_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/seven_header.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEVEN_FOLDERS_MAX 65536
#define SEVEN_CODERS 8
#define SEVEN_STREAMS 16 /* in and out, of a folder */

enum seven_id {
    SEVEN_END = 0,
    SEVEN_HEADER = 1,
    SEVEN_MAIN_STREAMS = 4,
    SEVEN_PACK_INFO = 6,
    SEVEN_UNPACK_INFO = 7,
    SEVEN_FILE_STREAMS = 8,
    SEVEN_SIZE = 9,
    SEVEN_CRC = 10,
    SEVEN_FOLDER = 11,
    SEVEN_UNPACK_SIZE = 12,
    SEVEN_FILE_COUNT = 13,
    SEVEN_ENCODED = 23
};

struct seven_coder {
    struct span id, properties;
    unsigned in, out; /* how many streams */
    bool is_aes;
};

struct seven_pair {
    unsigned in, out;
};

/* Coders, numbered streams into and out of them, and which of these are bound to which. */
struct seven_folder {
    struct seven_coder coders[SEVEN_CODERS];
    struct seven_pair pairs[SEVEN_STREAMS];
    unsigned packed[SEVEN_STREAMS]; /* streams in that are in the file */
    uint64_t sizes[SEVEN_STREAMS];  /* of the streams out */
    unsigned coder_count, pair_count, packed_count, in_count, out_count;
    uint64_t files;
    struct seven_file first; /* of them */
};

struct seven_streams {
    uint64_t at;           /* of the first packed stream, behind the start header */
    struct buffer sizes;   /* array of uint64_t */
    struct buffer folders; /* array of struct seven_folder */
    struct span digests;   /* of folders, their mark included */
};

/* Goes through bytes; once it is_bad it gives nothing but zeros. */
struct seven_cursor {
    const uint8_t *at, *end;
    bool is_bad;
};

/* Takes a byte that has to be id. */
bool seven_expect(struct seven_cursor *cursor, enum seven_id id);

/* cursor stands behind the mark of the streams, and then behind the folders. False when they cannot
 * be understood, or take more than memory bytes. Needs seven_streams_free() whatever it answers. */
bool seven_parse_streams(struct seven_cursor *cursor, size_t memory, struct seven_streams *streams);
void seven_streams_free(struct seven_streams *streams);

/* Fills files and first of all folders, as far as what stands behind the streams tells. */
void seven_parse_files(struct seven_cursor cursor, struct seven_streams *streams);

#endif
