/* SOURCE as users write it -> where to list. */
#include "crawler/store/locator.h"

#include "crawler/base/buffer.h"
#include "crawler/store/aws_arn.h"
#include "crawler/store/locator_form.h"
#include "signers/digest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SOURCE_MAX_LEN 16384
#define SHOWN_MAX_LEN 96 /* of a SOURCE, in a fault */

/* ---- shared by the forms ---- */

const char locator_form_no_memory[] = "could not be read: memory is short";

bool locator_form_set(char **out, const char *text, size_t len)
{
    *out = strndup(text, len);
    return *out != NULL;
}

bool locator_form_set_uri(struct locator *out, const char *root, const char *rest, size_t len)
{
    struct buffer uri;
    buffer_init(&uri, 2 * SOURCE_MAX_LEN);
    while (len > 0 && rest[len - 1] == '/')
        len--;
    buffer_append_str(&uri, root);
    buffer_append(&uri, rest, len);
    const char *const text = buffer_str(&uri);
    const bool is_set = text != NULL && locator_form_set(&out->uri, text, uri.len);
    buffer_free(&uri);
    return is_set;
}

bool locator_form_has_signature(const char *text)
{
    return strcasestr(text, "sig=") != NULL || strcasestr(text, "signature=") != NULL;
}

/* ---- s3:// ---- */

/* More than 63, capitals and '_': buckets of us-east-1 that were made before March 2018. */
static bool s3_is_bucket(const char *name, size_t len)
{
    if (len < 3 || len > 255 || strchr(".-_", name[0]) != NULL)
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") >= len;
}

static bool ends_with(const char *text, size_t len, const char *end)
{
    return len > strlen(end) && memcmp(text + len - strlen(end), end, strlen(end)) == 0;
}

static const char *s3_judge_bucket(const char *bucket, size_t len)
{
    if (len == 0)
        return "names no bucket: write s3://BUCKET[/PREFIX]";
    if (!s3_is_bucket(bucket, len))
        return "has a bucket name that is not 3 to 255 letters, digits, '.', '-' and '_'";
    if (ends_with(bucket, len, "--op-s3"))
        return "is an access point of S3 on Outposts, which is not supported (its requests need "
               "SigV4A)";
    if (ends_with(bucket, len, ".mrap"))
        return "is a multi-Region access point, which is not supported (its requests need SigV4A): "
               "name a bucket behind it";
    return NULL;
}

/* Sets *len to the length of the bucket's name, or of the ARN that stands for one. */
static const char *s3_find_bucket(const char *rest, size_t *len)
{
    struct aws_arn arn;
    if (aws_arn_is_one(rest)) {
        const char *const why = aws_arn_parse(rest, &arn);
        *len = arn.len;
        return why;
    }
    *len = strcspn(rest, "/");
    return s3_judge_bucket(rest, *len);
}

static const char *s3_parse(const char *source, const char *rest, struct locator *out)
{
    (void)source;
    size_t bucket_len;
    const char *const why = s3_find_bucket(rest, &bucket_len);
    if (why != NULL)
        return why;
    const char *const prefix = rest + bucket_len + (rest[bucket_len] == '/');
    out->provider = PROVIDER_S3;
    if (!locator_form_set(&out->bucket, rest, bucket_len) ||
        !locator_form_set(&out->prefix, prefix, strlen(prefix)) ||
        !locator_form_set_uri(out, "s3://", rest, strlen(rest)))
        return locator_form_no_memory;
    return NULL;
}

static const char *inventory_parse(const char *source, const char *rest, struct locator *out)
{
    (void)source;
    (void)rest;
    (void)out;
    return "is an inventory, which only scan and check read: name what it lists itself";
}

/* ---- directories and files ---- */

/* root is what stands before path in the URI. */
static const char *local_set(struct locator *out, const char *root, const char *path)
{
    out->provider = PROVIDER_LOCAL;
    if (path[strspn(path, "/")] == '\0') {
        root = "file://"; /* so that objects are "file:///name" */
        path = "/";
    }
    if (!locator_form_set(&out->bucket, path, strlen(path)) ||
        !locator_form_set(&out->prefix, "", 0) ||
        !locator_form_set_uri(out, root, path, strlen(path)))
        return locator_form_no_memory;
    return NULL;
}

/* RFC 8089, with the path as it stands: objects print theirs so. */
static const char *file_parse(const char *source, const char *rest, struct locator *out)
{
    (void)source;
    static const char localhost[] = "localhost/";
    if (strncasecmp(rest, localhost, strlen(localhost)) == 0)
        rest += strlen(localhost) - 1;
    if (*rest != '/')
        return "names a host: write file:///DIRECTORY, or the path alone";
    return local_set(out, "file://", rest);
}

/* ---- all forms ---- */

static const struct {
    const char *scheme; /* with "://" */
    locator_form_fn parse;
} locator_forms[] = {
    {"s3://", s3_parse},
    {"az://", locator_azure_parse_az},
    {"https://", locator_azure_parse_http},
    {"http://", locator_azure_parse_http},
    {"abfss://", locator_azure_parse_abfss},
    {"abfs://", locator_azure_parse_abfss}, /* so without TLS in Hadoop; with it here */
    {"file://", file_parse},
    {"s3-inventory+", inventory_parse},
    {"azure-inventory+", inventory_parse},
};

/* The length of "SCHEME:" at the start of source (RFC 3986 section 3.1), 0 when there is none. */
static size_t locator_scheme_len(const char *source)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (*source == '\0' || strchr(letters, *source) == NULL)
        return 0;
    const size_t len = strspn(source, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789+.-");
    return source[len] == ':' ? len + 1 : 0;
}

static const char *locator_parse_path(const char *source, struct locator *out)
{
    const size_t scheme_len = locator_scheme_len(source);
    for (size_t i = 0; scheme_len > 0 && i < sizeof locator_forms / sizeof *locator_forms; i++) {
        if (strlen(locator_forms[i].scheme) == scheme_len + 2 &&
            strncasecmp(source, locator_forms[i].scheme, scheme_len) == 0)
            return "lacks '//' behind its scheme (a path of that name is written ./NAME)";
    }
    if (scheme_len > 0 && strncmp(source + scheme_len, "//", 2) == 0)
        return "has an unknown scheme: use s3://, az://, https://, abfss://, file:// or a path";
    return local_set(out, "", source);
}

static const char *locator_parse_form(const char *source, struct locator *out)
{
    if (*source == '\0')
        return "is empty";
    if (strlen(source) > SOURCE_MAX_LEN)
        return "is too long";
    for (size_t i = 0; i < sizeof locator_forms / sizeof *locator_forms; i++) {
        const size_t len = strlen(locator_forms[i].scheme);
        if (strncasecmp(source, locator_forms[i].scheme, len) != 0)
            continue;
        for (const char *next = source; *next != '\0'; next++) {
            if ((unsigned char)*next < 0x20 || *next == 0x7F)
                return "has a control character in it";
        }
        return locator_forms[i].parse(source, source + len, out);
    }
    return locator_parse_path(source, out);
}

/*
 * How much of source a fault may show: scheme and authority. Behind them stand keys and the SAS;
 * an authority with a password is not shown either.
 */
static size_t locator_shown_len(const char *source)
{
    const size_t scheme_len = locator_scheme_len(source);
    if (scheme_len == 0)
        return 0;
    const size_t start = scheme_len + (strncmp(source + scheme_len, "//", 2) == 0 ? 2 : 0);
    const size_t authority_len = strcspn(source + start, "/?#");
    const char *const at = memchr(source + start, '@', authority_len);
    const bool is_container = at != NULL && strncasecmp(source, "abfss:", 6) == 0 &&
                              memchr(source + start, ':', authority_len) == NULL;
    if ((at != NULL && !is_container) || authority_len > SHOWN_MAX_LEN)
        return start;
    return start + authority_len;
}

bool locator_parse(const char *source, struct locator *out, struct fault *fault)
{
    *out = (struct locator){0};
    const char *const why = locator_parse_form(source, out);
    if (why == NULL)
        return true;
    const size_t shown_len = locator_shown_len(source);
    fault_set(fault, REASON_READ_ERROR, "SOURCE %.*s%s%s", (int)shown_len, source,
              shown_len > 0 ? "... " : "", why);
    locator_free(out);
    return false;
}

void locator_free(struct locator *locator)
{
    if (locator->sas != NULL)
        digest_wipe(locator->sas, strlen(locator->sas));
    free(locator->endpoint);
    free(locator->account);
    free(locator->bucket);
    free(locator->prefix);
    free(locator->sas);
    free(locator->uri);
    *locator = (struct locator){0};
}

/* ---- hiding ---- */

static void hide(char *text, size_t len)
{
    memset(text, '*', len);
}

/* Hides USER:PASSWORD of "SCHEME://USER:PASSWORD@...". */
static void hide_password(char *source)
{
    char *const slashes = strstr(source, "://");
    if (slashes == NULL)
        return;
    char *const authority = slashes + 3;
    const size_t len = strcspn(authority, "/?#");
    const char *const at = memrchr(authority, '@', len);
    if (at != NULL && memchr(authority, ':', (size_t)(at - authority)) != NULL)
        hide(authority, (size_t)(at - authority));
}

void locator_hide_secret(char *source)
{
    hide_password(source);
    char *const query = strchr(source, '?');
    if (query == NULL)
        return;
    const bool is_http =
        strcasestr(source, "http://") != NULL || strcasestr(source, "https://") != NULL;
    if (is_http || locator_form_has_signature(query))
        hide(query + 1, strlen(query + 1));
}
