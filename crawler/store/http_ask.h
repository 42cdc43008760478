/* One small request that the caller waits for: how credentials are asked for. */
#ifndef CRAWLER_STORE_HTTP_ASK_H
#define CRAWLER_STORE_HTTP_ASK_H

#include "crawler/store/environment.h"
#include "crawler/store/http_message.h"

struct http_ask_limits {
    int timeout_ms;   /* of one attempt, all in all */
    int attempts;     /* for failures of the connection and for 5xx and 429 */
    size_t body_size; /* a larger answer is a failure */
};

struct http_answer {
    int status; /* 0 when there is none */
    struct buffer body;
    const char *why; /* NULL, or why there is no complete answer: a phrase */
    bool is_refused; /* the address is one that plain http may not go to: no byte was sent */
};

/*
 * Sends a sealed request over a connection of its own and waits for the answer. The caller wipes
 * answer->body with http_answer_wipe() in any case.
 */
void http_ask(const struct environment *environment, const struct http_request *request,
              const struct http_ask_limits *limits, struct http_answer *answer);
void http_answer_wipe(struct http_answer *answer);

#endif
