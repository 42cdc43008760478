/*
 * The assertion with which an application proves its certificate to Entra ID: a JSON Web Token (RFC
 * 7519, RFC 7523 section 2.2; "Microsoft identity platform application authentication certificate
 * credentials"). Pure: time and identifier are given.
 */
#ifndef SIGNERS_CLIENT_ASSERTION_H
#define SIGNERS_CLIENT_ASSERTION_H

#include "signers/certificate.h"

#include <stdbool.h>
#include <time.h>

/* Texts are of A-Z a-z 0-9 and "-._~:/" only, and belong to the caller. */
struct client_assertion {
    const char *audience;  /* the URL that it is sent to */
    const char *client_id; /* of the application */
    const char *id;        /* another one for each assertion */
    time_t time;           /* it is valid from then on, for 10 minutes */
    bool is_rs256;  /* RS256 with the SHA-1 thumbprint, as AD FS wants; else PS256 with SHA-256 */
    bool has_chain; /* the certificates go with it, for applications that trust by their issuer */
};

/*
 * The token, a secret of the caller to wipe and free; NULL when a text has other characters, memory
 * is short or OpenSSL fails.
 */
char *client_assertion_sign(const struct certificate *certificate,
                            const struct client_assertion *assertion);

#endif
