/*
 * Workbooks before XML (XLS): the stream "Workbook" or "Book" of a compound file, record by record.
 * Cells are values under the names of their columns, as those of newer workbooks; what else says
 * something (headers, comments, names, links) is text.
 *
 * Source: [MS-XLS] 2.1 (structure of the stream), 2.4 (records).
 */
#include "crawler/read/biff_record.h"
#include "crawler/read/byte_window.h"
#include "crawler/read/bytes_text.h"
#include "crawler/read/markup_table.h"
#include "crawler/read/number_text.h"
#include "crawler/read/record.h"
#include "crawler/read/sheet_strings.h"

#include "detectors/ascii.h"

#include <stdio.h>
#include <stdlib.h>

#define BIFF_HEAD 4
#define BIFF_TEXT_MAX ((size_t)256 << 10)
#define BIFF_REST 8192
#define BIFF_VERSION_8 0x0600
#define BIFF_DIGITS 15
#define BIFF_CELL 6    /* row, column, style */
#define BIFF_TOKENS 20 /* of a formula: where they start */

enum biff_stage {
    BIFF_RECORDS,
    BIFF_UNSHOWN, /* strings that no cell shows */
    BIFF_BROKEN,  /* what follows cannot be read by records */
};

struct biff_cell {
    uint32_t row, column; /* from 0 */
    uint16_t style;
};

struct biff_reader {
    struct sheet_strings strings;
    struct coverage *coverage;
    enum biff_stage stage;
    bool has_strings; /* BIFF8: text has flags */
    bool is_in_sst;   /* CONTINUE goes on with shared strings */
    struct biff_sst sst;
    bool is_formula; /* the text of the cell at hand is in the next STRING */
    struct biff_cell cell;
    uint32_t row;             /* of the sheet at hand; UINT32_MAX: none yet */
    size_t at;                /* in the body of a record with many cells; 0: none is read */
    struct record_value said; /* text beside a cell, given behind it; empty: none */
    char path[24];
    struct buffer text, aside;
    struct markup_tables tables;
    struct byte_window window;
};

static void *biff_create(const struct field_rules *rules)
{
    struct biff_reader *const biff = calloc(1, sizeof *biff);
    if (biff == NULL)
        return NULL;
    biff->tables.rules = rules;
    sheet_strings_init(&biff->strings);
    buffer_init(&biff->text, BIFF_TEXT_MAX);
    buffer_init(&biff->aside, BIFF_TEXT_MAX);
    return biff;
}

static void biff_free(void *state)
{
    struct biff_reader *const biff = state;
    sheet_strings_free(&biff->strings);
    buffer_free(&biff->text);
    buffer_free(&biff->aside);
    free(biff);
}

static void biff_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct biff_reader *const biff = state;
    biff->coverage = coverage;
    biff->stage = BIFF_RECORDS;
    biff->has_strings = true;
    biff->is_in_sst = biff->is_formula = false;
    biff->row = UINT32_MAX;
    biff->at = 0;
    biff->said.text.len = 0;
    sheet_strings_reset(&biff->strings);
    markup_tables_reset(&biff->tables);
    byte_window_begin(&biff->window, bytes);
}

/* ---- cells ---- */

/* "BC12" */
static struct span biff_path(struct biff_reader *biff)
{
    char letters[8];
    size_t count = 0;
    for (uint32_t left = biff->cell.column + 1; left > 0; left = (left - 1) / 26)
        letters[count++] = (char)('A' + (left - 1) % 26);
    size_t len = 0;
    while (count > 0)
        biff->path[len++] = letters[--count];
    len += (size_t)snprintf(biff->path + len, sizeof biff->path - len, "%u", biff->cell.row + 1u);
    return (struct span){(const uint8_t *)biff->path, len};
}

/* The cell at hand shows text; false when that is nothing. */
static bool biff_give(struct biff_reader *biff, const struct biff_record *record, struct span shown,
                      struct record_value *value)
{
    const struct span text = ascii_trim(shown.ptr, shown.len);
    if (text.len == 0)
        return false;
    if (biff->cell.row != biff->row) {
        markup_tables_begin_row(&biff->tables);
        markup_tables_seek_row(&biff->tables, (uint64_t)biff->cell.row + 1);
        biff->row = biff->cell.row;
    }
    markup_tables_seek(&biff->tables, (uint64_t)biff->cell.column + 1);
    const struct markup_place place = markup_tables_add_cell(&biff->tables, text, false);
    *value = (struct record_value){
        .meaning = place.meaning,
        .text = text,
        .offset = record->offset,
        .length = BIFF_HEAD + record->body.len,
        .row = place.row,
        .column = place.column,
        .name = place.name,
        .path = biff_path(biff),
    };
    return true;
}

static bool biff_give_number(struct biff_reader *biff, const struct biff_record *record,
                             double number, struct record_value *value)
{
    buffer_clear(&biff->text);
    sheet_strings_append_date(&biff->strings, biff->cell.style, number, &biff->text);
    if (biff->text.len == 0)
        number_append_float(&biff->text, number, BIFF_DIGITS);
    return biff_give(biff, record, (struct span){biff->text.ptr, biff->text.len}, value);
}

/* The text at body[at], with a length of two bytes. */
static bool biff_give_text(struct biff_reader *biff, const struct biff_record *record, size_t at,
                           struct record_value *value)
{
    const struct biff_text_form form = {.len_size = 2, .has_flags = biff->has_strings};
    buffer_clear(&biff->text);
    biff_append_text(record->body, at, form, &biff->text);
    return biff_give(biff, record, (struct span){biff->text.ptr, biff->text.len}, value);
}

/* 2.4.127: what it came to, with a text in the record that follows. Its tokens may hold texts. */
static bool biff_read_formula(struct biff_reader *biff, const struct biff_record *record,
                              struct record_value *value)
{
    const struct span body = record->body;
    const bool is_number = biff_u16(body, BIFF_CELL + 6) != 0xFFFF;
    biff->is_formula = !is_number && body.len > BIFF_CELL && body.ptr[BIFF_CELL] == 0;
    if (body.len > BIFF_TOKENS) {
        buffer_clear(&biff->aside);
        bytes_append_runs(&biff->aside,
                          (struct span){body.ptr + BIFF_TOKENS, body.len - BIFF_TOKENS});
        biff->said = (struct record_value){.meaning = FIELD_NO_MEANING,
                                           .text = {biff->aside.ptr, biff->aside.len},
                                           .offset = record->offset,
                                           .length = BIFF_HEAD + body.len};
    }
    return is_number && biff_give_number(biff, record, biff_double(body, BIFF_CELL), value);
}

/* 2.4.175: cells side by side, a call each. */
static bool biff_read_many(struct biff_reader *biff, const struct biff_record *record,
                           struct record_value *value)
{
    const struct span body = record->body;
    if (biff->at == 0)
        biff->at = 4;
    biff->cell.column = (uint32_t)(biff_u16(body, 2) + (biff->at - 4) / 6);
    biff->cell.style = biff_u16(body, biff->at);
    const double number = biff_rk(biff_u32(body, biff->at + 2));
    biff->at += 6;
    const bool is_given = biff->at + 2 <= body.len && biff_give_number(biff, record, number, value);
    if (biff->at + 6 + 2 > body.len)
        biff->at = 0;
    return is_given;
}

static bool biff_read_cell(struct biff_reader *biff, const struct biff_record *record,
                           struct record_value *value)
{
    const struct span body = record->body;
    biff->cell = (struct biff_cell){biff_u16(body, 0), biff_u16(body, 2), biff_u16(body, 4)};
    switch (record->type) {
    case BIFF_LABELSST:
        return biff_give(biff, record,
                         sheet_strings_show(&biff->strings, biff_u32(body, BIFF_CELL)), value);
    case BIFF_NUMBER:
        return biff_give_number(biff, record, biff_double(body, BIFF_CELL), value);
    case BIFF_RK:
        return biff_give_number(biff, record, biff_rk(biff_u32(body, BIFF_CELL)), value);
    case BIFF_MULRK:
        return biff_read_many(biff, record, value);
    case BIFF_FORMULA:
        return biff_read_formula(biff, record, value);
    default:
        return biff_give_text(biff, record, BIFF_CELL, value);
    }
}

/* ---- other records ---- */

/* What cells refer to, and where sheets begin and end; false for a record that is none of these. */
static bool biff_read_globals(struct biff_reader *biff, const struct biff_record *record)
{
    const struct span body = record->body;
    const bool is_8 = biff->has_strings;
    switch (record->type) {
    case BIFF_BEGIN:
        biff->has_strings = biff_u16(body, 0) >= BIFF_VERSION_8;
        biff->row = UINT32_MAX;
        markup_tables_open(&biff->tables);
        return true;
    case BIFF_END:
        biff->row = UINT32_MAX;
        markup_tables_close(&biff->tables);
        return true;
    case BIFF_1904:
        biff->strings.has_1904 = biff_u16(body, 0) == 1;
        return true;
    case BIFF_FORMAT:
        buffer_clear(&biff->text);
        biff_append_text(body, 2, (struct biff_text_form){is_8 ? 2 : 1, is_8}, &biff->text);
        sheet_strings_add_format(&biff->strings, biff_u16(body, 0),
                                 (struct span){biff->text.ptr, biff->text.len});
        return false; /* it may hold words, too */
    case BIFF_XF:
        sheet_strings_add_style(&biff->strings, biff_u16(body, 2));
        return true;
    default:
        return false;
    }
}

/* Readable text of a record that is none of the others. */
static bool biff_read_other(struct biff_reader *biff, const struct biff_record *record,
                            struct record_value *value)
{
    buffer_clear(&biff->text);
    bytes_append_runs(&biff->text, record->body);
    *value = (struct record_value){.meaning = FIELD_NO_MEANING,
                                   .text = {biff->text.ptr, biff->text.len},
                                   .offset = record->offset,
                                   .length = BIFF_HEAD + record->body.len};
    return biff->text.len > 0;
}

/* Shared strings, and what goes on with them; false when they cannot be read. */
static bool biff_read_strings(struct biff_reader *biff, const struct biff_record *record)
{
    const bool is_first = record->type == BIFF_SST;
    if (is_first)
        biff->sst = (struct biff_sst){0};
    biff->is_in_sst = biff_sst_take(&biff->sst, record, is_first ? 8 : 0, &biff->strings);
    return biff->is_in_sst;
}

/* At offset nothing goes on with shared strings: one that is not over counts as it is, for reason.
 */
static void biff_end_strings(struct biff_reader *biff, uint64_t offset, enum reason reason)
{
    biff->is_in_sst = false;
    if (!biff->strings.is_open)
        return;
    sheet_strings_close(&biff->strings, offset);
    coverage_add(biff->coverage, reason);
}

/* True when a value is to be given. */
static bool biff_read_record(struct biff_reader *biff, const struct biff_record *record,
                             struct record_value *value)
{
    const bool goes_on = record->type == BIFF_CONTINUE && biff->is_in_sst;
    const bool is_strings = record->type == BIFF_SST || goes_on;
    if (!goes_on)
        biff_end_strings(biff, record->offset, REASON_CORRUPT);
    if (is_strings && biff_read_strings(biff, record))
        return false;
    if (is_strings)
        coverage_add(biff->coverage, REASON_CORRUPT);
    switch (record->type) {
    case BIFF_LABELSST:
    case BIFF_NUMBER:
    case BIFF_RK:
    case BIFF_MULRK:
    case BIFF_FORMULA:
    case BIFF_LABEL:
    case BIFF_RSTRING:
        return biff_read_cell(biff, record, value);
    case BIFF_STRING:
        if (!biff->is_formula)
            break;
        biff->is_formula = false;
        return biff_give_text(biff, record, 0, value);
    default:
        break;
    }
    return !biff_read_globals(biff, record) && biff_read_other(biff, record, value);
}

/* ---- the stream ---- */

/* Records cannot be followed any longer: why, and what is left is looked through for text. */
static void biff_break(struct biff_reader *biff, enum reason reason)
{
    coverage_add(biff->coverage, reason);
    biff_end_strings(biff, byte_window_offset(&biff->window), reason);
    biff->stage = BIFF_BROKEN;
}

/* One record; true when it gave a value. */
static bool biff_step(struct biff_reader *biff, struct record_value *value)
{
    struct biff_record record;
    switch (biff_record_read(&biff->window, &record)) {
    case BIFF_IS_RECORD:
        break;
    case BIFF_IS_OVER:
        biff_end_strings(biff, byte_window_offset(&biff->window), REASON_CORRUPT);
        biff->stage = BIFF_UNSHOWN;
        return false;
    case BIFF_IS_CUT:
        biff_break(biff, REASON_TRUNCATED);
        return false;
    default:
        biff_break(biff, REASON_CORRUPT);
        return false;
    }
    if (record.type == BIFF_ENCRYPTED) {
        biff_break(biff, REASON_ENCRYPTED);
        return false;
    }
    const bool is_given = biff_read_record(biff, &record, value);
    if (biff->at == 0)
        byte_window_skip(&biff->window, BIFF_HEAD + record.body.len);
    return is_given;
}

/* Readable text of what is left, a piece of it; false at its end. */
static bool biff_give_rest(struct biff_reader *biff, struct record_value *value)
{
    for (;;) {
        byte_window_want(&biff->window, BIFF_REST);
        const struct span rest = byte_window_rest(&biff->window);
        const struct biff_record piece = {
            .offset = byte_window_offset(&biff->window),
            .body = {rest.ptr, rest.len < BIFF_REST ? rest.len : BIFF_REST}};
        if (rest.len == 0)
            return false;
        byte_window_skip(&biff->window, piece.body.len);
        if (biff_read_other(biff, &piece, value)) {
            value->length = piece.body.len;
            return true;
        }
    }
}

static enum status biff_next(void *state, struct record_value *value)
{
    struct biff_reader *const biff = state;
    if (biff->said.text.len > 0) {
        *value = biff->said;
        biff->said.text.len = 0;
        return STATUS_OK;
    }
    while (biff->stage == BIFF_RECORDS) {
        if (biff_step(biff, value))
            return STATUS_OK;
        if (biff->said.text.len > 0)
            return biff_next(state, value);
    }
    if (biff->strings.is_lost)
        coverage_add(biff->coverage, REASON_LIMIT_MEMORY);
    if (biff->strings.text.is_failed || biff->strings.places.is_failed)
        return STATUS_NO_MEMORY;
    if (sheet_strings_next_unshown(&biff->strings, value))
        return STATUS_OK;
    const bool is_rest = biff->stage == BIFF_BROKEN && biff_give_rest(biff, value);
    return is_rest ? STATUS_OK : biff->window.status;
}

const struct record_ops biff_record_ops = {.format = FORMAT_BIFF,
                                           .create = biff_create,
                                           .free = biff_free,
                                           .begin = biff_begin,
                                           .next = biff_next};
