/*
 * Parquet (parquet-format 2.11): tables by column, read row by row.
 *
 * The columns of a row group are read side by side, as many as fit into memory, so that the values
 * of a row stand together as they do in any other table. What else a file holds is not left out:
 * metadata, values of dictionaries that no row uses, statistics that are no value of their column,
 * and every byte that nothing speaks of.
 */
#include "crawler/read/bytes_text.h"
#include "crawler/read/columns.h"
#include "crawler/read/parquet_band.h"
#include "crawler/read/parquet_cover.h"
#include "crawler/read/parquet_footer.h"
#include "crawler/read/parquet_input.h"
#include "crawler/read/parquet_tail.h"
#include "crawler/read/parquet_text.h"
#include "crawler/read/parquet_walk.h"
#include "crawler/read/record.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)256 << 20) /* of a value, or of the readable runs of a page */
#define PATH_MAX_BYTES 520

enum parquet_stage {
    STAGE_NAMES, /* of the columns */
    STAGE_PAIRS, /* metadata */
    STAGE_GROUP, /* the next row group */
    STAGE_BAND,  /* the next columns of it */
    STAGE_ROWS,
    STAGE_REST, /* what no row of the band has */
    STAGE_GAPS,
    STAGE_END
};

struct parquet_reader {
    struct columns columns;
    struct parquet_input input;
    struct range_source *copy; /* of a stream */
    bool is_cut;               /* the stream has more than the copy */
    struct parquet_footer footer;
    struct parquet_group group;
    uint64_t first_row; /* of the group, from 0 */
    struct parquet_band band;
    size_t name; /* the next column whose name is to be given */
    struct parquet_cover cover;
    struct parquet_walk walk;
    struct parquet_span gap;
    uint64_t gaps_end;
    struct buffer text, path;
    enum parquet_stage stage;
    enum status end;
};

/* Gives back what a large member took. */
static void reader_release(struct parquet_reader *reader)
{
    parquet_band_close(&reader->band);
    range_source_close(reader->copy);
    reader->copy = NULL;
    buffer_wipe(&reader->input.raw);
    parquet_walk_free(&reader->walk);
    buffer_wipe(&reader->text);
    buffer_free(&reader->group.chunks);
    parquet_cover_free(&reader->cover);
    parquet_footer_free(&reader->footer);
}

static void parquet_free(void *state)
{
    struct parquet_reader *const reader = state;
    reader_release(reader);
    columns_free(&reader->columns);
    parquet_band_free(&reader->band);
    parquet_input_free(&reader->input);
    buffer_wipe(&reader->path);
    free(reader);
}

static void *parquet_create(const struct field_rules *rules)
{
    struct parquet_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    columns_init(&reader->columns, rules);
    parquet_footer_init(&reader->footer);
    buffer_init(&reader->group.chunks, PARQUET_LEAVES_MAX * sizeof(struct parquet_chunk));
    parquet_cover_init(&reader->cover);
    parquet_walk_init(&reader->walk);
    buffer_init(&reader->text, TEXT_MAX);
    buffer_init(&reader->path, PATH_MAX_BYTES);
    const bool has_input = parquet_input_init(&reader->input);
    const bool has_band = parquet_band_init(&reader->band, &reader->input, &reader->columns);
    if (!has_input || !has_band) {
        parquet_free(reader);
        return NULL;
    }
    return reader;
}

/* ---- the footer ---- */

static void reader_name_columns(struct parquet_reader *reader)
{
    const size_t count = parquet_footer_leaf_count(&reader->footer);
    columns_clear(&reader->columns);
    for (size_t i = 0; i < count; i++)
        columns_add(&reader->columns, parquet_footer_path(&reader->footer, i));
    columns_end(&reader->columns);
}

static struct range_source *reader_find_ranges(struct parquet_reader *reader,
                                               struct byte_source *bytes, struct coverage *coverage)
{
    if (bytes->ranges != NULL)
        return bytes->ranges;
    const enum status status = range_source_copy(bytes, RANGE_COPY_MAX, &reader->copy);
    reader->is_cut = status == STATUS_OK;
    if (reader->is_cut)
        coverage_add(coverage, REASON_LIMIT_MEMORY);
    if (reader->copy == NULL)
        reader->end = status;
    return reader->copy;
}

static void parquet_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct parquet_reader *const reader = state;
    reader_release(reader);
    reader->first_row = reader->name = 0;
    reader->is_cut = false;
    reader->end = STATUS_OK;
    reader->stage = STAGE_END;
    struct range_source *const ranges = reader_find_ranges(reader, bytes, coverage);
    if (ranges == NULL)
        return;
    parquet_input_begin(&reader->input, ranges, coverage);
    reader->gap = (struct parquet_span){PARQUET_MAGIC_LEN, PARQUET_MAGIC_LEN};
    reader->gaps_end = ranges->size;
    const bool has_footer = parquet_tail_read(&reader->input, reader->is_cut, &reader->footer);
    reader->stage = has_footer ? STAGE_NAMES : STAGE_GAPS;
    if (!has_footer)
        return;
    if (!reader->footer.is_broken)
        reader->gaps_end = reader->input.end;
    reader_name_columns(reader);
}

/* ---- values ---- */

/* "$.a.b.c" of a leaf that is no plain column. */
static struct span reader_path(struct parquet_reader *reader, const struct parquet_column *column)
{
    if (column->leaf->is_flat || columns_name(&reader->columns, column->index).len == 0)
        return (struct span){NULL, 0};
    const struct span path = parquet_footer_path(&reader->footer, column->index);
    buffer_clear(&reader->path);
    buffer_append_str(&reader->path, "$.");
    buffer_append(&reader->path, path.ptr, path.len);
    return (struct span){reader->path.ptr, reader->path.len};
}

/* Makes value that of an item at a row (from 1; 0: in none). */
static void reader_give(struct parquet_reader *reader, const struct parquet_item *item,
                        uint64_t row, struct record_value *value)
{
    const struct parquet_column *const column = item->column;
    const struct parquet_cell *const cell = &item->cell;
    const struct span text =
        parquet_text(column->leaf, column->chunk.type, cell->value, &reader->text);
    *value = (struct record_value){
        .meaning = columns_meaning(&reader->columns, column->index),
        .text = text,
        .offset = cell->extent.at,
        .length = cell->extent.len,
        .is_raw = cell->extent.is_plain && text.ptr == cell->value.ptr,
        .row = row,
        .column = column->index + 1,
        .name = columns_name(&reader->columns, column->index),
        .path = reader_path(reader, column),
    };
}

static bool reader_give_runs(struct parquet_reader *reader, struct record_value *value)
{
    struct buffer *const runs = &reader->band.runs;
    if (runs->len == 0)
        return false;
    buffer_clear(&reader->text);
    buffer_append(&reader->text, runs->ptr, runs->len);
    buffer_clear(runs);
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = {reader->text.ptr, reader->text.len},
        .offset = reader->band.runs_extent.at,
        .length = reader->band.runs_extent.len,
    };
    return true;
}

/* ---- stages: each gives a value or moves on ---- */

/* Names are text, as the header of any table is. */
static bool stage_names(struct parquet_reader *reader, struct record_value *value)
{
    if (reader->name >= parquet_footer_leaf_count(&reader->footer)) {
        reader->stage = STAGE_PAIRS;
        return false;
    }
    const struct span path = parquet_footer_path(&reader->footer, reader->name++);
    buffer_clear(&reader->text);
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = bytes_text(path, &reader->text),
        .offset = reader->input.end,
        .length = reader->footer.bytes.len,
        .column = reader->name,
    };
    return true;
}

static bool stage_pairs(struct parquet_reader *reader, struct record_value *value)
{
    struct span key, text = reader->footer.created_by;
    *value = (struct record_value){.meaning = FIELD_NO_MEANING, .offset = reader->input.end};
    reader->footer.created_by = (struct span){NULL, 0};
    buffer_clear(&reader->text);
    if (text.len == 0) {
        if (!parquet_footer_next_pair(&reader->footer, &key, &text)) {
            reader->stage = STAGE_GROUP;
            return false;
        }
        if (reader_may_show(key))
            value->path = key;
    }
    if (text.len > 0)
        value->offset += (uint64_t)(text.ptr - reader->footer.bytes.ptr);
    value->length = text.len;
    value->text = bytes_text(text, &reader->text);
    value->is_raw = value->text.ptr == text.ptr;
    return true;
}

static bool stage_group(struct parquet_reader *reader, struct record_value *value)
{
    (void)value;
    if (!parquet_footer_next_group(&reader->footer, &reader->group)) {
        if (reader->footer.is_broken) {
            coverage_add(reader->input.coverage, REASON_CORRUPT);
            reader->gaps_end = reader->input.ranges->size;
        }
        if (!parquet_cover_end(&reader->cover)) {
            coverage_add(reader->input.coverage, REASON_LIMIT_MEMORY);
            reader->gaps_end = 0;
        }
        reader->gap = (struct parquet_span){PARQUET_MAGIC_LEN, PARQUET_MAGIC_LEN};
        reader->stage = STAGE_GAPS;
        return false;
    }
    reader->band.next = 0;
    reader->stage = STAGE_BAND;
    return false;
}

static bool stage_band(struct parquet_reader *reader, struct record_value *value)
{
    (void)value;
    if (parquet_band_open(&reader->band, &reader->footer, &reader->group)) {
        reader->stage = STAGE_ROWS;
        return false;
    }
    reader->first_row += reader->group.rows;
    reader->stage = STAGE_GROUP;
    return false;
}

static bool stage_rows(struct parquet_reader *reader, struct record_value *value)
{
    struct parquet_item item;
    if (!parquet_band_next(&reader->band, &item)) {
        reader->stage = reader->input.work_left == 0 ? STAGE_END : STAGE_REST;
        reader->band.at = 0;
        return false;
    }
    if (item.column != NULL)
        reader_give(reader, &item, reader->first_row + item.row + 1, value);
    else
        *value = (struct record_value){.meaning = FIELD_NO_MEANING};
    return true;
}

static bool stage_rest(struct parquet_reader *reader, struct record_value *value)
{
    struct parquet_band *const band = &reader->band;
    for (; band->at < band->count; band->at++, band->rest = 0) {
        struct parquet_item item;
        if (parquet_band_next_rest(band, &item)) {
            reader_give(reader, &item, 0, value);
            return true;
        }
        parquet_cover_add_column(&reader->cover, &reader->input, item.column);
    }
    reader->stage = STAGE_BAND;
    return false;
}

static bool stage_gaps(struct parquet_reader *reader, struct record_value *value)
{
    struct parquet_span piece;
    if (reader->gap.at >= reader->gap.end &&
        !parquet_cover_gap(&reader->cover, reader->gap.at, reader->gaps_end, &reader->gap)) {
        reader->stage = STAGE_END;
        return false;
    }
    if (!parquet_walk_next(&reader->walk, &reader->input, &reader->gap, &reader->text, &piece)) {
        reader->gap.at = reader->gap.end;
        if (reader->input.work_left == 0)
            reader->stage = STAGE_END;
        return false;
    }
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = {reader->text.ptr, reader->text.len},
        .offset = piece.at,
        .length = piece.end - piece.at,
    };
    return true;
}

static enum status parquet_next(void *state, struct record_value *value)
{
    static bool (*const stages[])(struct parquet_reader *, struct record_value *) = {
        stage_names, stage_pairs, stage_group, stage_band, stage_rows, stage_rest, stage_gaps,
    };
    struct parquet_reader *const reader = state;
    while (reader->end == STATUS_OK) {
        if (reader->input.status != STATUS_OK)
            reader->end = reader->input.status;
        else if (reader_give_runs(reader, value))
            return STATUS_OK;
        else if (reader->stage == STAGE_END)
            reader->end = STATUS_END;
        else if (stages[reader->stage](reader, value))
            return STATUS_OK;
        if (reader->text.is_failed && reader->end == STATUS_OK) {
            coverage_add(reader->input.coverage, REASON_LIMIT_MEMORY);
            buffer_clear(&reader->text);
        }
    }
    return reader->end;
}

const struct record_ops parquet_record_ops = {
    .format = FORMAT_PARQUET,
    .create = parquet_create,
    .free = parquet_free,
    .begin = parquet_begin,
    .next = parquet_next,
};
