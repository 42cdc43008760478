/*
 * Connection strings of Azure Storage: "Configure Azure Storage connection strings". Pure; for
 * azure_settings.c.
 */
#ifndef CRAWLER_STORE_AZURE_CONNECTION_H
#define CRAWLER_STORE_AZURE_CONNECTION_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"

#include <stdbool.h>

/* The zero value is empty. Texts are owned by the struct. */
struct azure_connection {
    char *endpoint; /* of the Blob service, as in struct azure_settings */
    char *account;
    char *sas;    /* secret; without '?'; NULL when there is none */
    bool has_key; /* an AccountKey (Shared Key), which is not kept */
};

/*
 * Reads text: "NAME=VALUE;..." split at the first '=', names in any case, unknown ones ignored.
 * STATUS_OK; STATUS_STOP with a fault that holds no part of it; STATUS_NO_MEMORY. On failure *out
 * is the zero value.
 */
enum status azure_connection_parse(const char *text, struct azure_connection *out,
                                   struct fault *fault);

void azure_connection_free(struct azure_connection *connection); /* wipes the SAS */

#endif
