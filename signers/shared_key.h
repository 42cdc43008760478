/*
 * Shared Key authorization of Azure Storage, in steps that can each be checked: "Authorize with
 * Shared Key", Blob service, versions from 2015-02-21. Pure: the date is among the headers.
 */
#ifndef SIGNERS_SHARED_KEY_H
#define SIGNERS_SHARED_KEY_H

#include <stdbool.h>
#include <stddef.h>

/* What signs. Texts belong to the caller. */
struct shared_key {
    const char *account;
    const char *key; /* secret: base64, as the portal shows it */
};

/* What is signed, as it goes over the wire; no text may be NULL. */
struct shared_key_request {
    const char *method;
    const char *path;           /* "/CONTAINER/BLOB", of an emulator "/ACCOUNT/CONTAINER/BLOB" */
    const char *query;          /* without '?'; '+' is itself; %00 is not supported */
    const char *const *headers; /* "Name: value", all that are sent, x-ms-date among them */
    size_t header_count;
};

/* The steps of one signature. Texts are owned by the struct; release with shared_key_free(). */
struct shared_key_result {
    char *headers;        /* step 1: the x-ms- headers, sorted, each with '\n' */
    char *resource;       /* step 2: account, path, and the query sorted, one name a line */
    char *string_to_sign; /* step 3 */
    char *authorization;  /* value of the Authorization header: HMAC-SHA256 of step 3 */
};

/* True when key is base64 of 1 to 256 bytes. */
bool shared_key_is_valid(const char *key);

/* The signature of a text as such: base64 of its HMAC-SHA256. False when the key is not valid, or
 * OpenSSL fails. */
#define SHARED_KEY_SIGNATURE_SIZE 45
bool shared_key_sign_text(const char *key, const char *text, char out[SHARED_KEY_SIGNATURE_SIZE]);

/*
 * False, with *result empty, when the key is not valid, memory is short or OpenSSL fails. The
 * decoded key is wiped before it returns.
 */
bool shared_key_sign(const struct shared_key *key, const struct shared_key_request *request,
                     struct shared_key_result *result);

/* Accepts the zero value, which it leaves. */
void shared_key_free(struct shared_key_result *result);

#endif
