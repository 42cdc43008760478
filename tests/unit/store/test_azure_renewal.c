/* Tokens of Entra ID that a store no longer takes: another is asked for, and the request repeated.
 */
#include "crawler/store/provider.h"
#include "store/fake_environment.h"
#include "store/script_server.h"
#include "suite.h"

#define SAS "?sv=2021-12-02&sr=c&sp=rl&sig=x"
#define EXPIRED                                                                                    \
    "HTTP/1.1 401 Server failed to authenticate the request\r\nConnection: close\r\n"              \
    "x-ms-error-code: InvalidAuthenticationInfo"
#define PAGE                                                                                       \
    "<EnumerationResults><Blobs><Blob><Name>a</Name><Properties><Content-Length>1"                 \
    "</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>"

static enum status find_second(const void *user, struct credentials *out, struct fault *fault)
{
    (void)fault;
    *out = (struct credentials){.session_token = strdup(user)};
    return STATUS_OK;
}

/* A store at the server, with the token "first"; next is what comes after it. */
static struct store *open_store(const struct script_server *server, const char *next)
{
    static const char *const none[] = {NULL};
    static struct fake_environment fake = {none};
    const struct environment environment = fake_environment(&fake);
    const struct credential_source source = {"token", find_second, next};
    struct credentials token = {.session_token = strdup("first")};
    struct locator locator;
    struct store *store;
    struct fault fault = {0};
    char text[128];
    snprintf(text, sizeof text, "http://127.0.0.1:%u/acct/files" SAS, server->port);
    ck_assert(locator_parse(text, &locator, &fault));
    ck_assert_int_eq(store_open(&locator, &environment, false, &store, &fault), STATUS_OK);
    locator_free(&locator);
    store->azure_identity.delegations = /* to be freed with the store */
        credential_cache_create(&store->environment, &source, &token);
    store->azure.tokens = store->azure_identity.delegations;
    return store;
}

static enum status count_object(void *user, struct object *object)
{
    ++*(size_t *)user;
    object_free(object);
    return STATUS_OK;
}

struct renewal_case {
    const char *name, *next;
    struct script_step steps[4];
    enum status status;
    size_t served;
    const char *fault; /* NULL: none */
};

static const struct renewal_case renewal_cases[] = {
    {.name = "taken",
     .next = "second",
     .steps = {{.head = "HTTP/1.1 200 OK\r\nConnection: close",
                .text = PAGE,
                .after = SCRIPT_CLOSE,
                .wants = "Authorization: Bearer first\r\n"}},
     .status = STATUS_END,
     .served = 1},
    {.name = "renewed",
     .next = "second",
     .steps = {{.head = EXPIRED,
                .text = "",
                .after = SCRIPT_CLOSE,
                .wants = "Authorization: Bearer first\r\n"},
               {.head = "HTTP/1.1 200 OK\r\nConnection: close",
                .text = PAGE,
                .after = SCRIPT_CLOSE,
                .wants = "Authorization: Bearer second\r\n"}},
     .status = STATUS_END,
     .served = 2},
    {.name = "the new one is the old one",
     .next = "first",
     .steps = {{.head = EXPIRED, .text = "", .after = SCRIPT_CLOSE}},
     .status = STATUS_STOP,
     .served = 1,
     .fault = "the token of Entra ID is not accepted: check that AZURE_TENANT_ID"},
    {.name = "403 is no question of age",
     .next = "second",
     .steps = {{.head = "HTTP/1.1 403 No\r\nConnection: close\r\n"
                        "x-ms-error-code: AuthorizationPermissionMismatch",
                .text = "",
                .after = SCRIPT_CLOSE}},
     .status = STATUS_STOP,
     .served = 1,
     .fault = "Storage Blob Data Reader"},
};

START_TEST(test_renewal)
{
    const struct renewal_case *const row = &renewal_cases[_i];
    const atomic_bool never = false;
    const struct http_options options = {.cancelled = &never, .window = 1};
    struct script_server server;
    struct fault fault = {0};
    size_t count = 0;
    script_server_start(&server, row->steps, 4);
    struct store *const store = open_store(&server, row->next);
    struct http *const http = http_create(&store->environment, &options);
    struct lister *const lister = lister_create(store, http, 0, &(struct list_options){0});
    const enum status status = lister_next(lister, count_object, &count, &fault);
    lister_free(lister);
    http_free(http);
    store_close(store);
    script_server_stop(&server);
    ck_assert_msg(status == row->status, "%s: %d %s", row->name, (int)status, fault.message);
    ck_assert_msg(server.served == row->served, "%s: %zu", row->name, server.served);
    ck_assert_uint_eq(count, row->fault == NULL);
    if (row->fault != NULL)
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->name,
                      fault.message);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("azure_renewal");
    TCase *const tcase = tcase_create("azure_renewal");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_renewal, 0, COUNT(renewal_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
