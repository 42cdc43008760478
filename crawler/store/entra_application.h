/*
 * Tokens of an application: client secret, client certificate, workload identity ("OAuth 2.0 client
 * credentials flow on the Microsoft identity platform").
 */
#ifndef CRAWLER_STORE_ENTRA_APPLICATION_H
#define CRAWLER_STORE_ENTRA_APPLICATION_H

#include "crawler/store/entra_token.h"

/*
 * AZURE_TENANT_ID and AZURE_CLIENT_ID with AZURE_CLIENT_SECRET, or with
 * AZURE_CLIENT_CERTIFICATE_PATH (and _PASSWORD; AZURE_CLIENT_SEND_CERTIFICATE_CHAIN). Statuses as
 * of entra_find().
 */
enum status entra_application_ask(const struct entra_ask *ask);

/* AZURE_TENANT_ID and AZURE_CLIENT_ID with the token in the file AZURE_FEDERATED_TOKEN_FILE, which
 * is read each time. */
enum status entra_application_ask_workload(const struct entra_ask *ask);

#endif
