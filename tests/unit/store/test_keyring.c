/* Stores of one run ask for their credentials once, and each on its own without a ring. */
#include "crawler/store/keyring.h"

#include "crawler/store/provider.h"
#include "store/fake_environment.h"
#include "store/script_server.h"
#include "suite.h"

#include <pthread.h>

#define STORES_MAX 4
#define OK_HEAD "HTTP/1.1 200 OK\r\nConnection: close"
#define KEYS_STEP                                                                                  \
    {                                                                                              \
        .head = OK_HEAD,                                                                           \
        .text = "{\"Code\":\"Success\",\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"S\","        \
                "\"Token\":\"T\",\"Expiration\":\"2026-02-01T06:00:00Z\"}",                        \
        .after = SCRIPT_CLOSE                                                                      \
    }
#define TOKEN_STEP                                                                                 \
    {                                                                                              \
        .head = OK_HEAD, .text = "{\"access_token\":\"t\",\"expires_on\":\"1769907600\"}",         \
        .after = SCRIPT_CLOSE                                                                      \
    }
#define CONTAINER "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:%P/keys"
#define IDENTITY "IDENTITY_ENDPOINT=http://127.0.0.1:%P/token"

struct ring_case {
    const char *name;
    const char *service; /* a variable with the port of the server */
    const char *sources[STORES_MAX];
    struct script_step steps[STORES_MAX];
    size_t with_ring, without; /* requests */
};

static const struct ring_case ring_cases[] = {
    {.name = "buckets",
     .service = CONTAINER,
     .sources = {"s3://one", "s3://two/prefix", "s3://three"},
     .steps = {KEYS_STEP, KEYS_STEP, KEYS_STEP},
     .with_ring = 1,
     .without = 3},
    {.name = "containers of one cloud",
     .service = IDENTITY,
     .sources = {"https://one.blob.core.windows.net/files",
                 "https://two.blob.core.windows.net/files"},
     .steps = {TOKEN_STEP, TOKEN_STEP},
     .with_ring = 1,
     .without = 2},
    {.name = "containers of two clouds",
     .service = IDENTITY,
     .sources = {"https://one.blob.core.windows.net/files",
                 "https://one.blob.core.usgovcloudapi.net/files",
                 "https://two.blob.core.usgovcloudapi.net/files"},
     .steps = {TOKEN_STEP, TOKEN_STEP, TOKEN_STEP},
     .with_ring = 2,
     .without = 3},
    {.name = "directories ask nobody",
     .service = IDENTITY,
     .sources = {"/tmp", "file:///"},
     .with_ring = 0,
     .without = 0},
    {.name = "a refusal is not kept",
     .service = CONTAINER,
     .sources = {"s3://one", "s3://two", "s3://three"},
     .steps = {{.head = "HTTP/1.1 401 No\r\nConnection: close", .text = "", .after = SCRIPT_CLOSE},
               KEYS_STEP,
               KEYS_STEP},
     .with_ring = 2,
     .without = 3},
};

/* One run: an environment with a server that gives credentials. */
struct ring_world {
    struct script_server server;
    const char *variables[5];
    char service[SCRIPT_TEXT_SIZE];
    struct fake_environment fake;
    struct environment environment;
    struct store *stores[STORES_MAX];
};

static void world_open(struct ring_world *world, const struct ring_case *row, bool has_ring)
{
    memset(world, 0, sizeof *world);
    script_server_start(&world->server, row->steps, STORES_MAX);
    script_expand(row->service, world->server.port, "", world->service);
    world->variables[0] = world->service;
    world->variables[1] = "IDENTITY_HEADER=secret";
    world->variables[2] = "AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential";
    world->variables[3] = "AWS_EC2_METADATA_DISABLED=true";
    world->fake = (struct fake_environment){world->variables};
    world->environment = fake_environment(&world->fake);
    if (has_ring)
        world->environment.keyring = keyring_create(&world->environment);
}

static enum status world_open_store(struct ring_world *world, const char *source,
                                    struct store **out)
{
    struct locator locator = {0};
    struct fault fault = {0};
    ck_assert(locator_parse(source, &locator, &fault));
    const enum status status = store_open(&locator, &world->environment, false, out, &fault);
    locator_free(&locator);
    return status;
}

static void world_close(struct ring_world *world)
{
    for (int i = 0; i < STORES_MAX; i++)
        store_close(world->stores[i]);
    keyring_free(world->environment.keyring);
    script_server_stop(&world->server);
}

START_TEST(test_ring)
{
    const struct ring_case *const row = &ring_cases[_i / 2];
    const bool has_ring = _i % 2 == 0;
    struct ring_world *const world = malloc(sizeof *world);
    world_open(world, row, has_ring);
    size_t opened = 0, wanted = 0;
    for (; wanted < STORES_MAX && row->sources[wanted] != NULL; wanted++)
        opened +=
            world_open_store(world, row->sources[wanted], &world->stores[wanted]) == STATUS_OK;
    const bool has_refusal = strstr(row->name, "refusal") != NULL;
    ck_assert_msg(opened == wanted - has_refusal, "%s: %zu opened", row->name, opened);
    world_close(world);
    ck_assert_str_eq(world->server.failure, "");
    ck_assert_msg(world->server.served == (has_ring ? row->with_ring : row->without),
                  "%s: %zu requests", row->name, (size_t)world->server.served);
    free(world);
}
END_TEST

struct opener {
    struct ring_world *world;
    struct store **out;
    pthread_t thread;
    enum status status;
};

static void *open_one(void *user)
{
    struct opener *const opener = user;
    opener->status = world_open_store(opener->world, "s3://bucket", opener->out);
    return NULL;
}

/* Whoever comes while the first one asks waits for its answer. */
START_TEST(test_threads)
{
    struct ring_world *const world = malloc(sizeof *world);
    struct opener openers[STORES_MAX];
    world_open(world, &ring_cases[0], true);
    for (int i = 0; i < STORES_MAX; i++) {
        openers[i] = (struct opener){.world = world, .out = &world->stores[i]};
        ck_assert_int_eq(pthread_create(&openers[i].thread, NULL, open_one, &openers[i]), 0);
    }
    for (int i = 0; i < STORES_MAX; i++) {
        pthread_join(openers[i].thread, NULL);
        ck_assert_int_eq(openers[i].status, STATUS_OK);
        ck_assert_ptr_eq(world->stores[i]->s3.keys, world->stores[0]->s3.keys);
        ck_assert(!world->stores[i]->aws.is_anonymous);
    }
    const struct credentials *const keys = credential_cache_borrow(world->stores[0]->s3.keys);
    ck_assert_str_eq(keys->access_key_id, "AKID");
    credential_cache_return(world->stores[0]->s3.keys, keys);
    world_close(world);
    ck_assert_uint_eq(world->server.served, 1);
    free(world);
}
END_TEST

/* Who asks for no credentials gets none, also where there are some. */
START_TEST(test_anonymous)
{
    struct ring_world *const world = malloc(sizeof *world);
    struct aws_settings settings;
    struct credential_cache *keys;
    struct fault fault = {0};
    world_open(world, &ring_cases[0], true);
    ck_assert_int_eq(world_open_store(world, "s3://bucket", &world->stores[0]), STATUS_OK);
    ck_assert_int_eq(keyring_load_aws(world->environment.keyring, true, &settings, &keys, &fault),
                     STATUS_OK);
    ck_assert_ptr_null(keys);
    ck_assert(settings.is_anonymous);
    aws_settings_free(&settings);
    world_close(world);
    ck_assert_uint_eq(world->server.served, 1);
    free(world);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("keyring");
    TCase *const tcase = tcase_create("keyring");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_ring, 0, 2 * (int)(sizeof ring_cases / sizeof *ring_cases));
    tcase_add_test(tcase, test_threads);
    tcase_add_test(tcase, test_anonymous);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
