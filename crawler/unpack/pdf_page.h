/*
 * The words of a page of a PDF, where they stand -> its text. Lines follow each other as pdftotext
 * orders them (columns of an article one after the other), words broken at the end of a line are
 * joined; rows of tables are lines, whatever the order of their cells was, and tabs part the cells.
 * A form feed ends a page.
 */
#ifndef CRAWLER_UNPACK_PDF_PAGE_H
#define CRAWLER_UNPACK_PDF_PAGE_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A page of more is given out in parts. */
#define PDF_PAGE_WORDS ((size_t)1 << 15)
#define PDF_PAGE_TEXT ((size_t)1 << 20)

/* In hundredths of a point, from the top left corner of the page. */
struct pdf_box {
    int32_t left, top, right, bottom;
};

/* What a word begins, the larger ones first. */
enum pdf_start {
    PDF_START_FLOW,
    PDF_START_BLOCK,
    PDF_START_LINE,
    PDF_START_WORD,
};

struct pdf_word {
    struct pdf_box box;
    enum pdf_start start;
    uint32_t text, len; /* in the text of the page; one byte at least */
    uint32_t table;     /* number of the table it is in, from 1; 0: none */
    uint8_t column;     /* there */
};

struct pdf_page {
    struct pdf_word *words; /* as pdftotext orders them */
    size_t count;
    struct buffer text;
};

/* False when memory is short. */
bool pdf_page_init(struct pdf_page *page);
void pdf_page_free(struct pdf_page *page);

/* Adds a word; bytes that are no text become blanks, an empty one is left out. False: the page is
 * full, and must be written first. text is at most PDF_PAGE_TEXT long. */
bool pdf_page_add(struct pdf_page *page, const struct pdf_box *box, enum pdf_start start,
                  struct span text);

/* Appends the page's text to out, without the form feed, and empties the page; false when memory is
 * short. */
bool pdf_page_write(struct pdf_page *page, struct buffer *out);

#endif
