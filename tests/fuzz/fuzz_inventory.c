/* Manifests and rows of inventories: rows do not depend on how the text is cut; nothing that is
 * taken as an object lacks a key. */
#include "crawler/base/buffer.h"
#include "crawler/pipeline/csv_rows.h"
#include "crawler/store/inventory.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROWS_LIMIT ((size_t)1 << 22)

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* What is collected of one reading. */
struct reading {
    struct inventory inventory;
    struct buffer text, key;
};

static enum status take_row(void *user, const struct span *fields, size_t count)
{
    struct reading *const reading = user;
    struct object_init init;
    require(count <= CSV_COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_append(&reading->text, fields[i].ptr, fields[i].len);
        buffer_append_char(&reading->text, '\0');
    }
    buffer_append_char(&reading->text, '\n');
    if (count == 0)
        return STATUS_OK;
    const enum status status =
        inventory_object(&reading->inventory, fields, count, &init, &reading->key);
    require(status != STATUS_OK || (init.key.len > 0 && init.key.ptr == reading->key.ptr));
    require(status == STATUS_OK || status == STATUS_END || status == STATUS_SKIP);
    return STATUS_OK;
}

static void read_rows(struct reading *reading, struct span input, size_t piece)
{
    static char bucket[] = "b";
    struct csv_rows rows;
    reading->inventory =
        (struct inventory){.kind = input.len % 2 == 0 ? INVENTORY_S3 : INVENTORY_AZURE,
                           .bucket = bucket,
                           .wants_versions = piece % 2 == 0};
    for (int i = 0; i < INVENTORY_COLUMN_COUNT; i++)
        reading->inventory.places[i] = i;
    buffer_init(&reading->text, ROWS_LIMIT);
    buffer_init(&reading->key, CSV_ROW_MAX);
    csv_rows_init(&rows, take_row, reading);
    for (size_t at = 0; at < input.len; at += piece) {
        const size_t len = input.len - at < piece ? input.len - at : piece;
        require(csv_rows_feed(&rows, (struct span){input.ptr + at, len}) == STATUS_OK);
    }
    (void)csv_rows_finish(&rows);
    csv_rows_free(&rows);
    buffer_free(&reading->key);
}

static void parse_manifest(enum inventory_kind kind, struct span input)
{
    struct inventory inventory;
    struct fault fault = {0};
    const enum status status = inventory_parse(kind, input, "b", &inventory, &fault);
    require(status == STATUS_STOP ? fault.message[0] != '\0'
                                  : (inventory.bucket != NULL) == (kind == INVENTORY_S3));
    inventory_close(&inventory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct span input = {data, size};
    struct reading whole, pieces;
    parse_manifest(INVENTORY_S3, input);
    parse_manifest(INVENTORY_AZURE, input);
    read_rows(&whole, input, size + 1);
    read_rows(&pieces, input, 3);
    require(whole.text.is_failed || (whole.text.len == pieces.text.len &&
                                     (whole.text.len == 0 || memcmp(whole.text.ptr, pieces.text.ptr,
                                                                    whole.text.len) == 0)));
    buffer_free(&whole.text);
    buffer_free(&pieces.text);
    return 0;
}
