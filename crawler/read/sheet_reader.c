/*
 * The parts of a workbook (XLSX): sheets are rows of cells under the names of their first row;
 * shared strings, styles and the workbook itself give no values, but are remembered for the cells
 * that refer to them. The walk of the archive gives those parts first, and at last an empty part:
 * then strings that no cell has shown are given as text, with the places where they stood.
 *
 * Source: ECMA-376 Part 1, 18.3.1.4 (c), 18.3.1.73 (row), 18.18.11 (types of cells).
 */
#include "crawler/read/byte_window.h"
#include "crawler/read/html_token.h"
#include "crawler/read/markup_table.h"
#include "crawler/read/number_text.h"
#include "crawler/read/record.h"
#include "crawler/read/sheet_aside.h"
#include "crawler/read/sheet_attribute.h"
#include "crawler/read/sheet_strings.h"
#include "crawler/read/xml_token.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define SHEET_CELL_MAX BYTE_WINDOW_SIZE /* a longer text is given in pieces */
#define SHEET_PATH_MAX 24

enum sheet_part { SHEET_UNKNOWN, SHEET_STRINGS, SHEET_STYLES, SHEET_WORKBOOK, SHEET_CELLS };

struct sheet_cell {
    uint64_t offset; /* of its tag */
    uint64_t style;
    char type[16];
    char path[SHEET_PATH_MAX]; /* "B2" */
    size_t path_len;
    struct markup_place place; /* of the first piece */
    bool is_open;
    bool is_text;   /* what comes next is part of its value */
    bool is_pieced; /* a piece was given */
};

struct sheet_reader {
    struct sheet_strings strings;
    bool has_fresh_strings; /* read since the last sheet */
    struct coverage *coverage;
    enum sheet_part part;
    bool is_in_cell_styles; /* cellXfs: those that cells refer to */
    bool is_phonetic;       /* how a string is read aloud: none of it */
    bool is_skipping;       /* a tag that is longer than the window */
    bool is_margin;         /* what comes next is a header or footer of pages */
    struct sheet_cell cell;
    struct buffer text; /* of the cell, but for pieces that were given before the last */
    bool is_text_given; /* to be emptied */
    struct buffer shown;
    struct markup_tables tables;
    struct byte_window window;
};

static void *sheet_create(const struct field_rules *rules)
{
    struct sheet_reader *const sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL)
        return NULL;
    sheet->tables.rules = rules;
    sheet_strings_init(&sheet->strings);
    buffer_init(&sheet->text, SHEET_CELL_MAX);
    buffer_init(&sheet->shown, 256);
    return sheet;
}

static void sheet_free(void *state)
{
    struct sheet_reader *const sheet = state;
    sheet_strings_free(&sheet->strings);
    buffer_free(&sheet->text);
    buffer_free(&sheet->shown);
    free(sheet);
}

static void sheet_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct sheet_reader *const sheet = state;
    sheet->coverage = coverage;
    sheet->part = SHEET_UNKNOWN;
    sheet->is_in_cell_styles = sheet->is_phonetic = sheet->is_skipping = false;
    sheet->is_margin = false;
    sheet->cell = (struct sheet_cell){.is_open = false};
    buffer_clear(&sheet->text);
    sheet->is_text_given = false;
    markup_tables_reset(&sheet->tables);
    byte_window_begin(&sheet->window, bytes);
}

/* ---- tags ---- */

/* The first element tells the part; a new workbook is told by strings, or by their absence. */
static void sheet_know(struct sheet_reader *sheet, struct span name)
{
    static const struct {
        const char *root;
        enum sheet_part part;
    } parts[] = {{"sst", SHEET_STRINGS},       {"stylesheet", SHEET_STYLES},
                 {"workbook", SHEET_WORKBOOK}, {"worksheet", SHEET_CELLS},
                 {"chartsheet", SHEET_CELLS},  {"dialogsheet", SHEET_CELLS}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (html_name_is(name, parts[i].root))
            sheet->part = parts[i].part;
    }
    if (sheet->part == SHEET_CELLS) {
        sheet->has_fresh_strings = false;
        markup_tables_open(&sheet->tables);
    } else if (sheet->part != SHEET_UNKNOWN && !sheet->has_fresh_strings) {
        sheet_strings_reset(&sheet->strings);
        sheet->has_fresh_strings = true;
    }
}

static void sheet_open_cell(struct sheet_reader *sheet, struct span tag, size_t at)
{
    struct sheet_cell *const cell = &sheet->cell;
    struct span value;
    *cell = (struct sheet_cell){.is_open = true,
                                .offset = byte_window_offset(&sheet->window),
                                .style = sheet_attribute_number(tag, at, "s")};
    if (sheet_attribute_find(tag, at, "t", &value) && value.len < sizeof cell->type)
        memcpy(cell->type, value.ptr, value.len);
    if (sheet_attribute_find(tag, at, "r", &value) && value.len <= sizeof cell->path) {
        memcpy(cell->path, value.ptr, value.len);
        cell->path_len = value.len;
        markup_tables_seek(&sheet->tables, sheet_attribute_column(value));
    }
    buffer_clear(&sheet->text);
}

/* A number, as a date when it is shown as one. */
static void sheet_show_date(struct sheet_reader *sheet)
{
    char number[32] = "";
    const size_t len = sheet->text.len < sizeof number - 1 ? sheet->text.len : sizeof number - 1;
    memcpy(number, sheet->text.ptr, len);
    sheet_strings_append_date(&sheet->strings, sheet->cell.style, strtod(number, NULL),
                              &sheet->shown);
}

/* What the cell shows. */
static struct span sheet_value(struct sheet_reader *sheet)
{
    const struct span raw = {sheet->text.ptr, sheet->text.len};
    if (strcmp(sheet->cell.type, "s") == 0)
        return sheet_strings_show(&sheet->strings,
                                  sheet_attribute_digits(ascii_trim(raw.ptr, raw.len)));
    const bool is_number = sheet->cell.type[0] == '\0' || strcmp(sheet->cell.type, "n") == 0;
    buffer_clear(&sheet->shown);
    if (is_number && raw.len > 0)
        sheet_show_date(sheet);
    return sheet->shown.len > 0 ? (struct span){sheet->shown.ptr, sheet->shown.len} : raw;
}

/* Fills value with a text of the cell, whose raw bytes end at end. */
static void sheet_place(const struct sheet_cell *cell, struct span text, uint64_t end,
                        struct record_value *value)
{
    *value = (struct record_value){
        .meaning = cell->is_pieced ? FIELD_NO_MEANING : cell->place.meaning,
        .text = text,
        .offset = cell->offset,
        .length = end - cell->offset,
        .row = cell->place.row,
        .column = cell->place.column,
        .name = cell->place.name,
        .path = {(const uint8_t *)cell->path, cell->path_len},
    };
}

/* Gives what there is of a cell that is not over. Such a text is none of a column's values. */
static void sheet_give_piece(struct sheet_reader *sheet, struct record_value *value)
{
    struct sheet_cell *const cell = &sheet->cell;
    const struct span text = {sheet->text.ptr, sheet->text.len};
    const bool is_joined = cell->is_pieced;
    if (!is_joined)
        cell->place = markup_tables_add_cell(&sheet->tables, text, false);
    cell->is_pieced = true;
    sheet->is_text_given = true;
    sheet_place(cell, text, byte_window_offset(&sheet->window), value);
    value->is_joined = is_joined;
}

/* True when the cell has something to give. */
static bool sheet_close_cell(struct sheet_reader *sheet, uint64_t end, struct record_value *value)
{
    struct sheet_cell *const cell = &sheet->cell;
    if (!cell->is_open)
        return false;
    cell->is_open = cell->is_text = false;
    const struct span shown =
        cell->is_pieced ? (struct span){sheet->text.ptr, sheet->text.len} : sheet_value(sheet);
    const struct span text = cell->is_pieced ? shown : ascii_trim(shown.ptr, shown.len);
    if (!cell->is_pieced)
        cell->place = markup_tables_add_cell(&sheet->tables, text, false);
    sheet_place(cell, text, end, value);
    value->is_joined = cell->is_pieced;
    return text.len > 0;
}

/* True when raw, which is no part of a value, is given as it stands. */
static bool sheet_is_aside(const struct sheet_reader *sheet, struct span raw)
{
    return sheet->part == SHEET_CELLS && !sheet->cell.is_text && !sheet->is_phonetic &&
           (sheet->is_margin || sheet_aside_has_quotes(raw));
}

static bool sheet_read_cells_tag(struct sheet_reader *sheet, const struct html_tag *tag,
                                 struct span raw, struct span name, struct record_value *value)
{
    const bool is_empty = sheet_attribute_is_empty(raw);
    const uint64_t end = byte_window_offset(&sheet->window) + tag->len;
    sheet->is_margin = !tag->is_end && sheet_aside_is_margin(name);
    if (span_is(name, "row") && !tag->is_end) {
        markup_tables_begin_row(&sheet->tables);
        markup_tables_seek_row(&sheet->tables, sheet_attribute_number(raw, tag->attributes, "r"));
    } else if (span_is(name, "rPh"))
        sheet->is_phonetic = !tag->is_end;
    else if (span_is(name, "v") || span_is(name, "t"))
        sheet->cell.is_text = !tag->is_end && !is_empty && sheet->cell.is_open;
    else if (span_is(name, "c") && !tag->is_end)
        sheet_open_cell(sheet, raw, tag->attributes);
    return span_is(name, "c") && (tag->is_end || is_empty) && sheet_close_cell(sheet, end, value);
}

static void sheet_read_strings_tag(struct sheet_reader *sheet, const struct html_tag *tag,
                                   struct span raw, struct span name)
{
    const bool is_empty = sheet_attribute_is_empty(raw);
    if (span_is(name, "rPh"))
        sheet->is_phonetic = !tag->is_end;
    else if (span_is(name, "t"))
        sheet->cell.is_text = !tag->is_end && !is_empty;
    else if (!span_is(name, "si"))
        return;
    else if (!tag->is_end)
        sheet_strings_open(&sheet->strings, byte_window_offset(&sheet->window));
    if (span_is(name, "si") && (tag->is_end || is_empty))
        sheet_strings_close(&sheet->strings, byte_window_offset(&sheet->window) + tag->len);
}

static void sheet_read_styles_tag(struct sheet_reader *sheet, const struct html_tag *tag,
                                  struct span raw, struct span name)
{
    struct span code;
    if (span_is(name, "cellXfs"))
        sheet->is_in_cell_styles = !tag->is_end;
    else if (span_is(name, "numFmt") &&
             sheet_attribute_find(raw, tag->attributes, "formatCode", &code))
        sheet_strings_add_format(&sheet->strings,
                                 sheet_attribute_number(raw, tag->attributes, "numFmtId"), code);
    else if (sheet->is_in_cell_styles && span_is(name, "xf") && !tag->is_end)
        sheet_strings_add_style(&sheet->strings,
                                sheet_attribute_number(raw, tag->attributes, "numFmtId"));
}

static bool sheet_read_tag(struct sheet_reader *sheet, const struct html_tag *tag,
                           struct record_value *value)
{
    const struct span raw = {byte_window_rest(&sheet->window).ptr, tag->len};
    const struct span name = xml_local_name(tag->name);
    struct span date1904;
    if (sheet->part == SHEET_UNKNOWN)
        sheet_know(sheet, name);
    switch (sheet->part) {
    case SHEET_CELLS:
        if (!tag->is_end && sheet_aside_is_tag(name)) {
            *value = sheet_aside_value(raw, byte_window_offset(&sheet->window));
            return true;
        }
        return sheet_read_cells_tag(sheet, tag, raw, name, value);
    case SHEET_STRINGS:
        sheet_read_strings_tag(sheet, tag, raw, name);
        return false;
    case SHEET_STYLES:
        sheet_read_styles_tag(sheet, tag, raw, name);
        return false;
    case SHEET_WORKBOOK:
        if (span_is(name, "workbookPr") &&
            sheet_attribute_find(raw, tag->attributes, "date1904", &date1904))
            sheet->strings.has_1904 = span_is(date1904, "1") || span_is(date1904, "true");
        return false;
    default:
        return false;
    }
}

/* ---- text ---- */

static void sheet_add_text(struct sheet_reader *sheet, struct span raw)
{
    uint8_t decoded[1024];
    if (!sheet->cell.is_text || sheet->is_phonetic)
        return;
    for (size_t at = 0; at < raw.len;) {
        size_t len = raw.len - at < sizeof decoded ? raw.len - at : sizeof decoded;
        if (at + len < raw.len)
            len = html_whole((struct span){raw.ptr + at, len});
        const size_t got = html_decode((struct span){raw.ptr + at, len}, decoded);
        if (sheet->part == SHEET_STRINGS)
            sheet_strings_add(&sheet->strings, (struct span){decoded, got});
        else
            buffer_append(&sheet->text, decoded, got);
        at += len;
    }
}

/* The text up to the next tag, or what is passed over up to its end; true when a piece of a cell is
 * to be given in front of it. */
static bool sheet_step_text(struct sheet_reader *sheet, struct span rest,
                            struct record_value *value)
{
    const uint8_t *const found = memchr(rest.ptr, sheet->is_skipping ? '>' : '<', rest.len);
    size_t len = found != NULL ? (size_t)(found - rest.ptr) : rest.len;
    if (sheet->is_skipping) {
        byte_window_skip(&sheet->window, len + (found != NULL));
        sheet->is_skipping = found == NULL;
        return false;
    }
    if (found == NULL && !byte_window_is_last(&sheet->window))
        len = html_whole(rest);
    /* A text for which the cell has no room: never so for an empty cell, since a reference is not
     * shorter than what it stands for, and no text longer than the window. */
    if (sheet->part == SHEET_CELLS && sheet->cell.is_text && !sheet->is_phonetic &&
        len > SHEET_CELL_MAX - sheet->text.len) {
        sheet_give_piece(sheet, value);
        return true;
    }
    const struct span raw = {rest.ptr, len};
    const bool is_aside = sheet_is_aside(sheet, raw);
    if (is_aside)
        *value = sheet_aside_value(raw, byte_window_offset(&sheet->window));
    else
        sheet_add_text(sheet, xml_without_cdata_end(raw));
    byte_window_skip(&sheet->window, len);
    return is_aside;
}

/* One tag, or the text up to the next one; true when a cell is to be given. */
static bool sheet_step(struct sheet_reader *sheet, struct record_value *value)
{
    const struct span rest = byte_window_rest(&sheet->window);
    struct html_tag tag;
    if (rest.ptr[0] == '<' && !sheet->is_skipping) {
        if (rest.len > 1 && rest.ptr[1] != '!' && rest.ptr[1] != '?' && html_find_tag(rest, &tag)) {
            const bool is_given = sheet_read_tag(sheet, &tag, value);
            byte_window_skip(&sheet->window, tag.len);
            return is_given;
        }
        const size_t cdata = xml_cdata_start(rest);
        byte_window_skip(&sheet->window, cdata);
        sheet->is_skipping = cdata == 0;
        if (cdata > 0)
            return false;
    }
    return sheet_step_text(sheet, rest, value);
}

static enum status sheet_next(void *state, struct record_value *value)
{
    struct sheet_reader *const sheet = state;
    if (sheet->is_text_given)
        buffer_clear(&sheet->text);
    sheet->is_text_given = false;
    for (;;) {
        byte_window_want(&sheet->window, BYTE_WINDOW_SIZE / 2);
        if (sheet->window.at == sheet->window.len)
            break;
        if (sheet_step(sheet, value))
            return STATUS_OK;
    }
    if (sheet->strings.is_open) /* the part is cut */
        sheet_strings_close(&sheet->strings, byte_window_offset(&sheet->window));
    if (sheet->strings.is_lost)
        coverage_add(sheet->coverage, REASON_LIMIT_MEMORY);
    /* A part without a byte is the end of the workbook: what was not shown by then is given. */
    const bool is_end =
        sheet->window.status == STATUS_END && byte_window_offset(&sheet->window) == 0;
    if (is_end && sheet_strings_next_unshown(&sheet->strings, value))
        return STATUS_OK;
    if (sheet->text.is_failed || sheet->strings.text.is_failed || sheet->strings.places.is_failed)
        return STATUS_NO_MEMORY;
    return sheet_close_cell(sheet, byte_window_offset(&sheet->window), value)
               ? STATUS_OK
               : sheet->window.status;
}

const struct record_ops sheet_record_ops = {.format = FORMAT_SHEET,
                                            .is_kept = true,
                                            .create = sheet_create,
                                            .free = sheet_free,
                                            .begin = sheet_begin,
                                            .next = sheet_next};
