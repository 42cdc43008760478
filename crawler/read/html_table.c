/* The tables of an HTML page. */
#include "crawler/read/html_table.h"

#include "crawler/read/reader.h"
#include "detectors/ascii.h"

#include <string.h>

#define NAMED_MIN 2 /* cells of a first row that must name something, for it to be names */

void html_tables_reset(struct html_tables *tables)
{
    tables->depth = 0;
}

static struct html_table *html_tables_top(struct html_tables *tables)
{
    return tables->depth > 0 && tables->depth <= HTML_TABLES_MAX
               ? &tables->tables[tables->depth - 1]
               : NULL;
}

void html_tables_open(struct html_tables *tables)
{
    tables->depth++;
    struct html_table *const table = html_tables_top(tables);
    if (table == NULL)
        return;
    table->row = table->column = 0;
    table->heads = table->cells = table->named = 0;
    table->has_digits = table->has_names = false;
    table->side = (struct html_column){.meaning = FIELD_NO_MEANING};
}

void html_tables_close(struct html_tables *tables)
{
    tables->depth -= tables->depth > 0;
}

void html_tables_begin_row(struct html_tables *tables)
{
    struct html_table *const table = html_tables_top(tables);
    if (table == NULL)
        return;
    const bool is_head = table->heads > 1 && table->cells == 0;
    const bool is_names = table->row == 1 && table->named >= NAMED_MIN && !table->has_digits;
    table->has_names |= is_head || is_names;
    table->row++;
    table->column = 0;
    table->heads = table->cells = 0;
    table->side = (struct html_column){.meaning = FIELD_NO_MEANING};
}

/* A cell as the name of others. */
static struct html_column html_name_of(const struct html_tables *tables, struct span text)
{
    struct html_column name = {.meaning = FIELD_NO_MEANING};
    while (text.len > 0 && (text.ptr[text.len - 1] == ':' || text.ptr[text.len - 1] == ' '))
        text.len--;
    if (text.len == 0 || text.len > HTML_NAME_MAX)
        return name;
    name.meaning = field_meaning_of_name(tables->rules, text);
    if (reader_may_show(text)) {
        name.name_len = (uint8_t)text.len;
        memcpy(name.name, text.ptr, text.len);
    }
    return name;
}

static bool has_digit(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_is_digit(text.ptr[i]))
            return true;
    }
    return false;
}

/* Remembers a cell that may be a name: of its column, and of the cell behind it. */
static void html_table_note(struct html_table *table, const struct html_column *name,
                            struct span text, bool is_head)
{
    const bool is_first = table->row <= 1;
    const bool is_of_column = is_head ? table->cells == 0 : is_first;
    if (is_of_column && table->column <= HTML_COLUMNS_MAX)
        table->columns[table->column - 1] = *name;
    if (is_first) {
        table->named += name->meaning.detector >= 0;
        table->has_digits |= has_digit(text);
    }
    table->side = *name;
    table->heads += is_head;
    table->cells += !is_head;
}

struct html_place html_tables_add_cell(struct html_tables *tables, struct span text, bool is_head)
{
    struct html_table *const table = html_tables_top(tables);
    struct html_place place = {.meaning = FIELD_NO_MEANING};
    if (table == NULL)
        return place;
    if (table->row == 0)
        html_tables_begin_row(tables);
    table->column++;
    place.row = table->row;
    place.column = table->column;
    const bool is_known = table->has_names && table->column <= HTML_COLUMNS_MAX;
    if (!is_head) {
        const struct html_column *const column =
            is_known ? &table->columns[table->column - 1] : &table->side;
        place.meaning = column->meaning;
        place.name = (struct span){column->name, is_known ? column->name_len : 0};
    }
    const bool is_value = place.meaning.detector >= 0;
    const struct html_column name = !is_known || is_head
                                        ? html_name_of(tables, text)
                                        : (struct html_column){.meaning = FIELD_NO_MEANING};
    html_table_note(table, &name, text, is_head);
    if (is_value && !is_known)
        table->side = (struct html_column){.meaning = FIELD_NO_MEANING};
    return place;
}
