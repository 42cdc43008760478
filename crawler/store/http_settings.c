/* Reads proxies and certificates from the environment that main gave, not from the process's own.
 */
#include "crawler/store/http_settings.h"

#include "crawler/base/buffer.h"
#include "crawler/store/environment.h"

#include <stdlib.h>
#include <string.h>

#define NEVER_PROXIED "localhost,.localhost,127.0.0.0/8,169.254.0.0/16,::1,fd00:ec2::/32,fe80::/10"

/* The first of the variables that is set (names end with NULL); otherwise is what stands for none.
 */
static bool copy_first(const struct environment *environment, const char *const *names,
                       const char *otherwise, char **out)
{
    const char *value = NULL;
    for (; value == NULL && *names != NULL; names++)
        value = environment_get(environment, *names);
    if (value == NULL)
        value = otherwise;
    *out = value == NULL ? NULL : strdup(value);
    return *out != NULL || value == NULL;
}

static bool make_no_proxy(const struct environment *environment, char **out)
{
    static const char *const names[] = {"no_proxy", "NO_PROXY", NULL};
    struct buffer list;
    char *given;
    if (!copy_first(environment, names, "", &given))
        return false;
    buffer_init(&list, 1u << 16);
    buffer_append_format(&list, "%s,%s", NEVER_PROXIED, given);
    free(given);
    *out = buffer_str(&list);
    if (*out == NULL)
        buffer_free(&list);
    return *out != NULL;
}

bool http_settings_load(const struct environment *environment, struct http_settings *out)
{
    static const char *const proxy[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                        NULL};
    static const char *const ca_file[] = {"SSL_CERT_FILE", "CURL_CA_BUNDLE", NULL};
    *out = (struct http_settings){0};
    if (copy_first(environment, proxy, "", &out->proxy) &&
        copy_first(environment, ca_file, NULL, &out->ca_file) &&
        make_no_proxy(environment, &out->no_proxy))
        return true;
    http_settings_free(out);
    return false;
}

void http_settings_free(struct http_settings *settings)
{
    free(settings->proxy);
    free(settings->no_proxy);
    free(settings->ca_file);
    *settings = (struct http_settings){0};
}
