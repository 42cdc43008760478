/* Pages of List Blobs. */
#include "crawler/store/azure.h"

#include "crawler/store/dates.h"
#include "crawler/store/page_entry.h"

#include <string.h>

/* The state of one page while it is read. */
struct azure_page {
    const struct azure *azure;
    unsigned source;
    struct page *page;
    struct page_entry entry;
    bool is_in_blob, is_name_encoded, has_marker, is_in_properties;
};

static void read_property(const struct xml *xml, struct page_entry *entry)
{
    const struct span text = xml_text(xml);
    if (xml_is(xml, "Content-Length"))
        page_entry_set_size(entry, text);
    else if (xml_is(xml, "Etag"))
        page_entry_copy(text, entry->etag, sizeof entry->etag);
    else if (xml_is(xml, "Last-Modified"))
        (void)date_parse_http(text, &entry->last_modified); /* unknown when it is none */
    else if (xml_is(xml, "Content-Type"))
        page_entry_copy(text, entry->content_type, sizeof entry->content_type);
    else if (xml_is(xml, "AccessTier"))
        page_entry_copy(text, entry->storage_class, sizeof entry->storage_class);
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
        page_entry_clear(&state->entry);
    } else if (xml->depth == 4) {
        state->is_in_properties = xml_is(xml, "Properties");
        if (xml_is(xml, "Name"))
            state->is_name_encoded = xml_attribute_is(xml, "Encoded", "true");
    }
}

static enum page_result read_end(struct azure_page *state, const struct xml *xml)
{
    struct page_entry *const entry = &state->entry;
    if (xml->depth == 2 && xml_is(xml, "NextMarker"))
        return read_marker(state, xml_text(xml));
    if (!state->is_in_blob || xml->depth < 3)
        return PAGE_OK;
    if (xml->depth == 5 && state->is_in_properties) {
        read_property(xml, entry);
    } else if (xml->depth == 4 && xml_is(xml, "Name")) {
        page_entry_set_key(entry, xml_text(xml),
                           state->is_name_encoded ? PAGE_KEY_ENCODED : PAGE_KEY_PLAIN);
    } else if (xml->depth == 3) {
        state->is_in_blob = false;
        const bool is_archived = strcmp(entry->storage_class, "Archive") == 0;
        return page_entry_finish(entry, state->azure->prefix, is_archived ? REASON_ARCHIVED : -1,
                                 state->source, state->page);
    }
    return PAGE_OK;
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

enum page_result azure_read_page(const struct azure *azure, struct span body, unsigned source,
                                 struct page *page)
{
    struct azure_page state = {.azure = azure, .source = source, .page = page};
    struct xml xml;
    page_clear(page);
    page_entry_init(&state.entry);
    xml_init(&xml, body);
    const enum page_result result = read_events(&state, &xml);
    xml_free(&xml);
    page_entry_free(&state.entry);
    return result;
}
