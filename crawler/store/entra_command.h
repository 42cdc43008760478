/* Tokens of whoever signed in to the Azure CLI ("az account get-access-token"). */
#ifndef CRAWLER_STORE_ENTRA_COMMAND_H
#define CRAWLER_STORE_ENTRA_COMMAND_H

#include "crawler/store/entra_token.h"

/*
 * Runs az, as it is found on PATH, for at most 60 seconds; for the tenant of AZURE_TENANT_ID where
 * that is set; without the variables that hold other secrets. Statuses as of entra_find();
 * STATUS_END when there is no such program. A fault has what az says on standard error.
 */
enum status entra_command_ask(const struct entra_ask *ask);

#endif
