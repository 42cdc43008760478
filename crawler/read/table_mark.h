/* Where cells of delimited text end: what a reader of tables does for every byte. */
#ifndef CRAWLER_READ_TABLE_MARK_H
#define CRAWLER_READ_TABLE_MARK_H

#include "crawler/read/marks.h"

/* The first delimiter or line feed in text[at, limit); limit when there is none. Reads no byte
 * outside of it. */
size_t table_mark_find(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter);

/* All of them, one after the other. */
struct marks table_marks_of(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter);

#endif
