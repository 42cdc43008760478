/*
 * S3 Inventory: a list of objects that S3 writes into a bucket once a day or a week, as a source of
 * objects in place of a listing ("Amazon S3 Inventory", User Guide). manifest.json names the files
 * of the list with their MD5, manifest.checksum has the MD5 of manifest.json. CSV, packed by gzip,
 * without a head line: fileSchema names the columns; keys are percent-encoded.
 */
#ifndef CRAWLER_STORE_INVENTORY_H
#define CRAWLER_STORE_INVENTORY_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/object.h"
#include "crawler/store/store.h"

#include <stdbool.h>
#include <time.h>

#define INVENTORY_COLUMNS_MAX 64
#define INVENTORY_MD5_SIZE 33 /* lower-case hexadecimal digits and terminator */

enum inventory_column {
    INVENTORY_BUCKET,
    INVENTORY_KEY,
    INVENTORY_VERSION_ID,
    INVENTORY_IS_LATEST,
    INVENTORY_IS_DELETE_MARKER,
    INVENTORY_SIZE,
    INVENTORY_LAST_MODIFIED,
    INVENTORY_ETAG,
    INVENTORY_STORAGE_CLASS,
    INVENTORY_ENCRYPTION,
    INVENTORY_ARCHIVE_TIER,
    INVENTORY_COLUMN_COUNT
};

struct inventory_file {
    char *key;
    char md5[INVENTORY_MD5_SIZE];
};

/* Zero value: empty. */
struct inventory {
    char *bucket;   /* whose objects are listed */
    time_t created; /* objects that are newer are not listed; -1: unknown */
    struct inventory_file *files;
    size_t file_count;
    bool wants_versions; /* set by the caller: older versions and delete markers are wanted, too */
    int places[INVENTORY_COLUMN_COUNT]; /* of the columns in a row; -1: there is none */
};

/* The SOURCE of manifest.json when source is "s3-inventory+s3://BUCKET/.../manifest.json", else
 * NULL. */
const char *inventory_source(const char *source);

/*
 * Reads and checks manifest.json, which the locator of store names. OK; STOP with a fault;
 * NO_MEMORY, CANCELLED. Release in any case.
 */
enum status inventory_open(const struct store *store, struct http *http, struct inventory *out,
                           struct fault *fault);
void inventory_close(struct inventory *inventory);

/* The same from the bytes of manifest.json; bucket is the one that it lies in. Pure. */
enum status inventory_parse(struct span text, const char *bucket, struct inventory *out,
                            struct fault *fault);

/* Reads a file of the list to its end and compares its MD5. Status as above. */
enum status inventory_verify(const struct store *store, struct http *http,
                             const struct inventory_file *file, struct fault *fault);

/* Starts reading one; *object must be freed behind the fetch. NULL when memory is short. */
struct fetch *inventory_fetch(const struct store *store, struct http *http, const char *key,
                              struct object **object);

/*
 * The object of a row, with texts that live as long as fields and key. OK; END for a row that is
 * not wanted; SKIP for one that is none; NO_MEMORY.
 */
enum status inventory_object(const struct inventory *inventory, const struct span *fields,
                             size_t count, struct object_init *init, struct buffer *key);

#endif
