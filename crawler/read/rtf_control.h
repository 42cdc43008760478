/*
 * Control words of the Rich Text Format (Microsoft, version 1.9.1), as far as text needs them.
 * Pure.
 */
#ifndef CRAWLER_READ_RTF_CONTROL_H
#define CRAWLER_READ_RTF_CONTROL_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define RTF_WORD_MAX 32
#define RTF_CONTROL_MAX 48 /* of a control with its number and its blank */

struct rtf_control {
    struct span word;
    bool has_number;
    int32_t number;
    size_t len; /* with the backslash and the blank that ends it */
};

/* The control word at the start of text, which starts with a backslash and a letter. */
struct rtf_control rtf_find_control(struct span text);

enum rtf_action {
    RTF_FORMAT,    /* how text looks: nothing to do */
    RTF_BREAK,     /* ends a line */
    RTF_IN_TABLE,  /* the paragraph is of a cell */
    RTF_CELL,      /* ends a cell */
    RTF_ROW,       /* ends a row */
    RTF_CHARACTER, /* stands for one */
    RTF_UNICODE,   /* \uN */
    RTF_FALLBACK,  /* \ucN: how many bytes behind \uN stand for the same */
    RTF_BINARY,    /* \binN */
    RTF_PAGE,      /* \ansicpgN: the code page of the document */
    RTF_FONT,      /* \fN: of the text that follows, or described by its group */
    RTF_FONT_SET,  /* \fcharsetN: of the font that is described */
    RTF_FONTS,     /* its group describes fonts */
    RTF_SKIP,      /* its group holds no text: styles, pictures */
    RTF_OBJECT,    /* its group holds another document, in hexadecimal */
    RTF_ASIDE      /* its group is text of its own: a footnote, a title, a link */
};

/* What a control word does; *code gets the character. */
enum rtf_action rtf_action_of(struct span word, uint16_t *code);

/* "\'hh" at the start of text; false when it is none. */
bool rtf_find_byte(struct span text, uint8_t *byte);

/* The character that a byte of Windows-1252 stands for. */
uint32_t rtf_code_of_byte(uint8_t byte);

#endif
