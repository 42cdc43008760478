/* Inventories: what their manifests say. */
#include "crawler/base/buffer.h"
#include "crawler/store/dates.h"
#include "crawler/store/inventory.h"
#include "crawler/store/json_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILES_MAX 200000

/* ---- columns ---- */

/* As CSV of S3, Parquet of S3, and both of Azure name them; "": not there. */
static const char *const column_names[INVENTORY_COLUMN_COUNT][3] = {
    [INVENTORY_BUCKET] = {"Bucket", "bucket", ""},
    [INVENTORY_KEY] = {"Key", "key", "Name"},
    [INVENTORY_VERSION_ID] = {"VersionId", "version_id", "VersionId"},
    [INVENTORY_IS_LATEST] = {"IsLatest", "is_latest", "IsCurrentVersion"},
    [INVENTORY_IS_DELETE_MARKER] = {"IsDeleteMarker", "is_delete_marker", ""},
    [INVENTORY_SIZE] = {"Size", "size", "Content-Length"},
    [INVENTORY_LAST_MODIFIED] = {"LastModifiedDate", "last_modified_date", "Last-Modified"},
    [INVENTORY_ETAG] = {"ETag", "e_tag", "ETag"},
    [INVENTORY_STORAGE_CLASS] = {"StorageClass", "storage_class", "AccessTier"},
    [INVENTORY_ENCRYPTION] = {"EncryptionStatus", "encryption_status", "ServerEncrypted"},
    [INVENTORY_ARCHIVE_TIER] = {"IntelligentTieringAccessTier", "intelligent_tiering_access_tier",
                                "ArchiveStatus"},
    [INVENTORY_CONTENT_TYPE] = {"", "", "Content-Type"},
    [INVENTORY_SNAPSHOT] = {"", "", "Snapshot"},
    [INVENTORY_DELETED] = {"", "", "Deleted"},
    [INVENTORY_IS_FOLDER] = {"", "", "hdi_isfolder"},
    [INVENTORY_KEY_SCOPE] = {"", "", "EncryptionScope"},
    [INVENTORY_KEY_HASH] = {"", "", "CustomerProvidedKeySHA256"},
};

static bool column_is(const struct inventory *inventory, size_t column, struct span name)
{
    const size_t style = inventory->kind == INVENTORY_AZURE ? 2 : inventory->is_parquet;
    const char *const expected = column_names[column][style];
    return name.len > 0 && name.len == strlen(expected) &&
           strncasecmp((const char *)name.ptr, expected, name.len) == 0;
}

bool inventory_read_head(struct inventory *inventory, const struct span *names, size_t count,
                         uint64_t *wanted)
{
    *wanted = 0;
    for (size_t column = 0; column < INVENTORY_COLUMN_COUNT; column++) {
        inventory->places[column] = -1;
        for (size_t i = 0; i < count && i < INVENTORY_COLUMNS_MAX; i++) {
            if (!column_is(inventory, column, names[i]))
                continue;
            inventory->places[column] = (int)i;
            *wanted |= UINT64_C(1) << i;
        }
    }
    return inventory->places[INVENTORY_KEY] >= 0 &&
           (inventory->kind == INVENTORY_AZURE || inventory->places[INVENTORY_BUCKET] >= 0);
}

/* "Bucket, Key, Size": where the columns of CSV of S3 stand. */
static bool manifest_read_schema(const char *schema, struct inventory *out)
{
    struct span names[INVENTORY_COLUMNS_MAX];
    size_t count = 0;
    uint64_t wanted;
    while (*schema != '\0' && count < INVENTORY_COLUMNS_MAX) {
        schema += strspn(schema, ", ");
        names[count] = (struct span){(const uint8_t *)schema, strcspn(schema, ", ")};
        schema += names[count++].len;
    }
    return inventory_read_head(out, names, count, &wanted);
}

/* ---- files ---- */

static bool is_md5(const char *text)
{
    return strlen(text) == INVENTORY_MD5_SIZE - 1 &&
           strspn(text, "0123456789abcdefABCDEF") == INVENTORY_MD5_SIZE - 1;
}

/* One file; false when it lacks what it is found and checked by. */
static bool manifest_read_file(const struct json_node *file, struct inventory *out)
{
    const bool is_azure = out->kind == INVENTORY_AZURE;
    const char *const key = json_node_text(json_node_member(file, is_azure ? "blob" : "key"));
    const char *const md5 = json_node_text(json_node_member(file, "MD5checksum"));
    struct inventory_file *const at = &out->files[out->file_count];
    at->size = -1;
    if (key == NULL || key[0] == '\0')
        return false;
    if (is_azure) {
        if (!json_node_integer(json_node_member(file, "size"), &at->size) || at->size < 0)
            return false;
    } else if (md5 == NULL || !is_md5(md5)) {
        return false;
    } else {
        memcpy(at->md5, md5, INVENTORY_MD5_SIZE);
    }
    at->key = strdup(key);
    out->file_count++;
    return true;
}

static enum status manifest_read_files(const struct json_reader *manifest, struct inventory *out,
                                       struct fault *fault)
{
    const struct json_node *const files = json_reader_member(manifest, "files");
    const size_t count = json_node_count(files);
    if (files == NULL || count > FILES_MAX)
        return inventory_refuse(fault, "the manifest names no files, or too many");
    out->files = calloc(count + 1, sizeof out->files[0]);
    if (out->files == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (!manifest_read_file(json_node_at(files, i), out))
            return inventory_refuse(fault, out->kind == INVENTORY_AZURE
                                               ? "the manifest names a file without blob or size"
                                               : "the manifest names a file without key or "
                                                 "MD5checksum");
        if (out->files[i].key == NULL)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

/* "CSV", "Parquet", in the letters of either store. */
static enum status manifest_read_format(const char *format, struct inventory *out,
                                        struct fault *fault)
{
    out->is_parquet = strcasecmp(format, "Parquet") == 0;
    if (out->is_parquet || strcasecmp(format, "CSV") == 0)
        return STATUS_OK;
    return inventory_refuse(fault, strcasecmp(format, "ORC") == 0
                                       ? "its files are ORC, which is not supported: configure the "
                                         "inventory with the output format Parquet or CSV"
                                       : "its files are neither CSV nor Parquet");
}

/* ---- S3 ---- */

/* Milliseconds since 1970 as a text. */
static time_t manifest_time(const char *text)
{
    const size_t len = text != NULL ? strlen(text) : 0;
    return len > 3 && len < 18 && strspn(text, "0123456789") == len
               ? (time_t)(strtoll(text, NULL, 10) / 1000)
               : -1;
}

static enum status manifest_read_s3(const struct json_reader *manifest, const char *bucket,
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
    const enum status status = manifest_read_format(format, out, fault);
    if (status != STATUS_OK)
        return status;
    /* Parquet has the names of its columns in each file. */
    if (!out->is_parquet && !manifest_read_schema(schema, out))
        return inventory_refuse(fault, "manifest.json names no columns Bucket and Key");
    out->created = manifest_time(json_reader_text(manifest, NULL, "creationTimestamp"));
    out->bucket = strdup(source);
    return out->bucket != NULL ? manifest_read_files(manifest, out, fault) : STATUS_NO_MEMORY;
}

/* ---- Azure ---- */

static enum status manifest_read_azure(const struct json_reader *manifest, const char *container,
                                       struct inventory *out, struct fault *fault)
{
    const char *const destination = json_reader_text(manifest, NULL, "destinationContainer");
    const char *const state = json_reader_text(manifest, NULL, "status");
    const char *const format = json_reader_text(manifest, "ruleDefinition", "format");
    const char *const type = json_reader_text(manifest, "ruleDefinition", "objectType");
    const char *const started = json_reader_text(manifest, NULL, "inventoryStartTime");
    if (destination == NULL || state == NULL || format == NULL || type == NULL)
        return inventory_refuse(fault, "the manifest is none of Azure blob inventory");
    if (strcmp(destination, container) != 0)
        return inventory_refuse(fault, "the manifest is of an inventory in another container");
    if (strcasecmp(type, "blob") != 0)
        return inventory_refuse(fault, "it lists containers: write a rule for blobs");
    out->is_partial = strcasecmp(state, "PartiallySucceeded") == 0;
    if (!out->is_partial && strcasecmp(state, "Succeeded") != 0)
        return inventory_refuse(fault, "its run has failed, or is not complete yet");
    const enum status status = manifest_read_format(format, out, fault);
    if (status != STATUS_OK)
        return status;
    out->has_head = !out->is_parquet;
    out->created = -1;
    if (started != NULL)
        (void)date_parse_iso((struct span){(const uint8_t *)started, strlen(started)},
                             &out->created);
    return manifest_read_files(manifest, out, fault);
}

enum status inventory_parse(enum inventory_kind kind, struct span text, const char *bucket,
                            struct inventory *out, struct fault *fault)
{
    struct json_reader *const manifest = json_reader_open_large(text, INVENTORY_MANIFEST_MAX);
    *out = (struct inventory){.kind = kind};
    if (manifest == NULL)
        return inventory_refuse(fault, "the manifest is no JSON");
    const enum status status = kind == INVENTORY_AZURE
                                   ? manifest_read_azure(manifest, bucket, out, fault)
                                   : manifest_read_s3(manifest, bucket, out, fault);
    json_reader_close(manifest);
    return status;
}
