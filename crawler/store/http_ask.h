/* One small request that the caller waits for: credentials, and what a store says of itself. */
#ifndef CRAWLER_STORE_HTTP_ASK_H
#define CRAWLER_STORE_HTTP_ASK_H

#include "crawler/store/environment.h"
#include "crawler/store/http.h"
#include "crawler/store/http_message.h"

struct http_ask_limits {
    int timeout_ms;   /* of one attempt, all in all */
    int attempts;     /* for failures of the connection and for 5xx and 429 */
    size_t body_size; /* a larger answer is a failure */
};

struct http_answer {
    int status; /* 0 when there is none */
    struct http_headers headers;
    struct buffer body;
    const char *why;           /* NULL, or why there is no complete answer: a phrase */
    enum http_failure failure; /* of the connection */
    bool is_refused;   /* the address is one that plain http may not go to: no byte was sent */
    bool is_cancelled; /* the options of the http say so */
};

/*
 * Sends a sealed request over a connection of its own and waits for the answer. The caller wipes
 * answer->body with http_answer_wipe() in any case.
 */
void http_ask(const struct environment *environment, const struct http_request *request,
              const struct http_ask_limits *limits, struct http_answer *answer);

/*
 * One attempt over the connections of http, whose other transfers go on meanwhile: not to be called
 * by what http wakes. is_fresh: over a new connection. answer is the zero value or that of the
 * attempt before; wiped by the caller as above.
 */
void http_ask_once(struct http *http, const struct http_request *request,
                   const struct http_ask_limits *limits, bool is_fresh, struct http_answer *answer);

void http_answer_wipe(struct http_answer *answer); /* accepts the zero value */

#endif
