/* The addresses of blobs. */
#include "crawler/store/store_url.h"

#include "crawler/store/provider.h"

#include <string.h>

static void put_part(struct http_request *url, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    buffer_append_format(&url->url, "?%s=", name);
    http_request_append_encoded(url, (struct span){(const uint8_t *)value, strlen(value)}, false);
}

void store_blob_url(const struct store *store, const struct object *object, struct buffer *out)
{
    const char *const container = store_object_bucket(store, object);
    struct http_request url;
    http_request_init(&url);
    buffer_append_format(&url.url, "%s/", store->azure_settings.endpoint);
    http_request_append_encoded(&url, (struct span){(const uint8_t *)container, strlen(container)},
                                false);
    buffer_append_char(&url.url, '/');
    http_request_append_encoded(&url, object->key, true);
    put_part(&url, object->version_id[0] != '\0' ? "versionid" : "snapshot",
             object->version_id[0] != '\0' ? object->version_id : object->snapshot);
    buffer_append(out, url.url.ptr, url.url.len);
    out->is_failed |= url.url.is_failed;
    http_request_wipe(&url);
}
