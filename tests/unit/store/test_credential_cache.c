/* Credentials that threads share: when they are renewed, how often, and what a failure does. */
#include "crawler/store/credential_cache.h"

#include "crawler/store/aws_credentials.h"

#include "store/fake_environment.h"
#include "suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define THREADS 8
#define KEYS_OF(id) "[default]\naws_access_key_id=" id "\naws_secret_access_key=TOPSECRET\n"

/* Variables from a table, and a clock that the test sets. */
struct world {
    struct fake_environment fake;
    const char *variables[3];
    char variable[FAKE_PATH_SIZE + 32], path[FAKE_PATH_SIZE];
    atomic_llong now;
    struct environment environment;
    struct aws_credential_place place;
};

static const char *world_get(void *user, const char *name)
{
    return fake_environment_get(&((struct world *)user)->fake, name);
}

static time_t world_now(void *user)
{
    return (time_t)atomic_load(&((struct world *)user)->now);
}

static void world_open(struct world *world, const char *config)
{
    fake_file_create(config, strlen(config), 0600, world->path);
    snprintf(world->variable, sizeof world->variable, "AWS_CONFIG_FILE=%s", world->path);
    world->variables[0] = world->variable;
    world->variables[1] = "AWS_EC2_METADATA_DISABLED=true";
    world->variables[2] = NULL;
    world->fake.variables = world->variables;
    atomic_init(&world->now, FAKE_NOW);
    world->environment = (struct environment){world_get, world_now, world, NULL};
    world->place = (struct aws_credential_place){&world->environment, "us-east-1", NULL};
}

static void world_write(const struct world *world, const char *config)
{
    FILE *const file = fopen(world->path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(config, file);
    fclose(file);
}

static struct credential_cache *make_cache(const struct world *world, time_t expires_at,
                                           bool is_instance)
{
    struct credentials keys = {.access_key_id = strdup("OLD"),
                               .secret_access_key = strdup("TOPSECRET"),
                               .expires_at = expires_at,
                               .is_instance = is_instance};
    const struct credential_source source = {"AWS credentials", aws_credentials_find_again,
                                             &world->place};
    struct credential_cache *const cache =
        credential_cache_create(&world->environment, &source, &keys);
    ck_assert_ptr_nonnull(cache);
    ck_assert_ptr_null(keys.access_key_id);
    return cache;
}

struct renew_case {
    const char *name;
    long left_s; /* FOREVER: nobody said */
    bool is_instance;
    const char *config;
    long at_s; /* when the second request is signed */
    const char *expected;
};

#define FOREVER 0x7FFFFFFF
#define NEW KEYS_OF("NEW")

static const struct renew_case renew_cases[] = {
    {"no expiry", FOREVER, false, NEW, 100 * 86400, "OLD"},
    {"more than 15 minutes", 3600, false, NEW, 2699, "OLD"},
    {"15 minutes", 3600, false, NEW, 2700, "NEW"},
    {"over", 3600, false, NEW, 4000, "NEW"},
    {"short, before half", 600, false, NEW, 299, "OLD"},
    {"short, half", 600, false, NEW, 300, "NEW"},
    {"very short", 1, false, NEW, 9, "OLD"},
    {"very short, over", 1, false, NEW, 10, "NEW"},
    {"late instance is used on", -10, true, NEW, 119, "OLD"},
    {"late instance is asked again", -10, true, NEW, 600, "NEW"},
    {"failure keeps the old", 3600, false, "[default]\naws_access_key_id=x\n", 4000, "OLD"},
    {"nothing keeps the old", 3600, false, "", 3599, "OLD"},
};

START_TEST(test_renewal)
{
    const struct renew_case *const row = &renew_cases[_i];
    struct world world;
    world_open(&world, row->config);
    struct credential_cache *const cache =
        make_cache(&world, row->left_s == FOREVER ? 0 : FAKE_NOW + row->left_s, row->is_instance);
    const struct credentials *const first = credential_cache_borrow(cache);
    ck_assert_str_eq(first->access_key_id, "OLD");
    atomic_store(&world.now, FAKE_NOW + row->at_s);
    const struct credentials *const second = credential_cache_borrow(cache);
    ck_assert_msg(strcmp(second->access_key_id, row->expected) == 0, "%s", row->name);
    /* What is borrowed stays, whatever comes. */
    ck_assert_str_eq(first->access_key_id, "OLD");
    credential_cache_return(cache, first);
    credential_cache_return(cache, second);
    credential_cache_free(cache);
    unlink(world.path);
}
END_TEST

/* A failed renewal is tried again a minute later, and then works. */
START_TEST(test_second_try)
{
    struct world world;
    world_open(&world, "[default]\naws_access_key_id=x\n");
    struct credential_cache *const cache = make_cache(&world, FAKE_NOW + 3600, false);
    static const struct {
        long at_s;
        const char *expected;
    } steps[] = {{2700, "OLD"}, {2759, "OLD"}, {2760, "NEW"}};
    for (int i = 0; i < 3; i++) {
        atomic_store(&world.now, FAKE_NOW + steps[i].at_s);
        const struct credentials *const keys = credential_cache_borrow(cache);
        ck_assert_str_eq(keys->access_key_id, steps[i].expected);
        credential_cache_return(cache, keys);
        world_write(&world, NEW);
    }
    credential_cache_free(cache);
    unlink(world.path);
}
END_TEST

/* The store said no: the chain is asked once a minute at most. */
START_TEST(test_demand)
{
    struct world world;
    world_open(&world, NEW);
    struct credential_cache *const cache = make_cache(&world, 0, false);
    static const struct {
        long at_s;
        const char *config, *expected;
        bool is_changed;
    } steps[] = {{0, NEW, "NEW", true},
                 {1, KEYS_OF("NEWER"), "NEW", true},
                 {59, KEYS_OF("NEWER"), "NEW", true},
                 {60, KEYS_OF("NEWER"), "NEWER", true},
                 {120, KEYS_OF("NEWER"), "NEWER", false},
                 {180, "", "NEWER", false}};
    for (int i = 0; i < 6; i++) {
        atomic_store(&world.now, FAKE_NOW + steps[i].at_s);
        world_write(&world, steps[i].config);
        ck_assert_int_eq(credential_cache_renew(cache), steps[i].is_changed);
        const struct credentials *const keys = credential_cache_borrow(cache);
        ck_assert_str_eq(keys->access_key_id, steps[i].expected);
        credential_cache_return(cache, keys);
    }
    credential_cache_free(cache);
    unlink(world.path);
}
END_TEST

static void *borrow_often(void *user)
{
    struct credential_cache *const cache = user;
    size_t old = 0;
    for (int i = 0; i < 200; i++) {
        const struct credentials *const keys = credential_cache_borrow(cache);
        old += strcmp(keys->access_key_id, "NEW") != 0;
        credential_cache_return(cache, keys);
    }
    return (void *)old;
}

/* Many threads, one question; near the end nobody signs with the old ones. */
START_TEST(test_threads)
{
    struct world world;
    char config[1024], log[FAKE_PATH_SIZE];
    struct stat facts;
    pthread_t threads[THREADS];
    fake_file_create("", 0, 0600, log);
    snprintf(config, sizeof config,
             "[default]\ncredential_process = sh -c 'echo >> %s; echo \"$0\"' "
             "'{\"Version\":1,\"AccessKeyId\":\"NEW\",\"SecretAccessKey\":\"TOPSECRET\","
             "\"Expiration\":\"2026-02-02T00:00:00Z\"}'\n",
             log);
    world_open(&world, config);
    struct credential_cache *const cache = make_cache(&world, FAKE_NOW + 3600, false);
    atomic_store(&world.now, FAKE_NOW + 3001);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, borrow_often, cache), 0);
    for (int i = 0; i < THREADS; i++) {
        void *old;
        pthread_join(threads[i], &old);
        ck_assert_ptr_null(old);
    }
    ck_assert_int_eq(stat(log, &facts), 0);
    ck_assert_int_eq(facts.st_size, 1);
    credential_cache_free(cache);
    unlink(world.path);
    unlink(log);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("credential_cache");
    TCase *const tcase = tcase_create("credential_cache");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_renewal, 0, COUNT(renew_cases));
    tcase_add_test(tcase, test_second_try);
    tcase_add_test(tcase, test_demand);
    tcase_add_test(tcase, test_threads);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
