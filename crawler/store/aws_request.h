/*
 * A request to a service of AWS, or to what speaks its protocol: the URL, the headers and their
 * signature (Signature Version 4). Pure.
 */
#ifndef CRAWLER_STORE_AWS_REQUEST_H
#define CRAWLER_STORE_AWS_REQUEST_H

#include "crawler/store/credentials.h"
#include "crawler/store/http_message.h"
#include "signers/sigv4.h"

#include <stdbool.h>
#include <time.h>

#define AWS_REQUEST_HEADERS_MAX 8

/* Everything belongs to the caller; the body must outlive the request that is made of it. */
struct aws_request {
    const char *method;             /* NULL: GET; static text: "HEAD", "POST" */
    const char *scheme;             /* "https", "http" */
    const char *host;               /* the value of the Host header */
    const char *path;               /* begins with '/'; percent-encoded as it goes over the wire */
    struct span key;                /* goes behind path; raw bytes, encoded here but for '/' */
    const struct sigv4_pair *query; /* decoded; a subresource is {"policyStatus", ""} */
    size_t query_count;
    const struct sigv4_pair *headers; /* beside Host; each is sent and signed */
    size_t header_count;              /* AWS_REQUEST_HEADERS_MAX at most */
    struct span body;                 /* of a POST */
    const char *service;              /* of the credential scope: "s3", "sts", "kms" */
    const char *region;               /* of the credential scope */
    const char *token_header; /* what the session token goes in; NULL: x-amz-security-token */
    time_t time;
};

/*
 * Clears out and puts the request into it; keys NULL: unsigned. What the caller adds afterwards is
 * not signed; it seals the request. False when memory is short or something cannot be signed.
 */
bool aws_request_put(const struct aws_request *request, const struct credentials *keys,
                     struct http_request *out);

#endif
