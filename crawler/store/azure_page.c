/* Pages of List Blobs. */
#include "crawler/store/azure.h"

#include "crawler/store/dates.h"
#include "crawler/store/page_entry.h"

#include <string.h>

/* What a page is read into. */
struct azure_page {
    const struct list_query *list;
    unsigned source;
    struct page *page;
    struct page_entry entry;
    struct buffer tag_name;
    bool is_in_blob, is_in_prefix;                                                  /* at depth 3 */
    enum azure_part { PART_OTHER, PART_PROPERTIES, PART_METADATA, PART_TAGS } part; /* depth 4 */
    bool is_name_encoded, has_marker;
    struct azure_blob { /* what is not in entry */
        bool is_current, is_deleted, has_versions_only, is_rehydrating, is_directory;
    } blob;
};

/* ---- one blob ---- */

/* The key that a blob is encrypted with, when it is not the one of the account. */
static void read_encryption(struct page_entry *entry, const char *mode, struct span key)
{
    page_entry_copy((struct span){(const uint8_t *)mode, strlen(mode)}, entry->encryption_mode,
                    sizeof entry->encryption_mode);
    page_entry_copy(key, entry->encryption_key_id, sizeof entry->encryption_key_id);
}

static void read_property(struct azure_page *state, const struct xml *xml)
{
    struct page_entry *const entry = &state->entry;
    const struct span text = xml_text(xml);
    if (xml_is(xml, "Content-Length"))
        page_entry_set_size(entry, text);
    else if (xml_is(xml, "Etag"))
        page_entry_copy(text, entry->etag, sizeof entry->etag);
    else if (xml_is(xml, "Content-Type"))
        page_entry_copy(text, entry->content_type, sizeof entry->content_type);
    else if (xml_is(xml, "AccessTier"))
        page_entry_copy(text, entry->storage_class, sizeof entry->storage_class);
    else if (xml_is(xml, "Last-Modified"))
        (void)date_parse_http(text, &entry->last_modified); /* unknown when it is none */
    else if (xml_is(xml, "ResourceType"))
        state->blob.is_directory = xml_text_is(xml, "directory");
    else if (xml_is(xml, "ArchiveStatus"))
        state->blob.is_rehydrating = text.len > 0;
    else if (xml_is(xml, "ServerEncrypted") && entry->encryption_mode[0] == '\0' &&
             xml_text_is(xml, "true"))
        read_encryption(entry, "azure", (struct span){0});
    else if (xml_is(xml, "EncryptionScope") && text.len > 0)
        read_encryption(entry, "azure-scope", text);
    else if (xml_is(xml, "CustomerProvidedKeySha256") && text.len > 0)
        read_encryption(entry, "azure-cpk", text);
}

/* A blob without content can stand for a directory: of hierarchical namespaces, and of Hadoop. */
static void read_metadata(struct azure_page *state, const struct xml *xml)
{
    const struct span text = xml_text(xml);
    if (xml_is(xml, "hdi_isfolder"))
        state->blob.is_directory = xml_text_is(xml, "true");
    page_entry_add_pair(&state->entry.metadata, xml->name, text);
}

static void read_tag(struct azure_page *state, const struct xml *xml)
{
    const struct span text = xml_text(xml);
    if (xml_is(xml, "Key")) {
        buffer_clear(&state->tag_name);
        buffer_append(&state->tag_name, text.ptr, text.len);
    } else if (xml_is(xml, "Value")) {
        const struct span name = {state->tag_name.ptr, state->tag_name.len};
        page_entry_add_pair(&state->entry.tags, name, text);
    }
}

/* The elements right below a blob. */
static void read_member(struct azure_page *state, const struct xml *xml)
{
    struct page_entry *const entry = &state->entry;
    const struct span text = xml_text(xml);
    if (xml_is(xml, "Name"))
        page_entry_set_key(entry, text, state->is_name_encoded ? PAGE_KEY_ENCODED : PAGE_KEY_PLAIN);
    else if (xml_is(xml, "VersionId"))
        page_entry_copy_id(entry, text, entry->version_id);
    else if (xml_is(xml, "Snapshot"))
        page_entry_copy(text, entry->snapshot, sizeof entry->snapshot);
    else if (xml_is(xml, "IsCurrentVersion"))
        state->blob.is_current = xml_text_is(xml, "true");
    else if (xml_is(xml, "Deleted"))
        state->blob.is_deleted = xml_text_is(xml, "true");
    else if (xml_is(xml, "HasVersionsOnly"))
        state->blob.has_versions_only = xml_text_is(xml, "true");
}

/* What the blob is among the states of its name. */
static unsigned versions_of(const struct azure_page *state)
{
    const struct page_entry *const entry = &state->entry;
    unsigned versions = 0;
    if (state->blob.has_versions_only)
        return OBJECT_DELETE_MARKER;
    if (entry->snapshot[0] != '\0' || (entry->version_id[0] != '\0' && !state->blob.is_current))
        versions |= OBJECT_NONCURRENT;
    else if (entry->version_id[0] != '\0')
        versions |= OBJECT_LATEST;
    if (state->blob.is_deleted)
        versions |= OBJECT_DELETED;
    /* Blocks that were never committed have no type yet; a blob always has one. */
    if ((state->list->include & LIST_INCLUDE_UPLOADS) != 0 && entry->size == 0 &&
        entry->content_type[0] == '\0')
        versions |= OBJECT_UPLOAD;
    return versions;
}

static enum page_result finish_blob(struct azure_page *state)
{
    struct page_entry *const entry = &state->entry;
    if (state->blob.is_directory && entry->size == 0)
        return PAGE_OK; /* it is no object */
    if ((state->list->include & LIST_INCLUDE_VERSIONS) == 0)
        entry->version_id[0] = '\0'; /* the current one: asked for by its name alone */
    const bool is_archived =
        strcmp(entry->storage_class, "Archive") == 0 || state->blob.is_rehydrating;
    entry->versions = versions_of(state);
    entry->has_size |= state->blob.has_versions_only;
    entry->has_tags = (state->list->include & LIST_INCLUDE_TAGS) != 0;
    entry->has_metadata = (state->list->include & LIST_INCLUDE_METADATA) != 0;
    return page_entry_finish(entry, state->list->prefix, is_archived ? REASON_ARCHIVED : -1,
                             state->source, state->page);
}

/* ---- the page ---- */

static enum page_result finish_prefix(struct azure_page *state)
{
    const struct page_entry *const entry = &state->entry;
    if (entry->key.is_failed)
        return PAGE_NO_MEMORY;
    if (!entry->has_key || entry->is_malformed)
        return PAGE_MALFORMED;
    return page_add_prefix(state->page, (struct span){entry->key.ptr, entry->key.len},
                           state->list->prefix);
}

static enum page_result read_marker(struct azure_page *state, struct span text)
{
    if (state->has_marker)
        return PAGE_MALFORMED;
    state->has_marker = true;
    state->page->has_more = text.len > 0;
    buffer_append(&state->page->cursor, text.ptr, text.len);
    return buffer_str(&state->page->cursor) == NULL ? PAGE_NO_MEMORY : PAGE_OK;
}

static void read_start(struct azure_page *state, const struct xml *xml)
{
    if (xml->depth == 3) {
        state->is_in_blob = xml_is(xml, "Blob");
        state->is_in_prefix = xml_is(xml, "BlobPrefix");
        state->is_name_encoded = false;
        state->blob = (struct azure_blob){0};
        page_entry_clear(&state->entry);
    } else if (xml->depth == 4) {
        state->part = xml_is(xml, "Properties") ? PART_PROPERTIES
                      : xml_is(xml, "Metadata") ? PART_METADATA
                      : xml_is(xml, "Tags")     ? PART_TAGS
                                                : PART_OTHER;
        if (xml_is(xml, "Name"))
            state->is_name_encoded = xml_attribute_is(xml, "Encoded", "true");
    }
}

/* The end of an element within a blob. */
static void read_inner(struct azure_page *state, const struct xml *xml)
{
    if (xml->depth == 4)
        read_member(state, xml);
    else if (xml->depth == 5 && state->part == PART_PROPERTIES)
        read_property(state, xml);
    else if (xml->depth == 5 && state->part == PART_METADATA)
        read_metadata(state, xml);
    else if (xml->depth == 7 && state->part == PART_TAGS)
        read_tag(state, xml);
}

static enum page_result read_end(struct azure_page *state, const struct xml *xml)
{
    if (xml->depth == 2 && xml_is(xml, "NextMarker"))
        return read_marker(state, xml_text(xml));
    if (xml->depth > 3 && state->is_in_blob)
        read_inner(state, xml);
    else if (xml->depth == 4 && state->is_in_prefix && xml_is(xml, "Name"))
        read_member(state, xml);
    if (xml->depth != 3)
        return PAGE_OK;
    const bool is_blob = state->is_in_blob, is_prefix = state->is_in_prefix;
    state->is_in_blob = state->is_in_prefix = false;
    if (is_blob)
        return finish_blob(state);
    return is_prefix ? finish_prefix(state) : PAGE_OK;
}

static enum page_result read_events(struct azure_page *state, struct xml *xml)
{
    for (;;) {
        enum page_result result = PAGE_OK;
        switch (xml_next(xml)) {
        case XML_BAD:
            return PAGE_MALFORMED;
        case XML_DONE:
            /* Without a marker the page might be incomplete without saying so. */
            return state->has_marker ? PAGE_OK : PAGE_MALFORMED;
        case XML_START:
            if (xml->depth == 1 && !xml_is(xml, "EnumerationResults"))
                return PAGE_OTHER;
            read_start(state, xml);
            break;
        case XML_END:
            result = read_end(state, xml);
            break;
        }
        if (result != PAGE_OK)
            return result;
    }
}

enum page_result azure_read_page(const struct list_query *list, struct span body, unsigned source,
                                 struct page *page)
{
    struct azure_page state = {.list = list, .source = source, .page = page};
    struct xml xml;
    page_clear(page);
    page_entry_init(&state.entry);
    buffer_init(&state.tag_name, XML_TEXT_MAX + 1);
    xml_init(&xml, body);
    const enum page_result result = read_events(&state, &xml);
    xml_free(&xml);
    page_entry_free(&state.entry);
    buffer_free(&state.tag_name);
    return result;
}
