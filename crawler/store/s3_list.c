/* Listings of S3. */
#include "crawler/store/dates.h"
#include "crawler/store/page_entry.h"
#include "crawler/store/s3_request.h"

#include <string.h>

bool s3_list_request(const struct s3 *s3, const struct list_query *list, time_t now,
                     struct http_request *out)
{
    static const struct span no_key = {NULL, 0};
    struct sigv4_pair query[5];
    size_t count = 0;
    query[count++] = (struct sigv4_pair){"list-type", "2"};
    query[count++] = (struct sigv4_pair){"encoding-type", "url"};
    query[count++] = (struct sigv4_pair){"max-keys", "1000"};
    query[count++] = (struct sigv4_pair){"prefix", list->prefix};
    if (list->cursor.ptr != NULL)
        query[count++] = (struct sigv4_pair){"continuation-token", (const char *)list->cursor.ptr};
    const struct sigv4_request request = {.query = query, .query_count = count, .time = now};
    return s3_put_request(s3, no_key, &request, out) && http_request_seal(out);
}

/* One page while it is read. */
struct s3_reading {
    const struct s3 *s3;
    unsigned source;
    struct page *page;
    struct page_entry entry;
    bool is_inside;    /* an object's element */
    bool is_encoded;   /* how keys are taken */
    bool says_encoded; /* how the page says they are written */
    bool is_late;      /* it said so behind some that were taken otherwise */
    bool has_truncated, is_truncated, has_cursor;
};

static bool equals(struct span text, const char *expected)
{
    return text.len == strlen(expected) && memcmp(text.ptr, expected, text.len) == 0;
}

static enum page_result read_page_element(struct s3_reading *reading, const struct xml *xml)
{
    const struct span text = xml_text(xml);
    if (xml_is(xml, "EncodingType")) {
        reading->says_encoded = equals(text, "url");
        reading->is_late |=
            reading->says_encoded != reading->is_encoded && reading->page->count > 0;
        reading->is_encoded = reading->says_encoded;
    } else if (xml_is(xml, "IsTruncated")) {
        if (reading->has_truncated)
            return PAGE_MALFORMED;
        reading->has_truncated = true;
        reading->is_truncated = equals(text, "true");
    } else if (xml_is(xml, "NextContinuationToken")) {
        if (reading->has_cursor)
            return PAGE_MALFORMED;
        reading->has_cursor = text.len > 0;
        buffer_append(&reading->page->cursor, text.ptr, text.len);
    }
    return PAGE_OK;
}

static void read_entry_element(const struct xml *xml, bool is_encoded, struct page_entry *entry)
{
    const struct span text = xml_text(xml);
    if (xml_is(xml, "Key"))
        page_entry_set_key(entry, text, is_encoded ? PAGE_KEY_ENCODED_PLUS : PAGE_KEY_PLAIN);
    else if (xml_is(xml, "Size"))
        page_entry_set_size(entry, text);
    else if (xml_is(xml, "ETag"))
        page_entry_copy(text, entry->etag, sizeof entry->etag);
    else if (xml_is(xml, "LastModified"))
        (void)date_parse_iso(text, &entry->last_modified); /* unknown when it is none */
    else if (xml_is(xml, "StorageClass"))
        page_entry_copy(text, entry->storage_class, sizeof entry->storage_class);
}

static enum page_result read_end(struct s3_reading *reading, const struct xml *xml)
{
    struct page_entry *const entry = &reading->entry;
    if (xml->depth == 3 && reading->is_inside)
        read_entry_element(xml, reading->is_encoded, entry);
    if (xml->depth != 2)
        return PAGE_OK;
    if (!reading->is_inside)
        return read_page_element(reading, xml);
    const bool is_archived = strcmp(entry->storage_class, "GLACIER") == 0 ||
                             strcmp(entry->storage_class, "DEEP_ARCHIVE") == 0;
    return page_entry_finish(entry, reading->s3->prefix, is_archived ? REASON_ARCHIVED : -1,
                             reading->source, reading->page);
}

static enum page_result read_events(struct s3_reading *reading, struct xml *xml)
{
    for (;;) {
        enum page_result result = PAGE_OK;
        switch (xml_next(xml)) {
        case XML_BAD:
            return PAGE_MALFORMED;
        case XML_DONE:
            return PAGE_OK;
        case XML_START:
            if (xml->depth == 1 && !xml_is(xml, "ListBucketResult"))
                return PAGE_OTHER;
            if (xml->depth != 2)
                break;
            reading->is_inside = xml_is(xml, "Contents");
            page_entry_clear(&reading->entry);
            break;
        case XML_END:
            result = read_end(reading, xml);
            break;
        }
        if (result != PAGE_OK)
            return result;
    }
}

/* is_encoded: how keys are written until the page says something else. */
static enum page_result read_page(struct s3_reading *reading, struct span body, bool is_encoded)
{
    struct xml xml;
    page_clear(reading->page);
    reading->is_encoded = is_encoded;
    reading->says_encoded = reading->is_late = false;
    reading->has_truncated = reading->is_truncated = reading->has_cursor = false;
    xml_init(&xml, body);
    const enum page_result result = read_events(reading, &xml);
    xml_free(&xml);
    return result;
}

static enum page_result finish_page(const struct s3_reading *reading)
{
    if (!reading->has_truncated)
        return PAGE_MALFORMED; /* it might be incomplete without saying so */
    if (reading->is_truncated && !reading->has_cursor)
        return PAGE_NO_CURSOR;
    reading->page->has_more = reading->is_truncated;
    return buffer_str(&reading->page->cursor) == NULL ? PAGE_NO_MEMORY : PAGE_OK;
}

enum page_result s3_read_page(const struct s3 *s3, struct span body, unsigned source,
                              struct page *page)
{
    struct s3_reading reading = {.s3 = s3, .source = source, .page = page};
    page_entry_init(&reading.entry);
    enum page_result result = read_page(&reading, body, false);
    if (result == PAGE_OUTSIDE_PREFIX || (result == PAGE_OK && reading.is_late)) {
        /* Keys that were taken as they stand may be encoded, which is said behind them. */
        result = read_page(&reading, body, true);
        if (result == PAGE_OK && !reading.says_encoded)
            result = PAGE_OUTSIDE_PREFIX;
    }
    page_entry_free(&reading.entry);
    return result == PAGE_OK ? finish_page(&reading) : result;
}
