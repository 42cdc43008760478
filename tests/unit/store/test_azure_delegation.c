/* A SAS made with a token: what is asked for, and what is made of every answer. */
#include "crawler/store/azure_delegation.h"

#include "store/fake_environment.h"
#include "store/script_server.h"
#include "suite.h"

#define SECRET "TOPSECRET"
#define VALUE "VE9QU0VDUkVU" /* base64 of it */
#define OK "HTTP/1.1 200 OK\r\nConnection: close"
#define FACTS                                                                                      \
    "<SignedOid>oid</SignedOid><SignedTid>tid</SignedTid><SignedStart>2026-01-31T23:55:00Z"        \
    "</SignedStart><SignedExpiry>2026-02-02T00:00:00Z</SignedExpiry><SignedService>b"              \
    "</SignedService><SignedVersion>2021-12-02</SignedVersion>"
#define KEY(inside) "<?xml version=\"1.0\"?><UserDelegationKey>" inside "</UserDelegationKey>"
#define SERVED(body)                                                                               \
    {                                                                                              \
        .head = OK, .text = body, .after = SCRIPT_CLOSE                                            \
    }

struct make_case {
    const char *name;
    struct script_step step;
    const char *fault; /* NULL: OK */
};

static const struct make_case make_cases[] = {
    {.name = "good", .step = SERVED(KEY(FACTS "<Value>" VALUE "</Value>"))},
    {.name = "where",
     .step = {.head = OK,
              .text = KEY(FACTS "<Value>" VALUE "</Value>"),
              .after = SCRIPT_CLOSE,
              .wants = "POST /acct/?restype=service&comp=userdelegationkey HTTP/1.1\r\n"}},
    {.name = "as whom",
     .step = {.head = OK,
              .text = KEY(FACTS "<Value>" VALUE "</Value>"),
              .after = SCRIPT_CLOSE,
              .wants = "Authorization: Bearer " SECRET ".token\r\n"}},
    {.name = "for a day",
     .step = {.head = OK,
              .text = KEY(FACTS "<Value>" VALUE "</Value>"),
              .after = SCRIPT_CLOSE,
              .wants = "<KeyInfo><Start>2026-01-31T23:55:00Z</Start><Expiry>2026-02-02T00:00:00Z"
                       "</Expiry></KeyInfo>"}},
    {.name = "no role",
     .step = {.head = "HTTP/1.1 403 No\r\nConnection: close\r\n"
                      "x-ms-error-code: AuthorizationPermissionMismatch",
              .text = SECRET,
              .after = SCRIPT_CLOSE},
     .fault = "no key (403 AuthorizationPermissionMismatch): it needs the role Storage Blob Data"},
    {.name = "page", .step = SERVED("<html>" SECRET "</html>"), .fault = "not answer with a key"},
    {.name = "no XML", .step = SERVED("{}"), .fault = "does not answer with a key"},
    {.name = "nothing", .step = SERVED(""), .fault = "does not answer with a key"},
    {.name = "no value", .step = SERVED(KEY(FACTS)), .fault = "does not answer with a key"},
    {.name = "value that is none",
     .step = SERVED(KEY(FACTS "<Value>!</Value>")),
     .fault = "the key that the account gave cannot sign"},
    {.name = "blank in a fact",
     .step = SERVED(KEY("<SignedOid>a b</SignedOid>" FACTS "<Value>" VALUE "</Value>")),
     .fault = "does not answer with a key"},
    {.name = "the first of two facts counts",
     .step = SERVED(KEY(FACTS "<SignedOid>other</SignedOid><Value>" VALUE "</Value>"))},
    {.name = "long fact",
     .step = SERVED(KEY("<SignedOid>"
                        "0123456789012345678901234567890123456789012345678901234567890123456789"
                        "0123456789012345678901234567890123456789012345678901234567890123456789"
                        "</SignedOid>")),
     .fault = "does not answer with a key"},
    {.name = "other document",
     .step = SERVED("<Error>" FACTS "<Value>" VALUE "</Value></Error>"),
     .fault = "does not answer with a key"},
    {.name = "cut",
     .step = SERVED("<UserDelegationKey>" FACTS "<Value>" VALUE "</Value>"),
     .fault = "does not answer with a key"},
    {.name = "document type",
     .step = SERVED("<!DOCTYPE x>" KEY(FACTS "<Value>" VALUE "</Value>")),
     .fault = "does not answer with a key"},
    {.name = "flood",
     .step = {.head = OK, .len = 1000000, .after = SCRIPT_CLOSE},
     .fault = "the answer is too large"},
};

START_TEST(test_make)
{
    const struct make_case *const row = &make_cases[_i];
    static const char *const none[] = {NULL};
    struct fake_environment fake = {none};
    const struct environment environment = fake_environment(&fake);
    char endpoint[64], account[] = "acct", secret[] = SECRET ".token";
    struct azure_settings settings = {.endpoint = endpoint, .account = account};
    const struct azure_delegation delegation = {&environment, &settings, "files"};
    const struct credentials token = {.session_token = secret};
    struct credentials sas = {0};
    struct fault fault = {0};
    struct script_server server;
    script_server_start(&server, &row->step, 1);
    snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%u/acct", server.port);
    const enum status status = azure_delegation_make(&delegation, &token, &sas, &fault);
    script_server_stop(&server);
    ck_assert_msg(strstr(fault.message, SECRET) == NULL, "%s: %s", row->name, fault.message);
    ck_assert_msg(strlen(fault.message) < sizeof fault.message - 1, "%s is cut", row->name);
    if (row->fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s: %s", row->name, fault.message);
        ck_assert_msg(strncmp(sas.session_token,
                              "sp=rl&se=2026-02-02T00%3A00%3A00Z&skoid=oid&sktid=tid&skt=", 57) ==
                          0,
                      "%s: %s", row->name, sas.session_token);
        ck_assert_ptr_nonnull(strstr(sas.session_token, "&spr=https&sv=2021-12-02&sr=c&sig="));
        ck_assert_int_eq(sas.expires_at, FAKE_NOW + 86400);
    } else {
        ck_assert_msg(status == STATUS_STOP, "%s", row->name);
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->name,
                      fault.message);
        ck_assert_ptr_null(sas.session_token);
    }
    credentials_free(&sas);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("azure_delegation");
    TCase *const tcase = tcase_create("azure_delegation");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_make, 0, (int)(sizeof make_cases / sizeof *make_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
