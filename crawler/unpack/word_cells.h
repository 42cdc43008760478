/*
 * The stream of a Word document whose marks are those of text: paragraphs end with a line feed, and
 * rows of tables are lines with a tab behind each cell. All other bytes stay, and all stay where
 * they are. Text is in units of one byte or of two, as Word chose piece by piece.
 *
 * Source: [MS-DOC] 2.4.1 (paragraph mark 0x0D), 2.4.3 (cell mark and mark of the end of a row
 * 0x07), 2.4.5 (line break 0x0B).
 */
#ifndef CRAWLER_UNPACK_WORD_CELLS_H
#define CRAWLER_UNPACK_WORD_CELLS_H

#include "crawler/base/byte_source.h"

#include <stdint.h>

struct word_cells {
    struct byte_source source;
    struct byte_source *stream;
    uint64_t mark;  /* bytes since the last mark of a cell, that one included; 0: there is none */
    uint8_t last;   /* byte */
    unsigned cells; /* of the row at hand so far */
    unsigned width; /* cells of the row before; 0: there is none */
};

/* Over stream, which must outlive it. Needs no closing. */
void word_cells_init(struct word_cells *cells, struct byte_source *stream);

#endif
