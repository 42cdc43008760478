/* What goes out and what comes back over HTTP/1.1 (RFC 9112), as data: no network here. */
#ifndef CRAWLER_STORE_HTTP_MESSAGE_H
#define CRAWLER_STORE_HTTP_MESSAGE_H

#include "crawler/base/buffer.h"
#include "crawler/store/http_reach.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_REQUEST_HEADERS_MAX 24
#define HTTP_HEADERS_LIMIT (64u << 10) /* a response with more header bytes is an error */

/* Why there is no complete response. */
enum http_failure {
    HTTP_FAILURE_NONE,
    HTTP_FAILURE_RESOLVE,     /* no address for the host name */
    HTTP_FAILURE_CONNECT,     /* refused, unreachable, or no answer in time */
    HTTP_FAILURE_CERTIFICATE, /* not issued by a known authority, for another host, expired */
    HTTP_FAILURE_CA_BUNDLE,   /* the file with certificates cannot be used */
    HTTP_FAILURE_TLS,         /* any other failure of the handshake */
    HTTP_FAILURE_PLAIN,       /* plain http to a host that is not this machine */
    HTTP_FAILURE_STALLED,     /* less than 1 KiB in 30 seconds of looking */
    HTTP_FAILURE_CUT,         /* the connection ended within the response */
    HTTP_FAILURE_PROTOCOL,    /* no HTTP/1.1, or headers beyond HTTP_HEADERS_LIMIT */
    HTTP_FAILURE_MEMORY
};

/* "connection refused or no answer": completes "HOST:PORT: ...". */
const char *http_failure_text(enum http_failure failure);

/* Whether the same would come again: nothing is gained by another attempt. */
bool http_failure_is_final(enum http_failure failure);

/* A request, GET unless method says otherwise. Holds secrets (Authorization, SAS): always release
 * with http_request_wipe(). */
struct http_request {
    struct buffer url;     /* absolute, encoded as it goes over the wire, terminated */
    struct buffer headers; /* "Name: value" texts, each terminated */
    const char *headers_at[HTTP_REQUEST_HEADERS_MAX]; /* set by http_request_seal() */
    size_t header_count;
    const char *ca_bundle; /* certificates to trust instead of the system's, or NULL; not owned */
    const char *method;    /* NULL: GET; static text */
    struct span body;      /* of POST or PUT; not owned */
    enum http_reach reach;
};

void http_request_init(struct http_request *request);

/* Empties it and keeps the memory. */
void http_request_clear(struct http_request *request);

/* Appends bytes to the URL, percent-encoded; '/' stays as it is when keep_slash. */
void http_request_append_encoded(struct http_request *request, struct span bytes, bool keep_slash);

/* A value with a control character (a secret with a line break in it) makes the request fail at
 * http_request_seal(). */
void http_request_add_header(struct http_request *request, const char *name, const char *value);

/* What of a resource is asked for: bytes from first to last (UINT64_MAX: to its end), all: {0,
 * UINT64_MAX, "", NULL}. */
struct http_part {
    uint64_t first, last;
    const char *etag;       /* without quotes: the version it must be; "": any */
    const char *version_id; /* to ask for it by name; NULL: as the object was listed */
};

/* Range and If-Match (RFC 9110 sections 14.2 and 13.1.1), as far as they are needed. */
void http_request_add_part(struct http_request *request, const struct http_part *part);

/* To be called once everything is in it: terminates the URL. False when it cannot be sent (see
 * above; memory; limits). */
bool http_request_seal(struct http_request *request);

void http_request_wipe(struct http_request *request);

/* The header lines of one response, as they came. */
struct http_headers {
    struct buffer lines;
};

void http_headers_init(struct http_headers *headers);

/*
 * The value of the first header of that name (any case), without the spaces around it. False and an
 * empty span when there is none.
 */
bool http_headers_find(const struct http_headers *headers, const char *name, struct span *value);

/*
 * Goes on to the next header from *at, 0 at the start. False at the end. Lines that are no header
 * are left out.
 */
bool http_headers_next(const struct http_headers *headers, size_t *at, struct span *name,
                       struct span *value);

/* Copies the value, cut to size - 1 bytes, into out; "" when there is none. Returns whether there
 * is one. */
bool http_headers_copy(const struct http_headers *headers, const char *name, char *out,
                       size_t size);

/* The value as a decimal number; false when there is none or it is no number. */
bool http_headers_number(const struct http_headers *headers, const char *name, uint64_t *out);

/* Content-Range of a 206 (RFC 9110 section 14.4): "bytes FIRST-LAST/TOTAL". False when it is
 * missing or malformed. */
struct http_range {
    uint64_t first, last, total;
};
bool http_headers_content_range(const struct http_headers *headers, struct http_range *out);

/* The size that a 416 names: "bytes ASTERISK/SIZE". */
bool http_headers_unsatisfied_size(const struct http_headers *headers, uint64_t *out);

/* ETag without W/ and quotes (RFC 9110 section 8.8.3), cut to size - 1; "" when there is none. */
void http_headers_etag(const struct http_headers *headers, char *out, size_t size);

/* The same for an ETag that was found elsewhere (a listing). */
struct span http_trim_etag(struct span etag);

#endif
