/* The partitions of AWS. */
#include "crawler/store/aws_partition.h"

#include <string.h>

const struct aws_partition *aws_partition_of(const char *region)
{
    /* The last row is the rest. */
    static const struct aws_partition partitions[] = {
        {"aws-cn", "cn-", "amazonaws.com.cn", false},
        {"aws-us-gov", "us-gov-", "amazonaws.com", true},
        {"aws-iso", "us-iso-", "c2s.ic.gov", true},
        {"aws-iso-b", "us-isob-", "sc2s.sgov.gov", true},
        {"aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", true},
        {"aws-iso-f", "us-isof-", "csp.hci.ic.gov", true},
        {"aws-eusc", "eusc-", "amazonaws.eu", true},
        {"aws", "", "amazonaws.com", true},
    };
    size_t i = 0;
    while (strncmp(region, partitions[i].region_start, strlen(partitions[i].region_start)) != 0)
        i++;
    return &partitions[i];
}
