/*
 * The parts of a canonical request, "Create a canonical request" of the IAM User Guide's page on
 * AWS Signature Version 4. Pure; for sigv4.c.
 */
#ifndef SIGNERS_CANONICAL_H
#define SIGNERS_CANONICAL_H

#include "signers/sigv4.h"

#include <stdbool.h>
#include <stddef.h>

/* All texts returned belong to the caller, who frees them; NULL or false when memory is short. */

/*
 * path as sent, percent-encoded; "" becomes "/". normalize removes dot segments (RFC 3986 section
 * 5.2.4) and empty segments; double_encode encodes what is left once more.
 */
char *canonical_path(const char *path, bool normalize, bool double_encode);

/* name=value joined by '&', encoded, in the order of encoded names, then of encoded values. */
char *canonical_query(const struct sigv4_pair *query, size_t count);

/*
 * *block: "name:value\n" for each name, lower case, sorted; values trimmed, their runs of white
 * space (line folds too) one space, those of equal names joined by ',' in the given order.
 * *names: the names joined by ';'.
 */
bool canonical_headers(const struct sigv4_pair *headers, size_t count, char **block, char **names);

#endif
