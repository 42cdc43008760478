/*
 * An answer of a store that is not what was asked for: status, error code, and what it means for
 * the record of an object. Pure functions over bytes.
 *
 * S3 "Error responses" (API Reference) and Azure "Status and error codes" (Blob service REST API):
 * both have an XML body <Error><Code>, Azure x-ms-error-code as well.
 */
#ifndef CRAWLER_STORE_ANSWER_H
#define CRAWLER_STORE_ANSWER_H

#include "crawler/base/coverage.h"
#include "crawler/store/http_message.h"
#include "detectors/span.h"

#include <stdbool.h>

#define ANSWER_BODY_MAX (64u << 10) /* more of an error's body is not looked at */

struct answer {
    int status;
    char code[64];   /* letters, digits, '.', '_' and '-' only; "" when there is none */
    char region[64]; /* where the bucket is, as the store says, unchecked; "" when it does not */
    bool names_kms;  /* the message is about a key of KMS */
    bool names_sse;  /* the message is about encryption parameters that the request lacks */
};

/* Reads what the headers and the body (cut or complete, XML or not) say. */
void answer_read(struct answer *answer, int status, const struct http_headers *headers,
                 struct span body);

/* Why an object is lost when a read is answered like this; REASON_HTTP when there is no name for
 * it. */
enum reason answer_reason(const struct answer *answer);

#endif
