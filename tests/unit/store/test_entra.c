/* Tokens of Entra ID: what is sent to each service, and what is made of every answer. */
#include "crawler/store/entra.h"

#include "crawler/store/azure_cloud.h"
#include "crawler/store/entra_identity.h"

#include "store/fake_environment.h"
#include "store/script_server.h"
#include "suite.h"

#include <stdbool.h>
#include <sys/stat.h>

#define STEPS 8
#define SECRET "TOPSECRET"
#define OK "HTTP/1.1 200 OK\r\nConnection: close"
#define GOOD                                                                                       \
    "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"" SECRET ".tok-en_\"}"
#define SERVED_AS(status, body)                                                                    \
    {                                                                                              \
        .head = status, .text = body, .after = SCRIPT_CLOSE                                        \
    }
#define WANTED(what)                                                                               \
    {                                                                                              \
        .head = OK, .text = GOOD, .after = SCRIPT_CLOSE, .wants = what                             \
    }

/* In variables "%P" is the port of the server, "%T" the path of a file with token. */
struct entra_case {
    const char *name;
    const char *variables[6];
    const char *token;
    struct script_step steps[STEPS];
    const char *fault;  /* NULL: OK */
    enum status status; /* with a fault; STATUS_OK: STOP */
    long lives_s;       /* 0: an hour; -1: nobody said */
    size_t served;      /* requests expected */
};

#define HERE "AZURE_AUTHORITY_HOST=http://127.0.0.1:%P"
#define TENANT "AZURE_TENANT_ID=tenant-1"
#define CLIENT "AZURE_CLIENT_ID=client-1"
#define PASSWORD "AZURE_CLIENT_SECRET=" SECRET "~q/+ "
#define CERTIFICATES "tests/unit/signers/certificates/"
#define CERTIFICATE "AZURE_CLIENT_CERTIFICATE_PATH=" CERTIFICATES
#define FEDERATED "AZURE_FEDERATED_TOKEN_FILE=%T"
#define PIN(name) "AZURE_TOKEN_CREDENTIALS=" name
#define SECRET_FORM                                                                                \
    "\r\n\r\nclient_secret=" SECRET "~q%2F%2B%20&grant_type=client_credentials&"                   \
    "client_id=client-1&scope=https%3A%2F%2Fstorage.azure.com%2F.default"
#define ASSERTION                                                                                  \
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&"      \
    "client_assertion="
#define AADSTS(number)                                                                             \
    "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS" number ": " SECRET "\"}"
#define TO_SECRET(...)                                                                             \
    .variables = {HERE, TENANT, CLIENT, PASSWORD}, .steps = {__VA_ARGS__}, .served = 1

static const struct entra_case application_cases[] = {
    {.name = "secret", TO_SECRET(WANTED("POST /tenant-1/oauth2/v2.0/token HTTP/1.1\r\n"))},
    {.name = "form of the secret", TO_SECRET(WANTED(SECRET_FORM))},
    {.name = "authority with a slash",
     .variables = {HERE "/", TENANT, CLIENT, PASSWORD},
     .steps = {WANTED("POST /tenant-1/oauth2/v2.0/token HTTP/1.1\r\n")},
     .served = 1},
    {.name = "tenant of AD FS",
     .variables = {HERE, "AZURE_TENANT_ID=adfs", CLIENT, PASSWORD},
     .steps = {WANTED("POST /adfs/oauth2/token HTTP/1.1\r\n")},
     .served = 1},
    {.name = "secret before certificate",
     .variables = {HERE, TENANT, CLIENT, PASSWORD, CERTIFICATE "own.pem"},
     .steps = {WANTED("client_secret=")},
     .served = 1},
    {.name = "application before workload",
     .variables = {HERE, TENANT, CLIENT, PASSWORD, FEDERATED},
     .steps = {WANTED("client_secret=")},
     .served = 1},
    {.name = "certificate",
     .variables = {HERE, TENANT, CLIENT, CERTIFICATE "own.pem"},
     .steps = {{.head = OK,
                .text = GOOD,
                .after = SCRIPT_CLOSE,
                .wants = "\r\n\r\n" ASSERTION "eyJhbGciOiJQUzI1NiIs",
                .not = SECRET}},
     .served = 1},
    {.name = "encrypted certificate",
     .variables = {HERE, TENANT, CLIENT, CERTIFICATE "own.p12",
                   "AZURE_CLIENT_CERTIFICATE_PASSWORD=open-sesame"},
     .steps = {WANTED(ASSERTION)},
     .served = 1},
    {.name = "certificate of AD FS",
     .variables = {HERE, "AZURE_TENANT_ID=ADFS", CLIENT, CERTIFICATE "own.pem"},
     .steps = {WANTED(ASSERTION "eyJhbGciOiJSUzI1NiIs")},
     .served = 1},
    {.name = "workload",
     .variables = {HERE, TENANT, CLIENT, FEDERATED},
     .token = "e30.e30.c2ln\n",
     .steps = {WANTED("\r\n\r\n" ASSERTION "e30.e30.c2ln&grant_type=client_credentials&")},
     .served = 1},
    {.name = "third attempt",
     .variables = {HERE, TENANT, CLIENT, PASSWORD},
     .steps = {SERVED_AS("HTTP/1.1 503 Busy", "x"), {.after = SCRIPT_RESET}, SERVED_AS(OK, GOOD)},
     .served = 3},
    {.name = "life as a text",
     TO_SECRET(SERVED_AS(OK, "{\"expires_in\":\"7200\",\"access_token\":\"" SECRET ".tok-en_\"}")),
     .lives_s = 7200},
    {.name = "expiry as a text",
     TO_SECRET(
         SERVED_AS(OK, "{\"expires_on\":\"1769905000\",\"access_token\":\"" SECRET ".tok-en_\"}")),
     .lives_s = 1000},
    {.name = "expiry before life: the token was kept",
     TO_SECRET(SERVED_AS(OK, "{\"expires_on\":\"1769905000\",\"expires_in\":86399,"
                             "\"access_token\":\"" SECRET ".tok-en_\"}")),
     .lives_s = 1000},
    {.name = "expiry that is over, and life: the clock may be wrong",
     TO_SECRET(SERVED_AS(OK, "{\"expires_on\":\"1\",\"expires_in\":60,\"access_token\":\"" SECRET
                             ".tok-en_\"}")),
     .lives_s = 60},
    {.name = "no expiry",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":\"" SECRET ".tok-en_\"}")),
     .lives_s = -1},
    {.name = "expiry of another form",
     TO_SECRET(SERVED_AS(OK, "{\"expires_on\":\"09/14/2017 00:00:00 PM +00:00\","
                             "\"access_token\":\"" SECRET ".tok-en_\"}")),
     .lives_s = -1},
    /* bad answers */
    {.name = "wrong secret",
     TO_SECRET(SERVED_AS("HTTP/1.1 401 Unauthorized", AADSTS("7000215"))),
     .fault = "AZURE_CLIENT_SECRET: 127.0.0.1:%P gives no token: 401 invalid_client AADSTS7000215: "
              "the client secret is wrong: give its value"},
    {.name = "secret has expired",
     TO_SECRET(SERVED_AS("HTTP/1.1 401 Unauthorized", AADSTS("7000222"))),
     .fault = "the client secret has expired"},
    {.name = "clock is wrong",
     TO_SECRET(SERVED_AS("HTTP/1.1 401 Unauthorized", AADSTS("700024"))),
     .fault = "AADSTS700024: the assertion is not valid now"},
    {.name = "error of which nothing is known",
     TO_SECRET(SERVED_AS("HTTP/1.1 400 Bad", AADSTS("1"))),
     .fault = "gives no token: 400 invalid_client AADSTS1"},
    {.name = "number beyond reason",
     TO_SECRET(SERVED_AS("HTTP/1.1 400 Bad", AADSTS("12345678901234567890"))),
     .fault = "gives no token: 400 invalid_client"},
    {.name = "error as an object",
     TO_SECRET(SERVED_AS("HTTP/1.1 400 Bad", "{\"error\":{\"code\":\"Bad\\nThing\"}}")),
     .fault = "gives no token: 400 Bad"},
    {.name = "page as an error",
     TO_SECRET(SERVED_AS("HTTP/1.1 404 Not Found", "<html>" SECRET)),
     .fault = "gives no token: 404"},
    {.name = "page", TO_SECRET(SERVED_AS(OK, "<html>" SECRET)), .fault = "no JSON object"},
    {.name = "array", TO_SECRET(SERVED_AS(OK, "[]")), .fault = "no JSON object"},
    {.name = "nothing", TO_SECRET(SERVED_AS(OK, "")), .fault = "no JSON object"},
    {.name = "cut",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":\"" SECRET)),
     .fault = "no JSON object"},
    {.name = "cut by the connection",
     .variables = {HERE, TENANT, CLIENT, PASSWORD},
     .steps = {SERVED_AS("HTTP/1.1 200 OK\r\nContent-Length: 100", "{"),
               SERVED_AS("HTTP/1.1 200 OK\r\nContent-Length: 100", "{"),
               SERVED_AS("HTTP/1.1 200 OK\r\nContent-Length: 100", "{")},
     .fault = "AZURE_CLIENT_SECRET: 127.0.0.1:%P: ",
     .served = 3},
    {.name = "no token", TO_SECRET(SERVED_AS(OK, "{\"expires_in\":1}")), .fault = "no token"},
    {.name = "token is a number",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":1}")),
     .fault = "no token"},
    {.name = "token with a line break",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":\"" SECRET "\\r\\nX: y\"}")),
     .fault = "no token"},
    {.name = "two tokens",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":\"a\",\"access_token\":\"b\"}")),
     .fault = "no JSON object"},
    {.name = "over",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":\"" SECRET "\",\"expires_on\":\"1769900000\"}")),
     .fault = "has expired: is the clock of this machine right?"},
    {.name = "for ever",
     TO_SECRET(SERVED_AS(OK, "{\"access_token\":\"" SECRET "\",\"expires_in\":99999999999}")),
     .fault = "expiry is no date"},
    {.name = "flood",
     TO_SECRET({.head = OK, .len = 1000000, .after = SCRIPT_CLOSE}),
     .fault = "the answer is too large"},
    {.name = "no redirects",
     TO_SECRET(SERVED_AS("HTTP/1.1 302 Found\r\nLocation: /other", ""), SERVED_AS(OK, GOOD)),
     .fault = "gives no token: 302"},
    /* bad settings */
    {.name = "no client",
     .variables = {HERE, TENANT, PASSWORD},
     .fault = "AZURE_CLIENT_SECRET is set, but AZURE_CLIENT_ID is not: set both"},
    {.name = "no tenant",
     .variables = {HERE, CLIENT, CERTIFICATE "own.pem"},
     .fault = "AZURE_CLIENT_CERTIFICATE_PATH is set, but AZURE_TENANT_ID is not: set both"},
    {.name = "tenant is a path",
     .variables = {HERE, "AZURE_TENANT_ID=a/../b", CLIENT, PASSWORD},
     .fault = "AZURE_TENANT_ID: holds characters"},
    {.name = "long client",
     .variables = {HERE, TENANT, PASSWORD,
                   "AZURE_CLIENT_ID=01234567890123456789012345678901234567890123456789012345678901"
                   "23456789"},
     .fault = "AZURE_CLIENT_ID is too long"},
    {.name = "plain http elsewhere",
     .variables = {"AZURE_AUTHORITY_HOST=http://login.example", TENANT, CLIENT, PASSWORD},
     .fault = "AZURE_AUTHORITY_HOST: uses plain http"},
    {.name = "authority with a path",
     .variables = {"AZURE_AUTHORITY_HOST=https://login.example/tenant", TENANT, CLIENT, PASSWORD},
     .fault = "AZURE_AUTHORITY_HOST: has a path or query"},
    {.name = "authority with a password",
     .variables = {"AZURE_AUTHORITY_HOST=https://u:" SECRET "@login.example", TENANT, CLIENT,
                   PASSWORD},
     .fault = "AZURE_AUTHORITY_HOST: has a user name or password"},
    {.name = "nobody there",
     .variables = {"AZURE_AUTHORITY_HOST=http://127.0.0.1:1", TENANT, CLIENT, PASSWORD},
     .fault = "AZURE_CLIENT_SECRET: 127.0.0.1:1: "},
    {.name = "no certificate",
     .variables = {HERE, TENANT, CLIENT, CERTIFICATE "nowhere.pem"},
     .fault = "AZURE_CLIENT_CERTIFICATE_PATH: there is no such file"},
    {.name = "certificate is a device",
     .variables = {HERE, TENANT, CLIENT, "AZURE_CLIENT_CERTIFICATE_PATH=/dev/zero"},
     .fault = "AZURE_CLIENT_CERTIFICATE_PATH: the file is no regular file"},
    {.name = "certificate is a folder",
     .variables = {HERE, TENANT, CLIENT, "AZURE_CLIENT_CERTIFICATE_PATH=/"},
     .fault = "AZURE_CLIENT_CERTIFICATE_PATH: the file is no regular file"},
    {.name = "key of another certificate",
     .variables = {HERE, TENANT, CLIENT, CERTIFICATE "mixed.pem"},
     .fault = "AZURE_CLIENT_CERTIFICATE_PATH: holds a key that belongs to none"},
    {.name = "encrypted without a password",
     .variables = {HERE, TENANT, CLIENT, CERTIFICATE "encrypted.pem"},
     .fault = "AZURE_CLIENT_CERTIFICATE_PATH: holds no private key that can be read without"},
    {.name = "no federated token",
     .variables = {HERE, TENANT, CLIENT, "AZURE_FEDERATED_TOKEN_FILE=/nowhere"},
     .fault = "AZURE_FEDERATED_TOKEN_FILE: there is no such file"},
    {.name = "empty federated token",
     .variables = {HERE, TENANT, CLIENT, FEDERATED},
     .token = "\n",
     .fault = "AZURE_FEDERATED_TOKEN_FILE: the file is empty"},
    {.name = "federated token of nobody",
     .variables = {HERE, TENANT, CLIENT, FEDERATED},
     .token = SECRET,
     .steps = {SERVED_AS("HTTP/1.1 401 Unauthorized", AADSTS("700213"))},
     .fault = "AADSTS700213: no federated credential of the application has the subject",
     .served = 1},
};

#define APP_SERVICE "IDENTITY_ENDPOINT=http://127.0.0.1:%P/msi/token", "IDENTITY_HEADER=" SECRET "h"
#define OLD_APP_SERVICE "MSI_ENDPOINT=http://127.0.0.1:%P/msi", "MSI_SECRET=" SECRET "m"
#define INSTANCE "AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:%P"
#define ARC                                                                                        \
    "IDENTITY_ENDPOINT=http://127.0.0.1:%P/metadata/identity/oauth2/token",                        \
        "IMDS_ENDPOINT=http://127.0.0.1:%P"
#define RESOURCE "resource=https://storage.azure.com"
#define GONE SERVED_AS("HTTP/1.1 410 Gone", "")

static const struct entra_case identity_cases[] = {
    {.name = "App Service",
     .variables = {APP_SERVICE},
     .steps = {WANTED("GET /msi/token?api-version=2019-08-01&" RESOURCE " HTTP/1.1\r\n")},
     .served = 1},
    {.name = "secret of App Service",
     .variables = {APP_SERVICE},
     .steps = {WANTED("X-IDENTITY-HEADER: " SECRET "h\r\n")},
     .served = 1},
    {.name = "one of several identities",
     .variables = {APP_SERVICE, CLIENT},
     .steps = {WANTED(RESOURCE "&client_id=client-1 HTTP/1.1\r\n")},
     .served = 1},
    {.name = "never by a proxy",
     .variables = {APP_SERVICE, "https_proxy=http://127.0.0.1:1", "ALL_PROXY=http://127.0.0.1:1"},
     .steps = {SERVED_AS(OK, GOOD)},
     .served = 1},
    {.name = "App Service of 2017",
     .variables = {OLD_APP_SERVICE, CLIENT},
     .steps = {WANTED("GET /msi?api-version=2017-09-01&" RESOURCE
                      "&clientid=client-1 HTTP/1.1\r\n")},
     .served = 1},
    {.name = "secret of 2017",
     .variables = {OLD_APP_SERVICE},
     .steps = {WANTED("\r\nsecret: " SECRET "m\r\n")},
     .served = 1},
    {.name = "Cloud Shell",
     .variables = {"MSI_ENDPOINT=http://127.0.0.1:%P/oauth2/token"},
     .steps = {WANTED("\r\n\r\n" RESOURCE)},
     .served = 1},
    {.name = "Cloud Shell has one identity",
     .variables = {"MSI_ENDPOINT=http://127.0.0.1:%P/oauth2/token", CLIENT},
     .fault = "MSI_ENDPOINT: has one identity only, which needs no AZURE_CLIENT_ID"},
    {.name = "Service Fabric",
     .variables = {APP_SERVICE, "IDENTITY_SERVER_THUMBPRINT=x"},
     .fault = "IDENTITY_ENDPOINT: is of Service Fabric, which is not supported"},
    {.name = "refused",
     .variables = {APP_SERVICE},
     .steps = {SERVED_AS("HTTP/1.1 401 No", SECRET)},
     .fault = "IDENTITY_ENDPOINT: the identity service gives no token: 401",
     .served = 1},
    {.name = "plain http elsewhere",
     .variables = {"IDENTITY_ENDPOINT=http://192.0.2.1/", "IDENTITY_HEADER=" SECRET},
     .fault = "plain http may not go there"},
    {.name = "end point with a query",
     .variables = {"IDENTITY_ENDPOINT=http://127.0.0.1:%P/?a=b", "IDENTITY_HEADER=" SECRET},
     .fault = "IDENTITY_ENDPOINT: has a query in it"},
    {.name = "end point is a file",
     .variables = {"IDENTITY_ENDPOINT=file:///etc/passwd", "IDENTITY_HEADER=" SECRET},
     .fault = "IDENTITY_ENDPOINT: does not start with https://"},
    {.name = "secret with a line break",
     .variables = {"IDENTITY_ENDPOINT=http://127.0.0.1:%P/", "IDENTITY_HEADER=" SECRET "\nX: y"},
     .fault = "IDENTITY_ENDPOINT: is too long, or has a secret with a control character"},
    {.name = "client is a query",
     .variables = {APP_SERVICE, "AZURE_CLIENT_ID=a&b"},
     .fault = "AZURE_CLIENT_ID: holds characters"},
    {.name = "Arc without a challenge",
     .variables = {ARC},
     .steps = {SERVED_AS(OK, GOOD)},
     .fault = "IDENTITY_ENDPOINT: the answer is no challenge",
     .served = 1},
    {.name = "Arc asks for any file",
     .variables = {ARC},
     .steps = {SERVED_AS("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=/etc/ssl/a.key", "")},
     .fault = "IDENTITY_ENDPOINT: the challenge names a file that is none of its keys",
     .served = 1},
    {.name = "Arc has one identity", .variables = {ARC, CLIENT}, .fault = "has one identity only"},
    {.name = "instance",
     .variables = {INSTANCE},
     .steps = {WANTED("GET /metadata/identity/oauth2/token?api-version=2018-02-01&" RESOURCE
                      " HTTP/1.1\r\n")},
     .served = 1},
    {.name = "header of the instance",
     .variables = {INSTANCE "/", CLIENT},
     .steps = {WANTED("&client_id=client-1 HTTP/1.1\r\n")},
     .served = 1},
    {.name = "instance, pinned",
     .variables = {INSTANCE, PIN("managedidentitycredential")},
     .steps = {WANTED("Metadata: true\r\n")},
     .served = 1},
    {.name = "instance is renewed",
     .variables = {INSTANCE},
     .steps = {GONE, SERVED_AS(OK, GOOD)},
     .served = 2},
    {.name = "instance without an identity",
     .variables = {INSTANCE, PIN("ManagedIdentityCredential")},
     .steps = {SERVED_AS("HTTP/1.1 400 Bad Request",
                         "{\"error\":\"invalid_request\",\"error_description\":\"Identity not "
                         "found\"}")},
     .fault = "this machine has no managed identity, or not the one of AZURE_CLIENT_ID",
     .served = 1},
    {.name = "instance elsewhere",
     .variables = {"AZURE_POD_IDENTITY_AUTHORITY_HOST=http://192.0.2.1"},
     .fault = "plain http may not go there"},
    {.name = "application before identity",
     .variables = {APP_SERVICE, "AZURE_CLIENT_SECRET=x"},
     .fault = "AZURE_CLIENT_SECRET is set, but AZURE_TENANT_ID is not"},
    {.name = "identity is pinned",
     .variables = {APP_SERVICE, "AZURE_CLIENT_SECRET=x", PIN("ManagedIdentityCredential")},
     .steps = {SERVED_AS(OK, GOOD)},
     .served = 1},
};

static const struct entra_case pin_cases[] = {
    {.name = "unknown",
     .variables = {PIN("VisualStudioCredential")},
     .fault = "AZURE_TOKEN_CREDENTIALS is none of prod, dev, EnvironmentCredential"},
    {.name = "application that is not there",
     .variables = {PIN("EnvironmentCredential"), APP_SERVICE},
     .fault = "AZURE_TOKEN_CREDENTIALS is EnvironmentCredential, but neither AZURE_CLIENT_SECRET "
              "nor AZURE_CLIENT_CERTIFICATE_PATH is set"},
    {.name = "workload that is not there",
     .variables = {PIN("WORKLOADIDENTITYCREDENTIAL"), APP_SERVICE},
     .fault = "but AZURE_FEDERATED_TOKEN_FILE is not set"},
    {.name = "prod finds an identity",
     .variables = {PIN("prod"), APP_SERVICE},
     .steps = {SERVED_AS(OK, GOOD)},
     .served = 1},
};

static void check_answer(const struct entra_case *row, enum status status,
                         const struct credentials *token, const struct fault *fault,
                         const char *expected)
{
    ck_assert_msg(strstr(fault->message, SECRET) == NULL, "%s: %s", row->name, fault->message);
    ck_assert_msg(strlen(fault->message) < sizeof fault->message - 1, "%s is cut", row->name);
    if (row->fault != NULL) {
        ck_assert_msg(status == (row->status == STATUS_OK ? STATUS_STOP : row->status), "%s: %d",
                      row->name, (int)status);
        ck_assert_msg(strstr(fault->message, expected) != NULL, "%s: %s", row->name,
                      fault->message);
        return;
    }
    const time_t lives_s = row->lives_s == 0 ? 3600 : row->lives_s;
    ck_assert_msg(status == STATUS_OK, "%s: %s", row->name, fault->message);
    ck_assert_msg(strcmp(token->session_token, SECRET ".tok-en_") == 0, "%s", row->name);
    ck_assert_ptr_null(token->access_key_id);
    ck_assert_ptr_nonnull(token->origin);
    ck_assert_msg(token->expires_at == (lives_s < 0 ? 0 : FAKE_NOW + lives_s), "%s: %lld",
                  row->name, (long long)token->expires_at);
}

static void check_case(const struct entra_case *row)
{
    static char texts[7][1024];
    const char *variables[7] = {NULL};
    char path[FAKE_PATH_SIZE];
    struct script_server server;
    struct credentials token = {0};
    struct fault fault = {0};
    fake_file_create(row->token == NULL ? "" : row->token,
                     row->token == NULL ? 0 : strlen(row->token), 0600, path);
    script_server_start(&server, row->steps, STEPS);
    for (size_t i = 0; i < 6 && row->variables[i] != NULL; i++) {
        script_expand(row->variables[i], server.port, path, texts[i]);
        variables[i] = texts[i];
    }
    script_expand(row->fault == NULL ? "" : row->fault, server.port, path, texts[6]);
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    const struct entra_query query = {.environment = &environment,
                                      .authority = azure_cloud_at(0)->authority};
    const enum status status = entra_find(&query, &token, &fault);
    script_server_stop(&server);
    unlink(path);
    check_answer(row, status, &token, &fault, texts[6]);
    ck_assert_msg(server.served == row->served, "%s: %zu requests", row->name, server.served);
    credentials_free(&token);
}

START_TEST(test_application)
{
    check_case(&application_cases[_i]);
}
END_TEST

START_TEST(test_identity)
{
    check_case(&identity_cases[_i]);
}
END_TEST

START_TEST(test_pin)
{
    check_case(&pin_cases[_i]);
}
END_TEST

/* ---- the challenge of Azure Arc ---- */

struct arc_case {
    const char *name;
    const char *realm; /* "%F" is the folder */
    const char *key;   /* in a.key; NULL: there is none */
    const char *fault; /* NULL: OK */
};

static char large[5000];

static const struct arc_case arc_cases[] = {
    {"good", "Basic realm=%F/a.key", "a2V5\n", NULL},
    {"no such key", "Basic realm=%F/a.key", NULL, "there is no such file"},
    {"empty", "Basic realm=%F/a.key", "", "the file is empty"},
    {"large", "Basic realm=%F/a.key", large, "larger than 4 KiB"},
    {"line break", "Basic realm=%F/a.key", "a\nX: y", "holds characters"},
    {"other ending", "Basic realm=%F/a.txt", "x", "none of its keys"},
    {"no name", "Basic realm=%F/.key", "x", "there is no such file"},
    {"other folder", "Basic realm=/tmp/a.key", "x", "none of its keys"},
    {"folder below", "Basic realm=%F/b/a.key", "x", "none of its keys"},
    {"folder above", "Basic realm=%F/../a.key", "x", "none of its keys"},
    {"folder by its start", "Basic realm=%F2/a.key", "x", "none of its keys"},
    {"other scheme", "Bearer realm=%F/a.key", "x", "no challenge"},
};

START_TEST(test_arc)
{
    const struct arc_case *const row = &arc_cases[_i];
    static const char *const none[] = {NULL};
    char folder[] = "/tmp/phicrawl-arc-XXXXXX";
    char path[64], head[256], url[64];
    struct script_step steps[] = {{.head = head, .text = "", .after = SCRIPT_CLOSE},
                                  {.head = OK,
                                   .text = GOOD,
                                   .after = SCRIPT_CLOSE,
                                   .wants = "Authorization: Basic a2V5\r\n"}};
    struct script_server server;
    struct credentials token = {0};
    struct fault fault = {0};
    struct fake_environment fake = {none};
    const struct environment environment = fake_environment(&fake);
    const struct entra_query query = {.environment = &environment, .authority = ""};
    const struct entra_ask ask = {&query, "arc", &token, &fault};
    memset(large, 'x', sizeof large - 1);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.key", folder);
    if (row->key != NULL) {
        FILE *const file = fopen(path, "w");
        fputs(row->key, file);
        fclose(file);
    }
    const char *const at = strstr(row->realm, "%F");
    if (at == NULL)
        snprintf(head, sizeof head, "HTTP/1.1 401 No\r\nWWW-Authenticate: %s", row->realm);
    else
        snprintf(head, sizeof head, "HTTP/1.1 401 No\r\nWWW-Authenticate: %.*s%s%s",
                 (int)(at - row->realm), row->realm, folder, at + 2);
    script_server_start(&server, steps, 2);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/token", server.port);
    const enum status status = entra_arc_ask(&ask, url, folder);
    script_server_stop(&server);
    unlink(path);
    rmdir(folder);
    ck_assert_msg(status == (row->fault == NULL ? STATUS_OK : STATUS_STOP), "%s: %s", row->name,
                  fault.message);
    if (row->fault != NULL)
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->name,
                      fault.message);
    credentials_free(&token);
}
END_TEST

/* ---- the Azure CLI ---- */

struct command_case {
    const char *name;
    const char *script; /* what az does; NULL: there is none */
    const char *fault;  /* NULL: OK */
    enum status status; /* with a fault */
    long lives_s;       /* 0: nobody said */
};

#define SAY(text) "#!/bin/sh\necho '" text "'\n"
#define PRINTED "\"accessToken\":\"" SECRET ".tok-en_\""

static const struct command_case command_cases[] = {
    {"good", SAY("{" PRINTED ",\"expires_on\":1769907600}"), NULL, STATUS_OK, 3600},
    {"older az", SAY("{" PRINTED ",\"expiresOn\":\"2026-02-01 01:00:00.000000\"}"), NULL, STATUS_OK,
     0},
    {"words",
     "#!/bin/sh\n[ \"$*\" = 'account get-access-token --output json --scope "
     "https://storage.azure.com/.default --tenant tenant-1' ] && echo '{" PRINTED "}'\n",
     NULL, STATUS_OK, 0},
    {"nobody signed in",
     "#!/bin/sh\necho \"WARNING: " SECRET "\nERROR: Please run 'az login' to setup account.\" >&2\n"
     "exit 1\n",
     "Azure CLI: az failed with 1: Please run 'az login' to setup account.", STATUS_STOP, 0},
    {"says nothing", "#!/bin/sh\nexit 3\n", "az failed with 3: run 'az login'", STATUS_STOP, 0},
    {"page", SAY("<html>"), "no JSON object", STATUS_STOP, 0},
    {"over", SAY("{" PRINTED ",\"expires_on\":1769903999}"), "has expired", STATUS_STOP, 0},
    {"flood", "#!/bin/sh\nyes " SECRET "\n", "printed more than 64 KiB", STATUS_STOP, 0},
    {"killed", "#!/bin/sh\nkill -9 $$\n", "killed by a signal", STATUS_STOP, 0},
    {"no az", NULL, "AZURE_TOKEN_CREDENTIALS is dev, but there is no Azure CLI (az) on PATH",
     STATUS_STOP, 0},
};

/* az is what PATH says: of this process, as for any program. */
START_TEST(test_command)
{
    const struct command_case *const row = &command_cases[_i];
    static const char *const variables[] = {PIN("dev"), TENANT, NULL};
    char folder[] = "/tmp/phicrawl-az-XXXXXX";
    char path[64], search[128];
    struct credentials token = {0};
    struct fault fault = {0};
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    const struct entra_query query = {.environment = &environment, .authority = ""};
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/az", folder);
    snprintf(search, sizeof search, "%s%s", folder, row->script == NULL ? "" : ":/usr/bin:/bin");
    if (row->script != NULL) {
        FILE *const file = fopen(path, "w");
        fputs(row->script, file);
        fclose(file);
        chmod(path, 0700);
    }
    setenv("PATH", search, 1);
    const enum status status = entra_find(&query, &token, &fault);
    unlink(path);
    rmdir(folder);
    ck_assert_msg(status == row->status, "%s: %s", row->name, fault.message);
    ck_assert_msg(strstr(fault.message, SECRET) == NULL, "%s: %s", row->name, fault.message);
    if (row->fault != NULL)
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->name,
                      fault.message);
    else
        ck_assert_int_eq(token.expires_at, row->lives_s == 0 ? 0 : FAKE_NOW + row->lives_s);
    credentials_free(&token);
}
END_TEST

/* ---- clouds ---- */

struct cloud_case {
    const char *endpoint, *authority;
};

static const struct cloud_case cloud_cases[] = {
    {"https://acct.blob.core.windows.net", "https://login.microsoftonline.com"},
    {"https://acct.z12.blob.storage.azure.net", "https://login.microsoftonline.com"},
    {"https://acct.blob.core.usgovcloudapi.net", "https://login.microsoftonline.us"},
    {"https://acct.blob.core.chinacloudapi.cn:443/x", "https://login.chinacloudapi.cn"},
    {"https://core.usgovcloudapi.net.evil.example", "https://login.microsoftonline.com"},
    {"https://127.0.0.1:10000/acct", "https://login.microsoftonline.com"},
    {"nonsense", "https://login.microsoftonline.com"},
};

START_TEST(test_cloud)
{
    const struct cloud_case *const row = &cloud_cases[_i];
    ck_assert_str_eq(azure_cloud_of_endpoint(row->endpoint)->authority, row->authority);
}
END_TEST

START_TEST(test_authority)
{
    ck_assert_str_eq(azure_cloud_of_authority("https://login.microsoftonline.us/")->suffix,
                     ".core.usgovcloudapi.net");
    ck_assert_str_eq(azure_cloud_of_authority("https://login.partner.microsoftonline.cn")->suffix,
                     ".core.chinacloudapi.cn");
    ck_assert_str_eq(azure_cloud_of_authority("login.microsoftonline.us")->suffix,
                     ".core.usgovcloudapi.net");
    ck_assert_ptr_null(azure_cloud_of_authority("https://login.example"));
    ck_assert_ptr_null(azure_cloud_of_authority("nonsense"));
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("entra");
    TCase *const tcase = tcase_create("entra");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_application, 0, COUNT(application_cases));
    tcase_add_loop_test(tcase, test_identity, 0, COUNT(identity_cases));
    tcase_add_loop_test(tcase, test_pin, 0, COUNT(pin_cases));
    tcase_add_loop_test(tcase, test_arc, 0, COUNT(arc_cases));
    tcase_add_loop_test(tcase, test_command, 0, COUNT(command_cases));
    tcase_add_loop_test(tcase, test_cloud, 0, COUNT(cloud_cases));
    tcase_add_test(tcase, test_authority);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
