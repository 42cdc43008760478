/* The partitions of AWS: clouds that share nothing, each with domains of its own. */
#ifndef CRAWLER_STORE_AWS_PARTITION_H
#define CRAWLER_STORE_AWS_PARTITION_H

#include <stdbool.h>

struct aws_partition {
    const char *id;           /* as ARNs begin: "aws", "aws-cn" */
    const char *region_start; /* of its regions; "" for "aws" */
    const char *suffix;       /* what its hosts end in */
    bool has_fips;            /* S3 answers there by hosts with FIPS 140 modules */
};

/* The one that a region is in, by its name; unknown ones are in "aws". */
const struct aws_partition *aws_partition_of(const char *region);

#endif
