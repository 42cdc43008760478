/* Shared access signatures of Azure: "Create an account SAS", "Create a service SAS". Pure. */
#ifndef CRAWLER_STORE_SAS_H
#define CRAWLER_STORE_SAS_H

#include "crawler/base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * NULL, or what is wrong with a SAS as a text (without its '?'), as a phrase without any part of
 * it: characters that cannot stand in a query, or no signature. What passes can be sent as it is.
 */
const char *sas_judge(const char *sas);

/*
 * Checks what a SAS says of itself: not expired, valid already, and allowed to read blobs and list
 * the container, as far as it says so (a stored access policy may not). False and a fault
 * (REASON_ACCESS_DENIED) that starts with where and never holds the signature.
 */
bool sas_check(const char *sas, time_t now, const char *where, struct fault *fault);

/* When a SAS says that it ends; -1 when it does not. */
time_t sas_expires_at(const char *sas);

/* What a SAS says of itself, for people: "a SAS for the container, permissions rl, until 2026-...";
 * never its signature, and of its fields only what is of plain characters. */
void sas_describe(const char *sas, char *out, size_t size);

#endif
