/* Inventories: their files, and the checksums of those. */
#include "crawler/store/inventory.h"

#include "crawler/base/buffer.h"
#include "signers/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MD5_LEN 16
#define BLOCK_SIZE 65536

const char *inventory_source(const char *source)
{
    static const char s3[] = "s3-inventory+", azure[] = "azure-inventory+";
    if (strncmp(source, s3, sizeof s3 - 1) == 0)
        return strncmp(source + sizeof s3 - 1, "s3://", 5) == 0 ? source + sizeof s3 - 1 : NULL;
    if (strncmp(source, azure, sizeof azure - 1) != 0)
        return NULL;
    source += sizeof azure - 1;
    return strncmp(source, "az://", 5) == 0 || strncmp(source, "abfss://", 8) == 0 ||
                   strncmp(source, "http", 4) == 0
               ? source
               : NULL;
}

size_t inventory_shown_len(const char *source)
{
    return strncmp(source, "azure-", 6) == 0 ? strcspn(source, "?") : strlen(source);
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
    int64_t size;
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
        out->size += (int64_t)len;
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

enum status inventory_refuse(struct fault *fault, const char *what)
{
    fault_set(fault, REASON_CORRUPT, "inventory: %s", what);
    return STATUS_STOP;
}

enum status inventory_verify(const struct store *store, struct http *http,
                             const struct inventory_file *file, struct fault *fault)
{
    struct inventory_content content = {.text = NULL};
    const enum status status = inventory_read(store, http, file->key, &content, fault);
    const bool is_other = file->md5[0] != '\0' && strcasecmp(content.md5, file->md5) != 0;
    const bool is_cut = file->size >= 0 && content.size != file->size;
    if (status != STATUS_OK || (!is_other && !is_cut))
        return status;
    fault_set(fault, REASON_CHECKSUM, "inventory: %s has another %s than the manifest says",
              file->key, is_other ? "MD5" : "size");
    return STATUS_STOP;
}

/* Compares with manifest.checksum, or RULE-manifest.checksum, which lies beside manifest.json. */
static enum status inventory_check_manifest(const struct store *store, struct http *http,
                                            const char *md5, struct fault *fault)
{
    static const char ending[] = "manifest.json";
    const char *const key = store_locator(store)->prefix;
    const size_t len = strlen(key), ending_len = sizeof ending - 1;
    struct buffer name, text;
    struct inventory_content content = {.text = &text};
    if (len < ending_len || strcmp(key + len - ending_len, ending) != 0)
        return inventory_refuse(fault, "SOURCE must end in manifest.json");
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
    buffer_init(&text, INVENTORY_MANIFEST_MAX);
    enum status status = inventory_read(store, http, store_locator(store)->prefix, &content, fault);
    if (status == STATUS_OK)
        status = inventory_check_manifest(store, http, content.md5, fault);
    if (status == STATUS_OK)
        status = inventory_parse(
            store_locator(store)->provider == PROVIDER_AZURE ? INVENTORY_AZURE : INVENTORY_S3,
            (struct span){text.ptr, text.len}, store_locator(store)->bucket, out, fault);
    buffer_free(&text);
    return status;
}

/* ---- where the objects are ---- */

/* A copy of text in *out, NULL of NULL; false when memory is short. */
static bool locate_copy(const char *text, char **out)
{
    *out = text != NULL ? strdup(text) : NULL;
    return text == NULL || *out != NULL;
}

enum status inventory_locate(const struct inventory *inventory, const struct locator *from,
                             struct locator *out, struct fault *fault)
{
    *out = (struct locator){.provider = from->provider};
    if (inventory->kind == INVENTORY_S3) {
        char *uri;
        if (asprintf(&uri, "s3://%s", inventory->bucket) < 0)
            return STATUS_NO_MEMORY;
        const bool is_bucket = locator_parse(uri, out, fault);
        free(uri);
        return is_bucket ? STATUS_OK : STATUS_STOP;
    }
    const bool is_done = locate_copy(from->endpoint, &out->endpoint) &&
                         locate_copy(from->account, &out->account) &&
                         locate_copy(from->sas, &out->sas) && locate_copy("", &out->bucket) &&
                         locate_copy("", &out->prefix) &&
                         locate_copy(from->endpoint != NULL ? from->endpoint : "az:/", &out->uri);
    return is_done ? STATUS_OK : STATUS_NO_MEMORY;
}
