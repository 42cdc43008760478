/*
 * User delegation SAS: a case of our own, signed by Python's hmac, and where they are at hand
 * beside the repository those of Microsoft's SDK and of azurite's tests.
 */
#include "signers/delegation_sas.h"

#include "signers/uri.h"
#include "signers/whole_file.h"
#include "suite.h"

#include <string.h>

#define VECTORS "../shared/vectors/azure"
#define KEY "cGhpY3Jhd2wgdGVzdCBrZXksIG5vdCBhIHNlY3JldCwgZm9yIGF6dXJpdGUgb25seS4uLi4uLi4="

static struct delegation_sas make_sas(void)
{
    return (struct delegation_sas){
        .fields = {[DELEGATION_PERMISSIONS] = "rl",
                   [DELEGATION_END] = "2026-02-02T00:00:00Z",
                   [DELEGATION_RESOURCE] = "/blob/acct/files",
                   [DELEGATION_OBJECT_ID] = "oid",
                   [DELEGATION_TENANT_ID] = "tid",
                   [DELEGATION_KEY_START] = "2026-02-01T00:00:00Z",
                   [DELEGATION_KEY_END] = "2026-02-02T00:00:00Z",
                   [DELEGATION_KEY_SERVICE] = "b",
                   [DELEGATION_KEY_VERSION] = "2021-12-02",
                   [DELEGATION_VERSION] = "2021-12-02",
                   [DELEGATION_KIND] = "c"},
        .key = KEY,
    };
}

START_TEST(test_sign)
{
    const struct delegation_sas sas = make_sas();
    struct delegation_sas_result result;
    ck_assert(delegation_sas_sign(&sas, &result));
    ck_assert_str_eq(
        result.string_to_sign,
        "rl\n\n2026-02-02T00:00:00Z\n/blob/acct/files\noid\ntid\n2026-02-01T00:00:00Z\n"
        "2026-02-02T00:00:00Z\nb\n2021-12-02\n\n\n\n\n\n2021-12-02\nc\n\n\n\n\n\n\n");
    ck_assert_str_eq(
        result.query,
        "sp=rl&se=2026-02-02T00%3A00%3A00Z&skoid=oid&sktid=tid&"
        "skt=2026-02-01T00%3A00%3A00Z&ske=2026-02-02T00%3A00%3A00Z&sks=b&"
        "skv=2021-12-02&sv=2021-12-02&sr=c&sig=E7E20L0HFSi6%2BAKVxeaTt6bj0EkXg5XZhRwQwrhn2gc%3D");
    delegation_sas_free(&result);
    delegation_sas_free(&result);
}
END_TEST

START_TEST(test_refusal)
{
    struct delegation_sas sas = make_sas();
    struct delegation_sas_result result;
    sas.key = "no key";
    ck_assert(!delegation_sas_sign(&sas, &result));
    ck_assert_ptr_null(result.string_to_sign);
    sas = make_sas();
    sas.fields[DELEGATION_VERSION] = NULL;
    ck_assert(!delegation_sas_sign(&sas, &result));
    ck_assert_ptr_null(result.query);
}
END_TEST

/* ---- published vectors ---- */

/* The text behind "NAME": " in json, as it stands, into out. */
static void json_copy(const char *json, const char *name, char *out, size_t cap)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\": \"", name);
    const char *const at = strstr(json, quoted);
    ck_assert_msg(at != NULL, "%s", name);
    const char *const text = at + strlen(quoted);
    const size_t len = strcspn(text, "\"");
    ck_assert_uint_lt(len, cap);
    memcpy(out, text, len);
    out[len] = '\0';
}

/* Takes "NAME=VALUE&..." apart, decoded; the signature too. */
static void read_query(char *query, struct delegation_sas *sas, const char **signature)
{
    static const struct {
        const char *name;
        enum delegation_field field;
    } names[] = {{"sp", DELEGATION_PERMISSIONS},  {"st", DELEGATION_START},
                 {"se", DELEGATION_END},          {"skoid", DELEGATION_OBJECT_ID},
                 {"sktid", DELEGATION_TENANT_ID}, {"skt", DELEGATION_KEY_START},
                 {"ske", DELEGATION_KEY_END},     {"sks", DELEGATION_KEY_SERVICE},
                 {"skv", DELEGATION_KEY_VERSION}, {"sv", DELEGATION_VERSION},
                 {"sr", DELEGATION_KIND}};
    char *name;
    while ((name = strsep(&query, "&")) != NULL) {
        char *value = name;
        (void)strsep(&value, "=");
        ck_assert_ptr_nonnull(value);
        uri_decode(value, strlen(value), false, value);
        if (strcmp(name, "sig") == 0)
            *signature = value;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strcmp(name, names[i].name) == 0)
                sas->fields[names[i].field] = value;
    }
}

/* True when query ends with this signature. */
static bool has_signature(const char *query, const char *signature)
{
    char encoded[256];
    uri_encode(signature, strlen(signature), false, encoded);
    const char *const at = strstr(query, "&sig=");
    return at != NULL && strcmp(at + strlen("&sig="), encoded) == 0;
}

START_TEST(test_vectors)
{
    char *const json = whole_file_read(VECTORS, "generated-js.json");
    int count = 0;
    if (json == NULL)
        return; /* not at hand */
    for (const char *next = json; (next = strstr(next, "\"kind\": \"UserDelegationSAS\"")) != NULL;
         next++) {
        char query[1024], key[256];
        const char *signature = NULL;
        struct delegation_sas sas = {.fields = {[DELEGATION_RESOURCE] = "/blob/phiaccount/c1"}};
        struct delegation_sas_result result;
        json_copy(next, "query", query, sizeof query);
        json_copy(next, "value", key, sizeof key);
        read_query(query, &sas, &signature);
        sas.key = key;
        ck_assert(delegation_sas_sign(&sas, &result));
        ck_assert_msg(has_signature(result.query, signature), "%s", sas.fields[DELEGATION_VERSION]);
        delegation_sas_free(&result);
        count++;
    }
    ck_assert_int_eq(count, 6);
    free(json);
}
END_TEST

/* Every field of the two newest versions. */
START_TEST(test_published)
{
    static const char *const years[] = {"2025", "2026"}, *const versions[] = {"2025-07-05",
                                                                              "2026-04-06"};
    char name[64], key[256], signature[256], start[32], end[32];
    char *const json = whole_file_read(VECTORS, "published.json");
    if (json == NULL)
        return; /* not at hand */
    snprintf(name, sizeof name, "\"user-delegation-sas-%s\"", versions[_i]);
    const char *const vector = strstr(json, name);
    ck_assert_ptr_nonnull(vector);
    json_copy(vector, "key_base64", key, sizeof key);
    json_copy(vector, "signature", signature, sizeof signature);
    snprintf(start, sizeof start, "%s-01-01T00:00:00Z", years[_i]);
    snprintf(end, sizeof end, "%s-01-02T00:00:00Z", years[_i]);
    const struct delegation_sas sas = {
        .fields = {[DELEGATION_PERMISSIONS] = "racwd",
                   [DELEGATION_START] = start,
                   [DELEGATION_END] = end,
                   [DELEGATION_RESOURCE] = "/blob/devstoreaccount1/container-a/blob-a.txt",
                   [DELEGATION_OBJECT_ID] = "11111111-1111-1111-1111-111111111111",
                   [DELEGATION_TENANT_ID] = "22222222-2222-2222-2222-222222222222",
                   [DELEGATION_KEY_START] = start,
                   [DELEGATION_KEY_END] = end,
                   [DELEGATION_KEY_SERVICE] = "b",
                   [DELEGATION_KEY_VERSION] = versions[_i],
                   [DELEGATION_USER_TENANT_ID] = "33333333-3333-3333-3333-333333333333",
                   [DELEGATION_USER_OBJECT_ID] = "44444444-4444-4444-4444-444444444444",
                   [DELEGATION_ADDRESSES] = "10.0.0.1-10.0.0.10",
                   [DELEGATION_PROTOCOL] = "https",
                   [DELEGATION_VERSION] = versions[_i],
                   [DELEGATION_KIND] = "b",
                   [DELEGATION_SCOPE] = "scope-a",
                   [DELEGATION_CACHE_CONTROL] = "max-age=60",
                   [DELEGATION_DISPOSITION] = "attachment",
                   [DELEGATION_ENCODING] = "gzip",
                   [DELEGATION_LANGUAGE] = "en-US",
                   [DELEGATION_TYPE] = "text/plain"},
        .key = key};
    struct delegation_sas_result result;
    ck_assert(delegation_sas_sign(&sas, &result));
    ck_assert_msg(has_signature(result.query, signature), "%s", versions[_i]);
    delegation_sas_free(&result);
    free(json);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("delegation_sas");
    TCase *const tcase = tcase_create("delegation_sas");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_sign);
    tcase_add_test(tcase, test_refusal);
    tcase_add_test(tcase, test_vectors);
    tcase_add_loop_test(tcase, test_published, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
