/* Learns the region of a bucket. */
#include "crawler/store/s3_site.h"

#include "crawler/base/log.h"
#include "crawler/store/aws_partition.h"
#include "crawler/store/s3.h"

#include <sched.h>
#include <string.h>

enum { SITE_UNKNOWN, SITE_BEING_LEARNED, SITE_KNOWN };

const struct aws_endpoint *s3_site_endpoint(const struct s3 *s3)
{
    const bool is_known =
        s3->site != NULL &&
        atomic_load_explicit(&s3->site->state, memory_order_acquire) == SITE_KNOWN;
    return is_known ? &s3->site->endpoint : &s3->endpoint;
}

bool s3_site_is_elsewhere(const struct answer *answer)
{
    static const char *const codes[] = {"PermanentRedirect", "TemporaryRedirect", "Redirect",
                                        "AuthorizationHeaderMalformed",
                                        "IllegalLocationConstraintException"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(answer->code, codes[i]) == 0)
            return true;
    /* A HEAD has no body for a code. */
    return answer->status == 301 || answer->status == 307 ||
           (answer->status == 400 && answer->code[0] == '\0' && answer->region[0] != '\0');
}

/* False when that region has no endpoint for the bucket. */
static bool site_find_endpoint(const struct s3 *s3, const char *region, struct aws_endpoint *out)
{
    struct aws_settings settings = *s3->settings;
    strcpy(settings.region, region);
    return aws_endpoint_find(&settings, s3->bucket, out) == NULL;
}

/* The first to come writes; who comes meanwhile waits for the end of a copy. */
static void site_write(const struct s3 *s3, const char *region)
{
    struct aws_endpoint endpoint;
    int state = SITE_UNKNOWN;
    if (!site_find_endpoint(s3, region, &endpoint))
        return;
    if (!atomic_compare_exchange_strong(&s3->site->state, &state, SITE_BEING_LEARNED)) {
        while (atomic_load(&s3->site->state) == SITE_BEING_LEARNED)
            sched_yield();
        return;
    }
    s3->site->endpoint = endpoint;
    atomic_store_explicit(&s3->site->state, SITE_KNOWN, memory_order_release);
    log_line(LOG_NOTE, "bucket %s is in region %s: it is asked there from now on", s3->bucket,
             region);
}

bool s3_site_learn(const struct s3 *s3, const struct answer *answer)
{
    if (s3->site == NULL || s3->endpoint.is_final || !s3_site_is_elsewhere(answer) ||
        !aws_region_is_valid(answer->region) || strcmp(answer->region, s3->endpoint.region) == 0)
        return false;
    if (aws_partition_of(answer->region) != aws_partition_of(s3->endpoint.region))
        return false; /* no identity is known in two partitions */
    site_write(s3, answer->region);
    return strcmp(s3_site_endpoint(s3)->region, answer->region) == 0;
}
