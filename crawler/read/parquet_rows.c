/* The rows of a Parquet file. */
#include "crawler/read/parquet_rows.h"

#include "crawler/read/parquet_column.h"
#include "crawler/read/parquet_footer.h"
#include "crawler/read/parquet_input.h"
#include "crawler/read/parquet_tail.h"
#include "crawler/read/parquet_text.h"

#include <stdlib.h>

struct parquet_rows {
    const struct parquet_rows_taker *taker;
    struct parquet_input input;
    struct range_source *copy; /* of a stream */
    struct parquet_footer footer;
    struct parquet_group group;
    size_t leaves[PARQUET_ROWS_COLUMNS_MAX]; /* of the columns */
    size_t count;
    uint64_t wanted;
    struct parquet_column columns[PARQUET_ROWS_COLUMNS_MAX];
    struct buffer text; /* of the fields of a row */
    struct buffer scratch;
    size_t ends[PARQUET_ROWS_COLUMNS_MAX]; /* of the fields in text */
};

static void rows_free(struct parquet_rows *rows)
{
    if (rows == NULL)
        return;
    buffer_free(&rows->group.chunks);
    parquet_footer_free(&rows->footer);
    parquet_input_free(&rows->input);
    range_source_close(rows->copy);
    buffer_wipe(&rows->text);
    buffer_wipe(&rows->scratch);
    free(rows);
}

static struct parquet_rows *rows_create(const struct parquet_rows_taker *taker)
{
    struct parquet_rows *const rows = calloc(1, sizeof *rows);
    if (rows == NULL)
        return NULL;
    rows->taker = taker;
    parquet_footer_init(&rows->footer);
    buffer_init(&rows->group.chunks, PARQUET_LEAVES_MAX * sizeof(struct parquet_chunk));
    buffer_init(&rows->text, PARQUET_ROWS_ROW_MAX);
    buffer_init(&rows->scratch, PARQUET_ROWS_ROW_MAX);
    if (parquet_input_init(&rows->input))
        return rows;
    rows_free(rows);
    return NULL;
}

static bool rows_wants(const struct parquet_rows *rows, size_t column)
{
    return (rows->wanted >> column & 1) != 0;
}

/* ---- a row ---- */

static bool rows_look(struct parquet_rows *rows, struct parquet_column *column)
{
    column->lost = (struct span){NULL, 0}; /* on record; nobody reads it as text */
    while (!parquet_column_look(column, &rows->input)) {
        if (column->lost.len == 0)
            return false;
        column->lost = (struct span){NULL, 0};
    }
    return true;
}

/* Appends the next value of a column to the row; false when there is none. */
static bool rows_take_field(struct parquet_rows *rows, struct parquet_column *column)
{
    struct parquet_cell cell;
    if (!rows_look(rows, column))
        return false;
    parquet_column_take(column, &rows->input, &cell);
    if (!parquet_input_work(&rows->input, 1 + cell.value.len))
        return false;
    if (cell.is_null)
        return true;
    const struct span text =
        column->chunk.type == PARQUET_BYTES
            ? cell.value
            : parquet_text(column->leaf, column->chunk.type, cell.value, &rows->scratch);
    buffer_append(&rows->text, text.ptr, text.len);
    return true;
}

static enum status rows_give(struct parquet_rows *rows)
{
    static const uint8_t nothing[1] = "";
    struct span fields[PARQUET_ROWS_COLUMNS_MAX];
    const uint8_t *const text = rows->text.ptr != NULL ? rows->text.ptr : nothing;
    if (rows->text.is_failed)
        return rows->taker->row(rows->taker->user, NULL, 0);
    for (size_t i = 0; i < rows->count; i++) {
        const size_t start = i > 0 ? rows->ends[i - 1] : 0;
        fields[i] = (struct span){text + start, rows->ends[i] - start};
    }
    return rows->taker->row(rows->taker->user, fields, rows->count);
}

/* Gives the next row of the group; END behind the last. */
static enum status rows_next(struct parquet_rows *rows)
{
    bool has_row = false, is_short = false;
    buffer_clear(&rows->text);
    for (size_t i = 0; i < rows->count; i++) {
        if (rows_wants(rows, i)) {
            const bool has_field = rows_take_field(rows, &rows->columns[i]);
            has_row |= has_field;
            is_short |= !has_field;
        }
        rows->ends[i] = rows->text.len;
    }
    if (rows->input.status != STATUS_OK)
        return rows->input.status;
    if (has_row && is_short) /* a column ends in front of the others */
        coverage_add(rows->input.coverage, REASON_CORRUPT);
    return has_row ? rows_give(rows) : STATUS_END;
}

/* ---- a row group ---- */

static void rows_open_group(struct parquet_rows *rows)
{
    const struct parquet_chunk *const chunks =
        (const struct parquet_chunk *)(const void *)rows->group.chunks.ptr;
    const size_t count = rows->group.chunks.len / sizeof *chunks;
    for (size_t i = 0; i < rows->count; i++) {
        parquet_column_init(&rows->columns[i]);
        if (rows_wants(rows, i) && rows->leaves[i] < count)
            parquet_column_open(&rows->columns[i], &rows->input, &rows->footer, rows->leaves[i],
                                &chunks[rows->leaves[i]]);
    }
}

static void rows_close_group(struct parquet_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        parquet_column_free(&rows->columns[i], &rows->input);
}

static enum status rows_read_group(struct parquet_rows *rows)
{
    enum status status = STATUS_OK;
    uint64_t given = 0;
    rows_open_group(rows);
    while ((status = rows_next(rows)) == STATUS_OK)
        given++;
    rows_close_group(rows);
    if (status != STATUS_END)
        return status;
    if (given != rows->group.rows)
        coverage_add(rows->input.coverage, REASON_CORRUPT);
    return STATUS_OK;
}

/* ---- the file ---- */

static enum status rows_read_head(struct parquet_rows *rows)
{
    struct span names[PARQUET_ROWS_COLUMNS_MAX];
    const size_t leaves = parquet_footer_leaf_count(&rows->footer);
    for (size_t leaf = 0; leaf < leaves && rows->count < PARQUET_ROWS_COLUMNS_MAX; leaf++) {
        if (!parquet_footer_leaf(&rows->footer, leaf)->is_flat)
            continue;
        names[rows->count] = parquet_footer_path(&rows->footer, leaf);
        rows->leaves[rows->count++] = leaf;
    }
    return rows->taker->head(rows->taker->user, names, rows->count, &rows->wanted);
}

static enum status rows_read_file(struct parquet_rows *rows)
{
    enum status status = rows_read_head(rows);
    while (status == STATUS_OK && parquet_footer_next_group(&rows->footer, &rows->group))
        status = rows_read_group(rows);
    if (rows->footer.is_broken)
        coverage_add(rows->input.coverage, REASON_CORRUPT);
    return status;
}

/* What bytes holds by place; NULL when that cannot be had, *status saying why. */
static struct range_source *rows_find_ranges(struct parquet_rows *rows, struct byte_source *bytes,
                                             struct coverage *coverage, enum status *status)
{
    if (bytes->ranges != NULL)
        return bytes->ranges;
    *status = range_source_copy(bytes, RANGE_COPY_MAX, &rows->copy);
    if (*status == STATUS_OK)
        coverage_add(coverage, REASON_LIMIT_MEMORY);
    else if (*status == STATUS_SKIP)
        coverage_add(coverage, bytes->fault.reason);
    return rows->copy;
}

enum status parquet_rows_read(struct byte_source *bytes, struct coverage *coverage,
                              const struct parquet_rows_taker *taker)
{
    struct parquet_rows *const rows = rows_create(taker);
    enum status status = STATUS_END;
    if (rows == NULL)
        return STATUS_NO_MEMORY;
    struct range_source *const ranges = rows_find_ranges(rows, bytes, coverage, &status);
    if (ranges != NULL) {
        parquet_input_begin(&rows->input, ranges, coverage);
        status = parquet_tail_read(&rows->input, status == STATUS_OK, &rows->footer)
                     ? rows_read_file(rows)
                     : rows->input.status;
    }
    rows_free(rows);
    return status;
}
