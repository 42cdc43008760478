/* How to reach and sign for S3. */
#include "crawler/store/aws_settings.h"

#include "crawler/store/aws_credentials.h"
#include "crawler/store/aws_profile.h"
#include "crawler/store/environment.h"
#include "crawler/store/service_endpoint.h"
#include "crawler/store/url.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEFAULT_REGION "us-east-1"
#define ENDPOINT_PATH_MAX_LEN 256

/* Where settings come from. */
struct sources {
    const struct environment *environment;
    const struct aws_profile *profile;
    struct fault *fault;
};

/* One setting that was found, and where, for messages. */
struct setting {
    const char *value; /* NULL when there is none */
    char where[256];
};

static struct setting setting_of_variable(const struct sources *sources, const char *variable)
{
    struct setting setting = {.value = environment_get(sources->environment, variable)};
    snprintf(setting.where, sizeof setting.where, "%s", variable);
    return setting;
}

static struct setting setting_of_entry(const struct ini_entry *entry)
{
    struct setting setting = {0};
    if (entry == NULL || *entry->value == '\0')
        return setting;
    setting.value = entry->value;
    snprintf(setting.where, sizeof setting.where, "%.180s:%u: %.40s", entry->path, entry->line,
             entry->name);
    return setting;
}

/* The variable, else the entry of the profile. variable may be NULL. */
static struct setting setting_find(const struct sources *sources, const char *variable,
                                   const char *parent, const char *name)
{
    if (variable != NULL) {
        const struct setting setting = setting_of_variable(sources, variable);
        if (setting.value != NULL)
            return setting;
    }
    return setting_of_entry(aws_profile_find(sources->profile, parent, name));
}

static enum status setting_refuse(const struct sources *sources, const struct setting *setting,
                                  const char *why)
{
    fault_set(sources->fault, REASON_READ_ERROR, "%s %s", setting->where, why);
    return STATUS_STOP;
}

static enum status load_flag(const struct sources *sources, const struct setting *setting,
                             bool *out)
{
    if (setting->value == NULL)
        return STATUS_OK;
    *out = strcasecmp(setting->value, "true") == 0;
    if (*out || strcasecmp(setting->value, "false") == 0)
        return STATUS_OK;
    return setting_refuse(sources, setting, "is neither true nor false");
}

/* ---- region ---- */

bool aws_region_is_valid(const char *region)
{
    const size_t len = strlen(region);
    return len > 0 && len < AWS_REGION_SIZE && region[0] != '-' && region[len - 1] != '-' &&
           strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static enum status load_region(const struct sources *sources, struct aws_settings *out)
{
    struct setting setting = setting_of_variable(sources, "AWS_REGION");
    if (setting.value == NULL)
        setting = setting_find(sources, "AWS_DEFAULT_REGION", NULL, "region");
    out->is_region_default = setting.value == NULL;
    if (setting.value == NULL)
        setting.value = DEFAULT_REGION;
    if (!aws_region_is_valid(setting.value))
        return setting_refuse(sources, &setting, "is no name of a region, such as us-east-1");
    strcpy(out->region, setting.value);
    return STATUS_OK;
}

/* ---- endpoint ---- */

/* The endpoint of the section [services NAME] that the profile may point to. */
static enum status endpoint_find_service(const struct sources *sources, struct setting *out)
{
    const struct setting services = setting_find(sources, NULL, NULL, "services");
    char section[128];
    *out = (struct setting){0};
    if (services.value == NULL)
        return STATUS_OK;
    snprintf(section, sizeof section, "services %s", services.value);
    if (!ini_has_section(&sources->profile->config, section))
        return setting_refuse(sources, &services, "names a [services] section that is not there");
    *out = setting_of_entry(ini_find(&sources->profile->config, section, "s3", "endpoint_url"));
    return STATUS_OK;
}

static enum status endpoint_find(const struct sources *sources, struct setting *out)
{
    *out = setting_of_variable(sources, "AWS_ENDPOINT_URL_S3");
    if (out->value == NULL)
        *out = setting_of_variable(sources, "AWS_ENDPOINT_URL");
    if (out->value != NULL)
        return STATUS_OK;
    const enum status status = endpoint_find_service(sources, out);
    if (status == STATUS_OK && out->value == NULL)
        *out = setting_find(sources, NULL, NULL, "endpoint_url");
    return status;
}

/* True for "" and for segments of plain characters, none of them empty or made of dots. */
static bool endpoint_path_is_plain(const char *path, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t end = ++i;
        bool is_dots = true;
        for (; end < len && path[end] != '/'; end++) {
            if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~",
                       path[end]) == NULL)
                return false;
            is_dots = is_dots && path[end] == '.';
        }
        if (is_dots)
            return false;
        i = end;
    }
    return true;
}

/* NULL and the URL without slashes at its end, or what is wrong with it. */
static const char *endpoint_parse(const char *text, struct url *out)
{
    const char *const why = url_parse(text, out);
    if (why != NULL)
        return why;
    if (out->query != NULL)
        return "has a query in it, which is not allowed";
    while (out->path_len > 0 && out->path[out->path_len - 1] == '/')
        out->path_len--;
    if (out->path_len > ENDPOINT_PATH_MAX_LEN || !endpoint_path_is_plain(out->path, out->path_len))
        return "has a path with unusual characters or segments";
    return NULL;
}

static enum status load_endpoint(const struct sources *sources, struct aws_settings *out)
{
    const struct setting ignore = setting_find(sources, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", NULL,
                                               "ignore_configured_endpoint_urls");
    bool is_ignored = false;
    enum status status = load_flag(sources, &ignore, &is_ignored);
    if (status != STATUS_OK || is_ignored)
        return status;
    struct setting setting;
    status = endpoint_find(sources, &setting);
    if (status != STATUS_OK || setting.value == NULL)
        return status;
    struct url url;
    char root[URL_ROOT_SIZE];
    const char *const why = endpoint_parse(setting.value, &url);
    if (why != NULL)
        return setting_refuse(sources, &setting, why);
    url_root(&url, root);
    if (asprintf(&out->endpoint, "%s%.*s", root, (int)url.path_len, url.path) >= 0)
        return STATUS_OK;
    out->endpoint = NULL;
    return STATUS_NO_MEMORY;
}

/* ---- the rest ---- */

static enum status load_addressing(const struct sources *sources, struct aws_settings *out)
{
    static const char *const styles[] = {[AWS_ADDRESSING_AUTO] = "auto",
                                         [AWS_ADDRESSING_VIRTUAL] = "virtual",
                                         [AWS_ADDRESSING_PATH] = "path"};
    const struct setting setting = setting_find(sources, NULL, "s3", "addressing_style");
    if (setting.value == NULL)
        return STATUS_OK;
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        if (strcasecmp(setting.value, styles[i]) == 0) {
            out->addressing = (enum aws_addressing)i;
            return STATUS_OK;
        }
    }
    return setting_refuse(sources, &setting, "is neither auto, virtual nor path");
}

static enum status load_ca_bundle(const struct sources *sources, struct aws_settings *out)
{
    const struct setting setting = setting_find(sources, "AWS_CA_BUNDLE", NULL, "ca_bundle");
    if (setting.value == NULL)
        return STATUS_OK;
    out->ca_bundle = strdup(setting.value);
    return out->ca_bundle == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

/* A flag of S3: the variable, the entry of the profile, that of its s3 section; NULL: there is
 * none.
 */
struct flag {
    const char *variable, *name, *s3_name;
    bool is_inverse; /* it says that something is on which the setting says is off */
    size_t at;       /* in struct aws_settings */
};

static const struct flag flags[] = {
    {"AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", NULL, false,
     offsetof(struct aws_settings, use_fips)},
    {"AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", "use_dualstack_endpoint", false,
     offsetof(struct aws_settings, use_dualstack)},
    {NULL, NULL, "use_accelerate_endpoint", false, offsetof(struct aws_settings, use_accelerate)},
    {"AWS_S3_USE_ARN_REGION", "s3_use_arn_region", "use_arn_region", true,
     offsetof(struct aws_settings, ignores_arn_region)},
    {"AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "s3_disable_express_session_auth",
     "disable_s3_express_session_auth", false,
     offsetof(struct aws_settings, has_no_express_sessions)},
};

static enum status load_flags(const struct sources *sources, struct aws_settings *out)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const struct flag *const flag = &flags[i];
        struct setting setting = {0};
        bool is_on = flag->is_inverse;
        if (flag->name != NULL)
            setting = setting_find(sources, flag->variable, NULL, flag->name);
        if (setting.value == NULL && flag->s3_name != NULL)
            setting = setting_find(sources, NULL, "s3", flag->s3_name);
        const enum status status = load_flag(sources, &setting, &is_on);
        if (status != STATUS_OK)
            return status;
        *(bool *)((char *)out + flag->at) = is_on != flag->is_inverse;
    }
    return STATUS_OK;
}

/* object_store and others read the variable; the AWS CLI has a flag only. */
static enum status load_payer(const struct sources *sources, struct aws_settings *out)
{
    const struct setting setting = setting_of_variable(sources, "AWS_REQUEST_PAYER");
    if (setting.value == NULL)
        return STATUS_OK;
    out->pays =
        strcasecmp(setting.value, "requester") == 0 || strcasecmp(setting.value, "true") == 0;
    if (out->pays || strcasecmp(setting.value, "false") == 0)
        return STATUS_OK;
    return setting_refuse(sources, &setting, "is neither requester, true nor false");
}

static enum status load_checksums(const struct sources *sources, struct aws_settings *out)
{
    const struct setting setting = setting_find(sources, "AWS_RESPONSE_CHECKSUM_VALIDATION", NULL,
                                                "response_checksum_validation");
    if (setting.value == NULL)
        return STATUS_OK;
    out->skips_checksums = strcasecmp(setting.value, "when_required") == 0;
    if (out->skips_checksums || strcasecmp(setting.value, "when_supported") == 0)
        return STATUS_OK;
    return setting_refuse(sources, &setting, "is neither when_supported nor when_required");
}

/* ---- retries ---- */

#define ATTEMPTS_MOST 1000000

/* Attempts of the modes, the first request included (AWS SDKs and Tools Reference Guide). */
static enum status load_retry_mode(const struct sources *sources, struct aws_settings *out)
{
    static const struct {
        const char *name;
        unsigned attempts;
        bool has_quota;
    } modes[] = {{"legacy", 5, false}, {"standard", 3, true}, {"adaptive", 3, true}};
    const struct setting setting = setting_find(sources, "AWS_RETRY_MODE", NULL, "retry_mode");
    if (setting.value == NULL)
        return STATUS_OK;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcasecmp(setting.value, modes[i].name) == 0) {
            out->attempts_max = modes[i].attempts;
            out->has_no_retry_quota = !modes[i].has_quota;
            return STATUS_OK;
        }
    }
    return setting_refuse(sources, &setting, "is neither legacy, standard nor adaptive");
}

static enum status load_retries(const struct sources *sources, struct aws_settings *out)
{
    const enum status status = load_retry_mode(sources, out);
    const struct setting setting = setting_find(sources, "AWS_MAX_ATTEMPTS", NULL, "max_attempts");
    if (status != STATUS_OK || setting.value == NULL)
        return status;
    const size_t len = strlen(setting.value);
    const unsigned long attempts = len < 8 ? strtoul(setting.value, NULL, 10) : 0;
    if (strspn(setting.value, "0123456789") != len || attempts < 1 || attempts > ATTEMPTS_MOST)
        return setting_refuse(sources, &setting, "is no number of attempts from 1 to 1000000");
    out->attempts_max = (unsigned)attempts;
    return STATUS_OK;
}

/* ---- other services ---- */

static enum status load_services(const struct sources *sources, struct aws_settings *out)
{
    const struct credential_query query = {.environment = sources->environment,
                                           .profile = sources->profile};
    for (size_t i = 0; i < AWS_SERVICE_COUNT; i++) {
        char root[SERVICE_ROOT_SIZE];
        struct fault unused = {0};
        const enum status status =
            service_endpoint_configured(&query, aws_service_of((enum aws_service)i), root, &unused);
        if (status == STATUS_END)
            continue;
        if (status == STATUS_NO_MEMORY)
            return status;
        /* An endpoint with a path serves S3, and a run needs no other service. */
        out->services[i] = strdup(status == STATUS_OK ? root : "");
        if (out->services[i] == NULL)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

static enum status load_credentials(const struct sources *sources, struct aws_settings *out)
{
    if (out->is_anonymous)
        return STATUS_OK;
    const struct credential_query query = {.environment = sources->environment,
                                           .profile = sources->profile,
                                           .region = out->region,
                                           .ca_bundle = out->ca_bundle};
    return aws_credentials_find(&query, &out->keys, sources->fault);
}

enum status aws_settings_load(const struct environment *environment, bool is_anonymous,
                              struct aws_settings *out, struct fault *fault)
{
    static enum status (*const loads[])(const struct sources *, struct aws_settings *) = {
        load_region, load_ca_bundle, load_credentials, load_endpoint, load_addressing,
        load_flags,  load_payer,     load_checksums,   load_retries,  load_services,
    };
    struct aws_profile profile;
    const struct sources sources = {environment, &profile, fault};
    *out = (struct aws_settings){.is_anonymous = is_anonymous};
    enum status status = aws_profile_load(environment, &profile, fault);
    for (size_t i = 0; status == STATUS_OK && i < sizeof loads / sizeof *loads; i++)
        status = loads[i](&sources, out);
    aws_profile_free(&profile);
    if (status != STATUS_OK)
        aws_settings_free(out);
    return status;
}

void aws_settings_free(struct aws_settings *settings)
{
    credentials_free(&settings->keys);
    free(settings->endpoint);
    free(settings->ca_bundle);
    for (size_t i = 0; i < AWS_SERVICE_COUNT; i++)
        free(settings->services[i]);
    *settings = (struct aws_settings){0};
}
