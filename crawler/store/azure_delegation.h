/*
 * A SAS in place of a token: made of one, for one container, to read and to list only ("Get User
 * Delegation Key").
 */
#ifndef CRAWLER_STORE_AZURE_DELEGATION_H
#define CRAWLER_STORE_AZURE_DELEGATION_H

#include "crawler/store/azure_settings.h"
#include "crawler/store/credentials.h"
#include "crawler/store/environment.h"

/* For what it is made; everything belongs to the caller. */
struct azure_delegation {
    const struct environment *environment;
    const struct azure_settings *settings;
    const char *container;
};

/*
 * Asks the account for a key of the identity that token is of, and signs a SAS with it that is good
 * for a day. sas->session_token becomes the query without '?'. STATUS_OK, or STATUS_STOP with a
 * fault that has no text of the answer.
 */
enum status azure_delegation_make(const struct azure_delegation *delegation,
                                  const struct credentials *token, struct credentials *sas,
                                  struct fault *fault);

#endif
