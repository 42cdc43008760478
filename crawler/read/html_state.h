/* The state of the reader of HTML, and how text leaves it; for its files only. */
#ifndef CRAWLER_READ_HTML_STATE_H
#define CRAWLER_READ_HTML_STATE_H

#include "crawler/read/byte_window.h"
#include "crawler/read/html_aside.h"
#include "crawler/read/html_field.h"
#include "crawler/read/html_token.h"
#include "crawler/read/markup_cell.h"
#include "crawler/read/markup_table.h"
#include "crawler/read/record.h"

#define HTML_RAW_NAME_MAX 16

enum html_mode {
    HTML_TEXT,
    HTML_SCRIPT, /* up to the end tag of raw_name */
    HTML_COMMENT,
    HTML_LONG_TAG /* without an end in the window, or too long for asides: text up to '>' */
};

struct html_reader {
    bool is_office; /* not HTML, but XML with elements of other names */
    enum html_mode mode;
    bool is_joined; /* the next text goes on in the line */
    size_t raw_name_len;
    uint8_t raw_name[HTML_RAW_NAME_MAX];
    struct html_asides asides;
    struct html_field field;
    bool is_giving_asides;
    uint8_t resolved[4];
    struct markup_cell cell;
    struct field_meaning cell_meaning; /* of a cell that is a field of a form; none: of a table */
    struct markup_tables tables;
    struct byte_window window;
};

/* The next length bytes of the member, which say text. */
struct record_value html_piece(const struct html_reader *html, struct span text, size_t length);

/* The next len bytes of the member as a value; skipped in the window. */
void html_take(struct html_reader *html, size_t len, struct record_value *value);

/* The text of the cell as a value; is_text: it goes on as text. False when there is none. */
bool html_give_cell(struct html_reader *html, bool is_text, struct record_value *value);

/* The next piece of text, which takes used bytes. True: value is to be given out. */
bool html_put(struct html_reader *html, const struct record_value *piece, size_t used,
              struct record_value *value);

/* Text up to the next tag or reference; rest is not empty. True: value is to be given out. */
bool html_read_text(struct html_reader *html, struct span rest, struct record_value *value);

#endif
