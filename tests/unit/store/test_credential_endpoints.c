/* Credentials that are asked for over HTTP: what is sent, and what is made of every answer. */
#include "crawler/store/aws_settings.h"

#include "store/fake_environment.h"
#include "store/script_server.h"
#include "suite.h"

#include <stdbool.h>

#define SECRET "TOPSECRET"
#define OK "HTTP/1.1 200 OK\r\nConnection: close"
#define KEYS "\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"" SECRET "\""
#define GOOD                                                                                       \
    "{\"Code\":\"Success\"," KEYS ",\"Token\":\"" SECRET                                           \
    "tok\",\"Expiration\":\"2026-02-01T06:00:00Z\"}"
#define SERVED_AS(status, body)                                                                    \
    {                                                                                              \
        .head = status, .text = body, .after = SCRIPT_CLOSE                                        \
    }

/* In variables and config "%P" is the port of the server, "%T" the path of a file with token. */
struct endpoint_case {
    const char *name;
    const char *variables[5];
    const char *config;
    const char *token;
    struct script_step steps[5];
    const char *fault; /* NULL: OK */
    size_t served;     /* requests expected */
};

#define FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:%P/ecs?a=b"
#define OFF "AWS_EC2_METADATA_DISABLED=true"
#define IMDS "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:%P"

/* The end of a request's head follows what is wanted where nothing may follow it. */
#define TOKEN_STEP                                                                                 \
    {                                                                                              \
        .head = OK, .text = "imdstoken==", .after = SCRIPT_CLOSE,                                  \
        .wants = "PUT /latest/api/token HTTP/1.1\r\n", .not = "x-aws-ec2-metadata-token:"          \
    }
#define ROLE_STEP                                                                                  \
    {                                                                                              \
        .head = OK, .text = "role\n", .after = SCRIPT_CLOSE,                                       \
        .wants = "x-aws-ec2-metadata-token: imdstoken==\r\n"                                       \
    }

static const struct endpoint_case container_cases[] = {
    {.name = "container",
     .variables = {FULL},
     .steps = {{.head = OK,
                .text = GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "GET /ecs?a=b HTTP/1.1\r\n",
                .not = "Authorization"}},
     .served = 1},
    {.name = "container with token",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN=Basic abc=="},
     .steps = {{.head = OK,
                .text = GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "Authorization: Basic abc==\r\n"}},
     .served = 1},
    {.name = "token file before token",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN=Basic abc==",
                   "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=%T"},
     .token = "fromfile\n",
     .steps = {{.head = OK,
                .text = GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "Authorization: fromfile\r\n"}},
     .served = 1},
    {.name = "never by a proxy",
     .variables = {FULL, "https_proxy=http://127.0.0.1:1", "ALL_PROXY=http://127.0.0.1:1"},
     .steps = {SERVED_AS(OK, GOOD)},
     .served = 1},
    {.name = "third attempt",
     .variables = {FULL},
     .steps = {SERVED_AS("HTTP/1.1 503 Busy", "x"), {.after = SCRIPT_RESET}, SERVED_AS(OK, GOOD)},
     .served = 3},
    {.name = "no fourth attempt",
     .variables = {FULL},
     .steps = {SERVED_AS("HTTP/1.1 503 Busy", "x"), SERVED_AS("HTTP/1.1 503 Busy", "x"),
               SERVED_AS("HTTP/1.1 503 Busy", SECRET), SERVED_AS(OK, GOOD)},
     .fault = "AWS_CONTAINER_CREDENTIALS_FULL_URI: the credential end point answered with 503",
     .served = 3},
    {.name = "refused",
     .variables = {FULL},
     .steps = {SERVED_AS("HTTP/1.1 401 No", SECRET)},
     .fault = "answered with 401",
     .served = 1},
    {.name = "no redirects",
     .variables = {FULL},
     .steps = {SERVED_AS("HTTP/1.1 302 Found\r\nLocation: /other", ""), SERVED_AS(OK, GOOD)},
     .fault = "answered with 302",
     .served = 1},
    {.name = "error with 200",
     .variables = {FULL},
     .steps = {SERVED_AS(OK, "{\"Code\":\"AccessDenied\",\"Message\":\"" SECRET "\"}")},
     .fault = "refused: AccessDenied",
     .served = 1},
    {.name = "no token",
     .variables = {FULL},
     .steps = {SERVED_AS(OK, "{" KEYS "}")},
     .fault = "no complete credentials",
     .served = 1},
    {.name = "page",
     .variables = {FULL},
     .steps = {SERVED_AS(OK, "<html>" SECRET)},
     .fault = "no JSON object",
     .served = 1},
    {.name = "flood",
     .variables = {FULL},
     .steps = {{.head = OK, .len = 1000000, .after = SCRIPT_CLOSE}},
     .fault = "the answer is too large",
     .served = 1},
    {.name = "silence",
     .variables = {FULL},
     .steps = {{.after = SCRIPT_HANG}, {.after = SCRIPT_HANG}, {.after = SCRIPT_HANG}},
     .fault = "no answer in time",
     .served = 3},
    {.name = "plain http elsewhere",
     .variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://192.0.2.1/" SECRET},
     .fault = "names a host that plain http may not go to"},
    {.name = "plain http to instance metadata",
     .variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.169.254/"},
     .fault = "names a host that plain http may not go to"},
    {.name = "plain http to IPv6 elsewhere",
     .variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://[fd00:ec2::24]/"},
     .fault = "AWS_CONTAINER_CREDENTIALS_FULL_URI: "},
    {.name = "other scheme",
     .variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=file:///etc/" SECRET},
     .fault = "does not start with https://"},
    {.name = "user and password",
     .variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://u:" SECRET "@127.0.0.1/"},
     .fault = "has a user name or password"},
    {.name = "relative to another host",
     .variables = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=@127.0.0.1:%P/"},
     .fault = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: does not begin with '/'"},
    {.name = "token with a line break",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN=" SECRET "\r\nX: y"},
     .fault = "AWS_CONTAINER_AUTHORIZATION_TOKEN: holds a line break"},
    {.name = "token file with a line break inside",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=%T"},
     .token = SECRET "\nX: y\n",
     .fault = "_TOKEN_FILE: the file holds characters"},
    {.name = "empty token file",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=%T"},
     .token = "\n",
     .fault = "_TOKEN_FILE: the file is empty"},
    {.name = "no token file",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/nowhere"},
     .fault = "_TOKEN_FILE: there is no such file"},
    {.name = "endless token file",
     .variables = {FULL, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/dev/zero"},
     .fault = "_TOKEN_FILE: the file is no regular file"},
};

static const struct endpoint_case instance_cases[] = {
    {.name = "instance",
     .variables = {IMDS},
     .steps = {TOKEN_STEP,
               ROLE_STEP,
               {.head = OK,
                .text = GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "GET /latest/meta-data/iam/security-credentials/role HTTP/1.1\r\n"}},
     .served = 3},
    {.name = "instance, end point with '/'",
     .variables = {IMDS "/"},
     .steps = {TOKEN_STEP, ROLE_STEP, SERVED_AS(OK, GOOD)},
     .served = 3},
    {.name = "off", .variables = {IMDS, OFF}, .fault = "is off by AWS_EC2_METADATA_DISABLED"},
    {.name = "version 1 only",
     .variables = {IMDS},
     .steps = {SERVED_AS("HTTP/1.1 404 Not Found", "")},
     .fault = "the request for a token (IMDSv2) was answered with 404",
     .served = 1},
    {.name = "one attempt",
     .variables = {IMDS},
     .steps = {{.after = SCRIPT_HANG}},
     .fault = "EC2 instance metadata: no answer in time",
     .served = 1},
    {.name = "two attempts",
     .variables = {IMDS, "AWS_METADATA_SERVICE_NUM_ATTEMPTS=2"},
     .steps = {{.after = SCRIPT_RESET}, TOKEN_STEP, ROLE_STEP, SERVED_AS(OK, GOOD)},
     .served = 4},
    {.name = "no role",
     .variables = {IMDS},
     .steps = {TOKEN_STEP, SERVED_AS("HTTP/1.1 404 Not Found", "")},
     .fault = "no AWS credentials: AWS_ACCESS_KEY_ID is not set",
     .served = 2},
    {.name = "role is no name",
     .variables = {IMDS},
     .steps = {TOKEN_STEP, SERVED_AS(OK, "<html> " SECRET)},
     .fault = "no name of a role",
     .served = 2},
    {.name = "token is none",
     .variables = {IMDS},
     .steps = {SERVED_AS(OK, "a b")},
     .fault = "the answer is no token",
     .served = 1},
    {.name = "error with 200",
     .variables = {IMDS},
     .steps = {TOKEN_STEP, ROLE_STEP,
               SERVED_AS(OK,
                         "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"" SECRET "\"}")},
     .fault = "EC2 instance metadata: refused: AssumeRoleUnauthorizedAccess",
     .served = 3},
    {.name = "another host",
     .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT=http://192.0.2.1"},
     .fault = "_ENDPOINT: names a host that is not the metadata service"},
    {.name = "address of containers",
     .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT=http://169.254.170.2"},
     .fault = "_ENDPOINT: names a host that is not the metadata service"},
    {.name = "mode of nobody",
     .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv5"},
     .fault = "_MODE: is neither IPv4 nor IPv6"},
    {.name = "containers before instances",
     .variables = {IMDS, FULL},
     .steps = {{.head = OK, .text = GOOD, .after = SCRIPT_CLOSE, .wants = "GET /ecs"}},
     .served = 1},
};

#define STS "AWS_ENDPOINT_URL_STS=http://127.0.0.1:%P"
#define STS_GOOD                                                                                   \
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKID</AccessKeyId>"           \
    "<SecretAccessKey>" SECRET "</SecretAccessKey><SessionToken>" SECRET                           \
    "tok</SessionToken><Expiration>2026-02-01T06:00:00Z</Expiration></Credentials>"                \
    "</AssumeRoleResult></AssumeRoleResponse>"
#define STS_ERROR                                                                                  \
    "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>" SECRET                      \
    "</Message></Error></ErrorResponse>"
#define STS_NOT_NOW                                                                                \
    "<ErrorResponse><Error><Code>IDPCommunicationError</Code></Error></ErrorResponse>"
#define PROFILE_KEYS "aws_access_key_id=AKFILE\naws_secret_access_key=" SECRET "2\n"
#define ROLE "role_arn = arn:aws:iam::1:role/r\n"

static const struct endpoint_case role_cases[] = {
    {.name = "web identity",
     .variables = {STS, "AWS_WEB_IDENTITY_TOKEN_FILE=%T", "AWS_ROLE_ARN=arn:aws:iam::1:role/r"},
     .token = "e30.e30.c2ln\n",
     .steps = {{.head = OK,
                .text = STS_GOOD,
                .after = SCRIPT_CLOSE,
                .wants =
                    "\r\n\r\nAction=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3A"
                    "aws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=phicrawl&DurationSeconds="
                    "3600&WebIdentityToken=e30.e30.c2ln",
                .not = "Authorization"}},
     .served = 1},
    {.name = "web identity of the profile",
     .variables = {STS},
     .config = "[default]\nweb_identity_token_file = %T\nrole_session_name = me\n" ROLE,
     .token = "e30.e30.c2ln",
     .steps =
         {{.head = OK, .text = STS_GOOD, .after = SCRIPT_CLOSE, .wants = "&RoleSessionName=me&"}},
     .served = 1},
    {.name = "web identity refused",
     .variables = {STS, "AWS_WEB_IDENTITY_TOKEN_FILE=%T", "AWS_ROLE_ARN=x"},
     .token = SECRET,
     .steps = {SERVED_AS("HTTP/1.1 400 Bad Request", STS_ERROR)},
     .fault = "refused the role: 400 InvalidIdentityToken",
     .served = 1},
    {.name = "web identity whose maker is asked again",
     .variables = {STS, "AWS_WEB_IDENTITY_TOKEN_FILE=%T", "AWS_ROLE_ARN=x"},
     .token = SECRET,
     .steps = {SERVED_AS("HTTP/1.1 400 Bad Request", STS_NOT_NOW), SERVED_AS(OK, STS_GOOD)},
     .served = 2},
    {.name = "web identity whose maker is not there",
     .variables = {STS, "AWS_WEB_IDENTITY_TOKEN_FILE=%T", "AWS_ROLE_ARN=x"},
     .token = SECRET,
     .steps = {SERVED_AS("HTTP/1.1 400 Bad Request", STS_NOT_NOW),
               SERVED_AS("HTTP/1.1 400 Bad Request", STS_NOT_NOW),
               SERVED_AS("HTTP/1.1 400 Bad Request", STS_NOT_NOW), SERVED_AS(OK, STS_GOOD)},
     .fault = "refused the role: 400 IDPCommunicationError",
     .served = 3},
    {.name = "web identity with half an answer",
     .variables = {STS, "AWS_WEB_IDENTITY_TOKEN_FILE=%T", "AWS_ROLE_ARN=x"},
     .token = SECRET,
     .steps = {SERVED_AS(OK, "<A><AccessKeyId>AKID</AccessKeyId></A>")},
     .fault = "no complete credentials",
     .served = 1},
    {.name = "no regular token file",
     .variables = {STS, "AWS_WEB_IDENTITY_TOKEN_FILE=/dev/zero", "AWS_ROLE_ARN=x"},
     .fault = "AWS_WEB_IDENTITY_TOKEN_FILE: the file is no regular file"},
    {.name = "plain http to STS elsewhere",
     .variables = {"AWS_ENDPOINT_URL_STS=http://192.0.2.1", "AWS_WEB_IDENTITY_TOKEN_FILE=%T",
                   "AWS_ROLE_ARN=x"},
     .token = SECRET,
     .fault = "AWS_ENDPOINT_URL_STS: uses plain http"},
    {.name = "role",
     .variables = {STS},
     .config = "[default]\nsource_profile = b\nexternal_id = e/1\n" ROLE
               "duration_seconds = 900\n[profile b]\n" PROFILE_KEYS,
     .steps = {{.head = OK,
                .text = STS_GOOD,
                .after = SCRIPT_CLOSE,
                .wants =
                    "\r\n\r\nAction=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1"
                    "%3Arole%2Fr&RoleSessionName=phicrawl&DurationSeconds=900&ExternalId=e%2F1",
                .not = SECRET}},
     .served = 1},
    {.name = "role is signed",
     .variables = {STS, "AWS_REGION=eu-west-1"},
     .config = "[default]\nsource_profile = default\n" ROLE PROFILE_KEYS,
     .steps = {{.head = OK,
                .text = STS_GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "Authorization: AWS4-HMAC-SHA256 Credential=AKFILE/20260201/eu-west-1/sts/"
                         "aws4_request, SignedHeaders=content-type;host;x-amz-date, "}},
     .served = 1},
    {.name = "roles in a chain",
     .variables = {STS},
     .config = "[default]\nsource_profile = b\n" ROLE "[profile b]\nsource_profile=c\n" ROLE
               "[profile c]\n" PROFILE_KEYS,
     .steps = {{.head = OK, .text = STS_GOOD, .after = SCRIPT_CLOSE, .wants = "=AKFILE/"},
               {.head = OK,
                .text = STS_GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "X-Amz-Security-Token: " SECRET "tok\r\n"}},
     .served = 2},
    {.name = "role of a container",
     .variables = {STS, FULL},
     .config = "[default]\ncredential_source = EcsContainer\n" ROLE,
     .steps = {SERVED_AS(OK, GOOD),
               {.head = OK, .text = STS_GOOD, .after = SCRIPT_CLOSE, .wants = "=AKID/"}},
     .served = 2},
    {.name = "role of nothing",
     .variables = {OFF},
     .config = "[default]\ncredential_source = Ec2InstanceMetadata\n" ROLE,
     .fault = "credential_source has no credentials"},
    {.name = "role is denied",
     .variables = {STS},
     .config = "[default]\nsource_profile = default\n" ROLE PROFILE_KEYS,
     .steps = {SERVED_AS("HTTP/1.1 403 Forbidden", "<html>" SECRET)},
     .fault = "refused the role: 403",
     .served = 1},
};

static void check_loaded(const struct endpoint_case *row, const struct credentials *keys)
{
    ck_assert_msg(strcmp(keys->access_key_id, "AKID") == 0, "%s", row->name);
    ck_assert_msg(strcmp(keys->secret_access_key, SECRET) == 0, "%s", row->name);
    ck_assert_msg(strcmp(keys->session_token, SECRET "tok") == 0, "%s", row->name);
    ck_assert_msg(keys->expires_at == FAKE_NOW + 6 * 3600, "%s", row->name);
}

static void check_case(const struct endpoint_case *row)
{
    static char texts[7][1024];
    const char *variables[8] = {NULL};
    char token[FAKE_PATH_SIZE], config[FAKE_PATH_SIZE];
    struct script_server server;
    struct aws_settings settings;
    struct fault fault = {0};
    size_t count = 0;
    fake_file_create(row->token == NULL ? "" : row->token,
                     row->token == NULL ? 0 : strlen(row->token), 0600, token);
    script_server_start(&server, row->steps, 5);
    for (; count < 5 && row->variables[count] != NULL; count++)
        script_expand(row->variables[count], server.port, token, texts[count]);
    script_expand(row->config == NULL ? "" : row->config, server.port, token, texts[6]);
    fake_file_create(texts[6], strlen(texts[6]), 0600, config);
    snprintf(texts[count++], sizeof *texts, "AWS_CONFIG_FILE=%s", config);
    for (size_t i = 0; i < count; i++)
        variables[i] = texts[i];
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    const enum status status = aws_settings_load(&environment, false, &settings, &fault);
    script_server_stop(&server);
    unlink(token);
    unlink(config);
    ck_assert_msg(strstr(fault.message, SECRET) == NULL, "%s: %s", row->name, fault.message);
    ck_assert_msg(strlen(fault.message) < sizeof fault.message - 1, "%s is cut", row->name);
    if (row->fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s: %s", row->name, fault.message);
        check_loaded(row, &settings.keys);
    } else {
        ck_assert_msg(status == STATUS_STOP, "%s", row->name);
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->name,
                      fault.message);
    }
    ck_assert_msg(server.served == row->served, "%s: %zu requests", row->name, server.served);
    aws_settings_free(&settings);
}

START_TEST(test_container)
{
    check_case(&container_cases[_i]);
}
END_TEST

START_TEST(test_instance)
{
    check_case(&instance_cases[_i]);
}
END_TEST

START_TEST(test_role)
{
    check_case(&role_cases[_i]);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("credential_endpoints");
    TCase *const tcase = tcase_create("credential_endpoints");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_container, 0, COUNT(container_cases));
    tcase_add_loop_test(tcase, test_instance, 0, COUNT(instance_cases));
    tcase_add_loop_test(tcase, test_role, 0, COUNT(role_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
