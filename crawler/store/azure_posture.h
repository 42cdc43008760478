/*
 * What the data plane of Azure Blob Storage says of a container and its account (Blob service REST
 * API: Get Blob Service Properties, Get Container Properties, Get Account Information). Pure;
 * answers are hostile input.
 *
 * Minimum TLS, network rules, key source, versioning, whether plain http is refused and whether the
 * account allows public containers are known to Azure Resource Manager alone: azure_manage.h.
 */
#ifndef CRAWLER_STORE_AZURE_POSTURE_H
#define CRAWLER_STORE_AZURE_POSTURE_H

#include "crawler/store/answer.h"
#include "crawler/store/azure.h"
#include "crawler/store/posture.h"
#include "crawler/store/s3_posture.h"

enum azure_question {
    AZURE_QUESTION_CONTAINER, /* POSTURE_PUBLIC_ACCESS */
    AZURE_QUESTION_ACCOUNT,   /* POSTURE_HNS */
    AZURE_QUESTION_SERVICE,   /* POSTURE_SOFT_DELETE, POSTURE_LOGGING */
    AZURE_QUESTION_COUNT
};

/* For people: what it asks for, and what allows it: "container properties", "an account SAS with
 * srt=c and r, ...". */
struct azure_question_text {
    const char *name, *needs;
    enum posture_fact facts[2]; /* that it is asked for; the same twice when it is one */
};
const struct azure_question_text *azure_question_text(enum azure_question question);

/* A GET that asks it; failures as of azure_list_request(). */
bool azure_question_request(const struct azure *azure, enum azure_question question, time_t now,
                            struct http_request *out);

/* Reads its answer into posture: its facts become known, or unknown with a why. */
enum fact_outcome azure_posture_read(enum azure_question question, const struct answer *answer,
                                     const struct http_headers *headers, struct span body,
                                     struct posture *posture);

#endif
