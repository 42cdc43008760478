/*
 * What the services that give tokens are asked for and answer: RFC 6749 sections 4.4, 5.1 and 5.2.
 * For entra_*.c.
 */
#ifndef CRAWLER_STORE_ENTRA_TOKEN_H
#define CRAWLER_STORE_ENTRA_TOKEN_H

#include "crawler/store/entra.h"
#include "crawler/store/http_ask.h"

/* Azure Storage, in every cloud. */
#define ENTRA_RESOURCE "https://storage.azure.com"

/* What the query asks a token for. */
const char *entra_resource(const struct entra_query *query);

/* How long is waited for an answer, and how often. */
extern const struct http_ask_limits entra_limits;

/* One question, and where its answer goes. */
struct entra_ask {
    const struct entra_query *query;
    const char *who; /* begins messages: a variable, or the service; static text */
    struct credentials *out;
    struct fault *fault;
};

/*
 * The variable, or NULL when it is not set; it must be of letters, digits, '-' and '.', as
 * identifiers are (*is_bad becomes true otherwise, with a fault).
 */
const char *entra_get_id(const struct entra_ask *ask, const char *name, bool *is_bad);

/* Names of the members of an answer. */
struct entra_form {
    const char *token;      /* "access_token" */
    const char *expires_on; /* seconds since 1970 */
    const char *lives_s;    /* seconds; or NULL */
};

extern const struct entra_form entra_form_oauth;

/*
 * Takes the token of a JSON document. Numbers may be strings; without an expiry nobody said.
 * The moment counts where there is one: services that keep tokens repeat for how long they lived at
 * first. One that is over is none, since our clock may be wrong.
 * STATUS_STOP with a fault when it is no such document, has no token that can stand in a header, or
 * one that is over; STATUS_NO_MEMORY.
 */
enum status entra_token_take(const struct entra_ask *ask, struct span text,
                             const struct entra_form *form);

/* The same for an answer over HTTP from host; anything but status 200 is a fault that has the error
 * code, and what to do about it, but no text of the answer. */
enum status entra_token_judge(const struct entra_ask *ask, const char *host,
                              const struct http_answer *answer);

/* STATUS_STOP with a fault "WHO: WHY". */
enum status entra_refuse(const struct entra_ask *ask, const char *why);

#endif
