/*
 * Credentials that a program prints: credential_process of a profile ("Process credential provider"
 * of the AWS SDKs and Tools Reference Guide).
 */
#ifndef CRAWLER_STORE_CREDENTIAL_COMMAND_H
#define CRAWLER_STORE_CREDENTIAL_COMMAND_H

#include "crawler/store/credentials.h"

/*
 * Runs the command line of entry and reads its JSON. STATUS_OK; STATUS_STOP with a fault that names
 * file and line, and what the program said on standard error, but neither its command line nor its
 * output; STATUS_NO_MEMORY.
 */
enum status credential_command_run(const struct ini_entry *entry, struct credentials *out,
                                   struct fault *fault);

#endif
