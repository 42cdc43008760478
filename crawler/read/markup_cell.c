/* A cell of a table. */
#include "crawler/read/markup_cell.h"

#include "detectors/ascii.h"

#include <string.h>

void markup_cell_reset(struct markup_cell *cell)
{
    cell->is_open = cell->is_over = false;
    cell->len = 0;
}

void markup_cell_open(struct markup_cell *cell, bool is_head)
{
    cell->is_open = true;
    cell->is_head = is_head;
    if (!cell->is_over)
        cell->len = 0;
}

bool markup_cell_keep(struct markup_cell *cell, const struct record_value *value)
{
    if (!cell->is_open || value->text.len > MARKUP_CELL_MAX - cell->len)
        return false;
    const bool is_blank = ascii_trim(value->text.ptr, value->text.len).len == 0;
    if (cell->len == 0 && is_blank)
        return true;
    if (cell->len == 0) {
        cell->offset = value->offset;
        cell->is_raw = value->is_raw;
    } else if (!is_blank) {
        cell->is_raw = false;
    }
    memcpy(cell->text + cell->len, value->text.ptr, value->text.len);
    cell->len += value->text.len;
    if (!is_blank)
        cell->end = value->offset + value->length;
    return true;
}

void markup_cell_break(struct markup_cell *cell)
{
    const struct record_value line = {.text = {(const uint8_t *)"\n", 1}};
    if (cell->len > 0 && cell->text[cell->len - 1] != '\n')
        markup_cell_keep(cell, &line);
}

bool markup_cell_give(struct markup_cell *cell, struct markup_tables *tables,
                      struct record_value *value)
{
    const struct span text = ascii_trim(cell->text, cell->len);
    const size_t front = text.len > 0 ? (size_t)(text.ptr - cell->text) : 0;
    struct markup_place place = {.meaning = FIELD_NO_MEANING};
    if (!cell->is_open)
        return false;
    cell->is_open = false;
    cell->is_over = true;
    if (tables != NULL)
        place = markup_tables_add_cell(tables, text, cell->is_head);
    *value = (struct record_value){
        .meaning = text.len <= READER_VALUE_MAX ? place.meaning : FIELD_NO_MEANING,
        .text = text,
        .offset = cell->offset + (cell->is_raw ? front : 0),
        .length = cell->is_raw ? text.len : cell->end - cell->offset,
        .is_raw = cell->is_raw,
        .row = place.row,
        .column = place.column,
        .name = place.name,
    };
    return text.len > 0;
}

void markup_cell_forget(struct markup_cell *cell)
{
    if (cell->is_over)
        cell->len = 0;
    cell->is_over = false;
}
