/* Seals requests to Azure Blob Storage, signed with the account key where there is one. */
#ifndef CRAWLER_STORE_AZURE_SIGN_H
#define CRAWLER_STORE_AZURE_SIGN_H

#include "crawler/store/azure_settings.h"
#include "crawler/store/http_message.h"

#include <stdbool.h>
#include <time.h>

/*
 * To be called once URL and headers are complete. With a key it adds x-ms-date and Authorization;
 * without one it is http_request_seal(), whose failures it has, and those of shared_key_sign().
 */
bool azure_sign(const struct azure_settings *settings, time_t now, struct http_request *request);

#endif
