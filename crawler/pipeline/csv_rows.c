/* Rows of CSV as they come in pieces. */
#include "crawler/pipeline/csv_rows.h"

void csv_rows_init(struct csv_rows *rows, csv_row_fn take, void *user)
{
    *rows = (struct csv_rows){.take = take, .user = user};
    buffer_init(&rows->text, CSV_ROW_MAX);
}

void csv_rows_free(struct csv_rows *rows)
{
    buffer_free(&rows->text);
}

static void csv_end_field(struct csv_rows *rows)
{
    if (rows->count == CSV_COLUMNS_MAX)
        rows->is_too_long = true;
    else
        rows->ends[rows->count++] = rows->text.len;
}

static enum status csv_end_row(struct csv_rows *rows)
{
    static const uint8_t nothing[1];
    struct span fields[CSV_COLUMNS_MAX];
    const uint8_t *const text = rows->text.ptr != NULL ? rows->text.ptr : nothing;
    if (rows->count == 0 && rows->text.len == 0 && !rows->is_too_long)
        return STATUS_OK; /* an empty line */
    csv_end_field(rows);
    const bool is_good = !rows->is_too_long && !rows->text.is_failed;
    for (size_t i = 0; is_good && i < rows->count; i++) {
        const size_t start = i == 0 ? 0 : rows->ends[i - 1];
        fields[i] = (struct span){text + start, rows->ends[i] - start};
    }
    const enum status status = rows->take(rows->user, fields, is_good ? rows->count : 0);
    buffer_clear(&rows->text);
    rows->count = 0;
    rows->is_too_long = false;
    return status;
}

/* A byte outside of quotes, or the one behind a quote within them. */
static enum status csv_take_plain(struct csv_rows *rows, char byte)
{
    switch (byte) {
    case '"':
        if (rows->was_quote)
            buffer_append_char(&rows->text, '"'); /* a doubled one */
        rows->is_quoted = true;
        break;
    case ',':
        csv_end_field(rows);
        break;
    case '\n':
        rows->was_quote = false;
        return csv_end_row(rows);
    case '\r':
        break;
    default:
        buffer_append_char(&rows->text, byte);
    }
    rows->was_quote = false;
    return STATUS_OK;
}

enum status csv_rows_feed(struct csv_rows *rows, struct span bytes)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < bytes.len; i++) {
        const char byte = (char)bytes.ptr[i];
        if (!rows->is_quoted) {
            status = csv_take_plain(rows, byte);
        } else if (byte == '"') {
            rows->is_quoted = false;
            rows->was_quote = true;
        } else {
            buffer_append_char(&rows->text, byte);
        }
    }
    return status;
}

enum status csv_rows_finish(struct csv_rows *rows)
{
    if (rows->is_quoted)
        return STATUS_SKIP;
    return csv_end_row(rows);
}
