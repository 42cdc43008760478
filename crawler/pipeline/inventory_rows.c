/* The files of an inventory. */
#include "crawler/pipeline/inventory_rows.h"

#include "crawler/pipeline/csv_rows.h"
#include "crawler/read/parquet_rows.h"
#include "crawler/unpack/unpack.h"

#include <stdlib.h>

#define BLOCK_SIZE 65536

bool inventory_rows_init(struct inventory_rows *rows, struct inventory *inventory,
                         inventory_take_fn take, void *user)
{
    *rows = (struct inventory_rows){.inventory = inventory, .take = take, .user = user};
    buffer_init(&rows->key, INVENTORY_KEY_MAX);
    rows->block = malloc(BLOCK_SIZE);
    return rows->block != NULL;
}

void inventory_rows_free(struct inventory_rows *rows)
{
    free(rows->block);
    buffer_wipe(&rows->key);
}

/* A file without the columns that name objects has no row that does. */
static enum status rows_take_head(void *user, const struct span *names, size_t count,
                                  uint64_t *wanted)
{
    struct inventory_rows *const rows = user;
    rows->is_head_due = false;
    if (!inventory_read_head(rows->inventory, names, count, wanted))
        coverage_add(rows->coverage, REASON_CORRUPT);
    return STATUS_OK;
}

static enum status rows_take_row(void *user, const struct span *fields, size_t count)
{
    struct inventory_rows *const rows = user;
    struct object_init init;
    uint64_t wanted;
    if (rows->is_head_due)
        return rows_take_head(rows, fields, count, &wanted);
    const enum status status =
        count == 0 ? STATUS_SKIP
                   : inventory_object(rows->inventory, fields, count, &init, &rows->key);
    rows->bad_rows += status == STATUS_SKIP;
    if (status != STATUS_OK)
        return status == STATUS_NO_MEMORY ? status : STATUS_OK;
    return rows->take(rows->user, &init);
}

static enum status rows_read_csv(struct inventory_rows *rows, struct byte_source *bytes)
{
    struct csv_rows csv;
    size_t len;
    csv_rows_init(&csv, rows_take_row, rows);
    enum status status = STATUS_OK;
    while (status == STATUS_OK &&
           (status = byte_source_read(bytes, rows->block, BLOCK_SIZE, &len)) == STATUS_OK)
        status = csv_rows_feed(&csv, (struct span){rows->block, len});
    if (status == STATUS_END)
        status = csv_rows_finish(&csv);
    rows->bad_rows += status == STATUS_SKIP;
    csv_rows_free(&csv);
    return status == STATUS_SKIP ? STATUS_OK : status;
}

/* A leaf of what a file unpacks to: the one that is the file itself has the rows. */
static enum status rows_visit(void *user, const struct member *member)
{
    struct inventory_rows *const rows = user;
    const struct parquet_rows_taker taker = {rows_take_head, rows_take_row, rows};
    if (member->path.ptr != NULL) {
        rows->bad_rows++;
        return STATUS_OK;
    }
    return rows->inventory->is_parquet ? parquet_rows_read(member->bytes, rows->coverage, &taker)
                                       : rows_read_csv(rows, member->bytes);
}

enum status inventory_rows_read(struct inventory_rows *rows, struct byte_source *bytes,
                                struct span name, struct coverage *coverage)
{
    const struct unpack_visitor visitor = {.visit = rows_visit, .user = rows};
    struct unpack_limits limits = unpack_default_limits;
    limits.depth = 1;
    rows->coverage = coverage;
    rows->is_head_due = rows->inventory->has_head || rows->inventory->is_parquet;
    const enum status status = unpack_walk(bytes, name, &limits, coverage, &visitor);
    if (rows->is_head_due) /* not even an empty list is empty */
        coverage_add(coverage, REASON_TRUNCATED);
    return status;
}
