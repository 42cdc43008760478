/* Collects what a listing says of one object. */
#include "crawler/store/page_entry.h"

#include "crawler/base/coverage.h"
#include "crawler/store/http_message.h"
#include "signers/uri.h"

#include <string.h>

#define PAIRS_LIMIT ((size_t)64 << 10) /* metadata has 8 KiB at most, thrice as much encoded */

void page_entry_init(struct page_entry *entry)
{
    *entry = (struct page_entry){.last_modified = -1};
    buffer_init(&entry->key, XML_TEXT_MAX + 1);
    buffer_init(&entry->tags, PAIRS_LIMIT);
    buffer_init(&entry->metadata, PAIRS_LIMIT);
}

void page_entry_clear(struct page_entry *entry)
{
    char *const texts[] = {
        entry->etag,     entry->version_id, entry->storage_class,   entry->content_type,
        entry->snapshot, entry->upload_id,  entry->encryption_mode, entry->encryption_key_id};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        texts[i][0] = '\0';
    entry->has_key = entry->has_size = entry->is_malformed = false;
    entry->has_tags = entry->has_metadata = false;
    entry->size = 0;
    entry->last_modified = -1;
    entry->versions = 0;
    buffer_clear(&entry->key);
    buffer_clear(&entry->tags);
    buffer_clear(&entry->metadata);
}

void page_entry_free(struct page_entry *entry)
{
    buffer_free(&entry->key);
    buffer_free(&entry->tags);
    buffer_free(&entry->metadata);
}

void page_entry_add_pair(struct buffer *pairs, struct span name, struct span value)
{
    const struct span parts[] = {name, value};
    for (size_t i = 0; i < 2; i++) {
        char encoded[3 * 256 + 1];
        if (i == 1 || pairs->len > 0)
            buffer_append_char(pairs, i == 1 ? '=' : '&');
        for (size_t at = 0; at < parts[i].len; at += 256) {
            const size_t len = parts[i].len - at < 256 ? parts[i].len - at : 256;
            buffer_append(pairs, encoded,
                          uri_encode((const char *)parts[i].ptr + at, len, false, encoded));
        }
    }
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

void page_entry_copy_id(struct page_entry *entry, struct span text, char out[OBJECT_ID_MAX + 1])
{
    entry->is_malformed |= text.len > OBJECT_ID_MAX;
    page_entry_copy(text, out, OBJECT_ID_MAX + 1);
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static int refusal_of(const struct page_entry *entry, int refused)
{
    if (entry->versions & OBJECT_UPLOAD)
        return REASON_UNSUPPORTED_METHOD;
    return entry->versions & OBJECT_DELETED ? REASON_VANISHED : refused;
}

enum page_result page_entry_finish(const struct page_entry *entry, const char *prefix, int refused,
                                   unsigned source, struct page *page)
{
    const size_t prefix_len = strlen(prefix);
    if (entry->key.is_failed || entry->tags.is_failed || entry->metadata.is_failed)
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
        .snapshot = span_of(entry->snapshot),
        .upload_id = span_of(entry->upload_id),
        .encryption_mode = span_of(entry->encryption_mode),
        .encryption_key_id = span_of(entry->encryption_key_id),
        .tags = {entry->tags.ptr, entry->tags.len},
        .metadata = {entry->metadata.ptr, entry->metadata.len},
        .has_tags = entry->has_tags,
        .has_metadata = entry->has_metadata,
        .versions = entry->versions,
        .source = source,
        .refused = refusal_of(entry, refused),
    };
    return page_add(page, &init);
}
