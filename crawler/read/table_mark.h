/* Where cells of delimited text end: what a reader of tables does for every byte. */
#ifndef CRAWLER_READ_TABLE_MARK_H
#define CRAWLER_READ_TABLE_MARK_H

#include "crawler/read/marks.h"

/* The first delimiter or line feed in text[at, limit); limit when there is none. Reads no byte
 * outside of it. */
size_t table_mark_find(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter);

/* All of them, one after the other. */
struct marks table_marks_of(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter);

/*
 * Passes lines of text[at, limit), the first of which starts at at, up to one with a quote in it or
 * to the last few bytes, where cells must be looked at. Returns where the line starts that it did
 * not pass, and adds those that it did to *lines, but for empty ones.
 */
size_t table_mark_pass_lines(const uint8_t *text, size_t at, size_t limit, uint64_t *lines);

#endif
