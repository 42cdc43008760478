/*
 * Inventories: lists of objects that stores write once a day or a week, as sources of objects in
 * place of a listing. Rows come from whoever reads the files (crawler/pipeline); which of their
 * columns is what, and which object a row names, is found here.
 *
 * S3 Inventory ("Amazon S3 Inventory", User Guide): manifest.json names the files with their MD5,
 * manifest.checksum has the MD5 of manifest.json. CSV, packed by gzip, without a head line:
 * fileSchema names the columns, and keys are percent-encoded; or Parquet, keys as they are.
 *
 * Azure Storage blob inventory ("Azure Storage blob inventory", Inventory output):
 * RULE-manifest.json names the files with their size, RULE-manifest.checksum has the MD5 of the
 * former. CSV with a head line, or Parquet; Name is CONTAINER/BLOB, of any container of the
 * account.
 */
#ifndef CRAWLER_STORE_INVENTORY_H
#define CRAWLER_STORE_INVENTORY_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/locator.h"
#include "crawler/store/object.h"
#include "crawler/store/store.h"

#include <stdbool.h>
#include <time.h>

#define INVENTORY_COLUMNS_MAX 64 /* columns behind these are not looked at */
#define INVENTORY_MD5_SIZE 33    /* lower-case hexadecimal digits and terminator */
#define INVENTORY_MANIFEST_MAX ((size_t)64 << 20)
#define INVENTORY_KEY_MAX ((size_t)64 << 10) /* as written: a row with a longer one is none */

enum inventory_kind { INVENTORY_S3, INVENTORY_AZURE };

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
    INVENTORY_CONTENT_TYPE,
    INVENTORY_SNAPSHOT,
    INVENTORY_DELETED,
    INVENTORY_IS_FOLDER,
    INVENTORY_KEY_SCOPE,
    INVENTORY_KEY_HASH,
    INVENTORY_COLUMN_COUNT
};

struct inventory_file {
    char *key;
    char md5[INVENTORY_MD5_SIZE]; /* "": the manifest has none */
    int64_t size;                 /* -1: the manifest has none */
};

/* Zero value: empty. */
struct inventory {
    enum inventory_kind kind;
    char *bucket;    /* S3: whose objects are listed; NULL: the key begins with it */
    time_t created;  /* objects that are newer are not listed; -1: unknown */
    bool is_parquet; /* else CSV */
    bool has_head;   /* the first row of a file has the names of the columns */
    bool is_partial; /* the store says that it did not list everything */
    struct inventory_file *files;
    size_t file_count;
    bool wants_versions; /* set by the caller: older versions and delete markers are wanted, too */
    int places[INVENTORY_COLUMN_COUNT]; /* of the columns in a row; -1: there is none */
};

/* The SOURCE of the manifest when source is "s3-inventory+s3://BUCKET/.../manifest.json" or
 * "azure-inventory+" and a SOURCE of Azure, else NULL. */
const char *inventory_source(const char *source);

/* How much of a SOURCE of an inventory may be printed: not its SAS. */
size_t inventory_shown_len(const char *source);

/*
 * Reads and checks the manifest, which the locator of store names. OK; STOP with a fault;
 * NO_MEMORY, CANCELLED. Release in any case.
 */
enum status inventory_open(const struct store *store, struct http *http, struct inventory *out,
                           struct fault *fault);
void inventory_close(struct inventory *inventory);

/* The same from the bytes of the manifest; bucket is the one that it lies in. Pure. */
enum status inventory_parse(enum inventory_kind kind, struct span text, const char *bucket,
                            struct inventory *out, struct fault *fault);

/* Where the objects are, for an inventory that lies at from: a bucket of S3, or all of an account
 * of Azure, each object of which has its container. Status as above; release with locator_free().
 */
enum status inventory_locate(const struct inventory *inventory, const struct locator *from,
                             struct locator *out, struct fault *fault);

/* Says what is wrong with the inventory. Always STOP. */
enum status inventory_refuse(struct fault *fault, const char *what);

/* Reads a file of the list to its end and compares MD5 and size, as far as the manifest has them.
 * Status as above. */
enum status inventory_verify(const struct store *store, struct http *http,
                             const struct inventory_file *file, struct fault *fault);

/* Starts reading one; *object must be freed behind the fetch. NULL when memory is short. */
struct fetch *inventory_fetch(const struct store *store, struct http *http, const char *key,
                              struct object **object);

/*
 * Finds the columns by the names that a file has of them, and sets a bit of *wanted for each that
 * is looked at. False when one without which a row names no object is missing.
 */
bool inventory_read_head(struct inventory *inventory, const struct span *names, size_t count,
                         uint64_t *wanted);

/*
 * The object of a row, with texts that live as long as fields and key. OK; END for a row that is
 * not wanted; SKIP for one that is none; NO_MEMORY.
 */
enum status inventory_object(const struct inventory *inventory, const struct span *fields,
                             size_t count, struct object_init *init, struct buffer *key);

#endif
