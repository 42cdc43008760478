/* S3 settings: precedence, and what is refused and how. */
#include "crawler/store/aws_settings.h"

#include "store/fake_environment.h"
#include "suite.h"

#include <stdbool.h>

#define VARIABLES_MAX 8
#define SECRET "TOPSECRET/+="
#define ID "AWS_ACCESS_KEY_ID=AKIDENV"
#define KEY "AWS_SECRET_ACCESS_KEY=" SECRET
#define KEYS ID, KEY

/* The two files, NULL when there is none, and what comes out. */
struct load_case {
    const char *name;
    const char *variables[VARIABLES_MAX];
    const char *credentials, *config;
    const char *fault; /* NULL: OK; else stands in the message, with %C and %F for the files */
    const char *access_key_id, *session_token, *region, *endpoint;
    const char *ca_bundle;
    enum aws_addressing addressing;
};

#define FILE_KEYS "aws_access_key_id = AKIDFILE\naws_secret_access_key = " SECRET "\n"
#define USED_KEYS .access_key_id = "AKIDENV", .region = "us-east-1"

static const struct load_case load_cases[] = {
    /* credentials */
    {"environment", {KEYS}, NULL, NULL, .access_key_id = "AKIDENV", .region = "us-east-1"},
    {"environment with token",
     {KEYS, "AWS_SESSION_TOKEN=tok"},
     NULL,
     NULL,
     USED_KEYS,
     .session_token = "tok"},
    {"old name of the token",
     {KEYS, "AWS_SECURITY_TOKEN=old"},
     NULL,
     NULL,
     USED_KEYS,
     .session_token = "old"},
    {"environment before files", {KEYS}, "[default]\n" FILE_KEYS, NULL, USED_KEYS},
    {"environment before role", {KEYS}, NULL, "[default]\nrole_arn = x\n", USED_KEYS},
    {"empty variables are not set",
     {"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="},
     "[default]\n" FILE_KEYS,
     NULL,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"no secret",
     {ID},
     "[default]\n" FILE_KEYS,
     NULL,
     .fault = "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"},
    {"no id",
     {KEY},
     NULL,
     NULL,
     .fault = "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"},
    {"line break in the secret",
     {ID, "AWS_SECRET_ACCESS_KEY=" SECRET "\n"},
     NULL,
     NULL,
     .fault = "AWS_SECRET_ACCESS_KEY holds characters"},
    {"space in the token",
     {KEYS, "AWS_SESSION_TOKEN=a " SECRET},
     NULL,
     NULL,
     .fault = "AWS_SESSION_TOKEN holds characters"},
    {"header injection by the id",
     {"AWS_ACCESS_KEY_ID=a\r\nX: y", KEY},
     NULL,
     NULL,
     .fault = "AWS_ACCESS_KEY_ID holds characters"},
    {"slash in the id",
     {"AWS_ACCESS_KEY_ID=a/b", KEY},
     NULL,
     NULL,
     .fault = "AWS_ACCESS_KEY_ID holds characters"},
    {"credentials file",
     {NULL},
     "[default]\n" FILE_KEYS "aws_session_token = tok\n",
     NULL,
     .access_key_id = "AKIDFILE",
     .session_token = "tok",
     .region = "us-east-1"},
    {"config file",
     {NULL},
     NULL,
     "[default]\n" FILE_KEYS,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"credentials before config",
     {NULL},
     "[default]\n" FILE_KEYS,
     "[default]\naws_access_key_id = AKIDCONFIG\naws_secret_access_key = x\n",
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"profile",
     {"AWS_PROFILE=dev"},
     "[default]\naws_access_key_id=x\n[dev]\n" FILE_KEYS,
     NULL,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"default profile by its variable",
     {"AWS_DEFAULT_PROFILE=dev"},
     "[dev]\n" FILE_KEYS,
     NULL,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"AWS_PROFILE first",
     {"AWS_PROFILE=dev", "AWS_DEFAULT_PROFILE=other"},
     "[dev]\n" FILE_KEYS,
     NULL,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"profile of the config file",
     {"AWS_PROFILE=my dev"},
     NULL,
     "[profile \"my dev\"]\n" FILE_KEYS,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"config needs the word profile",
     {"AWS_PROFILE=dev"},
     NULL,
     "[dev]\n" FILE_KEYS,
     .fault = "AWS profile dev is neither in %C nor in %F"},
    {"credentials need no word",
     {"AWS_PROFILE=dev"},
     "[profile dev]\n" FILE_KEYS,
     NULL,
     .fault = "AWS profile dev is neither in %C nor in %F"},
    {"no such profile, keys or not",
     {KEYS, "AWS_PROFILE=dev"},
     NULL,
     NULL,
     .fault = "AWS profile dev is neither in"},
    {"profile default before default",
     {NULL},
     NULL,
     "[default]\nregion = eu-west-1\n[profile default]\nregion = eu-west-2\n" FILE_KEYS,
     .access_key_id = "AKIDFILE",
     .region = "eu-west-2"},
    {"half in the file",
     {NULL},
     "[default]\naws_access_key_id = x\n",
     NULL,
     .fault = "%C: [default]: aws_access_key_id is set, but aws_secret_access_key is not"},
    {"other half in the file",
     {NULL},
     "[default]\naws_secret_access_key = " SECRET "\n",
     NULL,
     .fault = "aws_secret_access_key is set, but aws_access_key_id is not"},
    {"nothing", {NULL}, NULL, NULL, .fault = "no AWS credentials: AWS_ACCESS_KEY_ID is not set"},
    {"nothing says where it looked",
     {NULL},
     "[other]\n" FILE_KEYS,
     "",
     .fault = "profile default has none in %C or %F"},
    /* providers that are not built */
    {"role",
     {NULL},
     "[default]\n" FILE_KEYS,
     "[default]\nrole_arn = x\nsource_profile = y\n",
     .fault = "%F:2: role_arn: source_profile names a profile that is not there"},
    {"role in the credentials file",
     {NULL},
     "[default]\nrole_arn = x\n",
     NULL,
     .fault = "%C:2: role_arn: needs source_profile or credential_source, and only one"},
    {"single sign-on",
     {NULL},
     NULL,
     "[default]\n\nsso_session = x\n",
     .fault = "%F:3: sso_session: names an [sso-session] that is not there"},
    {"single sign-on, older",
     {NULL},
     NULL,
     "[default]\nsso_start_url = x\n",
     .fault = "%F:2: sso_start_url: single sign-on needs sso_session"},
    {"process",
     {NULL},
     NULL,
     "[default]\ncredential_process = /nowhere/x " SECRET "\n",
     .fault = "%F:2: credential_process: the program cannot be run"},
    {"static keys before a process",
     {NULL},
     "[default]\n" FILE_KEYS,
     "[default]\ncredential_process = x\n",
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    {"role in a circle",
     {"AWS_PROFILE=a"},
     NULL,
     "[profile a]\nrole_arn=x\nsource_profile=b\n[profile b]\nrole_arn=y\nsource_profile=a\n",
     .fault = "%F:5: role_arn: source_profile leads in a circle"},
    {"role of two sources",
     {NULL},
     NULL,
     "[default]\nrole_arn=x\nsource_profile=b\ncredential_source=Environment\n",
     .fault = "%F:2: role_arn: needs source_profile or credential_source, and only one"},
    {"role of itself without keys",
     {NULL},
     NULL,
     "[default]\nrole_arn=x\nsource_profile=default\n",
     .fault = "source_profile is itself, but has no keys"},
    {"role of an empty profile",
     {NULL},
     NULL,
     "[default]\nrole_arn=x\nsource_profile=b\n[profile b]\nregion=eu-west-1\n",
     .fault = "source_profile has no credentials"},
    {"role with a code",
     {NULL},
     NULL,
     "[default]\nrole_arn=x\nsource_profile=b\nmfa_serial=y\n[profile b]\n" FILE_KEYS,
     .fault = "mfa_serial needs a person"},
    {"role of another source",
     {NULL},
     NULL,
     "[default]\nrole_arn=x\ncredential_source=Keychain\n",
     .fault = "credential_source is neither Environment"},
    {"role of a broken profile",
     {NULL},
     NULL,
     "[default]\nrole_arn=x\nsource_profile=b\n[profile b]\naws_access_key_id=y\n",
     .fault = "%F: [profile b]: aws_access_key_id is set, but aws_secret_access_key is not"},
    {"aws login",
     {NULL},
     NULL,
     "[default]\nlogin_session = x\n",
     .fault = "login_session: credentials by aws login"},
    {"web identity of the profile",
     {NULL},
     NULL,
     "[default]\nweb_identity_token_file = x\n",
     .fault = "web_identity_token_file: is set, but role_arn is not"},
    {"web identity of the environment",
     {"AWS_WEB_IDENTITY_TOKEN_FILE=/x"},
     "[default]\n" FILE_KEYS,
     NULL,
     .fault = "AWS_WEB_IDENTITY_TOKEN_FILE: is set, but AWS_ROLE_ARN is not"},
    {"container",
     {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://x.invalid"},
     NULL,
     NULL,
     .fault = "AWS_CONTAINER_CREDENTIALS_FULL_URI: the host name has no address"},
    {"files before containers",
     {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/x"},
     "[default]\n" FILE_KEYS,
     NULL,
     .access_key_id = "AKIDFILE",
     .region = "us-east-1"},
    /* region */
    {"AWS_REGION",
     {KEYS, "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-2"},
     NULL,
     "[default]\nregion=eu-west-3\n",
     .access_key_id = "AKIDENV",
     .region = "eu-west-1"},
    {"AWS_DEFAULT_REGION",
     {KEYS, "AWS_DEFAULT_REGION=eu-west-2"},
     NULL,
     "[default]\nregion=eu-west-3\n",
     .access_key_id = "AKIDENV",
     .region = "eu-west-2"},
    {"region of the profile",
     {KEYS},
     NULL,
     "[default]\nregion=eu-west-3\n",
     .access_key_id = "AKIDENV",
     .region = "eu-west-3"},
    {"region that is a host",
     {KEYS, "AWS_REGION=evil.example/"},
     NULL,
     NULL,
     .fault = "AWS_REGION is no name of a region"},
    {"region of the profile, wrong",
     {KEYS},
     NULL,
     "[default]\nregion = EU West\n",
     .fault = "%F:2: region is no name of a region"},
    /* endpoint */
    {"no endpoint", {KEYS}, NULL, "[default]\nregion=us-east-1\n", USED_KEYS},
    {"endpoint for S3 first",
     {KEYS, "AWS_ENDPOINT_URL_S3=https://a", "AWS_ENDPOINT_URL=https://b"},
     NULL,
     NULL,
     USED_KEYS,
     .endpoint = "https://a"},
    {"endpoint of all services",
     {KEYS, "AWS_ENDPOINT_URL=https://b"},
     NULL,
     "[default]\nendpoint_url=https://d\n",
     USED_KEYS,
     .endpoint = "https://b"},
    {"endpoint of the services section",
     {KEYS},
     NULL,
     "[default]\nservices = mine\nendpoint_url=https://d\n[services mine]\nsts =\n "
     "endpoint_url=https://x\ns3 =\n endpoint_url = https://c\n",
     USED_KEYS,
     .endpoint = "https://c"},
    {"endpoint of the profile",
     {KEYS},
     NULL,
     "[default]\nendpoint_url=https://d/\n",
     USED_KEYS,
     .endpoint = "https://d"},
    {"services section without S3",
     {KEYS},
     NULL,
     "[default]\nservices = mine\nendpoint_url=https://d\n[services mine]\nsts =\n "
     "endpoint_url=https://x\n",
     USED_KEYS,
     .endpoint = "https://d"},
    {"no services section",
     {KEYS},
     NULL,
     "[default]\nservices = mine\n",
     .fault = "%F:2: services names a [services] section that is not there"},
    {"endpoints ignored",
     {KEYS, "AWS_ENDPOINT_URL=https://b", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"},
     NULL,
     "[default]\nendpoint_url=https://d\n",
     USED_KEYS},
    {"endpoints ignored by the profile",
     {KEYS},
     NULL,
     "[default]\nendpoint_url=https://d\nignore_configured_endpoint_urls = True\n",
     USED_KEYS},
    {"endpoints not ignored",
     {KEYS, "AWS_ENDPOINT_URL=https://b", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false"},
     NULL,
     NULL,
     USED_KEYS,
     .endpoint = "https://b"},
    {"ignored or not",
     {KEYS, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=maybe"},
     NULL,
     NULL,
     .fault = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is neither true nor false"},
    {"loopback",
     {KEYS, "AWS_ENDPOINT_URL=http://127.0.0.1:9000"},
     NULL,
     NULL,
     USED_KEYS,
     .endpoint = "http://127.0.0.1:9000"},
    {"localhost, case and port",
     {KEYS, "AWS_ENDPOINT_URL=HTTP://LocalHost:80//"},
     NULL,
     NULL,
     USED_KEYS,
     .endpoint = "http://localhost"},
    {"path",
     {KEYS, "AWS_ENDPOINT_URL=https://host:8443/s3/v1/"},
     NULL,
     NULL,
     USED_KEYS,
     .endpoint = "https://host:8443/s3/v1"},
    {"plain http",
     {KEYS, "AWS_ENDPOINT_URL=http://minio:9000"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL uses plain http, which is allowed for loopback hosts only"},
    {"plain http of the profile",
     {KEYS},
     NULL,
     "[default]\nendpoint_url = http://minio\n",
     .fault = "%F:2: endpoint_url uses plain http"},
    {"user and password",
     {KEYS, "AWS_ENDPOINT_URL=https://u:TOPSECRET@host"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a user name or password"},
    {"query",
     {KEYS, "AWS_ENDPOINT_URL=https://host/?x=" SECRET},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a query"},
    {"fragment",
     {KEYS, "AWS_ENDPOINT_URL=https://host/#x"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a '#'"},
    {"dot segments",
     {KEYS, "AWS_ENDPOINT_URL=https://host/a/../b"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a path with unusual"},
    {"empty segment",
     {KEYS, "AWS_ENDPOINT_URL=https://host/a//b"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a path with unusual"},
    {"encoded path",
     {KEYS, "AWS_ENDPOINT_URL=https://host/a%2e"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a path with unusual"},
    {"no scheme",
     {KEYS, "AWS_ENDPOINT_URL=127.0.0.1:9000"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL does not start with https://"},
    {"line break",
     {KEYS, "AWS_ENDPOINT_URL=https://host\r\nX: y"},
     NULL,
     NULL,
     .fault = "AWS_ENDPOINT_URL has a control character"},
    /* the rest */
    {"addressing",
     {KEYS},
     NULL,
     "[default]\ns3 =\n  addressing_style = path\n",
     USED_KEYS,
     .addressing = AWS_ADDRESSING_PATH},
    {"addressing, virtual",
     {KEYS},
     NULL,
     "[default]\ns3 =\n  addressing_style = virtual\n",
     USED_KEYS,
     .addressing = AWS_ADDRESSING_VIRTUAL},
    {"addressing of nobody", {KEYS}, NULL, "[default]\naddressing_style = path\n", USED_KEYS},
    {"addressing, wrong",
     {KEYS},
     NULL,
     "[default]\ns3 =\n  addressing_style = host\n",
     .fault = "%F:3: addressing_style is neither auto, virtual nor path"},
    {"bundle",
     {KEYS, "AWS_CA_BUNDLE=/a.pem"},
     NULL,
     "[default]\nca_bundle=/b.pem\n",
     USED_KEYS,
     .ca_bundle = "/a.pem"},
    {"bundle of the profile",
     {KEYS},
     NULL,
     "[default]\nca_bundle=/b.pem\n",
     USED_KEYS,
     .ca_bundle = "/b.pem"},
    {"file that is none", {KEYS}, NULL, "what\n", .fault = "%F:1: expected a [section] first"},
};

static void check_text(const char *name, const char *what, const char *actual, const char *expected)
{
    if (expected == NULL)
        ck_assert_msg(actual == NULL, "%s: %s is %s", name, what, actual);
    else
        ck_assert_msg(actual != NULL && strcmp(actual, expected) == 0, "%s: %s is %s", name, what,
                      actual);
}

/* pattern with the names of the files in place of %C and %F. */
static void expand(const char *pattern, const char *credentials, const char *config, char *out)
{
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '%' && (pattern[1] == 'C' || pattern[1] == 'F'))
            out = stpcpy(out, *++pattern == 'C' ? credentials : config);
        else
            *out++ = *pattern;
    }
    *out = '\0';
}

static void check_loaded(const struct load_case *row, const struct aws_settings *settings)
{
    check_text(row->name, "id", settings->keys.access_key_id, row->access_key_id);
    check_text(row->name, "token", settings->keys.session_token, row->session_token);
    check_text(row->name, "region", settings->region, row->region);
    check_text(row->name, "endpoint", settings->endpoint, row->endpoint);
    check_text(row->name, "ca_bundle", settings->ca_bundle, row->ca_bundle);
    ck_assert_msg(settings->addressing == row->addressing, "%s", row->name);
}

START_TEST(test_load)
{
    const struct load_case *const row = &load_cases[_i];
    char paths[2][FAKE_PATH_SIZE], texts[2][FAKE_PATH_SIZE + 32], expected[1024];
    const char *const files[] = {row->credentials, row->config};
    const char *const names[] = {"AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"};
    const char *variables[VARIABLES_MAX + 4] = {NULL};
    for (int i = 0; i < 2; i++) {
        const char *const text = files[i] == NULL ? "" : files[i];
        fake_file_create(text, strlen(text), 0600, paths[i]);
        if (files[i] == NULL)
            unlink(paths[i]);
        snprintf(texts[i], sizeof texts[i], "%s=%s", names[i], paths[i]);
        variables[i] = texts[i];
    }
    variables[2] = "AWS_EC2_METADATA_DISABLED=true";
    for (int i = 0; row->variables[i] != NULL; i++)
        variables[3 + i] = row->variables[i];
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    struct aws_settings settings;
    struct fault fault = {0};
    const enum status status = aws_settings_load(&environment, false, &settings, &fault);
    if (row->fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s: %s", row->name, fault.message);
        check_loaded(row, &settings);
    } else {
        expand(row->fault, paths[0], paths[1], expected);
        ck_assert_msg(status == STATUS_STOP, "%s", row->name);
        ck_assert_msg(strstr(fault.message, expected) != NULL, "%s: %s", row->name, fault.message);
        ck_assert_msg(strstr(fault.message, "TOPSECRET") == NULL, "%s: %s", row->name,
                      fault.message);
        ck_assert_msg(strlen(fault.message) < sizeof fault.message - 1, "%s is cut", row->name);
        ck_assert_ptr_null(settings.keys.secret_access_key);
    }
    aws_settings_free(&settings);
    aws_settings_free(&settings);
    unlink(paths[0]);
    unlink(paths[1]);
}
END_TEST

/* Files under HOME are found, "~/" is HOME, and without both nothing is read. */
START_TEST(test_home)
{
    char home[FAKE_PATH_SIZE], path[FAKE_PATH_SIZE + 32], variable[FAKE_PATH_SIZE + 8];
    fake_file_create("", 0, 0600, home);
    unlink(home);
    ck_assert_int_eq(mkdir(home, 0700), 0);
    snprintf(path, sizeof path, "%s/.aws", home);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/.aws/config", home);
    FILE *const file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("[default]\nregion = eu-north-1\n", file);
    fclose(file);
    snprintf(variable, sizeof variable, "HOME=%s", home);
    const char *const with_home[] = {KEYS, variable, NULL};
    const char *const with_tilde[] = {KEYS, variable, "AWS_CONFIG_FILE=~/.aws/config", NULL};
    const char *const without[] = {KEYS, NULL};
    const char *const *const cases[] = {with_home, with_tilde, without};
    for (int i = 0; i < 3; i++) {
        struct fake_environment fake = {cases[i]};
        const struct environment environment = fake_environment(&fake);
        struct aws_settings settings;
        struct fault fault = {0};
        ck_assert_int_eq(aws_settings_load(&environment, false, &settings, &fault), STATUS_OK);
        ck_assert_str_eq(settings.region, i == 2 ? "us-east-1" : "eu-north-1");
        ck_assert_int_eq(settings.is_region_default, i == 2);
        ck_assert_str_eq(settings.keys.secret_access_key, SECRET);
        aws_settings_free(&settings);
    }
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
    rmdir(home);
}
END_TEST

START_TEST(test_anonymous)
{
    const char *const variables[] = {ID, "AWS_WEB_IDENTITY_TOKEN_FILE=/x", NULL};
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    struct aws_settings settings;
    struct fault fault = {0};
    ck_assert_int_eq(aws_settings_load(&environment, true, &settings, &fault), STATUS_OK);
    ck_assert(settings.is_anonymous);
    ck_assert_ptr_null(settings.keys.access_key_id);
    ck_assert_ptr_null(settings.keys.secret_access_key);
    aws_settings_free(&settings);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("aws_settings");
    TCase *const tcase = tcase_create("aws_settings");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_load, 0, COUNT(load_cases));
    tcase_add_test(tcase, test_home);
    tcase_add_test(tcase, test_anonymous);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
