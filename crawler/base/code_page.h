/*
 * Text of the older character sets -> UTF-8, by iconv(3), where the machine has it: minimal images
 * may lack the tables, and then nothing is decoded. Only sets of the list are opened, whatever the
 * input calls them, so that no content chooses what is loaded.
 */
#ifndef CRAWLER_BASE_CODE_PAGE_H
#define CRAWLER_BASE_CODE_PAGE_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct code_page {
    void *handle;        /* of iconv; NULL: none is open */
    const char *charset; /* as iconv knows it */
};

/* The name under which the list has a character set that content calls name ("ISO-8859-2",
 * "windows-1251", "cp932", "Shift_JIS"); NULL: it has none, or it is ASCII or UTF-8. */
const char *code_page_find(struct span name);

/* The set of a number of Windows (1251); NULL as above. */
const char *code_page_of_number(unsigned number);

/* Opens a set of the list; nothing happens when it is open. False when it cannot be: raw bytes are
 * all there is. Needs code_page_close(). */
bool code_page_open(struct code_page *page, const char *charset);
void code_page_close(struct code_page *page);

/* Appends raw as UTF-8, from the initial state of the set; what is no text of it becomes U+FFFD. */
void code_page_append(struct code_page *page, struct span raw, struct buffer *out);

/* The character that raw is, alone: its length in out, or 0 when it is none, or a part of one. */
size_t code_page_character(struct code_page *page, struct span raw, uint8_t out[8]);

#endif
