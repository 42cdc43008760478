/*
 * What pdftotext says of the words of a PDF ("-bbox-layout": a line of XML for each, with its box,
 * between those of pages, flows, blocks and lines) -> text, as pdf_page.h lays it out. It comes out
 * of a sandbox and may say anything: nothing that stands where text may stand is lost, and no more
 * than a page is kept.
 */
#ifndef CRAWLER_UNPACK_PDF_BOXES_H
#define CRAWLER_UNPACK_PDF_BOXES_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/pdf_page.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDF_BOXES_LINE 4096 /* a longer one is taken in parts */

struct pdf_boxes {
    struct pdf_page page;
    struct pdf_box box; /* of the last word */
    enum pdf_start start;
    bool is_in_page;
    bool is_in_word; /* its end did not come yet */
    uint8_t line[PDF_BOXES_LINE];
    size_t len;
};

/* False when memory is short. */
bool pdf_boxes_init(struct pdf_boxes *boxes);
void pdf_boxes_free(struct pdf_boxes *boxes);

/* Takes the next bytes; appends to out the text of pages that ended, each with a form feed. False
 * when memory is short. */
bool pdf_boxes_feed(struct pdf_boxes *boxes, struct span bytes, struct buffer *out);

/* No bytes follow: what there is of a page whose end did not come, without a form feed. */
bool pdf_boxes_end(struct pdf_boxes *boxes, struct buffer *out);

#endif
