/* The files of an inventory -> its rows: CSV, packed or not, and Parquet. */
#ifndef CRAWLER_PIPELINE_INVENTORY_ROWS_H
#define CRAWLER_PIPELINE_INVENTORY_ROWS_H

#include "crawler/base/buffer.h"
#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/base/status.h"
#include "crawler/store/inventory.h"
#include "detectors/span.h"

/* Takes the object of a row, whose texts are valid during the call. Anything but OK ends the
 * reading. */
typedef enum status (*inventory_take_fn)(void *user, struct object_init *init);

struct inventory_rows {
    struct inventory *inventory;
    inventory_take_fn take;
    void *user;
    uint64_t bad_rows; /* that name no object: counted from the first file to the last */
    struct buffer key;
    uint8_t *block;
    bool is_head_due; /* of the file at hand */
    struct coverage *coverage;
};

/* False when memory is short. inventory must outlive it. Needs inventory_rows_free(). */
bool inventory_rows_init(struct inventory_rows *rows, struct inventory *inventory,
                         inventory_take_fn take, void *user);
void inventory_rows_free(struct inventory_rows *rows);

/*
 * Reads a file called name. OK, also when not all of it could be read, which coverage says then;
 * NO_MEMORY, CANCELLED, or what take gave.
 */
enum status inventory_rows_read(struct inventory_rows *rows, struct byte_source *bytes,
                                struct span name, struct coverage *coverage);

#endif
