/*
 * The character sets of an RTF document: that of the document (\ansicpgN), and those of its fonts
 * (\fN\fcharsetM), in which bytes (\'hh) are written. Windows-1252 unless something else is said.
 */
#ifndef CRAWLER_READ_RTF_CHARSET_H
#define CRAWLER_READ_RTF_CHARSET_H

#include "crawler/base/code_page.h"

#include <stddef.h>
#include <stdint.h>

#define RTF_FONTS_MAX 256 /* fonts with higher numbers are those of the document */

struct rtf_charset {
    uint16_t document;             /* code page */
    uint16_t fonts[RTF_FONTS_MAX]; /* code pages; 0: that of the document */
    size_t described;              /* the font whose \fcharset comes next */
    uint8_t lead;                  /* the first byte of a character of two; 0: none */
    struct code_page page;
};

/* A document begins; page stays as it is. Needs code_page_close(&page) at the very end. */
void rtf_charset_begin(struct rtf_charset *charset);

/* \fcharsetN of the font that is described. */
void rtf_charset_describe(struct rtf_charset *charset, int32_t number);

/* The code page of text in a font. */
uint16_t rtf_charset_of_font(const struct rtf_charset *charset, int32_t font);

/* The character that a byte ends, in a code page; 0: it is the first of two. */
uint32_t rtf_charset_decode(struct rtf_charset *charset, uint16_t page, uint8_t byte);

#endif
