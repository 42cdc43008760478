/* The tables of a page or a sheet. */
#include "crawler/read/markup_table.h"

#include "crawler/read/reader.h"
#include "detectors/ascii.h"

#include <string.h>

#define NAMED_MIN 2 /* cells of a first row that must name something, for it to be names */
#define TITLES_MAX 16
#define MARKUP_REPEAT_MAX ((uint64_t)1 << 20)

static struct markup_column markup_no_name(void)
{
    return (struct markup_column){.meaning = FIELD_NO_MEANING};
}

void markup_tables_reset(struct markup_tables *tables)
{
    tables->depth = 0;
}

static struct markup_table *markup_tables_top(struct markup_tables *tables)
{
    return tables->depth > 0 && tables->depth <= MARKUP_TABLES_MAX
               ? &tables->tables[tables->depth - 1]
               : NULL;
}

/* Nothing of the next row was read yet. */
static void markup_table_clear_row(struct markup_table *table)
{
    table->heads = table->cells = table->filled = table->named = table->noted = 0;
    table->has_digits = table->has_strong = table->differ = false;
    table->side = markup_no_name();
    table->of_row = FIELD_NO_MEANING;
}

void markup_tables_open(struct markup_tables *tables)
{
    tables->depth++;
    struct markup_table *const table = markup_tables_top(tables);
    if (table == NULL)
        return;
    table->row = table->column = table->first = 0;
    table->more_rows = table->more_columns = table->span_rows = 0;
    memset(table->free_at, 0, sizeof table->free_at);
    table->titles = 0;
    table->has_names = false;
    markup_table_clear_row(table);
}

void markup_tables_close(struct markup_tables *tables)
{
    tables->depth -= tables->depth > 0;
}

/* A row of one cell above the names is a title. */
static void markup_table_pass_title(struct markup_table *table)
{
    if (table->filled > 1 || table->titles == TITLES_MAX)
        return;
    table->titles++;
    table->first = 0;
}

/* True of a row that is mostly names: that of a table below another, or below what was filled in.
 */
static bool markup_table_is_named_again(const struct markup_table *table)
{
    return table->named >= NAMED_MIN && table->named * 2 > table->filled && table->has_strong &&
           table->differ && !table->has_digits && table->heads == 0;
}

/* The row at hand has the names of columns from now on; below cells that are several rows high, a
 * row of head cells leaves those as they are. */
static void markup_table_take_names(struct markup_table *table)
{
    for (size_t i = 0; i < MARKUP_COLUMNS_MAX; i++) {
        const bool is_noted = i < table->noted && table->row_names[i].is_noted;
        if (is_noted)
            table->columns[i] = table->row_names[i];
        else if (table->heads == 0 || !table->has_names)
            table->columns[i] = markup_no_name();
    }
    table->has_names = true;
}

void markup_tables_begin_row(struct markup_tables *tables)
{
    struct markup_table *const table = markup_tables_top(tables);
    if (table == NULL)
        return;
    const bool is_head = table->heads > 1 && table->cells == 0;
    const bool is_first = table->row > 0 && table->row == table->first;
    const bool is_names = is_first && table->named >= NAMED_MIN && !table->has_digits;
    if (is_head || is_names || markup_table_is_named_again(table))
        markup_table_take_names(table);
    else if (is_first && !table->has_names)
        markup_table_pass_title(table);
    table->row += 1 + table->more_rows;
    if (table->first == 0)
        table->first = table->row;
    table->column = table->more_rows = table->more_columns = 0;
    markup_table_clear_row(table);
}

void markup_tables_seek_row(struct markup_tables *tables, uint64_t row)
{
    struct markup_table *const table = markup_tables_top(tables);
    if (table == NULL || row == 0)
        return;
    table->first = table->first == table->row ? row : table->first;
    table->row = row;
}

void markup_tables_seek(struct markup_tables *tables, uint64_t column)
{
    struct markup_table *const table = markup_tables_top(tables);
    if (table != NULL && column > 0)
        table->column = column - 1;
}

void markup_tables_repeat_row(struct markup_tables *tables, uint64_t count)
{
    struct markup_table *const table = markup_tables_top(tables);
    if (table != NULL && count > 0 && count <= MARKUP_REPEAT_MAX)
        table->more_rows = count - 1;
}

void markup_tables_repeat_cell(struct markup_tables *tables, uint64_t count)
{
    struct markup_table *const table = markup_tables_top(tables);
    if (table != NULL && count > 0 && count <= MARKUP_REPEAT_MAX)
        table->more_columns = count - 1;
}

void markup_tables_span_rows(struct markup_tables *tables, uint64_t count)
{
    struct markup_table *const table = markup_tables_top(tables);
    if (table != NULL && count > 0 && count <= MARKUP_REPEAT_MAX)
        table->span_rows = count - 1;
}

/* The next column of the row that no cell of a row above reaches into. */
static void markup_table_next_column(struct markup_table *table)
{
    table->column++;
    while (table->column <= MARKUP_COLUMNS_MAX && table->free_at[table->column - 1] > table->row)
        table->column++;
}

/* Goes to the last column of the cell at hand; all of them are its own as far as it is high. */
static void markup_table_end_cell(struct markup_table *table)
{
    const uint64_t last = table->column + table->more_columns;
    for (uint64_t i = table->column; table->span_rows > 0 && i <= last && i <= MARKUP_COLUMNS_MAX;
         i++)
        table->free_at[i - 1] = table->row + table->span_rows + 1;
    table->column = last;
    table->more_columns = table->span_rows = 0;
}

/* A cell as the name of others. */
static struct markup_column markup_name_of(const struct markup_tables *tables, struct span text)
{
    struct markup_column name = {.meaning = FIELD_NO_MEANING, .is_noted = true};
    name.is_label = text.len > 0 && text.ptr[text.len - 1] == ':';
    while (text.len > 0 && (text.ptr[text.len - 1] == ':' || text.ptr[text.len - 1] == ' '))
        text.len--;
    if (text.len == 0 || text.len > MARKUP_NAME_MAX)
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

/* Keeps what the row at hand would call its column. */
static void markup_table_keep(struct markup_table *table, const struct markup_column *name)
{
    if (table->column > MARKUP_COLUMNS_MAX)
        return;
    while (table->noted < table->column)
        table->row_names[table->noted++] = markup_no_name();
    table->row_names[table->column - 1] = *name;
}

/* Remembers a cell that may be a name: of its column, and of the cell behind it. */
static void markup_table_note(struct markup_table *table, const struct markup_column *name,
                              struct span text, bool is_head)
{
    if (is_head || !table->has_digits)
        markup_table_keep(table, name);
    if (name->meaning.detector >= 0) {
        table->detector = table->named == 0 ? name->meaning.detector : table->detector;
        table->differ |= name->meaning.detector != table->detector;
        table->has_strong |= !name->meaning.is_weak;
        table->named++;
    }
    table->has_digits |= has_digit(text);
    table->side = *name;
    table->side.is_label |= is_head;
    table->filled += text.len > 0;
    table->heads += is_head;
    table->cells += !is_head;
}

/* True when the cell in front names this one, rather than a column as this one does, too. */
static bool markup_is_labelled(const struct markup_table *table, const struct markup_column *name,
                               struct span text)
{
    return name->meaning.detector < 0 &&
           (table->side.is_label || table->row > table->first || has_digit(text));
}

/* A head cell that a row begins with is the name of its cells. */
static void markup_table_begin_side(struct markup_table *table, const struct markup_column *name)
{
    if (table->heads + table->cells == 0 && !name->meaning.is_weak)
        table->of_row = name->meaning;
}

/* What a value means: by its column (name is NULL), by the cell in front when it is no name itself,
 * or by its row. */
static void markup_table_name_value(const struct markup_table *table,
                                    const struct markup_column *name, struct span text,
                                    struct markup_place *place)
{
    if (name == NULL) {
        const struct markup_column *const column = &table->columns[table->column - 1];
        place->meaning = column->meaning;
        place->name = (struct span){column->name, column->name_len};
    } else if (markup_is_labelled(table, name, text)) {
        place->meaning = table->side.meaning;
    }
    const bool is_name = name != NULL && name->meaning.detector >= 0;
    if (place->meaning.detector < 0 && text.len > 0 && !is_name)
        place->meaning = table->of_row;
}

struct markup_place markup_tables_add_cell(struct markup_tables *tables, struct span text,
                                           bool is_head)
{
    struct markup_table *const table = markup_tables_top(tables);
    struct markup_place place = {.meaning = FIELD_NO_MEANING};
    if (table == NULL)
        return place;
    if (table->row == 0)
        markup_tables_begin_row(tables);
    markup_table_next_column(table);
    place.row = table->row;
    place.column = table->column;
    const bool is_known = table->has_names && table->column <= MARKUP_COLUMNS_MAX;
    const bool may_name = !is_known || is_head || !table->has_digits;
    const struct markup_column name = may_name ? markup_name_of(tables, text) : markup_no_name();
    const bool is_name = name.meaning.detector >= 0 && !name.meaning.is_weak;
    if (is_head)
        markup_table_begin_side(table, &name);
    else
        markup_table_name_value(table, is_known && !is_name ? NULL : &name, text, &place);
    const bool is_value = place.meaning.detector >= 0;
    markup_table_note(table, &name, text, is_head);
    markup_table_end_cell(table);
    if (is_value && !is_known)
        table->side = markup_no_name();
    return place;
}
