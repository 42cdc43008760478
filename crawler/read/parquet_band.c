/* Columns of one row group of Parquet, side by side. */
#include "crawler/read/parquet_band.h"

#include "crawler/read/bytes_text.h"
#include "crawler/read/parquet_text.h"

#include <stdlib.h>

#define BAND_MEMORY (PARQUET_MEMORY / 2) /* one more column is opened below this */
#define BAND_COLUMNS 4096                /* side by side, at most */
#define BAND_TEXT_MAX ((size_t)256 << 20)
#define BAND_NULLS_MAX (1u << 20) /* in a row, before the caller may have a look */

bool parquet_band_init(struct parquet_band *band, struct parquet_input *input,
                       struct columns *names)
{
    *band = (struct parquet_band){.input = input, .names = names};
    buffer_init(&band->text, BAND_TEXT_MAX);
    buffer_init(&band->runs, BAND_TEXT_MAX);
    band->columns = calloc(BAND_COLUMNS, sizeof *band->columns);
    return band->columns != NULL;
}

void parquet_band_close(struct parquet_band *band)
{
    for (size_t i = 0; i < band->count; i++)
        parquet_column_free(&band->columns[i], band->input);
    band->count = 0;
    buffer_wipe(&band->text);
    buffer_wipe(&band->runs);
}

void parquet_band_free(struct parquet_band *band)
{
    parquet_band_close(band);
    free(band->columns);
}

/* Keeps what is readable in a page that could not be read, before its bytes are gone. */
static void band_keep_lost(struct parquet_band *band, struct parquet_column *column)
{
    if (column->lost.len == 0)
        return;
    bytes_append_runs(&band->runs, column->lost);
    band->runs_extent = column->lost_extent;
    column->lost = (struct span){NULL, 0};
}

static bool band_look(struct parquet_band *band, struct parquet_column *column)
{
    bool has_entry = parquet_column_look(column, band->input);
    while (column->lost.len > 0) {
        band_keep_lost(band, column);
        has_entry = parquet_column_look(column, band->input);
    }
    return has_entry;
}

/* ---- opening ---- */

static void band_sample_values(struct parquet_band *band, struct parquet_column *column)
{
    struct parquet_cell cell;
    for (int i = 0; i < COLUMNS_SAMPLE && (column->has_entry || column->page_left > 0); i++) {
        if (!parquet_column_look(column, band->input))
            return;
        parquet_column_take(column, band->input, &cell);
        if (!cell.is_null)
            columns_sample(band->names, column->index,
                           parquet_text(column->leaf, column->chunk.type, cell.value, &band->text));
    }
}

/* Looks at values of a column's first page, and puts it back to where it was. */
static void band_sample(struct parquet_band *band, struct parquet_column *column)
{
    if (!columns_is_named(band->names, column->index) || !column->has_entry)
        return;
    const struct parquet_column saved = *column;
    band_sample_values(band, column);
    /* All but the memory of the value at hand, which may have moved. */
    struct buffer scratch = column->values.scratch;
    scratch.len = saved.values.scratch.len;
    *column = saved;
    column->values.scratch = scratch;
}

bool parquet_band_open(struct parquet_band *band, const struct parquet_footer *footer,
                       const struct parquet_group *group)
{
    const struct parquet_chunk *const chunks =
        (const struct parquet_chunk *)(const void *)group->chunks.ptr;
    const size_t count = group->chunks.len / sizeof *chunks;
    parquet_band_close(band);
    band->footer = footer;
    band->row = 0;
    band->at = band->rest = 0;
    band->is_inside = band->has_row = false;
    while (band->next < count && band->count < BAND_COLUMNS &&
           (band->count == 0 || band->input->memory_used < BAND_MEMORY)) {
        struct parquet_column *const column = &band->columns[band->count++];
        parquet_column_init(column);
        parquet_column_open(column, band->input, footer, band->next, &chunks[band->next]);
        band->next++;
        band_look(band, column);
        band_sample(band, column);
    }
    return band->count > 0;
}

/* ---- rows ---- */

/* Goes on to the next column, or to the next row; false when the last row had nothing. */
static bool band_step(struct parquet_band *band)
{
    band->is_inside = false;
    if (++band->at < band->count)
        return true;
    const bool has_row = band->has_row;
    band->at = 0;
    band->row++;
    band->has_row = false;
    return has_row;
}

bool parquet_band_next(struct parquet_band *band, struct parquet_item *item)
{
    for (unsigned nulls = 0; nulls < BAND_NULLS_MAX; nulls++) {
        struct parquet_column *const column = &band->columns[band->at];
        if (!band_look(band, column) || (band->is_inside && column->rep == 0)) {
            if (!band_step(band))
                return false;
            continue;
        }
        parquet_column_take(column, band->input, &item->cell);
        band_keep_lost(band, column);
        band->is_inside = band->has_row = true;
        item->column = column;
        item->row = band->row;
        if (!parquet_input_work(band->input, 1 + item->cell.value.len))
            return false;
        if (!item->cell.is_null && item->cell.value.len > 0)
            return true;
    }
    item->column = NULL;
    return true;
}

/* ---- behind the rows ---- */

static bool band_find_unused(struct parquet_band *band, const struct parquet_column *column,
                             uint32_t count, struct parquet_cell *cell)
{
    for (; band->rest < count; band->rest++) {
        if (parquet_dictionary_is_used(&column->dictionary, (uint32_t)band->rest))
            continue;
        cell->value = parquet_dictionary_at(&column->dictionary, (uint32_t)band->rest++);
        cell->extent = column->dictionary_extent;
        cell->extent.is_plain = false;
        return true;
    }
    return false;
}

static bool band_find_statistic(struct parquet_band *band, const struct parquet_column *column,
                                uint32_t count, struct parquet_cell *cell)
{
    for (; band->rest < (size_t)count + PARQUET_STATISTICS; band->rest++) {
        const size_t i = band->rest - count;
        const struct span statistic = column->chunk.statistics[i];
        const bool is_value =
            column->chunk.type == PARQUET_BYTES || statistic.len == column->values.width;
        if ((column->seen >> i & 1) != 0 || statistic.len == 0 || !is_value)
            continue;
        band->rest++;
        cell->value = statistic;
        cell->extent = (struct parquet_extent){
            .at = band->input->end + (uint64_t)(statistic.ptr - band->footer->bytes.ptr),
            .len = statistic.len,
            .is_plain = true,
        };
        return true;
    }
    return false;
}

bool parquet_band_next_rest(struct parquet_band *band, struct parquet_item *item)
{
    const struct parquet_column *const column = &band->columns[band->at];
    const uint32_t count = column->has_dictionary ? column->dictionary.count : 0;
    item->column = column;
    item->row = 0;
    while (band_find_unused(band, column, count, &item->cell) ||
           band_find_statistic(band, column, count, &item->cell)) {
        if (item->cell.value.len > 0)
            return true;
    }
    return false;
}
