/* Requests to Azure Blob Storage, and what its answers say. */
#include "crawler/store/azure.h"

#include "crawler/store/azure_sign.h"
#include "crawler/store/dates.h"
#include "crawler/store/page_entry.h"

#include <stdio.h>
#include <string.h>

#define API_VERSION                                                                                \
    "2021-12-02" /* has <Name Encoded="true">; newer ones add nothing that is used */

/* ---- requests ---- */

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* The account. */
static void put_root(const struct azure *azure, struct http_request *out)
{
    http_request_clear(out);
    out->ca_bundle = NULL;
    buffer_append_format(&out->url, "%s/", azure->settings->endpoint);
    http_request_add_header(out, "x-ms-version", API_VERSION);
}

static void put_address(const struct azure *azure, struct http_request *out)
{
    put_root(azure, out);
    http_request_append_encoded(out, span_of(azure->container), false);
}

/* The signature covers the query as it was given: it must not be encoded again. */
static void put_sas(const struct azure *azure, char separator, struct http_request *out)
{
    if (azure->settings->sas == NULL || azure->settings->sas[0] == '\0')
        return;
    buffer_append_char(&out->url, separator);
    buffer_append_str(&out->url, azure->settings->sas);
}

bool azure_list_request(const struct azure *azure, const struct list_query *list, time_t now,
                        struct http_request *out)
{
    put_address(azure, out);
    buffer_append_str(&out->url, "?restype=container&comp=list&maxresults=5000");
    if (list->prefix[0] != '\0') {
        buffer_append_str(&out->url, "&prefix=");
        http_request_append_encoded(out, span_of(list->prefix), false);
    }
    if (list->cursor.ptr != NULL) {
        buffer_append_str(&out->url, "&marker=");
        http_request_append_encoded(out, list->cursor, false);
    }
    put_sas(azure, '&', out);
    return azure_sign(azure->settings, now, out);
}

bool azure_object_request(const struct azure *azure, const struct object *object,
                          const struct http_part *part, time_t now, struct http_request *out)
{
    put_address(azure, out);
    buffer_append_char(&out->url, '/');
    http_request_append_encoded(out, object->key, true);
    put_sas(azure, '?', out);
    http_request_add_part(out, part);
    return azure_sign(azure->settings, now, out);
}

bool azure_question_put(const struct azure *azure, struct span key, const char *query, time_t now,
                        struct http_request *out)
{
    if (key.ptr == NULL)
        put_root(azure, out);
    else
        put_address(azure, out);
    if (key.len > 0) {
        buffer_append_char(&out->url, '/');
        http_request_append_encoded(out, key, true);
    }
    buffer_append_format(&out->url, "?%s", query);
    put_sas(azure, '&', out);
    return azure_sign(azure->settings, now, out);
}

/* ---- listings ---- */

static bool equals(struct span text, const char *expected)
{
    return text.len == strlen(expected) && memcmp(text.ptr, expected, text.len) == 0;
}

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

/* ---- facts ---- */

static void set_encryption(struct object_facts *facts, const char *mode)
{
    snprintf(facts->encryption_mode, sizeof facts->encryption_mode, "%s", mode);
}

void azure_read_facts(const struct http_headers *headers, struct object_facts *out)
{
    struct span value;
    http_headers_copy(headers, "x-ms-version-id", out->version_id, sizeof out->version_id);
    if (http_headers_find(headers, "x-ms-server-encrypted", &value) && equals(value, "true"))
        set_encryption(out, "azure");
    if (http_headers_copy(headers, "x-ms-encryption-scope", out->encryption_key_id,
                          sizeof out->encryption_key_id))
        set_encryption(out, "azure-scope");
    if (http_headers_find(headers, "x-ms-encryption-key-sha256", &value)) {
        http_headers_copy(headers, "x-ms-encryption-key-sha256", out->encryption_key_id,
                          sizeof out->encryption_key_id);
        set_encryption(out, "azure-cpk");
    }
}

/* ---- refusals ---- */

/* Each completes "container C of ENDPOINT: " ... " (403 CODE)". */
struct refusal {
    const char *code, *text;
    enum reason reason;
};

static const struct refusal refusals[] = {
    {"AuthenticationFailed", "the SAS is not accepted: its signature is wrong, or it has expired",
     REASON_ACCESS_DENIED},
    {"AuthorizationFailure",
     "the SAS is not accepted, or does not allow this: check signature, expiry, network "
     "rules and the permissions r and l",
     REASON_ACCESS_DENIED},
    {"AuthorizationPermissionMismatch",
     "the SAS does not allow listing: it needs the permissions r and l", REASON_ACCESS_DENIED},
    {"AuthorizationResourceTypeMismatch",
     "the SAS is for other resources: it needs srt=co or a container SAS", REASON_ACCESS_DENIED},
    {"AuthorizationServiceMismatch", "the SAS is for another service: it needs ss=b",
     REASON_ACCESS_DENIED},
    {"AuthorizationProtocolMismatch", "the SAS is for another protocol (spr)",
     REASON_ACCESS_DENIED},
    {"AuthorizationSourceIPMismatch", "the SAS is for other client addresses (sip)",
     REASON_ACCESS_DENIED},
    {"NoAuthenticationInformation", "no SAS was given, and anonymous access is not allowed",
     REASON_ACCESS_DENIED},
    {"PublicAccessNotPermitted", "no SAS was given, and anonymous access is not allowed",
     REASON_ACCESS_DENIED},
    {"KeyBasedAuthenticationNotPermitted", "the account does not allow SAS of its keys",
     REASON_ACCESS_DENIED},
    {"AccountIsDisabled", "the account is disabled", REASON_ACCESS_DENIED},
    {"ContainerNotFound", "there is no such container: check its name and the account",
     REASON_VANISHED},
    {"ContainerBeingDeleted", "the container is being deleted", REASON_VANISHED},
    {"ResourceNotFound", "there is no such container, or it may not be read anonymously",
     REASON_VANISHED},
    {"InvalidResourceName", "the name of the container is not valid", REASON_VANISHED},
};

#define KEY_IS_WRONG                                                                               \
    "the account key is not accepted: check that it is a key of this account and not replaced, "   \
    "the clock, and the network rules"

/* What the same codes say of an account key; the other table has the rest. */
static const struct refusal key_refusals[] = {
    {"AuthenticationFailed", KEY_IS_WRONG, REASON_ACCESS_DENIED},
    {"AuthorizationFailure", KEY_IS_WRONG, REASON_ACCESS_DENIED},
    {"InvalidAuthenticationInfo", KEY_IS_WRONG, REASON_ACCESS_DENIED},
    {"KeyBasedAuthenticationNotPermitted",
     "the account does not allow its keys: use a SAS that a user signed (user delegation)",
     REASON_ACCESS_DENIED},
};

static const struct refusal *refusal_find(const struct refusal *table, size_t count,
                                          const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(code, table[i].code) == 0)
            return &table[i];
    return NULL;
}

void azure_explain(const struct azure *azure, const struct answer *answer, struct fault *fault)
{
    const char *const endpoint = azure->settings->endpoint;
    const bool has_key = azure->settings->key != NULL;
    const struct refusal *found = NULL;
    if (has_key)
        found =
            refusal_find(key_refusals, sizeof key_refusals / sizeof *key_refusals, answer->code);
    if (found == NULL)
        found = refusal_find(refusals, sizeof refusals / sizeof *refusals, answer->code);
    fault->http_status = answer->status;
    if (found != NULL)
        fault_set(fault, found->reason, "container %s of %s: %s (%d %s)", azure->container,
                  endpoint, found->text, answer->status, answer->code);
    else if (answer->status == 403 || answer->status == 401)
        fault_set(fault, REASON_ACCESS_DENIED,
                  "container %s of %s: access denied (%d %s); check the %s", azure->container,
                  endpoint, answer->status, answer->code, has_key ? "account key" : "SAS");
    else if (answer->status == 404)
        fault_set(fault, REASON_VANISHED,
                  "container %s of %s: not found (%d %s); check account and container",
                  azure->container, endpoint, answer->status, answer->code);
    else
        fault_set(fault, REASON_HTTP, "container %s of %s: listing was answered with %d%s%s",
                  azure->container, endpoint, answer->status, answer->code[0] == '\0' ? "" : " ",
                  answer->code);
}
