/* Requests to S3, and what its answers say. */
#include "crawler/store/s3.h"

#include "crawler/store/dates.h"
#include "crawler/store/page_entry.h"
#include "signers/digest.h"
#include "signers/sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SHA-256 of an empty body. */
#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* ---- requests ---- */

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* Scheme, host and the path that is signed as it goes over the wire; returns where the path begins
 * in the URL. */
static size_t put_address(const struct s3 *s3, struct span key, struct http_request *out)
{
    http_request_clear(out);
    out->ca_bundle = s3->settings->ca_bundle;
    buffer_append_format(&out->url, "%s://%s", s3->endpoint.scheme, s3->endpoint.host);
    const size_t path_at = out->url.len;
    buffer_append_str(&out->url, s3->endpoint.path_prefix);
    buffer_append_char(&out->url, '/');
    http_request_append_encoded(out, key, true);
    return path_at;
}

static void put_query(const struct sigv4_pair *query, size_t count, struct http_request *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_append_char(&out->url, i == 0 ? '?' : '&');
        http_request_append_encoded(out, span_of(query[i].name), false);
        buffer_append_char(&out->url, '=');
        http_request_append_encoded(out, span_of(query[i].value), false);
    }
}

static bool put_signature_of(const struct s3 *s3, const struct credentials *keys,
                             const struct sigv4_request *request, struct http_request *out)
{
    const struct sigv4_key key = {
        .access_key_id = keys->access_key_id,
        .secret_access_key = keys->secret_access_key,
        .session_token = keys->session_token,
        .region = s3->settings->region,
        .service = "s3",
    };
    struct sigv4_result result;
    if (!sigv4_sign(&key, request, &result))
        return false;
    http_request_add_header(out, "x-amz-content-sha256", EMPTY_HASH);
    http_request_add_header(out, "x-amz-date", result.amz_date);
    if (keys->session_token != NULL && keys->session_token[0] != '\0')
        http_request_add_header(out, "x-amz-security-token", keys->session_token);
    http_request_add_header(out, "Authorization", result.authorization);
    sigv4_result_free(&result);
    return true;
}

/* Adds the headers that carry the signature of a request whose URL holds nothing but its path yet.
 */
static bool put_signature(const struct s3 *s3, size_t path_at, const struct sigv4_request *request,
                          struct http_request *out)
{
    if (s3->settings->is_anonymous)
        return true;
    const char *const url = buffer_str(&out->url);
    if (url == NULL)
        return false;
    const struct sigv4_pair host = {"host", s3->endpoint.host};
    struct sigv4_request full = *request;
    full.method = "GET";
    full.path = url + path_at;
    full.headers = &host;
    full.header_count = 1;
    full.payload_hash = EMPTY_HASH;
    full.sign_payload_header = true;
    if (s3->keys == NULL)
        return put_signature_of(s3, &s3->settings->keys, &full, out);
    const struct credentials *const keys = credential_cache_borrow(s3->keys);
    const bool is_signed = put_signature_of(s3, keys, &full, out);
    credential_cache_return(s3->keys, keys);
    return is_signed;
}

static bool put_request(const struct s3 *s3, struct span key, const struct sigv4_request *request,
                        struct http_request *out)
{
    const size_t path_at = put_address(s3, key, out);
    http_request_add_header(out, "Host", s3->endpoint.host);
    if (!put_signature(s3, path_at, request, out))
        return false;
    put_query(request->query, request->query_count, out);
    return true;
}

bool s3_list_request(const struct s3 *s3, const char *cursor, time_t now, struct http_request *out)
{
    static const struct span no_key = {NULL, 0};
    struct sigv4_pair query[5];
    size_t count = 0;
    query[count++] = (struct sigv4_pair){"list-type", "2"};
    query[count++] = (struct sigv4_pair){"encoding-type", "url"};
    query[count++] = (struct sigv4_pair){"max-keys", "1000"};
    query[count++] = (struct sigv4_pair){"prefix", s3->prefix};
    if (cursor != NULL)
        query[count++] = (struct sigv4_pair){"continuation-token", cursor};
    const struct sigv4_request request = {.query = query, .query_count = count, .time = now};
    return put_request(s3, no_key, &request, out) && http_request_seal(out);
}

bool s3_object_request(const struct s3 *s3, const struct object *object,
                       const struct http_part *part, time_t now, struct http_request *out)
{
    const struct sigv4_pair version = {"versionId", object->version_id};
    const struct sigv4_request request = {
        .query = &version, .query_count = object->version_id[0] != '\0', .time = now};
    if (!put_request(s3, object->key, &request, out))
        return false;
    http_request_add_part(out, part);
    return http_request_seal(out);
}

/* ---- listings ---- */

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

/* ---- facts ---- */

void s3_read_facts(const struct http_headers *headers, struct object_facts *out)
{
    static const struct {
        const char *header, *mode;
    } modes[] = {{"AES256", "sse-s3"}, {"aws:kms", "sse-kms"}, {"aws:kms:dsse", "dsse-kms"}};
    static const char sse[] = "x-amz-server-side-encryption";
    struct span value;
    http_headers_copy(headers, "x-amz-version-id", out->version_id, sizeof out->version_id);
    if (http_headers_find(headers, sse, &value))
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
            if (equals(value, modes[i].header))
                snprintf(out->encryption_mode, sizeof out->encryption_mode, "%s", modes[i].mode);
    if (http_headers_find(headers, "x-amz-server-side-encryption-customer-algorithm", &value))
        snprintf(out->encryption_mode, sizeof out->encryption_mode, "sse-c");
    http_headers_copy(headers, "x-amz-server-side-encryption-aws-kms-key-id",
                      out->encryption_key_id, sizeof out->encryption_key_id);
    out->has_bucket_key =
        http_headers_find(headers, "x-amz-server-side-encryption-bucket-key-enabled", &value);
    out->bucket_key = out->has_bucket_key && equals(value, "true");
}

/* ---- refusals ---- */

static bool is_elsewhere(const struct answer *answer)
{
    static const char *const codes[] = {"PermanentRedirect", "TemporaryRedirect",
                                        "AuthorizationHeaderMalformed",
                                        "IllegalLocationConstraintException"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(answer->code, codes[i]) == 0)
            return true;
    return answer->status == 301 || answer->status == 307;
}

static void explain_region(const struct s3 *s3, const struct answer *answer, struct fault *fault)
{
    if (aws_region_is_valid(answer->region))
        fault_set(fault, REASON_HTTP, "bucket %s is in region %s, not %s: set AWS_REGION=%s",
                  s3->bucket, answer->region, s3->settings->region, answer->region);
    else
        fault_set(fault, REASON_HTTP,
                  "bucket %s is not in region %s, and %s does not say where: set AWS_REGION to its "
                  "region",
                  s3->bucket, s3->settings->region, s3->endpoint.host);
}

void s3_explain(const struct s3 *s3, const struct answer *answer, struct fault *fault)
{
    /* Each completes "bucket B at HOST: " ... " (403 CODE)". */
    static const struct {
        const char *code, *text;
        enum reason reason;
    } known[] = {
        {"SignatureDoesNotMatch",
         "the secret access key is wrong: check AWS_SECRET_ACCESS_KEY or the profile",
         REASON_ACCESS_DENIED},
        {"InvalidAccessKeyId",
         "the access key id is unknown there: check AWS_ACCESS_KEY_ID or the profile",
         REASON_ACCESS_DENIED},
        {"ExpiredToken", "the session token has expired: get new temporary credentials",
         REASON_ACCESS_DENIED},
        {"InvalidToken", "the session token is not valid: get new temporary credentials",
         REASON_ACCESS_DENIED},
        {"RequestTimeTooSkewed", "the clock of this machine is wrong: set it",
         REASON_ACCESS_DENIED},
        {"AccessDenied", "listing is denied: the identity needs s3:ListBucket on the bucket",
         REASON_ACCESS_DENIED},
        {"AllAccessDisabled", "all access to the bucket has been disabled", REASON_ACCESS_DENIED},
        {"NoSuchBucket", "there is no such bucket: check its name, endpoint and account",
         REASON_VANISHED},
        {"InvalidBucketName", "the name of the bucket is not valid", REASON_VANISHED},
    };
    fault->http_status = answer->status;
    if (is_elsewhere(answer)) {
        explain_region(s3, answer, fault);
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(answer->code, known[i].code) == 0) {
            fault_set(fault, known[i].reason, "bucket %s at %s: %s (%d %s)", s3->bucket,
                      s3->endpoint.host, known[i].text, answer->status, answer->code);
            return;
        }
    if (answer->status == 403 || answer->status == 401)
        fault_set(fault, REASON_ACCESS_DENIED, "bucket %s at %s: access denied (%d %s)", s3->bucket,
                  s3->endpoint.host, answer->status, answer->code);
    else if (answer->status == 404)
        fault_set(fault, REASON_VANISHED,
                  "bucket %s at %s: not found (%d %s); check bucket and endpoint", s3->bucket,
                  s3->endpoint.host, answer->status, answer->code);
    else
        fault_set(fault, REASON_HTTP, "bucket %s at %s: listing was answered with %d%s%s",
                  s3->bucket, s3->endpoint.host, answer->status, answer->code[0] == '\0' ? "" : " ",
                  answer->code);
}
