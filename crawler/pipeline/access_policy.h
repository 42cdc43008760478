/*
 * The least that a scan of given sources needs, as policies to paste: an IAM policy for buckets
 * (IAM User Guide "IAM JSON policy reference"; Service Authorization Reference "Actions, resources,
 * and condition keys for Amazon S3" and "... for AWS KMS"), a role definition for containers (Azure
 * "Custom roles", "Permissions for calling data operations"). Asks nobody.
 */
#ifndef CRAWLER_PIPELINE_ACCESS_POLICY_H
#define CRAWLER_PIPELINE_ACCESS_POLICY_H

#include "crawler/base/buffer.h"
#include "crawler/base/fault.h"
#include "crawler/store/environment.h"

#include <stdbool.h>
#include <stddef.h>

/* Texts belong to the caller. */
struct access_policy_input {
    const char *const *sources; /* as on the command line */
    size_t source_count;
    const struct environment *environment; /* the region decides the partition of AWS */
};

/*
 * Appends to out one document for all buckets and one for all containers, as far as there are any,
 * each over several lines; to notes lines about what no document can say. False with a fault when
 * something is no SOURCE. Failures of memory show in the buffers.
 */
bool access_policy_render(const struct access_policy_input *input, struct buffer *out,
                          struct buffer *notes, struct fault *fault);

#endif
