/*
 * What Azure Resource Manager says of a storage account: facts that its data plane does not tell
 * ("Storage Accounts - Get Properties", "Blob Services - Get Service Properties", version
 * 2023-01-01; "Resources - List", version 2021-04-01). Pure; answers are hostile input.
 */
#ifndef CRAWLER_STORE_AZURE_MANAGE_H
#define CRAWLER_STORE_AZURE_MANAGE_H

#include "crawler/store/answer.h"
#include "crawler/store/http_message.h"
#include "crawler/store/posture.h"
#include "crawler/store/s3_posture.h"

#define AZURE_GROUP_SIZE 91 /* 90 characters and terminator */

enum manage_question {
    MANAGE_GROUP,   /* in which resource group the account is */
    MANAGE_ACCOUNT, /* minimum TLS, https only, network, public access, key source, namespace */
    MANAGE_BLOBS    /* versioning, soft delete */
};

/* The account; texts belong to the caller. */
struct azure_manage {
    const char *root;         /* "https://management.azure.com" */
    const char *subscription; /* a GUID */
    const char *account;
    char group[AZURE_GROUP_SIZE]; /* "": to be asked for */
};

/* NULL, or what is wrong with the places of the account, as a phrase. */
const char *azure_manage_refuse(const struct azure_manage *manage);

/* A GET with the token. False when memory is short or something cannot be put into a request. */
bool azure_manage_put(const struct azure_manage *manage, enum manage_question question,
                      const char *token, struct http_request *out);

/* Takes the group from the answer to MANAGE_GROUP; false when there is no such account in it. */
bool azure_manage_read_group(struct span body, struct azure_manage *manage);

/* Reads the answer to one of the others: its facts become known, or unknown with a why; those that
 * it does not say stay as they are. */
enum fact_outcome azure_manage_read(enum manage_question question, const struct answer *answer,
                                    struct span body, struct posture *posture);

/* Makes all facts unknown that nobody else tells. */
void azure_manage_forget(struct posture *posture, const char *why);

#endif
