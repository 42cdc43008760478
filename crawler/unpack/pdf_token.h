/*
 * The tokens of a PDF outside of its streams: ISO 32000-1, 7.2 and 7.3. Lenient: whatever stands
 * there is some token, and reading goes on to the end.
 */
#ifndef CRAWLER_UNPACK_PDF_TOKEN_H
#define CRAWLER_UNPACK_PDF_TOKEN_H

#include "crawler/unpack/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDF_TOKEN_MAX ((size_t)32768) /* what is longer is cut */

enum pdf_kind {
    PDF_NOTHING, /* the end */
    PDF_DICTIONARY,
    PDF_DICTIONARY_END,
    PDF_ARRAY,
    PDF_ARRAY_END,
    PDF_NAME,   /* text: without its slash, #xx resolved */
    PDF_STRING, /* text: its bytes, escapes resolved, of either spelling */
    PDF_NUMBER, /* number: a whole one from 0 on */
    PDF_WORD,   /* text: anything else */
};

struct pdf_token {
    enum pdf_kind kind;
    bool is_cut;
    uint64_t number;
    size_t len;
    uint8_t text[PDF_TOKEN_MAX];
};

void pdf_token_read(struct window *window, struct pdf_token *token);

bool pdf_token_is(const struct pdf_token *token, enum pdf_kind kind, const char *text);

#endif
