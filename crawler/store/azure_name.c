/* Names of Azure Storage. */
#include "crawler/store/azure_name.h"

#include "crawler/store/azure_cloud.h"

#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static bool azure_name_all_of(const char *name, size_t len, const char *allowed)
{
    for (size_t i = 0; i < len; i++) {
        if (name[i] == '\0' || strchr(allowed, name[i]) == NULL)
            return false;
    }
    return true;
}

bool azure_name_is_account(const char *name, size_t len)
{
    return len >= 3 && len <= 24 && azure_name_all_of(name, len, LOWER DIGITS);
}

const char *azure_name_judge_container(const char *name, size_t len)
{
    static const char why[] =
        "has a container name that is not 3 to 63 lower-case letters, digits and single '-'";
    if (len == 0)
        return "names no container";
    if (len < 3 || len > 63)
        return why;
    if (name[0] == '$')
        return azure_name_all_of(name + 1, len - 1, LOWER) ? NULL : why;
    if (!azure_name_all_of(name, len, LOWER DIGITS "-") || name[0] == '-' || name[len - 1] == '-')
        return why;
    return memmem(name, len, "--", 2) == NULL ? NULL : why;
}

/* Where SERVICE must stand in host: behind the first label and a zone. */
static size_t azure_name_skip_zone(const char *host)
{
    static const char private_link[] = "privatelink.";
    const size_t label_len = strcspn(host, ".");
    if (host[label_len] == '\0')
        return label_len;
    const char *const next = host + label_len + 1;
    if (strncmp(next, private_link, strlen(private_link)) == 0)
        return label_len + 1 + strlen(private_link);
    if (next[0] == 'z' && strspn(next + 1, DIGITS) == 2 && next[3] == '.')
        return label_len + 1 + 4;
    return label_len + 1;
}

size_t azure_name_split_host(const char *host, const char *service, size_t *service_at)
{
    static const char secondary[] = "-secondary";
    const size_t secondary_len = strlen(secondary), service_len = strlen(service);
    const size_t at = azure_name_skip_zone(host);
    size_t len = strcspn(host, ".");
    if (service_at != NULL)
        *service_at = at;
    if (strncmp(host + at, service, service_len) != 0)
        return 0;
    if (len > secondary_len && memcmp(host + len - secondary_len, secondary, secondary_len) == 0)
        len -= secondary_len;
    const struct azure_cloud *cloud;
    for (size_t i = 0; (cloud = azure_cloud_at(i)) != NULL; i++) {
        if (strcmp(host + at + service_len, cloud->suffix) == 0)
            return azure_name_is_account(host, len) ? len : 0;
    }
    return 0;
}
