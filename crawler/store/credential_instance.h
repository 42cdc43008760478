/*
 * Credentials of an EC2 instance's role, by the Instance Metadata Service Version 2 ("Use IMDS" of
 * the EC2 User Guide). Version 1, which any request from the instance can be tricked into, is not
 * spoken.
 */
#ifndef CRAWLER_STORE_CREDENTIAL_INSTANCE_H
#define CRAWLER_STORE_CREDENTIAL_INSTANCE_H

#include "crawler/store/credentials.h"

/*
 * Asks AWS_EC2_METADATA_SERVICE_ENDPOINT, else the address of the mode
 * AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE (IPv4, IPv6). Each request has 1 second and 1 attempt
 * (AWS_METADATA_SERVICE_TIMEOUT, AWS_METADATA_SERVICE_NUM_ATTEMPTS). STATUS_OK; STATUS_END when
 * AWS_EC2_METADATA_DISABLED is true, there is no such service here or the instance has no role,
 * with a fault as if it were STATUS_STOP; STATUS_STOP with a fault when it is there and broken;
 * STATUS_NO_MEMORY.
 */
enum status credential_instance_ask(const struct credential_query *query, struct credentials *out,
                                    struct fault *fault);

#endif
