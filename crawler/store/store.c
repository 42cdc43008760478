/* Opens one SOURCE: a copy of where it is, and what its provider needs to ask for it. */
#include "crawler/store/store.h"

#include "crawler/base/buffer.h"
#include "crawler/base/log.h"
#include "crawler/store/provider.h"
#include "crawler/store/s3_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the copy of the locator ---- */

static bool store_copy_text(const char *text, char **out)
{
    if (text == NULL)
        return true;
    *out = strdup(text);
    return *out != NULL;
}

static bool store_copy_locator(const struct locator *from, struct locator *out)
{
    *out = (struct locator){.provider = from->provider};
    return store_copy_text(from->endpoint, &out->endpoint) &&
           store_copy_text(from->account, &out->account) &&
           store_copy_text(from->bucket, &out->bucket) &&
           store_copy_text(from->prefix, &out->prefix) && store_copy_text(from->sas, &out->sas) &&
           store_copy_text(from->uri, &out->uri);
}

/*
 * SOURCE without its prefix: "s3://bucket", "https://ACCOUNT.blob.core.windows.net/container". The
 * address of a blob over HTTP is its endpoint and container; in every other form the container is
 * the authority of the URI. All of an account (without a container) is where it is.
 */
static char *store_make_uri_root(const struct locator *locator)
{
    if (locator->provider == PROVIDER_LOCAL || locator->bucket[0] == '\0')
        return strdup(locator->uri);
    if (strncmp(locator->uri, "http", 4) == 0 && locator->endpoint != NULL) {
        struct buffer root;
        buffer_init(&root, 1u << 16);
        buffer_append_format(&root, "%s/%s", locator->endpoint, locator->bucket);
        return buffer_str(&root); /* the memory is a plain malloc(), as of strdup() */
    }
    if (locator->provider == PROVIDER_S3) { /* an ARN has a '/' in it */
        char *root;
        return asprintf(&root, "s3://%s", locator->bucket) < 0 ? NULL : root;
    }
    const char *const authority = strstr(locator->uri, "://");
    const char *const path = authority == NULL ? NULL : strchr(authority + 3, '/');
    return path == NULL ? strdup(locator->uri)
                        : strndup(locator->uri, (size_t)(path - locator->uri));
}

static enum status store_open_s3(struct store *store, bool is_anonymous, struct fault *fault)
{
    const enum status status = keyring_load_aws(provider_keyring(store), is_anonymous, &store->aws,
                                                &store->s3.keys, fault);
    if (status != STATUS_OK)
        return status;
    store->s3.settings = &store->aws;
    store->s3.site = &store->site;
    store->s3.bucket = store->locator.bucket;
    store->s3.prefix = store->locator.prefix;
    store->crcs = calloc(CRC_KIND_COUNT, sizeof *store->crcs);
    if (store->crcs == NULL)
        return STATUS_NO_MEMORY;
    for (int kind = 0; kind < CRC_KIND_COUNT; kind++)
        crc_table_fill(&store->crcs[kind], (enum crc_kind)kind);
    const char *const why =
        aws_endpoint_find(&store->aws, store->locator.bucket, &store->s3.endpoint);
    if (why != NULL) {
        fault_set(fault, REASON_READ_ERROR, "bucket %.100s: %s", store->locator.bucket, why);
        return STATUS_STOP;
    }
    const bool has_sessions =
        store->s3.endpoint.is_express && !is_anonymous && !store->aws.has_no_express_sessions;
    return has_sessions ? s3_session_open(store, fault) : STATUS_OK;
}

static enum status store_open_azure(struct store *store, bool is_anonymous, struct fault *fault)
{
    store->azure.settings = &store->azure_settings;
    store->azure.site = &store->azure_site;
    store->azure.container = store->locator.bucket;
    store->azure.prefix = store->locator.prefix;
    const enum status status = azure_settings_load(&store->locator, &store->environment,
                                                   is_anonymous, &store->azure_settings, fault);
    if (store->locator.bucket[0] == '\0')
        store->azure_settings.has_delegation = false; /* such a SAS is of one container */
    store->azure_identity = (struct azure_identity){.environment = &store->environment,
                                                    .keyring = provider_keyring(store),
                                                    .settings = &store->azure_settings,
                                                    .container = store->locator.bucket};
    return status == STATUS_OK && store->azure_settings.needs_token
               ? azure_identity_open(&store->azure_identity, &store->azure.tokens, fault)
               : status;
}

static enum status store_open_provider(struct store *store, bool is_anonymous, struct fault *fault)
{
    switch (store->locator.provider) {
    case PROVIDER_S3:
        return store_open_s3(store, is_anonymous, fault);
    case PROVIDER_AZURE:
        return store_open_azure(store, is_anonymous, fault);
    case PROVIDER_LOCAL:
        return local_root_open(store->locator.bucket, &store->local) ? STATUS_OK : STATUS_NO_MEMORY;
    }
    return STATUS_BUG;
}

enum status store_open(const struct locator *locator, const struct environment *environment,
                       bool is_anonymous, struct store **out, struct fault *fault)
{
    struct store *store = calloc(1, sizeof *store);
    *out = NULL;
    if (store == NULL)
        return STATUS_NO_MEMORY;
    store->local.fd = -1;
    store->environment = *environment;
    enum status status = STATUS_NO_MEMORY;
    store->clock = calloc(1, sizeof *store->clock);
    store->quota = calloc(1, sizeof *store->quota);
    if (environment->keyring == NULL)
        store->keyring = keyring_create(environment);
    if (store_copy_locator(locator, &store->locator))
        store->uri_root = store_make_uri_root(locator);
    if (store->uri_root != NULL && store->clock != NULL && store->quota != NULL &&
        provider_keyring(store) != NULL)
        status = store_open_provider(store, is_anonymous, fault);
    if (status != STATUS_OK) {
        store_close(store);
        return status;
    }
    *out = store;
    return STATUS_OK;
}

void store_exclude_directory(struct store *store, const char *path)
{
    struct stat status;
    if (store->locator.provider != PROVIDER_LOCAL || stat(path, &status) != 0)
        return;
    store->local.has_excluded = true;
    store->local.excluded_device = status.st_dev;
    store->local.excluded_inode = status.st_ino;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    local_root_close(&store->local);
    credential_cache_free(store->s3.sessions);
    credential_cache_free(store->azure_identity.delegations);
    keyring_free(store->keyring);
    aws_settings_free(&store->aws);
    azure_settings_free(&store->azure_settings);
    locator_free(&store->locator);
    free(store->uri_root);
    free(store->clock);
    free(store->quota);
    free(store->crcs);
    free(store);
}

void store_set_terms(struct store *store, const struct store_terms *terms)
{
    store->aws.pays |= terms->pays;
    if (terms->expected_owner != NULL)
        snprintf(store->aws.expected_owner, sizeof store->aws.expected_owner, "%s",
                 terms->expected_owner);
    if (terms->expected_owner == NULL)
        return;
    if (store->locator.provider != PROVIDER_S3)
        log_line(LOG_WARNING, "--expected-bucket-owner says nothing of a SOURCE that is not of S3");
    else if ((s3_profile_of(&store->s3)->lacks & S3_LACKS_OWNER_CHECK) != 0)
        log_line(LOG_WARNING, "%s is not known to look at --expected-bucket-owner",
                 provider_endpoint(store));
}

const struct locator *store_locator(const struct store *store)
{
    return &store->locator;
}

const char *store_provider_name(const struct store *store)
{
    static const char *const names[] = {
        [PROVIDER_S3] = "s3", [PROVIDER_AZURE] = "azure-blob", [PROVIDER_LOCAL] = "file"};
    return names[store->locator.provider];
}

bool store_lists_tags(const struct store *store)
{
    return store->locator.provider == PROVIDER_AZURE;
}

const char *store_object_bucket(const struct store *store, const struct object *object)
{
    return store->locator.bucket[0] != '\0' ? store->locator.bucket : object->container;
}

void store_object_uri(const struct store *store, const struct object *object, struct buffer *out)
{
    buffer_append_str(out, store->uri_root);
    if (store->local.is_file)
        return; /* SOURCE is the object */
    if (store->locator.bucket[0] == '\0')
        buffer_append_format(out, "/%s", object->container);
    buffer_append_char(out, '/');
    buffer_append(out, object->key.ptr, object->key.len);
}
