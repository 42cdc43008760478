/*
 * Finds what readers look for in every byte, fast enough to do so: 64 bytes at a time, most of
 * which have no mark.
 */
#ifndef CRAWLER_READ_MARK_FIND_H
#define CRAWLER_READ_MARK_FIND_H

#include <stddef.h>
#include <stdint.h>

#define MARKS_BLOCK 64
#define MARKS_FRONT 2 /* bytes in front of a block that are looked at, too */

enum mark {
    MARK_CELL,    /* the delimiter that is wanted, or a line feed */
    MARK_SIGN,    /* of a pair in a log: '=', and ':' behind '"' */
    MARK_HEADER,  /* the third letter of MSH, ISA and, in base64, of both: TVNI..., SVNB... */
    MARK_COLUMNS, /* tells of a header: a tab or a second blank behind a letter, a bar behind a
                     blank, the dash behind "- " */
    MARK_COUNT
};

/*
 * Looks through count blocks at *text, at least one, up to the first that has a mark. Bit i of the
 * result: text[i] of that block is one; none is set when no block has any. *text is then the block,
 * or the last one.
 */
typedef uint64_t (*mark_find_fn)(const uint8_t **text, size_t count, uint8_t wanted);

/* The fastest function this processor has that looks at no more than so many bytes at once:
 * MARKS_BLOCK, or less for tests. Those for 16 every processor has. */
mark_find_fn mark_find_choose(enum mark mark, size_t lanes_max);

#endif
