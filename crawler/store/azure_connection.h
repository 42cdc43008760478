/*
 * Connection strings of Azure Storage: "Configure Azure Storage connection strings". Pure; for
 * azure_settings.c.
 */
#ifndef CRAWLER_STORE_AZURE_CONNECTION_H
#define CRAWLER_STORE_AZURE_CONNECTION_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"

/* The zero value is empty. Texts are owned by the struct. */
struct azure_connection {
    char *endpoint; /* of the Blob service, as in struct azure_settings */
    char *account;
    char *sas; /* secret; without '?'; NULL when there is none */
    char *key; /* secret; the account key, valid for signers/shared_key.h; or NULL */
};

/*
 * Reads text: "NAME=VALUE;..." split at the first '=', names in any case, unknown ones ignored.
 * UseDevelopmentStorage=true stands for endpoint, account and key of the emulator, as far as no
 * others are named.
 * STATUS_OK; STATUS_STOP with a fault that holds no part of it; STATUS_NO_MEMORY. On failure *out
 * is the zero value.
 */
enum status azure_connection_parse(const char *text, struct azure_connection *out,
                                   struct fault *fault);

void azure_connection_free(struct azure_connection *connection); /* wipes the secrets */

#endif
