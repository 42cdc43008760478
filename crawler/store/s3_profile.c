/* The table of servers that speak S3. */
#include "crawler/store/s3_profile.h"

#include "crawler/store/s3.h"
#include "crawler/store/s3_site.h"

#include <string.h>
#include <strings.h>

/* Others than AWS: none of them is known to compare the owner. */
#define OTHERS S3_LACKS_OWNER_CHECK

static const struct s3_profile profiles[] = {
    {"AWS", ".amazonaws.com", "AmazonS3", 0},
    {"AWS", ".amazonaws.com.cn", NULL, 0},
    {"AWS", ".amazonaws.eu", NULL, 0},
    {"AWS", ".c2s.ic.gov", NULL, 0},
    {"AWS", ".sc2s.sgov.gov", NULL, 0},
    {"AWS", ".cloud.adc-e.uk", NULL, 0},
    {"AWS", ".csp.hci.ic.gov", NULL, 0},
    {"MinIO", NULL, "MinIO", OTHERS},
    {"Ceph", NULL, "Ceph Object Gateway", OTHERS | S3_LACKS_CHECKSUMS | S3_LACKS_POSTURE},
    {"Cloudflare R2", ".r2.cloudflarestorage.com", "cloudflare",
     OTHERS | S3_LACKS_VERSIONS | S3_LACKS_TAGS | S3_LACKS_CHECKSUMS | S3_LACKS_POSTURE},
    {"Google Cloud Storage", "storage.googleapis.com", "UploadServer",
     OTHERS | S3_LACKS_VERSIONS | S3_LACKS_TAGS | S3_LACKS_CHECKSUMS | S3_LACKS_POSTURE},
    {"Wasabi", ".wasabisys.com", "WasabiS3", OTHERS | S3_LACKS_CHECKSUMS | S3_LACKS_POSTURE},
};

/* Nothing is taken for granted but what an answer shows by itself. */
static const struct s3_profile unknown = {"unknown", NULL, NULL,
                                          OTHERS | S3_LACKS_CHECKSUMS | S3_LACKS_POSTURE};

const struct s3_profile *s3_profile_of_host(const char *host)
{
    const size_t len = strcspn(host, ":");
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        const char *const end = profiles[i].host_end;
        const size_t end_len = end == NULL ? 0 : strlen(end);
        if (end != NULL && len >= end_len && strncasecmp(host + len - end_len, end, end_len) == 0)
            return &profiles[i];
    }
    return NULL;
}

const struct s3_profile *s3_profile_of_server(struct span server)
{
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        const char *const start = profiles[i].server_start;
        if (start != NULL && server.len >= strlen(start) &&
            strncasecmp((const char *)server.ptr, start, strlen(start)) == 0)
            return &profiles[i];
    }
    return NULL;
}

const struct s3_profile *s3_profile_of(const struct s3 *s3)
{
    const struct s3_profile *profile = s3_profile_of_host(s3_site_endpoint(s3)->host);
    if (profile == NULL && s3->site != NULL)
        profile = atomic_load_explicit(&s3->site->profile, memory_order_relaxed);
    return profile == NULL ? &unknown : profile;
}

void s3_profile_learn(const struct s3 *s3, const struct http_headers *headers)
{
    struct span server;
    if (s3->site == NULL ||
        atomic_load_explicit(&s3->site->profile, memory_order_relaxed) != NULL ||
        !http_headers_find(headers, "Server", &server))
        return;
    const struct s3_profile *const profile = s3_profile_of_server(server);
    atomic_store_explicit(&s3->site->profile, profile == NULL ? &unknown : profile,
                          memory_order_relaxed);
}
