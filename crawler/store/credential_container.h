/*
 * Credentials of an ECS task or EKS pod: "Container credential provider" of the AWS SDKs and Tools
 * Reference Guide.
 */
#ifndef CRAWLER_STORE_CREDENTIAL_CONTAINER_H
#define CRAWLER_STORE_CREDENTIAL_CONTAINER_H

#include "crawler/store/credentials.h"

/*
 * Asks the end point of AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI, with the token of
 * AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE (read each time) or AWS_CONTAINER_AUTHORIZATION_TOKEN.
 * Plain http goes to loopback and the addresses of HTTP_REACH_CONTAINER only. STATUS_OK;
 * STATUS_END when neither variable is set; STATUS_STOP with a fault; STATUS_NO_MEMORY.
 */
enum status credential_container_ask(const struct credential_query *query, struct credentials *out,
                                     struct fault *fault);

#endif
