/* Requests and response headers as data. */
#include "crawler/store/http_message.h"

#include "signers/uri.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define URL_LIMIT (64u << 10)

const char *http_failure_text(enum http_failure failure)
{
    static const char *const texts[] = {
        [HTTP_FAILURE_NONE] = "no failure",
        [HTTP_FAILURE_RESOLVE] = "the host name has no address (DNS)",
        [HTTP_FAILURE_CONNECT] = "connection refused, or no answer in time",
        [HTTP_FAILURE_CERTIFICATE] = "the TLS certificate is not trusted",
        [HTTP_FAILURE_CA_BUNDLE] = "the file with trusted certificates cannot be used",
        [HTTP_FAILURE_TLS] = "the TLS handshake failed",
        [HTTP_FAILURE_PLAIN] = "plain http is for this machine only; use https",
        [HTTP_FAILURE_STALLED] = "the server stopped sending",
        [HTTP_FAILURE_CUT] = "the connection was cut within the answer",
        [HTTP_FAILURE_PROTOCOL] = "the answer is no valid HTTP/1.1",
        [HTTP_FAILURE_MEMORY] = "out of memory",
    };
    return texts[failure];
}

bool http_failure_is_final(enum http_failure failure)
{
    return failure == HTTP_FAILURE_CERTIFICATE || failure == HTTP_FAILURE_CA_BUNDLE ||
           failure == HTTP_FAILURE_PLAIN;
}

/* ---- request ---- */

void http_request_init(struct http_request *request)
{
    *request = (struct http_request){0};
    buffer_init(&request->url, URL_LIMIT);
    buffer_init(&request->headers, HTTP_HEADERS_LIMIT);
}

void http_request_clear(struct http_request *request)
{
    buffer_clear(&request->url);
    buffer_clear(&request->headers);
    request->header_count = 0;
}

void http_request_append_encoded(struct http_request *request, struct span bytes, bool keep_slash)
{
    enum { PIECE = 256 };
    char encoded[3 * PIECE + 1];
    for (size_t at = 0; at < bytes.len; at += PIECE) {
        const size_t len = bytes.len - at < PIECE ? bytes.len - at : PIECE;
        const size_t encoded_len =
            uri_encode((const char *)bytes.ptr + at, len, keep_slash, encoded);
        buffer_append(&request->url, encoded, encoded_len);
    }
}

void http_request_add_header(struct http_request *request, const char *name, const char *value)
{
    for (const char *c = value; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            request->headers.is_failed = true;
    if (request->header_count == HTTP_REQUEST_HEADERS_MAX)
        request->headers.is_failed = true;
    if (request->headers.is_failed)
        return;
    buffer_append_str(&request->headers, name);
    buffer_append_str(&request->headers, ": ");
    buffer_append(&request->headers, value, strlen(value) + 1);
    request->header_count++;
}

void http_request_add_part(struct http_request *request, const struct http_part *part)
{
    char text[160];
    if (part->last != UINT64_MAX) {
        snprintf(text, sizeof text, "bytes=%" PRIu64 "-%" PRIu64, part->first, part->last);
        http_request_add_header(request, "Range", text);
    } else if (part->first > 0) {
        snprintf(text, sizeof text, "bytes=%" PRIu64 "-", part->first);
        http_request_add_header(request, "Range", text);
    }
    if (part->etag[0] == '\0')
        return;
    snprintf(text, sizeof text, "\"%s\"", part->etag);
    http_request_add_header(request, "If-Match", text);
}

bool http_request_seal(struct http_request *request)
{
    if (request->headers.is_failed || buffer_str(&request->url) == NULL)
        return false;
    const char *at = (const char *)request->headers.ptr;
    for (size_t i = 0; i < request->header_count; i++) {
        request->headers_at[i] = at;
        at += strlen(at) + 1;
    }
    return true;
}

void http_request_wipe(struct http_request *request)
{
    buffer_wipe(&request->url);
    buffer_wipe(&request->headers);
    request->header_count = 0;
}

/* ---- response headers ---- */

void http_headers_init(struct http_headers *headers)
{
    buffer_init(&headers->lines, HTTP_HEADERS_LIMIT);
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span trim(const uint8_t *ptr, const uint8_t *end)
{
    while (ptr < end && is_blank(*ptr))
        ptr++;
    while (ptr < end && is_blank(end[-1]))
        end--;
    return (struct span){ptr, (size_t)(end - ptr)};
}

bool http_headers_find(const struct http_headers *headers, const char *name, struct span *value)
{
    const size_t name_len = strlen(name);
    const uint8_t *line = headers->lines.ptr;
    const uint8_t *const end = line == NULL ? NULL : line + headers->lines.len;
    while (line < end) {
        const uint8_t *const newline = memchr(line, '\n', (size_t)(end - line));
        const uint8_t *const line_end = newline == NULL ? end : newline;
        if ((size_t)(line_end - line) > name_len && line[name_len] == ':' &&
            strncasecmp((const char *)line, name, name_len) == 0) {
            *value = trim(line + name_len + 1, line_end);
            return true;
        }
        line = newline == NULL ? end : newline + 1;
    }
    *value = (struct span){NULL, 0};
    return false;
}

bool http_headers_next(const struct http_headers *headers, size_t *at, struct span *name,
                       struct span *value)
{
    const struct buffer *const lines = &headers->lines;
    while (*at < lines->len) {
        const uint8_t *const line = lines->ptr + *at;
        const uint8_t *const newline = memchr(line, '\n', lines->len - *at);
        const uint8_t *const end = newline == NULL ? lines->ptr + lines->len : newline;
        const uint8_t *const colon = memchr(line, ':', (size_t)(end - line));
        *at = (size_t)(end - lines->ptr) + (newline != NULL);
        if (colon == NULL)
            continue;
        *name = (struct span){line, (size_t)(colon - line)};
        *value = trim(colon + 1, end);
        return true;
    }
    return false;
}

static void copy_text(struct span value, char *out, size_t size)
{
    const size_t len = value.len < size - 1 ? value.len : size - 1;
    if (len > 0)
        memcpy(out, value.ptr, len);
    out[len] = '\0';
}

bool http_headers_copy(const struct http_headers *headers, const char *name, char *out, size_t size)
{
    struct span value;
    const bool is_found = http_headers_find(headers, name, &value);
    copy_text(value, out, size);
    return is_found;
}

/* Reads digits at *at, which moves behind them. False when there are none or the number does not
 * fit. */
static bool read_number(struct span text, size_t *at, uint64_t *out)
{
    const size_t start = *at;
    uint64_t number = 0;
    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; (*at)++) {
        const uint64_t digit = (uint64_t)(text.ptr[*at] - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *out = number;
    return *at > start;
}

bool http_headers_number(const struct http_headers *headers, const char *name, uint64_t *out)
{
    struct span value;
    size_t at = 0;
    return http_headers_find(headers, name, &value) && read_number(value, &at, out) &&
           at == value.len;
}

bool http_headers_content_range(const struct http_headers *headers, struct http_range *out)
{
    static const char unit[] = "bytes ";
    struct span value;
    size_t at = sizeof unit - 1;
    if (!http_headers_find(headers, "Content-Range", &value) || value.len < at ||
        strncasecmp((const char *)value.ptr, unit, at) != 0)
        return false;
    if (!read_number(value, &at, &out->first) || at >= value.len || value.ptr[at++] != '-')
        return false;
    if (!read_number(value, &at, &out->last) || at >= value.len || value.ptr[at++] != '/')
        return false;
    return read_number(value, &at, &out->total) && at == value.len && out->first <= out->last &&
           out->last < out->total;
}

bool http_headers_unsatisfied_size(const struct http_headers *headers, uint64_t *out)
{
    static const char start[] = "bytes */";
    struct span value;
    size_t at = sizeof start - 1;
    return http_headers_find(headers, "Content-Range", &value) && value.len > at &&
           strncasecmp((const char *)value.ptr, start, at) == 0 && read_number(value, &at, out) &&
           at == value.len;
}

struct span http_trim_etag(struct span etag)
{
    if (etag.len >= 2 && etag.ptr[0] == 'W' && etag.ptr[1] == '/')
        etag = (struct span){etag.ptr + 2, etag.len - 2};
    if (etag.len >= 2 && etag.ptr[0] == '"' && etag.ptr[etag.len - 1] == '"')
        etag = (struct span){etag.ptr + 1, etag.len - 2};
    return etag;
}

void http_headers_etag(const struct http_headers *headers, char *out, size_t size)
{
    struct span value;
    http_headers_find(headers, "ETag", &value);
    copy_text(http_trim_etag(value), out, size);
}
