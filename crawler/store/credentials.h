/* One set of credentials, and what its providers need to find it. */
#ifndef CRAWLER_STORE_CREDENTIALS_H
#define CRAWLER_STORE_CREDENTIALS_H

#include "crawler/base/buffer.h"
#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/aws_profile.h"
#include "crawler/store/environment.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <time.h>

/* The zero value is empty. Texts are owned; all but the first are secrets. For Azure only the last
 * is set: a token of Entra ID, or a SAS. */
struct credentials {
    char *access_key_id;
    char *secret_access_key;
    char *session_token; /* NULL when there is none */
    time_t expires_at;   /* 0: nobody said */
    const char *origin;  /* where they were found, for people; static text, or NULL */
    bool is_instance;    /* from instance metadata, which may be late with new ones: these are used
                            beyond expires_at */
};

/* Where a provider looks; everything belongs to the caller. */
struct credential_query {
    const struct environment *environment;
    const struct aws_profile *profile;
    const char *region;    /* whose STS is asked; valid */
    const char *ca_bundle; /* certificates to trust instead of the system's; or NULL */
    const struct credential_query *outer; /* that this one is asked for by; NULL for the first */
};

/* Credentials as found, not owned; absent ones are NULL. */
struct credentials_found {
    const char *texts[3];     /* access key id, secret access key, session token */
    const char *const *names; /* what the three are called there, for messages */
    const char *where;        /* begins messages: "FILE: [SECTION]: " or "" */
};

/*
 * Checks that all can stand in a request and copies them. STATUS_STOP with a fault (never with a
 * value in it) when one of the first two is missing or a character is not allowed;
 * STATUS_NO_MEMORY. *out may be partly set then.
 */
enum status credentials_set(const struct credentials_found *found, struct credentials *out,
                            struct fault *fault);

/* How a provider writes credentials as JSON. */
struct credentials_form {
    const char *outer; /* the object that holds them; NULL: the document */
    const char *names[3];
    const char *expires; /* RFC 3339, or milliseconds since 1970 when an integer */
    bool has_version;    /* "Version": 1 must stand there */
    bool needs_token;
};

/*
 * Reads such a document. who begins messages. STATUS_STOP with a fault when it is none, holds an
 * error ("Code" other than "Success") or is incomplete; STATUS_NO_MEMORY.
 */
enum status credentials_read_json(struct span text, const struct credentials_form *form,
                                  const char *who, struct credentials *out, struct fault *fault);

/* STATUS_STOP with a fault "WHO: WHY", for access that is denied. */
enum status credentials_refuse(const char *who, const char *why, struct fault *fault);

/* Wipes, then frees; leaves the zero value, which it accepts. */
void credentials_free(struct credentials *credentials);

#define CREDENTIALS_FILE_MAX (64u << 10)

/*
 * Reads the regular file at path, without waiting on anything. out is a fresh buffer, to be wiped.
 * STATUS_STOP with a fault that begins with who when there is no such file, or it is larger than
 * CREDENTIALS_FILE_MAX; STATUS_NO_MEMORY.
 */
enum status credentials_read_file(const char *path, const char *who, struct buffer *out,
                                  struct fault *fault);

/*
 * The same for a token: cuts the line breaks at its end and terminates it. STATUS_STOP also when it
 * is empty or holds what cannot stand in a header.
 */
enum status credentials_read_token(const char *path, const char *who, struct buffer *out,
                                   struct fault *fault);

/* True when text can stand in a header as a word: all of it is visible. */
bool credentials_is_clean(const char *text);

/* Copies text for a message: controls escaped, cut to size - 1. */
void credentials_copy_words(struct span text, char *out, size_t size);

#endif
