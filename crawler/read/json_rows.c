/* Rows without names in JSON. */
#include "crawler/read/json_rows.h"

#include "crawler/read/json_key.h"
#include "detectors/ascii.h"

#define JSON_COLUMNS_MAX 4096
#define JSON_NAMED_MIN 2 /* names that a first row must have, to be one */

/* Whether the member at hand of the object at level may have that role. */
static bool json_rows_is(const struct json_path *path, size_t level, enum json_role role)
{
    const struct json_frame *const frame = &path->frames[level];
    return frame->is_object && (frame->roles & role) != 0;
}

void json_rows_init(struct json_rows *rows, const struct field_rules *rules)
{
    *rows = (struct json_rows){.count = 0};
    columns_init(&rows->columns, rules);
}

void json_rows_free(struct json_rows *rows)
{
    columns_free(&rows->columns);
}

void json_rows_reset(struct json_rows *rows)
{
    if (rows->count > 0)
        columns_clear(&rows->columns);
    rows->count = rows->named = rows->list = rows->scope = 0;
    rows->is_first_row = rows->is_top_row = rows->has_digits = false;
}

/* The level (from 0) of the array that holds the row at that level, which may be wrapped in an
 * object of its own; SIZE_MAX when there is none. */
static size_t json_rows_table(const struct json_path *path, size_t row)
{
    if (row > 0 && json_rows_is(path, row - 1, JSON_ROLE_ROW))
        row--;
    return row > 0 && !path->frames[row - 1].is_object ? row - 1 : SIZE_MAX;
}

static void json_rows_begin(struct json_rows *rows, const struct json_path *path)
{
    json_rows_reset(rows);
    rows->list = path->depth;
}

void json_rows_open(struct json_rows *rows, const struct json_path *path, bool is_first)
{
    const size_t top = path->depth - 1;
    if (rows->list > 0 && !rows->is_first_row)
        return;
    if (rows->list > 0) /* what was taken for a row holds rows */
        json_rows_reset(rows);
    if (top > 0 && json_rows_is(path, top - 1, JSON_ROLE_LIST)) {
        json_rows_begin(rows, path);
        return;
    }
    const size_t table = json_rows_table(path, top);
    const bool is_first_row = table != SIZE_MAX ? path->frames[table].index == 0 : is_first;
    if (rows->named > 0 || !is_first_row || (table == SIZE_MAX && top > 0))
        return;
    json_rows_begin(rows, path);
    rows->is_first_row = true;
    rows->scope = table != SIZE_MAX ? table + 1 : 0;
    rows->is_top_row = table == SIZE_MAX;
}

void json_rows_close(struct json_rows *rows, const struct json_path *path)
{
    if (rows->list == path->depth) {
        rows->list = 0;
        columns_end(&rows->columns);
        rows->lists += !rows->is_first_row && rows->count > 0;
        if (rows->is_first_row && (rows->has_digits || rows->named < JSON_NAMED_MIN))
            json_rows_reset(rows);
    } else if (rows->scope == path->depth) {
        json_rows_reset(rows);
    }
}

bool json_rows_are_behind(const struct json_rows *rows)
{
    return rows->lists == 1 && rows->named > 0 && rows->list == 0 && rows->scope == 0;
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_digit(text.ptr[i]))
            return true;
    }
    return false;
}

void json_rows_note(struct json_rows *rows, const struct json_path *path, struct span value)
{
    const bool is_member =
        path->depth == rows->list + 1 && json_rows_is(path, path->depth - 1, JSON_ROLE_TITLE);
    if (rows->list == 0 || (path->depth != rows->list && !is_member))
        return;
    const uint64_t index = path->frames[rows->list - 1].index;
    rows->has_digits |= has_digit(value);
    if (index < rows->count || index >= JSON_COLUMNS_MAX)
        return;
    for (; rows->count < index; rows->count++) /* what has no name is a column, too */
        columns_add(&rows->columns, (struct span){NULL, 0});
    columns_add(&rows->columns, value);
    rows->named += columns_is_named(&rows->columns, rows->count);
    rows->count++;
}

struct field_meaning json_rows_meaning(const struct json_rows *rows, const struct json_path *path)
{
    if (rows->named == 0 || rows->list > 0 || path->depth == 0)
        return FIELD_NO_MEANING;
    size_t row = path->depth - 1;
    if (row > 0 && json_rows_is(path, row, JSON_ROLE_CELL))
        row--;
    if (path->frames[row].is_object)
        return FIELD_NO_MEANING;
    const size_t table = json_rows_table(path, row);
    const bool is_row = table == SIZE_MAX ? rows->is_top_row && row == 0
                        : rows->scope > 0
                            ? table + 1 == rows->scope
                            : table == 0 || json_rows_is(path, table - 1, JSON_ROLE_TABLE);
    return is_row ? columns_meaning(&rows->columns, (size_t)path->frames[row].index)
                  : FIELD_NO_MEANING;
}
