/* How text leaves the reader of HTML. */
#include "crawler/read/html_state.h"

#include "detectors/ascii.h"

struct record_value html_piece(const struct html_reader *html, struct span text, size_t length)
{
    return (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = text,
        .offset = byte_window_offset(&html->window),
        .length = length,
        .is_raw = text.ptr == byte_window_rest(&html->window).ptr,
        .is_joined = html->is_joined,
    };
}

void html_take(struct html_reader *html, size_t len, struct record_value *value)
{
    *value = html_piece(html, (struct span){byte_window_rest(&html->window).ptr, len}, len);
    html->is_joined = true;
    byte_window_skip(&html->window, len);
}

bool html_give_cell(struct html_reader *html, bool is_text, struct record_value *value)
{
    const struct field_meaning meaning = html->cell_meaning;
    const bool is_value = !is_text && meaning.detector >= 0;
    html->is_joined = is_text;
    html->cell_meaning = FIELD_NO_MEANING;
    if (!markup_cell_give(&html->cell, is_text || is_value ? NULL : &html->tables, value))
        return false;
    if (is_value && value->text.len <= READER_VALUE_MAX)
        value->meaning = meaning;
    return true;
}

/* What a text value becomes: kept in the cell, dropped at the start of a line, or given out. */
static bool html_route(struct html_reader *html, const struct record_value *piece,
                       struct record_value *value)
{
    if (markup_cell_keep(&html->cell, piece))
        return false;
    if (html->cell.is_open && html->cell.len > 0)
        return html_give_cell(html, true, value);
    html->cell.is_open = false;
    if (!piece->is_joined && ascii_trim(piece->text.ptr, piece->text.len).len == 0) {
        html->is_joined = false;
        return false;
    }
    *value = *piece;
    return true;
}

bool html_put(struct html_reader *html, const struct record_value *piece, size_t used,
              struct record_value *value)
{
    const bool was_full = html->cell.is_open && html->cell.len > 0 &&
                          piece->text.len > MARKUP_CELL_MAX - html->cell.len;
    const bool is_given = html_route(html, piece, value);
    if (was_full)
        return is_given; /* the cell went out; the text comes next */
    byte_window_skip(&html->window, used);
    html->is_joined |= is_given;
    return is_given;
}

bool html_read_text(struct html_reader *html, struct span rest, struct record_value *value)
{
    size_t len = 0;
    const size_t used = rest.ptr[0] == '&' ? html_resolve(rest, html->resolved, &len) : 0;
    if (used > 0) {
        const struct record_value piece =
            html_piece(html, (struct span){html->resolved, len}, used);
        return html_put(html, &piece, used, value);
    }
    for (len = 1; len < rest.len && rest.ptr[len] != '<' && rest.ptr[len] != '&';)
        len++;
    if (html->cell.is_open && len > MARKUP_CELL_MAX)
        len = MARKUP_CELL_MAX;
    const struct record_value piece = html_piece(html, (struct span){rest.ptr, len}, len);
    return html_put(html, &piece, len, value);
}
