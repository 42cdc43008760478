/* Passes archived objects on to a restore manifest. */
#include "crawler/pipeline/restorer.h"

#include "crawler/base/buffer.h"
#include "crawler/base/log.h"
#include "crawler/pipeline/run.h"
#include "crawler/store/store_url.h"

#include <string.h>

/* Whether nothing but Azure is listed: its blobs then have the file for themselves. */
static bool is_azure_only(const struct run_options *options)
{
    bool is_azure = options->source_count > 0 && options->from == NULL;
    for (size_t i = 0; is_azure && i < options->source_count; i++) {
        struct locator locator = {0};
        struct fault fault;
        is_azure = locator_parse(options->sources[i], &locator, &fault) &&
                   locator.provider == PROVIDER_AZURE;
        locator_free(&locator);
    }
    return is_azure;
}

bool restorer_open(struct restorer *restorer, const struct run_options *options)
{
    struct fault fault = {.http_status = 0};
    if (options->restore_path == NULL)
        return true;
    restorer->manifest =
        restore_manifest_create(options->restore_path, is_azure_only(options), &fault);
    if (restorer->manifest == NULL)
        log_line(LOG_ERROR, "%s", fault.message);
    return restorer->manifest != NULL;
}

void restorer_add(struct restorer *restorer, const struct store *store, const struct object *object)
{
    const struct locator *const locator = store_locator(store);
    if (restorer->manifest == NULL)
        return;
    if (locator->provider == PROVIDER_S3) {
        (void)restore_manifest_add_s3(restorer->manifest, locator->bucket, object->key,
                                      object->version_id);
    } else if (locator->provider == PROVIDER_AZURE) {
        struct buffer url;
        buffer_init(&url, (size_t)16 << 10);
        store_blob_url(store, object, &url);
        const struct span row = {url.is_failed ? NULL : url.ptr, url.len};
        (void)restore_manifest_add_azure(restorer->manifest, row);
        buffer_wipe(&url);
    }
}

bool restorer_close(struct restorer *restorer)
{
    struct fault fault = {.http_status = 0};
    const bool is_good = restore_manifest_close(restorer->manifest, &fault);
    restorer->manifest = NULL;
    if (!is_good)
        log_line(LOG_ERROR, "%s", fault.message);
    return is_good;
}

void restorer_discard(struct restorer *restorer)
{
    restore_manifest_discard(restorer->manifest);
    restorer->manifest = NULL;
}
