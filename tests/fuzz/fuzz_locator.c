/*
 * SOURCEs, connection strings and what becomes of them. Properties: a fault shows no query; what
 * was accepted has legal names and an endpoint that may be contacted, and parses to itself; hiding
 * keeps the length and leaves no query of a URL.
 */
#include "crawler/store/aws_arn.h"
#include "crawler/store/aws_endpoint.h"
#include "crawler/store/azure_connection.h"
#include "crawler/store/azure_name.h"
#include "crawler/store/locator.h"
#include "crawler/store/s3_profile.h"
#include "crawler/store/sas.h"
#include "crawler/store/url.h"
#include "signers/shared_key.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_endpoint(const char *endpoint)
{
    struct url url;
    require(url_parse(endpoint, &url) == NULL);
    require(url.is_tls || url.is_loopback);
    require(url.query == NULL);
}

static void check_same(const char *left, const char *right)
{
    require((left == NULL) == (right == NULL));
    require(left == NULL || strcmp(left, right) == 0);
}

/* The URI is a SOURCE of the same thing, slashes at the end aside. */
static void check_uri(const struct locator *locator)
{
    struct locator again;
    struct fault fault;
    const size_t len = strlen(locator->uri);
    require(len > 0 && (locator->uri[len - 1] != '/' || strcmp(locator->uri, "file://") == 0));
    if (strcmp(locator->uri, "file://") == 0)
        return;
    require(locator_parse(locator->uri, &again, &fault));
    require(again.provider == locator->provider);
    check_same(again.endpoint, locator->endpoint);
    check_same(again.account, locator->account);
    if (locator->provider != PROVIDER_LOCAL)
        check_same(again.bucket, locator->bucket);
    require(again.sas == NULL);
    check_same(again.uri, locator->uri);
    locator_free(&again);
}

/* A name, or an ARN and nothing behind it, with an endpoint that may be contacted. */
static void check_bucket(const char *bucket)
{
    const struct aws_settings settings = {.region = "us-east-1", .is_region_default = true};
    struct aws_endpoint endpoint;
    struct aws_arn arn;
    if (aws_arn_is_one(bucket))
        require(aws_arn_parse(bucket, &arn) == NULL && bucket[arn.len] == '\0' &&
                aws_region_is_valid(arn.region));
    else
        require(strpbrk(bucket, "/:@?#% \r\n") == NULL);
    if (aws_endpoint_find(&settings, bucket, &endpoint) != NULL)
        return;
    require(strcmp(endpoint.scheme, "https") == 0 && aws_region_is_valid(endpoint.region));
    require(url_host_is_name(endpoint.host) && s3_profile_of_host(endpoint.host) != NULL);
}

static void check_locator(const struct locator *locator)
{
    require(locator->bucket != NULL && *locator->bucket != '\0' && locator->prefix != NULL);
    require((locator->endpoint == NULL) == (locator->account == NULL));
    if (locator->endpoint != NULL)
        check_endpoint(locator->endpoint);
    if (locator->provider == PROVIDER_AZURE)
        require(azure_name_judge_container(locator->bucket, strlen(locator->bucket)) == NULL);
    if (locator->provider == PROVIDER_S3)
        check_bucket(locator->bucket);
    if (locator->account != NULL)
        require(azure_name_is_account(locator->account, strlen(locator->account)));
    if (locator->sas != NULL)
        require(sas_judge(locator->sas) == NULL && strpbrk(locator->sas, " \r\n#") == NULL);
    check_uri(locator);
}

static void check_hidden(char *source)
{
    const bool is_url =
        strncasecmp(source, "https://", 8) == 0 || strncasecmp(source, "http://", 7) == 0;
    const size_t len = strlen(source);
    locator_hide_secret(source);
    require(strlen(source) == len);
    const char *const query = strchr(source, '?');
    if (query != NULL && is_url)
        require(strspn(query + 1, "*") == strlen(query + 1));
    else if (query != NULL)
        require(strcasestr(query, "sig=") == NULL);
}

static void check_connection(const char *text)
{
    struct azure_connection connection;
    struct fault fault;
    if (azure_connection_parse(text, &connection, &fault) != STATUS_OK)
        return;
    check_endpoint(connection.endpoint);
    require(azure_name_is_account(connection.account, strlen(connection.account)));
    if (connection.sas != NULL)
        require(sas_judge(connection.sas) == NULL);
    if (connection.key != NULL)
        require(shared_key_is_valid(connection.key));
    azure_connection_free(&connection);
}

/* A query that is long, and stands nowhere else, is not in the message; nor in what is shown of the
 * SOURCE with "..." at its end taken for a part of it. */
static void check_fault(char *source, const char *message)
{
    char *const query = strchr(source, '?'), shown[sizeof(struct fault)];
    require(strncmp(message, "SOURCE ", 7) == 0);
    if (query == NULL || strlen(query) < 24)
        return;
    strcpy(shown, message);
    char *const end = strstr(shown, "...");
    if (end != NULL)
        memmove(end, end + 3, strlen(end + 3) + 1);
    *query = '\0';
    require(strstr(shown, query + 1) == NULL || strstr(source, query + 1) != NULL);
    *query = '?';
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *const source = strndup((const char *)bytes, len);
    struct locator locator;
    struct fault fault = {0};
    require(source != NULL);
    if (locator_parse(source, &locator, &fault)) {
        check_locator(&locator);
    } else {
        check_fault(source, fault.message);
    }
    locator_free(&locator);
    check_connection(source);
    sas_check(source, 1769904000, "here", &fault);
    check_hidden(source);
    free(source);
    return 0;
}
