/* Seals requests to Azure Blob Storage: signed with the account key, or with a token in them. */
#ifndef CRAWLER_STORE_AZURE_SIGN_H
#define CRAWLER_STORE_AZURE_SIGN_H

#include "crawler/store/azure.h"

#include <stdbool.h>
#include <time.h>

/*
 * To be called once URL and headers are complete. With a key it adds x-ms-date and Authorization,
 * with tokens (that are no SAS) Authorization, which may ask for a new one first; without them it
 * is http_request_seal(), whose failures it has, and those of shared_key_sign().
 */
bool azure_sign(const struct azure *azure, time_t now, struct http_request *request);

#endif
