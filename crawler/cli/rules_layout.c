/* [[layout]] of rules files: tables of fixed width. */
#include "crawler/cli/rules_layout.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 160
#define DIGITS_MAX 7 /* of a number: more than LAYOUT_RECORD_MAX has none */

struct rules_columns {
    struct rules_columns *next;
    struct layout_column columns[];
};

void rules_layouts_free(struct rules_layouts *layouts)
{
    while (layouts->kept != NULL) {
        struct rules_columns *const kept = layouts->kept;
        layouts->kept = kept->next;
        free(kept);
    }
}

const struct layouts *rules_layouts_input(struct rules_layouts *layouts)
{
    layouts->all.layouts = layouts->layouts;
    return layouts->all.count > 0 ? &layouts->all : NULL;
}

/* ---- columns ---- */

/* Takes a number and the blanks behind it off text; 0: there is none, or one that is too large. */
static uint32_t rules_layout_number(struct span *text)
{
    const size_t digits = ascii_count_digits(text->ptr, text->len, DIGITS_MAX + 1);
    if (digits == 0 || digits > DIGITS_MAX || digits == text->len || text->ptr[digits] != ' ')
        return 0;
    const unsigned number = ascii_read_number(text->ptr, digits);
    *text = ascii_trim(text->ptr + digits, text->len - digits);
    return number <= LAYOUT_RECORD_MAX ? number : 0;
}

/* "START LENGTH NAME". */
static bool rules_layout_column(const struct toml_value *value, struct layout_column *column,
                                struct toml_error *error)
{
    struct span text = {(const uint8_t *)value->text, value->len};
    const uint32_t start = rules_layout_number(&text);
    const uint32_t length = start > 0 ? rules_layout_number(&text) : 0;
    if (length == 0 || text.len == 0 || text.len > NAME_MAX_BYTES ||
        start - 1 > LAYOUT_RECORD_MAX - length)
        return toml_error_set(error, value->line,
                              "a column is \"START LENGTH NAME\", as in \"1 9 ssn\": counted "
                              "from 1, within %u bytes, a name of at most %d",
                              LAYOUT_RECORD_MAX, NAME_MAX_BYTES);
    *column = (struct layout_column){text, start - 1, length};
    return true;
}

static bool rules_layout_columns(struct rules_layouts *layouts, struct layout *layout,
                                 const struct toml_entry *entry, struct toml_error *error)
{
    if (entry->count == 0 || entry->count > LAYOUT_COLUMNS_MAX)
        return toml_error_set(error, entry->line, "a layout has 1 to %d columns",
                              LAYOUT_COLUMNS_MAX);
    struct rules_columns *const kept =
        malloc(sizeof *kept + entry->count * sizeof kept->columns[0]);
    if (kept == NULL)
        return toml_error_set(error, entry->line, "not enough memory");
    kept->next = layouts->kept;
    layouts->kept = kept;
    uint32_t end = 0;
    for (size_t i = 0; i < entry->count; i++) {
        struct layout_column *const column = &kept->columns[i];
        if (!rules_layout_column(&entry->values[i], column, error))
            return false;
        if (column->start < end)
            return toml_error_set(error, entry->values[i].line,
                                  "column %zu starts at %u, but the one before it ends at %u: "
                                  "columns go from left to right, none on another",
                                  i + 1, column->start + 1, end);
        end = column->start + column->length;
    }
    layout->columns = kept->columns;
    layout->column_count = entry->count;
    return true;
}

/* ---- keys ---- */

bool rules_layout_set(struct rules_layouts *layouts, struct rules_draft *draft,
                      const struct toml_entry *entry, const struct custom_texts *texts,
                      struct toml_error *error)
{
    struct layout *const layout = &draft->layout;
    const struct toml_value *const value = entry->values;
    const int key = rules_key_find(entry->name, RULES_LAYOUT);
    if (key == RULES_KEY_ID) {
        layout->id = value->text;
    } else if (key == RULES_KEY_NAMES) {
        layout->names = texts->texts;
        layout->name_count = texts->count;
    } else if (key == RULES_KEY_STARTS) {
        layout->starts = (struct span){(const uint8_t *)value->text, value->len};
    } else if (key == RULES_KEY_RECORD) {
        layout->record = (uint32_t)value->number;
    } else if (key == RULES_KEY_COLUMNS) {
        return rules_layout_columns(layouts, layout, entry, error);
    }
    return true;
}

static bool rules_layout_check(const struct rules_draft *draft, struct toml_error *error)
{
    const struct layout *const layout = &draft->layout;
    const unsigned names_line = draft->lines[RULES_KEY_NAMES];
    if (layout->id == NULL)
        return toml_error_set(error, draft->line, "[[layout]] wants an id, as in id = \"claims\"");
    if (layout->name_count == 0)
        return toml_error_set(error, names_line > 0 ? names_line : draft->line,
                              "[[layout]] wants names of files, as in names = [\"*.dat\"]");
    for (size_t i = 0; i < layout->name_count; i++) {
        const size_t len = strlen(layout->names[i]);
        if (len == 0 || len > NAME_MAX_BYTES)
            return toml_error_set(error, names_line, "name %zu has %zu bytes: give 1 to %d", i + 1,
                                  len, NAME_MAX_BYTES);
    }
    if (layout->column_count == 0)
        return toml_error_set(error, draft->line,
                              "[[layout]] wants columns, as in columns = [\"1 9 ssn\"]");
    const struct layout_column *const last = &layout->columns[layout->column_count - 1];
    if (layout->record > 0 && last->start + last->length > layout->record)
        return toml_error_set(error, draft->lines[RULES_KEY_RECORD],
                              "a record has %u bytes, but its last column ends at %u",
                              layout->record, last->start + last->length);
    return true;
}

bool rules_layout_add(struct rules_layouts *layouts, const struct rules_draft *draft,
                      struct toml_error *error)
{
    if (!rules_layout_check(draft, error))
        return false;
    for (size_t i = 0; i < layouts->all.count; i++) {
        if (strcmp(layouts->layouts[i].id, draft->layout.id) == 0)
            return toml_error_set(error, draft->lines[RULES_KEY_ID],
                                  "there is a layout '%s' already: ids are unique",
                                  draft->layout.id);
    }
    if (layouts->all.count == LAYOUTS_MAX)
        return toml_error_set(error, draft->line, "a run takes at most %d layouts", LAYOUTS_MAX);
    layouts->layouts[layouts->all.count++] = draft->layout;
    return true;
}
