/* Pages of the listings of S3: objects, versions, delete markers, uploads in progress. */
#include "crawler/store/dates.h"
#include "crawler/store/list_split.h"
#include "crawler/store/page_entry.h"
#include "crawler/store/s3.h"

#include "signers/uri.h"

#include <string.h>

/* What the entries of a page are, by the root of the document and the name of their elements. */
static const struct {
    const char *name;
    enum list_kind kind; /* LIST_OBJECTS: also LIST_OBJECTS_V1 */
    bool has_size;       /* else nothing is said of it, and it counts as 0 */
    unsigned versions;   /* set of enum object_version */
} entry_kinds[] = {
    {"Contents", LIST_OBJECTS, true, 0},
    {"Version", LIST_VERSIONS, true, 0},
    {"DeleteMarker", LIST_VERSIONS, false, OBJECT_DELETE_MARKER},
    {"Upload", LIST_UPLOADS, false, OBJECT_UPLOAD},
};

#define ENTRY_KINDS (sizeof entry_kinds / sizeof *entry_kinds)

/* Texts of a page that say where the next one begins. */
struct s3_marker {
    bool is_said;
    struct buffer text;
};

/* One page while it is read. */
struct s3_reading {
    const struct list_query *list;
    unsigned source;
    struct page *page;
    struct page_entry entry;
    size_t inside;       /* index of entry_kinds; ENTRY_KINDS: another element */
    bool is_in_prefixes; /* CommonPrefixes */
    bool is_restoring;   /* RestoreStatus of the entry: a copy is on its way ... */
    bool has_copy;       /* there is one, until some day */
    bool is_encoded;     /* how keys are taken */
    bool says_encoded;   /* how the page says they are written */
    bool is_late;        /* it said so behind some that were taken otherwise */
    bool is_v1;          /* it has what only the first version of the protocol has */
    bool has_truncated, is_truncated;
    struct s3_marker token;   /* NextContinuationToken */
    struct s3_marker key, id; /* NextMarker, NextKeyMarker; Next...IdMarker */
};

static enum list_kind kind_of(const struct s3_reading *reading)
{
    const enum list_kind kind = reading->list->kind;
    return kind == LIST_OBJECTS_V1 ? LIST_OBJECTS : kind;
}

static enum page_result read_marker(struct s3_marker *marker, struct span text)
{
    if (marker->is_said)
        return PAGE_MALFORMED;
    marker->is_said = text.len > 0;
    buffer_append(&marker->text, text.ptr, text.len);
    return buffer_str(&marker->text) == NULL ? PAGE_NO_MEMORY : PAGE_OK;
}

static enum page_result read_page_element(struct s3_reading *reading, const struct xml *xml)
{
    const struct span text = xml_text(xml);
    if (xml_is(xml, "EncodingType")) {
        reading->says_encoded = xml_text_is(xml, "url");
        reading->is_late |=
            reading->says_encoded != reading->is_encoded && reading->page->count > 0;
        reading->is_encoded = reading->says_encoded;
    } else if (xml_is(xml, "IsTruncated")) {
        if (reading->has_truncated)
            return PAGE_MALFORMED;
        reading->has_truncated = true;
        reading->is_truncated = xml_text_is(xml, "true");
    } else if (xml_is(xml, "NextContinuationToken")) {
        return read_marker(&reading->token, text);
    } else if (xml_is(xml, "NextMarker") || xml_is(xml, "NextKeyMarker")) {
        reading->is_v1 |= xml_is(xml, "NextMarker");
        return read_marker(&reading->key, text);
    } else if (xml_is(xml, "NextVersionIdMarker") || xml_is(xml, "NextUploadIdMarker")) {
        return read_marker(&reading->id, text);
    } else if (xml_is(xml, "Marker")) {
        reading->is_v1 = true;
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
    else if (xml_is(xml, "LastModified") || xml_is(xml, "Initiated"))
        (void)date_parse_iso(text, &entry->last_modified); /* unknown when it is none */
    else if (xml_is(xml, "StorageClass"))
        page_entry_copy(text, entry->storage_class, sizeof entry->storage_class);
    else if (xml_is(xml, "VersionId"))
        page_entry_copy_id(entry, text, entry->version_id);
    else if (xml_is(xml, "UploadId"))
        page_entry_copy_id(entry, text, entry->upload_id);
    else if (xml_is(xml, "IsLatest"))
        entry->versions |= xml_text_is(xml, "true") ? OBJECT_LATEST : OBJECT_NONCURRENT;
}

/* RestoreStatus, which is asked for by x-amz-optional-object-attributes. */
static void read_restore_element(const struct xml *xml, struct s3_reading *reading)
{
    if (xml_is(xml, "IsRestoreInProgress"))
        reading->is_restoring = !xml_text_is(xml, "false");
    else if (xml_is(xml, "RestoreExpiryDate"))
        reading->has_copy = xml_text(xml).len > 0;
}

static enum page_result finish_entry(struct s3_reading *reading)
{
    struct page_entry *const entry = &reading->entry;
    const bool is_cold = strcmp(entry->storage_class, "GLACIER") == 0 ||
                         strcmp(entry->storage_class, "DEEP_ARCHIVE") == 0;
    const bool is_archived = is_cold && (!reading->has_copy || reading->is_restoring);
    entry->versions |= entry_kinds[reading->inside].versions;
    entry->has_size |= !entry_kinds[reading->inside].has_size;
    return page_entry_finish(entry, reading->list->prefix, is_archived ? REASON_ARCHIVED : -1,
                             reading->source, reading->page);
}

/* One of CommonPrefixes: decoded as a key would be. */
static enum page_result finish_prefix(struct s3_reading *reading)
{
    const struct buffer *const text = &reading->entry.key;
    if (text->is_failed)
        return PAGE_NO_MEMORY;
    if (!reading->entry.has_key || reading->entry.is_malformed)
        return PAGE_MALFORMED;
    return page_add_prefix(reading->page, (struct span){text->ptr, text->len},
                           reading->list->prefix);
}

static enum page_result read_end(struct s3_reading *reading, const struct xml *xml)
{
    const bool is_inside = reading->inside < ENTRY_KINDS;
    if (xml->depth == 4 && is_inside)
        read_restore_element(xml, reading);
    else if (xml->depth == 3 && is_inside)
        read_entry_element(xml, reading->is_encoded, &reading->entry);
    else if (xml->depth == 3 && reading->is_in_prefixes && xml_is(xml, "Prefix"))
        page_entry_set_key(&reading->entry, xml_text(xml),
                           reading->is_encoded ? PAGE_KEY_ENCODED_PLUS : PAGE_KEY_PLAIN);
    if (xml->depth != 2)
        return PAGE_OK;
    if (is_inside)
        return finish_entry(reading);
    return reading->is_in_prefixes ? finish_prefix(reading) : read_page_element(reading, xml);
}

/* A root or an entry of the page begins. */
static enum page_result read_start(struct s3_reading *reading, const struct xml *xml)
{
    static const char *const roots[] = {[LIST_OBJECTS] = "ListBucketResult",
                                        [LIST_VERSIONS] = "ListVersionsResult",
                                        [LIST_UPLOADS] = "ListMultipartUploadsResult"};
    const enum list_kind kind = kind_of(reading);
    if (xml->depth == 1)
        return xml_is(xml, roots[kind]) ? PAGE_OK : PAGE_OTHER;
    if (xml->depth != 2)
        return PAGE_OK;
    reading->inside = 0;
    while (reading->inside < ENTRY_KINDS && (entry_kinds[reading->inside].kind != kind ||
                                             !xml_is(xml, entry_kinds[reading->inside].name)))
        reading->inside++;
    reading->is_restoring = reading->has_copy = false;
    reading->is_in_prefixes = reading->list->has_delimiter && xml_is(xml, "CommonPrefixes");
    page_entry_clear(&reading->entry);
    return PAGE_OK;
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
            result = read_start(reading, xml);
            break;
        case XML_END:
            result = read_end(reading, xml);
            break;
        }
        if (result != PAGE_OK)
            return result;
    }
}

static void marker_clear(struct s3_marker *marker)
{
    marker->is_said = false;
    buffer_clear(&marker->text);
}

/* is_encoded: how keys are written until the page says something else. */
static enum page_result read_page(struct s3_reading *reading, struct span body, bool is_encoded)
{
    struct xml xml;
    page_clear(reading->page);
    reading->inside = ENTRY_KINDS;
    reading->is_encoded = is_encoded;
    reading->says_encoded = reading->is_late = reading->is_v1 = false;
    reading->has_truncated = reading->is_truncated = false;
    marker_clear(&reading->token);
    marker_clear(&reading->key);
    marker_clear(&reading->id);
    xml_init(&xml, body);
    const enum page_result result = read_events(reading, &xml);
    xml_free(&xml);
    return result;
}

/*
 * The marker of a key as the page says it, or else the last key of the page (ListObjects:
 * "NextMarker ... is returned only if you have the delimiter request parameter specified"). False:
 * there is neither. Some stores (Ceph) encode keys and not markers: one that is the last key as it
 * stands is taken so.
 */
static bool put_key_marker(struct s3_reading *reading)
{
    struct page *const page = reading->page;
    struct buffer *const text = &reading->key.text;
    static const struct span nothing = {NULL, 0};
    const struct span last = page->count > 0 ? page->objects[page->count - 1]->key : nothing;
    if (reading->key.is_said) {
        const bool is_plain = text->len == last.len && memcmp(text->ptr, last.ptr, last.len) == 0;
        if (reading->is_encoded && !is_plain) /* decoded text is never longer: in place */
            text->len = uri_decode((const char *)text->ptr, text->len, true, (char *)text->ptr);
        buffer_append(&page->cursor, text->ptr, text->len);
    } else if (kind_of(reading) == LIST_OBJECTS && last.len > 0) {
        buffer_append(&page->cursor, last.ptr, last.len);
    }
    /* One with a NUL in it cannot be asked with. */
    return page->cursor.len > 0 && memchr(page->cursor.ptr, '\0', page->cursor.len) == NULL;
}

/*
 * Puts the id behind the marker of a key, with a NUL between them. Behind the key alone, its other
 * versions would be left out: then it is the id of the last version of the page. So it is when
 * "null" is said of one that has an id (Swift), which would be the end of the listing.
 */
static void put_id_marker(struct s3_reading *reading)
{
    struct page *const page = reading->page;
    const struct span id = {reading->id.text.ptr, reading->id.text.len};
    const struct span key = {page->cursor.ptr, page->cursor.len};
    const struct object *const last = page->count > 0 ? page->objects[page->count - 1] : NULL;
    if (kind_of(reading) == LIST_VERSIONS && last != NULL &&
        list_key_compare(last->key, key) == 0 &&
        (!reading->id.is_said || (span_is(id, "null") && last->version_id[0] != '\0'))) {
        buffer_append_char(&page->cursor, '\0');
        buffer_append_str(&page->cursor, last->version_id);
    } else if (reading->id.is_said) {
        buffer_append_char(&page->cursor, '\0');
        buffer_append(&page->cursor, id.ptr, id.len);
    }
}

/* Makes the cursor of a page that is not the last one. */
static enum page_result put_cursor(struct s3_reading *reading)
{
    struct page *const page = reading->page;
    if (reading->token.is_said && reading->list->kind == LIST_OBJECTS) {
        buffer_append(&page->cursor, reading->token.text.ptr, reading->token.text.len);
        return PAGE_OK;
    }
    page->is_v1 = reading->list->kind == LIST_OBJECTS;
    if ((page->is_v1 && !reading->is_v1) || !put_key_marker(reading))
        return PAGE_NO_CURSOR;
    put_id_marker(reading);
    return PAGE_OK;
}

static enum page_result finish_page(struct s3_reading *reading)
{
    if (!reading->has_truncated)
        return PAGE_MALFORMED; /* it might be incomplete without saying so */
    reading->page->has_more = reading->is_truncated;
    const enum page_result result = reading->is_truncated ? put_cursor(reading) : PAGE_OK;
    if (result != PAGE_OK)
        return result;
    return buffer_str(&reading->page->cursor) == NULL ? PAGE_NO_MEMORY : PAGE_OK;
}

static enum page_result read_whole(struct s3_reading *reading, struct span body)
{
    enum page_result result = read_page(reading, body, false);
    if (result == PAGE_OUTSIDE_PREFIX || (result == PAGE_OK && reading->is_late)) {
        /* Keys that were taken as they stand may be encoded, which is said behind them. */
        result = read_page(reading, body, true);
        if (result == PAGE_OK && !reading->says_encoded)
            result = PAGE_OUTSIDE_PREFIX;
    }
    return result == PAGE_OK ? finish_page(reading) : result;
}

enum page_result s3_read_page(const struct list_query *list, struct span body, unsigned source,
                              struct page *page)
{
    struct s3_reading reading = {.list = list, .source = source, .page = page};
    struct buffer *const texts[] = {&reading.token.text, &reading.key.text, &reading.id.text};
    page_entry_init(&reading.entry);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        buffer_init(texts[i], XML_TEXT_MAX + 1);
    const enum page_result result = read_whole(&reading, body);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        buffer_free(texts[i]);
    page_entry_free(&reading.entry);
    return result;
}
