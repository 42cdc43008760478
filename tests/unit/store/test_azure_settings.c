/* Azure settings: precedence, what a SAS says of itself, and where secrets may be used. */
#include "crawler/store/azure_settings.h"

#include "store/fake_environment.h"
#include "suite.h"

#include <stdbool.h>

#define VARIABLES_MAX 6
#define SIG "&sig=TOPSECRET%3D"
#define GOOD "sv=2024-11-04&sr=c&sp=rl&se=2026-03-01T00:00:00Z" SIG
#define OTHER "sv=2024-11-04&sr=c&sp=rl&se=2026-04-01T00:00:00Z" SIG
#define CONNECTION "AZURE_STORAGE_CONNECTION_STRING="
#define ACCOUNT "AZURE_STORAGE_ACCOUNT="
#define TOKEN "AZURE_STORAGE_SAS_TOKEN="
#define KEY "AZURE_STORAGE_KEY="
#define SECRET "VE9QU0VDUkVU" /* base64 of TOPSECRET */
#define EMULATOR_KEY                                                                               \
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
#define ACCT "https://acct.blob.core.windows.net"
#define LOOP "http://127.0.0.1:10000/acct"
#define TLS_LOOP "https://127.0.0.1:10000/acct"
#define MODE "AZURE_STORAGE_AUTH_MODE="

struct load_case {
    const char *name;
    const char *source;
    const char *variables[VARIABLES_MAX];
    const char *fault;                          /* NULL: OK; else stands in the message */
    const char *endpoint, *account, *sas, *key; /* neither of the last two: a token is needed */
    bool has_delegation;
};

#define AT_ACCT .endpoint = ACCT, .account = "acct"
#define AT_LOOP .endpoint = LOOP, .account = "acct"

static const struct load_case load_cases[] = {
    /* from the SOURCE */
    {"SAS in the SOURCE", ACCT "/files?" GOOD, {NULL}, AT_ACCT, .sas = GOOD},
    {"emulator", LOOP "/files?" GOOD, {NULL}, AT_LOOP, .sas = GOOD},
    {"SOURCE wins", ACCT "/files?" GOOD, {ACCOUNT "other", TOKEN OTHER}, AT_ACCT, .sas = GOOD},
    {"SOURCE wins over nonsense",
     ACCT "/files?" GOOD,
     {CONNECTION "nonsense", ACCOUNT "N", TOKEN "x"},
     AT_ACCT,
     .sas = GOOD},
    /* account and token */
    {"account and token", "az://files", {ACCOUNT "acct", TOKEN GOOD}, AT_ACCT, .sas = GOOD},
    {"token with its mark", "az://files", {ACCOUNT "acct", TOKEN "?" GOOD}, AT_ACCT, .sas = GOOD},
    {"token for a SOURCE of that account",
     ACCT "/files",
     {ACCOUNT "acct", TOKEN GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"token alone", ACCT "/files", {TOKEN GOOD}, AT_ACCT, .sas = GOOD},
    {"token alone, loopback", LOOP "/files", {TOKEN GOOD}, AT_LOOP, .sas = GOOD},
    {"token for abfss",
     "abfss://files@acct.dfs.core.windows.net/p",
     {TOKEN GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"token of another account",
     ACCT "/files",
     {ACCOUNT "other", TOKEN GOOD},
     .fault = "belongs to another account or host"},
    {"token to anybody's host",
     "https://203.0.113.5/acct/files",
     {ACCOUNT "acct", TOKEN GOOD},
     .fault = "belongs to another account or host"},
    {"token alone to anybody's host",
     "https://203.0.113.5/acct/files",
     {TOKEN GOOD},
     .fault = "belongs to another account or host"},
    {"no account", "az://files", {TOKEN GOOD}, .fault = "az:// needs an account"},
    {"wrong account",
     "az://files",
     {ACCOUNT "acct.evil", TOKEN GOOD},
     .fault = "AZURE_STORAGE_ACCOUNT is not 3 to 24"},
    /* names that other tools have */
    {"names of object stores",
     "az://files",
     {"AZURE_STORAGE_ACCOUNT_NAME=acct", "AZURE_STORAGE_ACCOUNT_KEY=" SECRET},
     AT_ACCT,
     .key = SECRET},
    {"access key",
     "az://files",
     {ACCOUNT "acct", "AZURE_STORAGE_ACCESS_KEY=" SECRET},
     AT_ACCT,
     .key = SECRET},
    {"SAS key",
     "az://files",
     {ACCOUNT "acct", "AZURE_STORAGE_SAS_KEY=" GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"first name counts",
     "az://files",
     {ACCOUNT "acct", KEY SECRET, "AZURE_STORAGE_ACCOUNT_KEY=x", "AZURE_STORAGE_ACCOUNT_NAME=y"},
     AT_ACCT,
     .key = SECRET},
    {"broken by another name",
     "az://files",
     {ACCOUNT "acct", "AZURE_STORAGE_ACCOUNT_KEY=TOPSECRET"},
     .fault = "AZURE_STORAGE_ACCOUNT_KEY is no base64"},
    {"account by another name",
     "az://files",
     {"AZURE_STORAGE_ACCOUNT_NAME=A"},
     .fault = "AZURE_STORAGE_ACCOUNT_NAME is not 3 to 24"},
    /* neither of them */
    {"account alone", "az://files", {ACCOUNT "acct"}, AT_ACCT},
    {"nothing", ACCT "/files", {NULL}, AT_ACCT},
    {"nothing, loopback", TLS_LOOP "/files", {NULL}, .endpoint = TLS_LOOP, .account = "acct"},
    {"no token over plain http",
     LOOP "/files",
     {NULL},
     .fault = "no SAS or key for " LOOP ", and tokens of Entra ID need https; public: --no-sign"},
    {"no token to anybody's host",
     "https://203.0.113.5/acct/files",
     {NULL},
     .fault = "and tokens of Entra ID go to hosts of Azure only"},
    {"token to the host of a connection string",
     "https://203.0.113.5/acct/files",
     {CONNECTION "BlobEndpoint=https://203.0.113.5/acct"},
     .endpoint = "https://203.0.113.5/acct",
     .account = "acct"},
    {"no token to another host than that of the connection string",
     "https://203.0.113.5/acct/files",
     {CONNECTION "BlobEndpoint=https://203.0.113.6/acct"},
     .fault = "go to hosts of Azure only"},
    {"login, though there is a key",
     "az://files",
     {ACCOUNT "acct", KEY SECRET, TOKEN GOOD, MODE "login"},
     AT_ACCT},
    {"login, though the key is broken",
     "az://files",
     {ACCOUNT "acct", KEY "x", MODE "Login"},
     AT_ACCT},
    {"login, though the connection string has a key",
     "az://files",
     {CONNECTION "AccountName=acct;AccountKey=" SECRET, MODE "login"},
     AT_ACCT},
    {"login, and the key is of another account",
     ACCT "/files",
     {ACCOUNT "other", KEY SECRET, MODE "login"},
     AT_ACCT},
    {"login, but the SOURCE has a SAS", ACCT "/files?" GOOD, {MODE "login"}, AT_ACCT, .sas = GOOD},
    {"delegation, though there is a key",
     "az://files",
     {ACCOUNT "acct", KEY SECRET, MODE "delegation"},
     AT_ACCT,
     .has_delegation = true},
    {"delegation over plain http",
     LOOP "/files",
     {MODE "delegation"},
     .fault = "tokens of Entra ID need https"},
    {"mode of nobody",
     "az://files",
     {ACCOUNT "acct", KEY SECRET, MODE "delegate"},
     .fault = "AZURE_STORAGE_AUTH_MODE is none of key, login, delegation"},
    {"mode that is not needed", ACCT "/files?" GOOD, {MODE "x"}, AT_ACCT, .sas = GOOD},
    {"key, but there is none",
     "az://files",
     {ACCOUNT "acct", MODE "key"},
     .fault = "no SAS or key for " ACCT ", and AZURE_STORAGE_AUTH_MODE is key, and there is none"},
    {"cloud of the authority",
     "az://files",
     {ACCOUNT "acct", "AZURE_AUTHORITY_HOST=https://login.microsoftonline.us/"},
     .endpoint = "https://acct.blob.core.usgovcloudapi.net",
     .account = "acct"},
    {"authority of nobody",
     "az://files",
     {ACCOUNT "acct", "AZURE_AUTHORITY_HOST=https://login.example/"},
     AT_ACCT},
    /* account and key */
    {"account and key", "az://files", {ACCOUNT "acct", KEY SECRET}, AT_ACCT, .key = SECRET},
    {"key for a SOURCE of that account",
     ACCT "/files",
     {ACCOUNT "acct", KEY SECRET},
     AT_ACCT,
     .key = SECRET},
    {"key alone", ACCT "/files", {KEY SECRET}, AT_ACCT, .key = SECRET},
    {"key alone, loopback", LOOP "/files", {KEY SECRET}, AT_LOOP, .key = SECRET},
    {"key for abfss",
     "abfss://files@acct.dfs.core.windows.net/p",
     {KEY SECRET},
     AT_ACCT,
     .key = SECRET},
    {"SAS of the SOURCE before a key",
     ACCT "/files?" GOOD,
     {ACCOUNT "acct", KEY "x"},
     AT_ACCT,
     .sas = GOOD},
    {"token before a key",
     "az://files",
     {ACCOUNT "acct", TOKEN GOOD, KEY "x"},
     AT_ACCT,
     .sas = GOOD},
    {"broken token is not passed over",
     "az://files",
     {ACCOUNT "acct", TOKEN "x", KEY SECRET},
     .fault = "AZURE_STORAGE_SAS_TOKEN has a query that is no SAS"},
    {"expired token is not passed over",
     "az://files",
     {ACCOUNT "acct", TOKEN "se=2020-01-01" SIG, KEY SECRET},
     .fault = "expired at 2020-01-01"},
    {"key that is no base64",
     "az://files",
     {ACCOUNT "acct", KEY "TOPSECRET"},
     .fault = "AZURE_STORAGE_KEY is no base64: copy the key again"},
    {"key with a line break",
     "az://files",
     {ACCOUNT "acct", KEY SECRET "\n"},
     .fault = "AZURE_STORAGE_KEY is no base64"},
    {"key of another account",
     ACCT "/files",
     {ACCOUNT "other", KEY SECRET},
     .fault = "the key in the environment belongs to another account or host"},
    {"key to anybody's host",
     "https://203.0.113.5/acct/files",
     {ACCOUNT "acct", KEY SECRET},
     .fault = "the key in the environment belongs to another account or host"},
    {"key without an account", "az://files", {KEY SECRET}, .fault = "az:// needs an account"},
    {"empty key", "az://files", {ACCOUNT "acct", KEY}, AT_ACCT},
    {"token that is none",
     "az://files",
     {ACCOUNT "acct", TOKEN "TOPSECRET"},
     .fault = "AZURE_STORAGE_SAS_TOKEN has a query that is no SAS"},
    {"token with a line break",
     "az://files",
     {ACCOUNT "acct", TOKEN GOOD "\r\nX: y"},
     .fault = "AZURE_STORAGE_SAS_TOKEN has a SAS with characters"},
    /* connection string */
    {"endpoint and SAS",
     "az://files",
     {CONNECTION "BlobEndpoint=" ACCT "/;SharedAccessSignature=" GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"SAS with its mark, any case, spaces",
     "az://files",
     {CONNECTION "blobendpoint=" ACCT "; sharedaccesssignature=?" GOOD ";"},
     AT_ACCT,
     .sas = GOOD},
    {"account name",
     "az://files",
     {CONNECTION "AccountName=acct;SharedAccessSignature=" GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"suffix and protocol",
     "az://files",
     {CONNECTION "DefaultEndpointsProtocol=https;AccountName=acct;SharedAccessSignature=" GOOD
                 ";EndpointSuffix=core.usgovcloudapi.net"},
     .endpoint = "https://acct.blob.core.usgovcloudapi.net",
     .account = "acct",
     .sas = GOOD},
    {"emulator endpoint",
     "az://files",
     {CONNECTION "BlobEndpoint=" LOOP ";SharedAccessSignature=" GOOD},
     AT_LOOP,
     .sas = GOOD},
    {"own domain",
     "az://files",
     {CONNECTION
      "BlobEndpoint=https://files.example.org;AccountName=acct;SharedAccessSignature=" GOOD},
     .endpoint = "https://files.example.org",
     .account = "acct",
     .sas = GOOD},
    {"connection before account",
     "az://files",
     {ACCOUNT "other", TOKEN OTHER, CONNECTION "AccountName=acct;SharedAccessSignature=" GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"connection for a SOURCE of its endpoint",
     ACCT "/files",
     {CONNECTION "AccountName=acct;SharedAccessSignature=" GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"connection of the same account elsewhere",
     LOOP "/files",
     {CONNECTION "AccountName=acct;SharedAccessSignature=" GOOD},
     .fault = "belongs to another account or host"},
    {"key only",
     "az://files",
     {CONNECTION "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=" SECRET
                 ";EndpointSuffix=core.windows.net"},
     AT_ACCT,
     .key = SECRET},
    {"key with padding, another cloud",
     "az://files",
     {CONNECTION "AccountName=acct;AccountKey=a2V5cw==;EndpointSuffix=core.chinacloudapi.cn"},
     .endpoint = "https://acct.blob.core.chinacloudapi.cn",
     .account = "acct",
     .key = "a2V5cw=="},
    {"key and endpoint",
     "az://files",
     {CONNECTION "AccountName=acct;AccountKey=" SECRET ";BlobEndpoint=" LOOP},
     AT_LOOP,
     .key = SECRET},
    {"SAS before key",
     "az://files",
     {CONNECTION "AccountName=acct;AccountKey=" SECRET ";SharedAccessSignature=" GOOD},
     AT_ACCT,
     .sas = GOOD},
    {"connection before AZURE_STORAGE_KEY",
     "az://files",
     {ACCOUNT "other", KEY "x", CONNECTION "AccountName=acct;AccountKey=" SECRET},
     AT_ACCT,
     .key = SECRET},
    {"connection without credentials before AZURE_STORAGE_KEY",
     "az://files",
     {ACCOUNT "acct", KEY SECRET, CONNECTION "AccountName=acct"},
     AT_ACCT},
    {"key that is none",
     "az://files",
     {CONNECTION "AccountName=acct;AccountKey=TOPSECRET=="},
     .fault = "AZURE_STORAGE_CONNECTION_STRING has an AccountKey that is no base64: copy it"},
    {"key of the same account elsewhere",
     LOOP "/files",
     {CONNECTION "AccountName=acct;AccountKey=" SECRET},
     .fault = "the key in the environment belongs to another account or host"},
    {"emulator by name",
     "az://files",
     {CONNECTION "UseDevelopmentStorage=true"},
     .endpoint = "http://127.0.0.1:10000/devstoreaccount1",
     .account = "devstoreaccount1",
     .key = EMULATOR_KEY},
    {"emulator for a SOURCE of it",
     "http://127.0.0.1:10000/devstoreaccount1/files",
     {CONNECTION "usedevelopmentstorage=TRUE"},
     .endpoint = "http://127.0.0.1:10000/devstoreaccount1",
     .account = "devstoreaccount1",
     .key = EMULATOR_KEY},
    {"no emulator",
     "az://files",
     {CONNECTION "UseDevelopmentStorage=false;AccountName=acct"},
     AT_ACCT},
    {"the emulator's key goes to no other endpoint",
     "az://files",
     {CONNECTION "UseDevelopmentStorage=true;BlobEndpoint=" ACCT},
     AT_ACCT},
    {"neither endpoint nor account",
     "az://files",
     {CONNECTION "SharedAccessSignature=" GOOD},
     .fault = "has neither BlobEndpoint nor AccountName"},
    {"plain http",
     "az://files",
     {CONNECTION "DefaultEndpointsProtocol=http;AccountName=acct;SharedAccessSignature=" GOOD},
     .fault = "AZURE_STORAGE_CONNECTION_STRING uses plain http"},
    {"account that changes the host",
     "az://files",
     {CONNECTION "AccountName=evil.example/;SharedAccessSignature=" GOOD},
     .fault = "AZURE_STORAGE_CONNECTION_STRING names"},
    {"suffix with a path",
     "az://files",
     {CONNECTION "AccountName=acct;EndpointSuffix=evil.example/x/y;SharedAccessSignature=" GOOD},
     .fault = "AZURE_STORAGE_CONNECTION_STRING names"},
    {"two accounts",
     "az://files",
     {CONNECTION "BlobEndpoint=" ACCT ";AccountName=other;SharedAccessSignature=" GOOD},
     .fault = "names one account and the endpoint of another"},
    {"endpoint with a container",
     "az://files",
     {CONNECTION "BlobEndpoint=" ACCT "/files;SharedAccessSignature=" GOOD},
     .fault = "names no account, or more than an account"},
    {"endpoint with a query",
     "az://files",
     {CONNECTION "BlobEndpoint=" ACCT "/?" GOOD},
     .fault = "has an endpoint with a query"},
    {"endpoint with a password",
     "az://files",
     {CONNECTION "BlobEndpoint=https://u:TOPSECRET@acct.blob.core.windows.net"},
     .fault = "has a user name or password"},
    {"SAS that is none",
     "az://files",
     {CONNECTION "AccountName=acct;SharedAccessSignature=TOPSECRET"},
     .fault = "AZURE_STORAGE_CONNECTION_STRING has a query that is no SAS"},
    {"empty values",
     "az://files",
     {CONNECTION "AccountName=acct;SharedAccessSignature=;AccountKey=;;=;x"},
     AT_ACCT},
    /* what the SAS says */
    {"expired",
     ACCT "/files?sp=rl&se=2026-01-31T23:59:59Z" SIG,
     {NULL},
     .fault = ACCT ": the SAS expired at 2026-01-31T23:59:59Z"},
    {"expires now", ACCT "/files?sp=rl&se=2026-02-01T00:00:00Z" SIG, {NULL}, .fault = "expired at"},
    {"expires soon",
     ACCT "/files?sp=rl&se=2026-02-01T00:00:01Z" SIG,
     {NULL},
     AT_ACCT,
     .sas = "sp=rl&se=2026-02-01T00:00:01Z" SIG},
    {"expired, encoded",
     ACCT "/files?se=2026-01-31T23%3A59%3A59Z&sp=rl" SIG,
     {NULL},
     .fault = "expired at 2026-01-31T23:59:59Z"},
    {"expired, minutes", ACCT "/files?se=2026-01-31T23:59Z" SIG, {NULL}, .fault = "expired at"},
    {"expired, day", ACCT "/files?se=2026-01-31" SIG, {NULL}, .fault = "expired at 2026-01-31"},
    {"expired, fraction",
     ACCT "/files?se=2026-01-31T23:59:59.1234567Z" SIG,
     {NULL},
     .fault = "expired at"},
    {"expired, of the environment",
     "az://files",
     {ACCOUNT "acct", TOKEN "se=2020-01-01" SIG},
     .fault = "expired at 2020-01-01"},
    {"time that is none is the server's",
     ACCT "/files?se=yesterday" SIG,
     {NULL},
     AT_ACCT,
     .sas = "se=yesterday" SIG},
    {"not yet", ACCT "/files?st=2026-02-02" SIG, {NULL}, .fault = "is not valid before 2026-02-02"},
    {"not yet, but clocks differ",
     ACCT "/files?st=2026-02-01T00:10:00Z" SIG,
     {NULL},
     AT_ACCT,
     .sas = "st=2026-02-01T00:10:00Z" SIG},
    {"no list", ACCT "/files?sp=r" SIG, {NULL}, .fault = "does not allow to list (sp= without l)"},
    {"no read", ACCT "/files?sp=l" SIG, {NULL}, .fault = "does not allow to read (sp= without r)"},
    {"more than needed",
     ACCT "/files?sp=racwdxltmeop" SIG,
     {NULL},
     AT_ACCT,
     .sas = "sp=racwdxltmeop" SIG},
    {"stored policy",
     ACCT "/files?si=policy&sr=c" SIG,
     {NULL},
     AT_ACCT,
     .sas = "si=policy&sr=c" SIG},
    {"one blob", ACCT "/files?sr=b&sp=rl" SIG, {NULL}, .fault = "the SAS is for one blob (sr=b)"},
    {"directory",
     ACCT "/files/d?sr=d&sdd=1&sp=rl" SIG,
     {NULL},
     AT_ACCT,
     .sas = "sr=d&sdd=1&sp=rl" SIG},
    {"account SAS",
     ACCT "/files?ss=bf&srt=sco&sp=rl" SIG,
     {NULL},
     AT_ACCT,
     .sas = "ss=bf&srt=sco&sp=rl" SIG},
    {"other service",
     ACCT "/files?ss=qt&srt=sco&sp=rl" SIG,
     {NULL},
     .fault = "is not for the Blob service"},
    {"no containers", ACCT "/files?ss=b&srt=so&sp=rl" SIG, {NULL}, .fault = "srt= without c"},
    {"no objects", ACCT "/files?ss=b&srt=sc&sp=rl" SIG, {NULL}, .fault = "srt= without o"},
    {"names that only end so",
     ACCT "/files?ase=2020-01-01&xsp=r" SIG,
     {NULL},
     AT_ACCT,
     .sas = "ase=2020-01-01&xsp=r" SIG},
};

static void check_text(const char *name, const char *what, const char *actual, const char *expected)
{
    if (expected == NULL)
        ck_assert_msg(actual == NULL, "%s: %s is %s", name, what, actual);
    else
        ck_assert_msg(actual != NULL && strcmp(actual, expected) == 0, "%s: %s is %s", name, what,
                      actual);
}

static enum status load(const struct load_case *row, bool is_anonymous, struct azure_settings *out,
                        struct fault *fault)
{
    struct fake_environment fake = {row->variables};
    const struct environment environment = fake_environment(&fake);
    struct locator locator;
    ck_assert_msg(locator_parse(row->source, &locator, fault), "%s: %s", row->name, fault->message);
    const enum status status =
        azure_settings_load(&locator, &environment, is_anonymous, out, fault);
    locator_free(&locator);
    return status;
}

START_TEST(test_load)
{
    const struct load_case *const row = &load_cases[_i];
    struct azure_settings settings;
    struct fault fault = {0};
    const enum status status = load(row, false, &settings, &fault);
    if (row->fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s: %s", row->name, fault.message);
        check_text(row->name, "endpoint", settings.endpoint, row->endpoint);
        check_text(row->name, "account", settings.account, row->account);
        check_text(row->name, "SAS", settings.sas, row->sas);
        check_text(row->name, "key", settings.key, row->key);
        ck_assert_msg(settings.needs_token == (row->sas == NULL && row->key == NULL), "%s",
                      row->name);
        ck_assert_msg(settings.has_delegation == row->has_delegation, "%s", row->name);
    } else {
        ck_assert_msg(status == STATUS_STOP, "%s", row->name);
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->name,
                      fault.message);
        ck_assert_msg(strstr(fault.message, "TOPSECRET") == NULL &&
                          strstr(fault.message, SECRET) == NULL,
                      "%s: %s", row->name, fault.message);
        ck_assert_msg(strlen(fault.message) < sizeof fault.message - 1, "%s is cut", row->name);
        ck_assert_ptr_null(settings.sas);
        ck_assert_ptr_null(settings.key);
        ck_assert_ptr_null(settings.endpoint);
    }
    azure_settings_free(&settings);
    azure_settings_free(&settings);
}
END_TEST

static const struct load_case anonymous_cases[] = {
    {"public", ACCT "/files", {NULL}, AT_ACCT},
    {"nothing is read", ACCT "/files", {CONNECTION "nonsense"}, AT_ACCT},
    {"SAS is not used", ACCT "/files?se=2020-01-01" SIG, {TOKEN GOOD}, AT_ACCT},
    {"account of the environment", "az://files", {ACCOUNT "acct", TOKEN GOOD}, AT_ACCT},
    {"key is not used", "az://files", {ACCOUNT "acct", KEY SECRET}, AT_ACCT},
    {"account of a connection string", "az://files", {CONNECTION "AccountName=acct"}, AT_ACCT},
};

START_TEST(test_anonymous)
{
    const struct load_case *const row = &anonymous_cases[_i];
    struct azure_settings settings;
    struct fault fault = {0};
    ck_assert_msg(load(row, true, &settings, &fault) == STATUS_OK, "%s: %s", row->name,
                  fault.message);
    ck_assert(settings.is_anonymous);
    check_text(row->name, "endpoint", settings.endpoint, row->endpoint);
    check_text(row->name, "SAS", settings.sas, NULL);
    check_text(row->name, "key", settings.key, NULL);
    ck_assert(!settings.needs_token);
    azure_settings_free(&settings);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("azure_settings");
    TCase *const tcase = tcase_create("azure_settings");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_load, 0, COUNT(load_cases));
    tcase_add_loop_test(tcase, test_anonymous, 0, COUNT(anonymous_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
