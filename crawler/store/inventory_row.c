/* Inventories: rows as objects. */
#include "crawler/base/buffer.h"
#include "crawler/base/coverage.h"
#include "crawler/store/azure_name.h"
#include "crawler/store/dates.h"
#include "crawler/store/inventory.h"
#include "signers/uri.h"

#include <string.h>
#include <strings.h>

#define STAMP_MAX 40

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

/* "2026-01-02T03:04:05.000Z", or with a blank in place of the T and without a Z, as times of
 * Parquet are written. */
static time_t row_time(const struct inventory_row *row)
{
    const struct span field = row_field(row, INVENTORY_LAST_MODIFIED);
    char text[STAMP_MAX + 2];
    time_t time = -1;
    size_t len = field.len;
    if (len < 19 || len > STAMP_MAX)
        return -1;
    memcpy(text, field.ptr, len);
    if (text[10] == ' ')
        text[10] = 'T';
    if (text[len - 1] != 'Z')
        text[len++] = 'Z';
    return date_parse_iso((struct span){(const uint8_t *)text, len}, &time) ? time : -1;
}

static struct span row_unquoted(const struct inventory_row *row, enum inventory_column column)
{
    struct span field = row_field(row, column);
    if (field.len >= 2 && field.ptr[0] == '"' && field.ptr[field.len - 1] == '"')
        field = (struct span){field.ptr + 1, field.len - 2};
    return field;
}

/* ---- S3 ---- */

static struct span s3_encryption(const struct inventory_row *row)
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

static bool s3_is_archived(const struct inventory_row *row)
{
    return row_is(row, INVENTORY_STORAGE_CLASS, "GLACIER") ||
           row_is(row, INVENTORY_STORAGE_CLASS, "DEEP_ARCHIVE") ||
           row_is(row, INVENTORY_ARCHIVE_TIER, "ARCHIVE_ACCESS") ||
           row_is(row, INVENTORY_ARCHIVE_TIER, "DEEP_ARCHIVE_ACCESS");
}

static unsigned s3_versions(const struct inventory_row *row)
{
    unsigned versions = 0;
    if (row_field(row, INVENTORY_IS_LATEST).len > 0)
        versions |= row_is(row, INVENTORY_IS_LATEST, "true") ? OBJECT_LATEST : OBJECT_NONCURRENT;
    if (row_is(row, INVENTORY_IS_DELETE_MARKER, "true"))
        versions |= OBJECT_DELETE_MARKER;
    return versions;
}

static enum status s3_object(const struct inventory_row *row, struct object_init *init,
                             struct buffer *key)
{
    const struct inventory *const inventory = row->inventory;
    const struct span name = row_field(row, INVENTORY_KEY);
    if (!row_is(row, INVENTORY_BUCKET, inventory->bucket))
        return STATUS_SKIP;
    init->versions = s3_versions(row);
    if (!inventory->wants_versions &&
        (init->versions & (OBJECT_NONCURRENT | OBJECT_DELETE_MARKER)) != 0)
        return STATUS_END;
    uint8_t *const room = buffer_room(key, name.len);
    if (room == NULL)
        return STATUS_NO_MEMORY;
    if (inventory->is_parquet)
        memcpy(room, name.ptr, name.len);
    key->len = inventory->is_parquet
                   ? name.len
                   : uri_decode((const char *)name.ptr, name.len, true, (char *)room);
    init->etag = row_field(row, INVENTORY_ETAG);
    init->encryption_mode = s3_encryption(row);
    init->refused = s3_is_archived(row) ? REASON_ARCHIVED : -1;
    return STATUS_OK;
}

/* ---- Azure ---- */

/* The key that a blob is encrypted with, when it is not the one of the account. */
static void azure_encryption(const struct inventory_row *row, struct object_init *init)
{
    static const char *const modes[] = {"azure", "azure-scope", "azure-cpk"};
    const struct span scope = row_field(row, INVENTORY_KEY_SCOPE);
    const struct span hash = row_field(row, INVENTORY_KEY_HASH);
    const size_t mode = hash.len > 0 ? 2 : scope.len > 0;
    if (mode == 0 && !row_is(row, INVENTORY_ENCRYPTION, "true"))
        return;
    init->encryption_mode = (struct span){(const uint8_t *)modes[mode], strlen(modes[mode])};
    if (mode > 0)
        init->encryption_key_id = hash.len > 0 ? hash : scope;
}

static unsigned azure_versions(const struct inventory_row *row)
{
    const bool is_current = row_is(row, INVENTORY_IS_LATEST, "true");
    const bool has_version = row_field(row, INVENTORY_VERSION_ID).len > 0;
    unsigned versions = 0;
    if (row_field(row, INVENTORY_SNAPSHOT).len > 0 || (has_version && !is_current))
        versions |= OBJECT_NONCURRENT;
    else if (has_version)
        versions |= OBJECT_LATEST;
    if (row_is(row, INVENTORY_DELETED, "true"))
        versions |= OBJECT_DELETED;
    return versions;
}

/* A name that would lead elsewhere is none of a container. */
static bool row_is_container(struct span name)
{
    return azure_name_judge_container((const char *)name.ptr, name.len) == NULL;
}

static enum status azure_object(const struct inventory_row *row, struct object_init *init,
                                struct buffer *key)
{
    const struct span name = row_field(row, INVENTORY_KEY);
    const uint8_t *const slash = memchr(name.ptr, '/', name.len);
    if (slash == NULL || slash + 1 == name.ptr + name.len ||
        !row_is_container((struct span){name.ptr, (size_t)(slash - name.ptr)}))
        return STATUS_SKIP;
    init->versions = azure_versions(row);
    if (row_is(row, INVENTORY_IS_FOLDER, "true") && init->size == 0)
        return STATUS_END; /* a directory is no object */
    if (!row->inventory->wants_versions &&
        (init->versions & (OBJECT_NONCURRENT | OBJECT_DELETED)) != 0)
        return STATUS_END;
    buffer_append(key, slash + 1, (size_t)(name.ptr + name.len - slash) - 1);
    if (key->is_failed)
        return STATUS_NO_MEMORY;
    init->container = (struct span){name.ptr, (size_t)(slash - name.ptr)};
    init->etag = row_unquoted(row, INVENTORY_ETAG);
    init->content_type = row_field(row, INVENTORY_CONTENT_TYPE);
    azure_encryption(row, init);
    if (row->inventory->wants_versions)
        init->snapshot = row_field(row, INVENTORY_SNAPSHOT);
    const bool is_archived = row_is(row, INVENTORY_STORAGE_CLASS, "Archive") ||
                             row_field(row, INVENTORY_ARCHIVE_TIER).len > 0;
    init->refused = (init->versions & OBJECT_DELETED) != 0 ? REASON_VANISHED
                    : is_archived                          ? REASON_ARCHIVED
                                                           : -1;
    return STATUS_OK;
}

enum status inventory_object(const struct inventory *inventory, const struct span *fields,
                             size_t count, struct object_init *init, struct buffer *key)
{
    const struct inventory_row row = {inventory, fields, count};
    *init = (struct object_init){.last_modified = -1, .refused = -1};
    const size_t key_len = row_field(&row, INVENTORY_KEY).len;
    if (key_len == 0 || key_len > INVENTORY_KEY_MAX || !row_size(&row, &init->size))
        return STATUS_SKIP;
    buffer_clear(key);
    const enum status status = inventory->kind == INVENTORY_AZURE ? azure_object(&row, init, key)
                                                                  : s3_object(&row, init, key);
    if (status != STATUS_OK)
        return status;
    init->key = (struct span){key->ptr, key->len};
    init->storage_class = row_field(&row, INVENTORY_STORAGE_CLASS);
    init->last_modified = row_time(&row);
    if (inventory->wants_versions)
        init->version_id = row_field(&row, INVENTORY_VERSION_ID);
    init->is_size_unknown =
        row_field(&row, INVENTORY_SIZE).len == 0 && (init->versions & OBJECT_DELETE_MARKER) == 0;
    return STATUS_OK;
}
