/* Requests to Azure Blob Storage, and what its answers say. */
#include "crawler/store/azure.h"

#include "crawler/store/azure_sign.h"
#include "crawler/store/dates.h"

#include <stdio.h>
#include <string.h>

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
    http_request_add_header(out, "x-ms-version", AZURE_API_VERSION);
}

static void put_address(const struct azure *azure, struct http_request *out)
{
    put_root(azure, out);
    http_request_append_encoded(out, span_of(azure->container), false);
}

/* The signature covers the query as it was given: it must not be encoded again. */
static void put_sas(const struct azure *azure, char separator, struct http_request *out)
{
    const char *const sas = azure->settings->sas;
    if (azure->settings->has_delegation && azure->tokens != NULL) {
        const struct credentials *const made = credential_cache_borrow(azure->tokens);
        buffer_append_format(&out->url, "%c%s", separator, made->session_token);
        credential_cache_return(azure->tokens, made);
    } else if (sas != NULL && sas[0] != '\0') {
        buffer_append_format(&out->url, "%c%s", separator, sas);
    }
}

/* "&include=a,b": what list wants beside blobs. */
static void put_include(unsigned include, struct buffer *url)
{
    static const struct {
        enum list_include what;
        const char *names;
    } includes[] = {
        {LIST_INCLUDE_METADATA, "metadata"},
        {LIST_INCLUDE_TAGS, "tags"},
        {LIST_INCLUDE_UPLOADS, "uncommittedblobs"},
        {LIST_INCLUDE_VERSIONS, "snapshots,versions,deleted,deletedwithversions"},
    };
    const char *before = "&include=";
    for (size_t i = 0; i < sizeof includes / sizeof *includes; i++) {
        if ((include & includes[i].what) == 0)
            continue;
        buffer_append_format(url, "%s%s", before, includes[i].names);
        before = ",";
    }
}

/* "&NAME=VALUE" with an encoded value, when there is one. */
static void put_parameter(const char *name, struct span value, struct http_request *out)
{
    if (value.len == 0)
        return;
    buffer_append_format(&out->url, "&%s=", name);
    http_request_append_encoded(out, value, false);
}

bool azure_list_request(const struct azure *azure, const struct list_query *list, time_t now,
                        struct http_request *out)
{
    put_address(azure, out);
    buffer_append_str(&out->url, "?restype=container&comp=list&maxresults=5000");
    put_include(list->include, &out->url);
    put_parameter("prefix", span_of(list->prefix), out);
    put_parameter("delimiter", span_of(list->has_delimiter ? "/" : ""), out);
    put_parameter("marker", list->cursor, out);
    put_sas(azure, '&', out);
    return azure_sign(azure, now, out);
}

struct azure_state azure_state_of(const struct object *object)
{
    if (object->snapshot != NULL && object->snapshot[0] != '\0')
        return (struct azure_state){"snapshot", object->snapshot};
    return (struct azure_state){"versionid", object->version_id != NULL ? object->version_id : ""};
}

/* The blob, with a query, and which of its states is meant. Returns what separates the next
 * parameter.
 */
static char put_blob(const struct azure *azure, const struct object *object,
                     struct azure_state state, const char *query, struct http_request *out)
{
    char separator = '?';
    put_address(azure, out);
    if (azure->container[0] == '\0')
        http_request_append_encoded(out, span_of(object->container), false);
    buffer_append_char(&out->url, '/');
    http_request_append_encoded(out, object->key, true);
    if (query[0] != '\0') {
        buffer_append_format(&out->url, "%c%s", separator, query);
        separator = '&';
    }
    if (state.value[0] != '\0') {
        buffer_append_format(&out->url, "%c%s=", separator, state.parameter);
        http_request_append_encoded(out, span_of(state.value), false);
        separator = '&';
    }
    return separator;
}

bool azure_object_request(const struct azure *azure, const struct object *object,
                          const struct http_part *part, time_t now, struct http_request *out)
{
    const struct azure_state state = part->version_id != NULL
                                         ? (struct azure_state){"versionid", part->version_id}
                                         : azure_state_of(object);
    put_sas(azure, put_blob(azure, object, state, "", out), out);
    http_request_add_part(out, part);
    return azure_sign(azure, now, out);
}

bool azure_tags_request(const struct azure *azure, const struct object *object, time_t now,
                        struct http_request *out)
{
    put_sas(azure, put_blob(azure, object, azure_state_of(object), "comp=tags", out), out);
    return azure_sign(azure, now, out);
}

bool azure_question_put(const struct azure *azure, bool is_container, const char *query, time_t now,
                        struct http_request *out)
{
    if (is_container)
        put_address(azure, out);
    else
        put_root(azure, out);
    buffer_append_format(&out->url, "?%s", query);
    put_sas(azure, '&', out);
    return azure_sign(azure, now, out);
}

/* ---- facts ---- */

static void set_encryption(struct object_facts *facts, const char *mode)
{
    snprintf(facts->encryption_mode, sizeof facts->encryption_mode, "%s", mode);
}

void azure_read_facts(const struct http_headers *headers, struct object_facts *out)
{
    struct span value;
    uint64_t tag_count;
    http_headers_copy(headers, "x-ms-version-id", out->version_id, sizeof out->version_id);
    if (http_headers_find(headers, "x-ms-server-encrypted", &value) && span_is(value, "true"))
        set_encryption(out, "azure");
    if (http_headers_copy(headers, "x-ms-encryption-scope", out->encryption_key_id,
                          sizeof out->encryption_key_id))
        set_encryption(out, "azure-scope");
    if (http_headers_find(headers, "x-ms-encryption-key-sha256", &value)) {
        http_headers_copy(headers, "x-ms-encryption-key-sha256", out->encryption_key_id,
                          sizeof out->encryption_key_id);
        set_encryption(out, "azure-cpk");
    }
    if (http_headers_number(headers, "x-ms-tag-count", &tag_count))
        out->tag_count = tag_count < UINT32_MAX ? (unsigned)tag_count : UINT32_MAX;
    http_headers_copy(headers, "x-ms-immutability-policy-mode", out->lock_mode,
                      sizeof out->lock_mode);
    out->lock_until = -1;
    if (http_headers_find(headers, "x-ms-immutability-policy-until-date", &value))
        (void)date_parse_http(value, &out->lock_until);
    out->has_legal_hold = http_headers_find(headers, "x-ms-legal-hold", &value);
    out->legal_hold = out->has_legal_hold && span_is(value, "true");
}
