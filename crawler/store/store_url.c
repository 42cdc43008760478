/* The addresses of blobs. */
#include "crawler/store/store_url.h"

#include "crawler/store/provider.h"

#include <string.h>

void store_blob_url(const struct store *store, const struct object *object, struct buffer *out)
{
    const char *const container = store_object_bucket(store, object);
    const struct azure_state state = azure_state_of(object);
    struct http_request url;
    http_request_init(&url);
    buffer_append_format(&url.url, "%s/", store->azure_settings.endpoint);
    http_request_append_encoded(&url, (struct span){(const uint8_t *)container, strlen(container)},
                                false);
    buffer_append_char(&url.url, '/');
    http_request_append_encoded(&url, object->key, true);
    if (state.value[0] != '\0') {
        buffer_append_format(&url.url, "?%s=", state.parameter);
        http_request_append_encoded(
            &url, (struct span){(const uint8_t *)state.value, strlen(state.value)}, false);
    }
    buffer_append(out, url.url.ptr, url.url.len);
    out->is_failed |= url.url.is_failed;
    http_request_wipe(&url);
}
