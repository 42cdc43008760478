/* Collects what a listing says of one object. */
#include "crawler/store/page_entry.h"

#include "crawler/store/http_message.h"
#include "signers/uri.h"

#include <string.h>

void page_entry_init(struct page_entry *entry)
{
    *entry = (struct page_entry){.last_modified = -1};
    buffer_init(&entry->key, XML_TEXT_MAX + 1);
}

void page_entry_clear(struct page_entry *entry)
{
    const struct buffer key = entry->key;
    *entry = (struct page_entry){.last_modified = -1, .key = key};
    buffer_clear(&entry->key);
}

void page_entry_free(struct page_entry *entry)
{
    buffer_free(&entry->key);
}

void page_entry_set_key(struct page_entry *entry, struct span text, enum page_key form)
{
    if (entry->has_key)
        entry->is_malformed = true;
    entry->has_key = true;
    buffer_clear(&entry->key);
    buffer_append(&entry->key, text.ptr, text.len);
    if (buffer_str(&entry->key) == NULL)
        return;
    if (form != PAGE_KEY_PLAIN) /* decoded text is never longer: in place */
        entry->key.len = uri_decode((const char *)entry->key.ptr, entry->key.len,
                                    form == PAGE_KEY_ENCODED_PLUS, (char *)entry->key.ptr);
}

void page_entry_set_size(struct page_entry *entry, struct span text)
{
    uint64_t size = 0;
    entry->is_malformed |= entry->has_size || text.len == 0 || text.len > 19;
    entry->has_size = true;
    for (size_t i = 0; i < text.len && !entry->is_malformed; i++) {
        entry->is_malformed = text.ptr[i] < '0' || text.ptr[i] > '9';
        size = size * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    entry->size = size;
}

void page_entry_copy(struct span text, char *out, size_t size)
{
    const size_t len = text.len < size - 1 ? text.len : size - 1;
    if (len > 0)
        memcpy(out, text.ptr, len);
    out[len] = '\0';
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

enum page_result page_entry_finish(const struct page_entry *entry, const char *prefix, int refused,
                                   unsigned source, struct page *page)
{
    const size_t prefix_len = strlen(prefix);
    if (entry->key.is_failed)
        return PAGE_NO_MEMORY;
    if (entry->is_malformed || !entry->has_key || !entry->has_size || entry->key.len == 0)
        return PAGE_MALFORMED;
    if (entry->key.len < prefix_len || memcmp(entry->key.ptr, prefix, prefix_len) != 0)
        return PAGE_OUTSIDE_PREFIX;
    const struct object_init init = {
        .key = {entry->key.ptr, entry->key.len},
        .size = entry->size,
        .last_modified = entry->last_modified,
        .etag = http_trim_etag(span_of(entry->etag)),
        .version_id = span_of(entry->version_id),
        .storage_class = span_of(entry->storage_class),
        .content_type = span_of(entry->content_type),
        .source = source,
        .refused = refused,
    };
    return page_add(page, &init);
}
