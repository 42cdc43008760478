/*
 * AWS Signature Version 4: request -> signed request, in steps that can each be checked.
 *
 * Implements "Create a signed AWS API request" (IAM User Guide) and "Authenticating Requests (AWS
 * Signature Version 4)" (Amazon S3 API Reference). Pure: the time is an argument.
 */
#ifndef SIGNERS_SIGV4_H
#define SIGNERS_SIGV4_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct sigv4_pair {
    const char *name;
    const char *value;
};

/* What signs. All strings belong to the caller; session_token is NULL or "" when there is none. */
struct sigv4_key {
    const char *access_key_id;
    const char *secret_access_key;
    const char *session_token;
    const char *region;
    const char *service; /* "s3" */
};

/*
 * What is signed. No text may be NULL. path is the path as it goes over the wire, already
 * percent-encoded; query is a list of decoded names and values; headers must hold Host and
 * everything that is to be signed, in any order and case. Values are trimmed and their runs of
 * spaces folded; equal names are joined by ',' in the given order.
 */
struct sigv4_request {
    const char *method;
    const char *path;
    const struct sigv4_pair *query;
    size_t query_count;
    const struct sigv4_pair *headers;
    size_t header_count;
    const char *payload_hash; /* hex SHA-256 of the body, "UNSIGNED-PAYLOAD", ... */
    time_t time;
    bool double_encode_path;  /* every service but S3: the encoded path is encoded once more */
    bool normalize_path;      /* every service but S3: RFC 3986 section 5.2.4 and empty segments */
    bool omit_session_token;  /* add X-Amz-Security-Token after signing (query and header) */
    bool sign_payload_header; /* adds x-amz-content-sha256 to the signed headers; not for presigning
                               */
};

/* The steps of one signature. Texts are owned by the struct; release with sigv4_result_free(). */
struct sigv4_result {
    char *canonical_request;
    char *string_to_sign;
    char signature[65];
    char *authorization; /* value of the Authorization header; NULL after sigv4_presign() */
    char *query;         /* presign only: the query string to use, encoded, without '?' */
    char amz_date[17];   /* value of X-Amz-Date, which must be sent with a header signature */
};

/*
 * Signs with an Authorization header. X-Amz-Date, X-Amz-Security-Token when there is one, and
 * x-amz-content-sha256 when asked for, are added to what is signed; the caller does not give them,
 * but sends them with the headers it gave. False, with *result empty, when memory is short, OpenSSL
 * fails, or the year of time has not four digits.
 */
bool sigv4_sign(const struct sigv4_key *key, const struct sigv4_request *request,
                struct sigv4_result *result);

/* Signs with query parameters (presigned URL), valid for expires_s seconds. False as above. */
bool sigv4_presign(const struct sigv4_key *key, const struct sigv4_request *request,
                   unsigned expires_s, struct sigv4_result *result);

/* Wipes (the texts may hold the session token), then frees; accepts the zero value. */
void sigv4_result_free(struct sigv4_result *result);

#endif
