/* S3 Inventory: the manifest, its checksums, and rows as objects. */
#include "crawler/store/inventory.h"

#include "crawler/base/buffer.h"
#include "crawler/store/dates.h"
#include "crawler/store/json_reader.h"
#include "signers/digest.h"
#include "signers/uri.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MANIFEST_LIMIT ((size_t)64 << 20)
#define FILES_MAX 200000
#define MD5_LEN 16
#define BLOCK_SIZE 65536

const char *inventory_source(const char *source)
{
    static const char scheme[] = "s3-inventory+";
    const size_t len = sizeof scheme - 1;
    return strncmp(source, scheme, len) == 0 && strncmp(source + len, "s3://", 5) == 0
               ? source + len
               : NULL;
}

void inventory_close(struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->file_count; i++)
        free(inventory->files[i].key);
    free(inventory->files);
    free(inventory->bucket);
    *inventory = (struct inventory){0};
}

/* ---- reading ---- */

struct fetch *inventory_fetch(const struct store *store, struct http *http, const char *key,
                              struct object **object)
{
    const struct object_init init = {
        .key = {(const uint8_t *)key, strlen(key)}, .last_modified = -1, .refused = -1};
    *object = object_create(&init);
    return *object != NULL ? fetch_start(store, http, *object) : NULL;
}

/* What was read of an object. */
struct inventory_content {
    struct buffer *text; /* NULL: it is not kept */
    char md5[INVENTORY_MD5_SIZE];
};

/* Reads the object to its end. */
static enum status inventory_read(const struct store *store, struct http *http, const char *key,
                                  struct inventory_content *out, struct fault *fault)
{
    struct object *object = NULL;
    struct fetch *const fetch = inventory_fetch(store, http, key, &object);
    struct digest *const digest = digest_create_md5();
    uint8_t *const block = malloc(BLOCK_SIZE), sum[DIGEST_SHA256_LEN];
    enum status status = STATUS_NO_MEMORY;
    size_t len = 0;
    if (fetch == NULL || digest == NULL || block == NULL)
        goto out;
    while ((status = byte_source_read(fetch_body(fetch), block, BLOCK_SIZE, &len)) == STATUS_OK) {
        if (out->text != NULL)
            buffer_append(out->text, block, len);
        if (!digest_update(digest, block, len) || (out->text != NULL && out->text->is_failed))
            break;
    }
    if (status == STATUS_SKIP) {
        fault_set(fault, fetch_body(fetch)->fault.reason, "inventory: %s cannot be read: %s", key,
                  fetch_body(fetch)->fault.message);
        status = STATUS_STOP;
    } else if (status == STATUS_END && digest_final(digest, sum)) {
        digest_hex(sum, MD5_LEN, out->md5);
        status = STATUS_OK;
    } else if (status != STATUS_CANCELLED) {
        status = STATUS_NO_MEMORY;
    }
out:
    free(block);
    digest_free(digest);
    fetch_free(fetch);
    object_free(object);
    return status;
}

static enum status inventory_refuse(struct fault *fault, const char *what)
{
    fault_set(fault, REASON_CORRUPT, "inventory: %s", what);
    return STATUS_STOP;
}

enum status inventory_verify(const struct store *store, struct http *http,
                             const struct inventory_file *file, struct fault *fault)
{
    struct inventory_content content = {.text = NULL};
    const enum status status = inventory_read(store, http, file->key, &content, fault);
    if (status != STATUS_OK || strcasecmp(content.md5, file->md5) == 0)
        return status;
    fault_set(fault, REASON_CHECKSUM, "inventory: %s has another MD5 than manifest.json says",
              file->key);
    return STATUS_STOP;
}

/* Compares with manifest.checksum, which lies beside manifest.json. */
static enum status inventory_check_manifest(const struct store *store, struct http *http,
                                            const char *md5, struct fault *fault)
{
    static const char ending[] = "manifest.json";
    const char *const key = store_locator(store)->prefix;
    const size_t len = strlen(key), ending_len = sizeof ending - 1;
    struct buffer name, text;
    struct inventory_content content = {.text = &text};
    if (len < ending_len || strcmp(key + len - ending_len, ending) != 0)
        return inventory_refuse(fault, "SOURCE must end in /manifest.json");
    buffer_init(&name, len + 16);
    buffer_init(&text, 1024);
    buffer_append(&name, key, len - 4);
    buffer_append_str(&name, "checksum");
    const char *const name_text = buffer_str(&name);
    enum status status = STATUS_NO_MEMORY;
    if (name_text != NULL)
        status = inventory_read(store, http, name_text, &content, fault);
    if (status == STATUS_OK &&
        (text.len < strlen(md5) || strncasecmp((const char *)text.ptr, md5, strlen(md5)) != 0))
        status = inventory_refuse(fault, "manifest.json has another MD5 than manifest.checksum");
    buffer_free(&text);
    buffer_free(&name);
    return status;
}

enum status inventory_open(const struct store *store, struct http *http, struct inventory *out,
                           struct fault *fault)
{
    struct buffer text;
    struct inventory_content content = {.text = &text};
    *out = (struct inventory){0};
    buffer_init(&text, MANIFEST_LIMIT);
    enum status status = inventory_read(store, http, store_locator(store)->prefix, &content, fault);
    if (status == STATUS_OK)
        status = inventory_check_manifest(store, http, content.md5, fault);
    if (status == STATUS_OK)
        status = inventory_parse((struct span){text.ptr, text.len}, store_locator(store)->bucket,
                                 out, fault);
    buffer_free(&text);
    return status;
}

/* ---- the manifest ---- */

static const char *const column_names[INVENTORY_COLUMN_COUNT] = {
    [INVENTORY_BUCKET] = "Bucket",
    [INVENTORY_KEY] = "Key",
    [INVENTORY_VERSION_ID] = "VersionId",
    [INVENTORY_IS_LATEST] = "IsLatest",
    [INVENTORY_IS_DELETE_MARKER] = "IsDeleteMarker",
    [INVENTORY_SIZE] = "Size",
    [INVENTORY_LAST_MODIFIED] = "LastModifiedDate",
    [INVENTORY_ETAG] = "ETag",
    [INVENTORY_STORAGE_CLASS] = "StorageClass",
    [INVENTORY_ENCRYPTION] = "EncryptionStatus",
    [INVENTORY_ARCHIVE_TIER] = "IntelligentTieringAccessTier",
};

/* "Bucket, Key, Size": where the columns stand. False: there are none for bucket and key. */
static bool inventory_read_schema(const char *schema, struct inventory *out)
{
    for (int i = 0; i < INVENTORY_COLUMN_COUNT; i++)
        out->places[i] = -1;
    for (int place = 0; *schema != '\0' && place < INVENTORY_COLUMNS_MAX; place++) {
        schema += strspn(schema, ", ");
        const size_t len = strcspn(schema, ", ");
        for (int i = 0; i < INVENTORY_COLUMN_COUNT; i++)
            if (strlen(column_names[i]) == len && memcmp(column_names[i], schema, len) == 0)
                out->places[i] = place;
        schema += len;
    }
    return out->places[INVENTORY_BUCKET] >= 0 && out->places[INVENTORY_KEY] >= 0;
}

static bool is_md5(const char *text)
{
    return strlen(text) == INVENTORY_MD5_SIZE - 1 &&
           strspn(text, "0123456789abcdefABCDEF") == INVENTORY_MD5_SIZE - 1;
}

static enum status inventory_read_files(const struct json_reader *manifest, struct inventory *out,
                                        struct fault *fault)
{
    const struct json_node *const files = json_reader_member(manifest, "files");
    const size_t count = json_node_count(files);
    if (files == NULL || count > FILES_MAX)
        return inventory_refuse(fault, "manifest.json names no files, or too many");
    out->files = calloc(count + 1, sizeof out->files[0]);
    if (out->files == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct json_node *const file = json_node_at(files, i);
        const char *const key = json_node_text(json_node_member(file, "key"));
        const char *const md5 = json_node_text(json_node_member(file, "MD5checksum"));
        if (key == NULL || key[0] == '\0' || md5 == NULL || !is_md5(md5))
            return inventory_refuse(fault, "manifest.json names a file without key or MD5checksum");
        memcpy(out->files[i].md5, md5, INVENTORY_MD5_SIZE);
        out->files[i].key = strdup(key);
        out->file_count = i + 1;
        if (out->files[i].key == NULL)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

/* Milliseconds since 1970 as a text. */
static time_t inventory_time(const char *text)
{
    const size_t len = text != NULL ? strlen(text) : 0;
    return len > 3 && len < 18 && strspn(text, "0123456789") == len
               ? (time_t)(strtoll(text, NULL, 10) / 1000)
               : -1;
}

static enum status inventory_read_manifest(const struct json_reader *manifest, const char *bucket,
                                           struct inventory *out, struct fault *fault)
{
    const char *const source = json_reader_text(manifest, NULL, "sourceBucket");
    const char *const destination = json_reader_text(manifest, NULL, "destinationBucket");
    const char *const format = json_reader_text(manifest, NULL, "fileFormat");
    const char *const schema = json_reader_text(manifest, NULL, "fileSchema");
    if (source == NULL || destination == NULL || format == NULL || schema == NULL)
        return inventory_refuse(fault, "manifest.json is none of S3 Inventory");
    const char *const colon = strrchr(destination, ':');
    if (strcmp(colon != NULL ? colon + 1 : destination, bucket) != 0)
        return inventory_refuse(fault, "manifest.json is of an inventory in another bucket");
    if (strcmp(format, "CSV") != 0)
        return inventory_refuse(fault, "its files are not CSV: configure the inventory with the "
                                       "output format CSV");
    if (!inventory_read_schema(schema, out))
        return inventory_refuse(fault, "manifest.json names no columns Bucket and Key");
    out->created = inventory_time(json_reader_text(manifest, NULL, "creationTimestamp"));
    out->bucket = strdup(source);
    return out->bucket != NULL ? inventory_read_files(manifest, out, fault) : STATUS_NO_MEMORY;
}

enum status inventory_parse(struct span text, const char *bucket, struct inventory *out,
                            struct fault *fault)
{
    struct json_reader *const manifest = json_reader_open_large(text, MANIFEST_LIMIT);
    *out = (struct inventory){0};
    if (manifest == NULL)
        return inventory_refuse(fault, "manifest.json is no JSON");
    const enum status status = inventory_read_manifest(manifest, bucket, out, fault);
    json_reader_close(manifest);
    return status;
}

/* ---- rows ---- */

/* One row while it is judged. */
struct inventory_row {
    const struct inventory *inventory;
    const struct span *fields;
    size_t count;
};

static struct span row_field(const struct inventory_row *row, enum inventory_column column)
{
    static const struct span nothing = {(const uint8_t *)"", 0};
    const int place = row->inventory->places[column];
    return place >= 0 && (size_t)place < row->count ? row->fields[place] : nothing;
}

static bool row_is(const struct inventory_row *row, enum inventory_column column, const char *text)
{
    const struct span field = row_field(row, column);
    return field.len == strlen(text) && strncasecmp((const char *)field.ptr, text, field.len) == 0;
}

static bool row_size(const struct inventory_row *row, uint64_t *out)
{
    const struct span field = row_field(row, INVENTORY_SIZE);
    *out = 0;
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] < '0' || field.ptr[i] > '9' || field.len > 19)
            return false;
        *out = 10 * *out + (uint64_t)(field.ptr[i] - '0');
    }
    return true;
}

static struct span row_encryption(const struct inventory_row *row)
{
    static const struct {
        const char *status, *mode;
    } modes[] = {
        {"SSE-S3", "sse-s3"}, {"SSE-KMS", "sse-kms"}, {"DSSE-KMS", "dsse-kms"}, {"SSE-C", "sse-c"}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (row_is(row, INVENTORY_ENCRYPTION, modes[i].status))
            return (struct span){(const uint8_t *)modes[i].mode, strlen(modes[i].mode)};
    return (struct span){NULL, 0};
}

static bool row_is_archived(const struct inventory_row *row)
{
    return row_is(row, INVENTORY_STORAGE_CLASS, "GLACIER") ||
           row_is(row, INVENTORY_STORAGE_CLASS, "DEEP_ARCHIVE") ||
           row_is(row, INVENTORY_ARCHIVE_TIER, "ARCHIVE_ACCESS") ||
           row_is(row, INVENTORY_ARCHIVE_TIER, "DEEP_ARCHIVE_ACCESS");
}

static unsigned row_versions(const struct inventory_row *row)
{
    unsigned versions = 0;
    if (row_field(row, INVENTORY_IS_LATEST).len > 0)
        versions |= row_is(row, INVENTORY_IS_LATEST, "true") ? OBJECT_LATEST : OBJECT_NONCURRENT;
    if (row_is(row, INVENTORY_IS_DELETE_MARKER, "true"))
        versions |= OBJECT_DELETE_MARKER;
    return versions;
}

enum status inventory_object(const struct inventory *inventory, const struct span *fields,
                             size_t count, struct object_init *init, struct buffer *key)
{
    const struct inventory_row row = {inventory, fields, count};
    const struct span encoded = row_field(&row, INVENTORY_KEY);
    const unsigned versions = row_versions(&row);
    *init = (struct object_init){.last_modified = -1, .refused = -1};
    if (!row_is(&row, INVENTORY_BUCKET, inventory->bucket) || encoded.len == 0 ||
        !row_size(&row, &init->size))
        return STATUS_SKIP;
    if (!inventory->wants_versions && (versions & (OBJECT_NONCURRENT | OBJECT_DELETE_MARKER)) != 0)
        return STATUS_END;
    buffer_clear(key);
    uint8_t *const room = buffer_room(key, encoded.len);
    if (room == NULL)
        return STATUS_NO_MEMORY;
    key->len = uri_decode((const char *)encoded.ptr, encoded.len, true, (char *)room);
    init->key = (struct span){key->ptr, key->len};
    init->etag = row_field(&row, INVENTORY_ETAG);
    init->storage_class = row_field(&row, INVENTORY_STORAGE_CLASS);
    init->encryption_mode = row_encryption(&row);
    (void)date_parse_iso(row_field(&row, INVENTORY_LAST_MODIFIED), &init->last_modified);
    if (inventory->wants_versions)
        init->version_id = row_field(&row, INVENTORY_VERSION_ID);
    init->is_size_unknown =
        row_field(&row, INVENTORY_SIZE).len == 0 && (versions & OBJECT_DELETE_MARKER) == 0;
    init->versions = versions;
    init->refused = row_is_archived(&row) ? REASON_ARCHIVED : -1;
    return STATUS_OK;
}
