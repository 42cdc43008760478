/* The forms of a SOURCE that name an Azure container. */
#include "crawler/store/locator_form.h"

#include "crawler/store/azure_name.h"
#include "crawler/store/sas.h"
#include "crawler/store/url.h"
#include "signers/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Splits CONTAINER[/PREFIX], as it stands, into out. */
static const char *azure_set_raw(struct locator *out, const char *rest)
{
    if (locator_form_has_signature(rest))
        return "has a SAS in it: put it into AZURE_STORAGE_SAS_TOKEN, or write the https:// form";
    const size_t container_len = strcspn(rest, "/");
    const char *const why = azure_name_judge_container(rest, container_len);
    if (why != NULL)
        return why;
    const char *const prefix = rest + container_len + (rest[container_len] == '/');
    out->provider = PROVIDER_AZURE;
    if (!locator_form_set(&out->bucket, rest, container_len) ||
        !locator_form_set(&out->prefix, prefix, strlen(prefix)))
        return locator_form_no_memory;
    return NULL;
}

const char *locator_azure_parse_az(const char *source, const char *rest, struct locator *out)
{
    (void)source;
    const char *const why = azure_set_raw(out, rest);
    if (why != NULL)
        return why;
    return locator_form_set_uri(out, "az://", rest, strlen(rest)) ? NULL : locator_form_no_memory;
}

/* ---- abfss://CONTAINER@ACCOUNT.dfs.SUFFIX[/PREFIX] ---- */

/* Sets account and the blob endpoint of a dfs host. */
static const char *azure_set_dfs_host(struct locator *out, const char *host, size_t host_len)
{
    static const char why[] = "has a host that is not ACCOUNT.dfs.core.windows.net";
    char name[256], endpoint[URL_ROOT_SIZE];
    size_t service_at;
    if (host_len >= sizeof name)
        return why;
    snprintf(name, sizeof name, "%.*s", (int)host_len, host);
    const size_t account_len = azure_name_split_host(name, "dfs", &service_at);
    if (account_len == 0)
        return why;
    const int len = snprintf(endpoint, sizeof endpoint, "https://%.*sblob%s", (int)service_at, name,
                             name + service_at + strlen("dfs"));
    if (!locator_form_set(&out->endpoint, endpoint, (size_t)len) ||
        !locator_form_set(&out->account, name, account_len))
        return locator_form_no_memory;
    return NULL;
}

const char *locator_azure_parse_abfss(const char *source, const char *rest, struct locator *out)
{
    (void)source;
    static const char form[] = "is not abfss://CONTAINER@ACCOUNT.dfs.core.windows.net[/PREFIX]";
    const size_t authority_len = strcspn(rest, "/?");
    const char *const at = memchr(rest, '@', authority_len);
    if (at == NULL || memchr(rest, ':', authority_len) != NULL)
        return form;
    const size_t container_len = (size_t)(at - rest);
    const char *why = azure_set_dfs_host(out, at + 1, authority_len - container_len - 1);
    if (why != NULL)
        return why;
    char *raw = NULL;
    if (asprintf(&raw, "%.*s%s", (int)container_len, rest, rest + authority_len) < 0)
        return locator_form_no_memory;
    why = azure_set_raw(out, raw);
    free(raw);
    if (why != NULL)
        return why;
    return locator_form_set_uri(out, "abfss://", rest, strlen(rest)) ? NULL
                                                                     : locator_form_no_memory;
}

/* ---- http(s)://...[?SAS] ---- */

/* Takes the first segment off a path that starts with '/'; the rest starts with one too. */
static size_t azure_take_segment(const char **path, size_t *path_len, const char **segment)
{
    if (*path_len == 0)
        return 0;
    *segment = *path + 1;
    const char *const slash = memchr(*segment, '/', *path_len - 1);
    const size_t len = slash == NULL ? *path_len - 1 : (size_t)(slash - *segment);
    *path += len + 1;
    *path_len -= len + 1;
    return len;
}

/* Finds the account in host or path, and sets it and the endpoint; *path moves behind it. */
static const char *azure_set_account(struct locator *out, const struct url *url, const char **path,
                                     size_t *path_len)
{
    char endpoint[URL_ROOT_SIZE + 32];
    url_root(url, endpoint);
    const char *account = url->host;
    size_t account_len = azure_name_split_host(url->host, "blob", NULL);
    if (account_len == 0) {
        if (!url->is_ip && !url->is_loopback)
            return "has a host that is neither ACCOUNT.blob.core.windows.net (or of another Azure "
                   "cloud) nor an IP address or localhost; write S3 as s3://BUCKET[/PREFIX]";
        account_len = azure_take_segment(path, path_len, &account);
        if (!azure_name_is_account(account, account_len))
            return "names no account: write HOST[:PORT]/ACCOUNT/CONTAINER[/PREFIX]";
        const size_t len = strlen(endpoint);
        snprintf(endpoint + len, sizeof endpoint - len, "/%.*s", (int)account_len, account);
    }
    if (!locator_form_set(&out->endpoint, endpoint, strlen(endpoint)) ||
        !locator_form_set(&out->account, account, account_len))
        return locator_form_no_memory;
    return NULL;
}

/* A decoded copy of len bytes; a phrase when it holds NUL, which no name can. */
static const char *azure_set_decoded(char **out, const char *text, size_t len)
{
    if (!locator_form_set(out, text, len))
        return locator_form_no_memory;
    const size_t decoded_len = uri_decode(*out, len, false, *out);
    return strlen(*out) == decoded_len ? NULL : "has a %00 in it";
}

/* Splits /CONTAINER[/PREFIX]. */
static const char *azure_set_path(struct locator *out, const char *path, size_t path_len)
{
    const char *segment = path;
    const size_t len = azure_take_segment(&path, &path_len, &segment);
    const char *why = azure_set_decoded(&out->bucket, segment, len);
    if (why == NULL)
        why = azure_name_judge_container(out->bucket, strlen(out->bucket));
    if (why != NULL)
        return why;
    const size_t slash = path_len > 0;
    return azure_set_decoded(&out->prefix, path + slash, path_len - slash);
}

const char *locator_azure_parse_http(const char *source, const char *rest, struct locator *out)
{
    (void)rest;
    struct url url;
    const char *why = url_parse(source, &url);
    if (why != NULL)
        return why;
    out->provider = PROVIDER_AZURE;
    const char *path = url.path;
    size_t path_len = url.path_len;
    why = azure_set_account(out, &url, &path, &path_len);
    if (why == NULL && !locator_form_set_uri(out, out->endpoint, path, path_len))
        why = locator_form_no_memory;
    if (why == NULL)
        why = azure_set_path(out, path, path_len);
    if (why != NULL || url.query == NULL)
        return why;
    const char *const sas = url.query + (url.query[0] == '?');
    if (*sas == '\0')
        return NULL;
    why = sas_judge(sas);
    if (why != NULL)
        return why;
    return locator_form_set(&out->sas, sas, strlen(sas)) ? NULL : locator_form_no_memory;
}
