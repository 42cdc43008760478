/* Tokens of single sign-on: which are taken from the cache, which are renewed, and what stays
 * there. */
#include "crawler/store/sso_token.h"

#include "signers/digest.h"
#include "store/fake_environment.h"
#include "store/script_server.h"
#include "suite.h"

#define LATER "2026-02-01T00:15:00Z" /* a quarter of an hour from now: not due */
#define SOON "2026-02-01T00:14:59Z"
#define OVER "2026-02-01T00:00:00Z"
#define CACHE(token, expires, registered, refresh)                                                 \
    "{\"startUrl\":\"https://corp.awsapps.com/start\",\"accessToken\":\"" token                    \
    "\",\"expiresAt\":\"" expires "\",\"clientId\":\"id\",\"clientSecret\":\"sec\\\"ret\","        \
    "\"registrationExpiresAt\":\"" registered "\",\"refreshToken\":\"" refresh "\"}"
#define RENEWABLE(expires) CACHE("old", expires, "2026-03-01T00:00:00Z", "again")
#define OK "HTTP/1.1 200 OK\r\nConnection: close"
#define NO "HTTP/1.1 400 Bad Request\r\nConnection: close"

static const struct {
    const char *name, *cache, *head, *answer; /* head NULL: nobody is asked */
    const char *token;                        /* NULL: refused ... */
    const char *after;                        /* ... with this; else what is in the cache then */
} cases[] = {
    {"one that is good for a while", RENEWABLE(LATER), NULL, NULL, "old", RENEWABLE(LATER)},
    {"renewed", RENEWABLE(SOON), OK, "{\"accessToken\":\"new\",\"expiresIn\":3600}", "new",
     CACHE("new", "2026-02-01T01:00:00Z", "2026-03-01T00:00:00Z", "again")},
    {"over and renewed", RENEWABLE(OVER), OK,
     "{\"accessToken\":\"new\",\"expiresIn\":60,\"refreshToken\":\"next\",\"tokenType\":"
     "\"Bearer\"}",
     "new", CACHE("new", "2026-02-01T00:01:00Z", "2026-03-01T00:00:00Z", "next")},
    {"not renewed, and good for a while", RENEWABLE(SOON), NO, "{\"error\":\"invalid_grant\"}",
     "old", RENEWABLE(SOON)},
    {"not renewed, and over", RENEWABLE(OVER), NO, "{\"error\":\"invalid_grant\"}", NULL,
     "the session has expired: run 'aws sso login'"},
    {"a page in place of a token", RENEWABLE(OVER), OK, "<html>old</html>", NULL, "has expired"},
    {"an answer without a token", RENEWABLE(OVER), OK, "{\"expiresIn\":3600}", NULL, "has expired"},
    {"an answer without a time", RENEWABLE(OVER), OK, "{\"accessToken\":\"new\"}", NULL,
     "has expired"},
    {"a time beyond reason", RENEWABLE(OVER), OK,
     "{\"accessToken\":\"new\",\"expiresIn\":99999999999}", NULL, "has expired"},
    {"a token that is over at once", RENEWABLE(OVER), OK,
     "{\"accessToken\":\"new\",\"expiresIn\":0}", NULL, "has expired"},
    {"a registration that is over", CACHE("old", OVER, OVER, "again"), NULL, NULL, NULL,
     "has expired"},
    {"nothing to renew with", CACHE("old", OVER, "2026-03-01T00:00:00Z", ""), NULL, NULL, NULL,
     "has expired"},
    {"nothing to renew with, and good for a while",
     "{\"accessToken\":\"old\",\"expiresAt\":\"" SOON "\"}", NULL, NULL, "old",
     "{\"accessToken\":\"old\",\"expiresAt\":\"" SOON "\"}"},
    {"no time", "{\"accessToken\":\"old\"}", NULL, NULL, NULL, "not complete"},
    {"no JSON", "old", NULL, NULL, NULL, "cannot be read"},
    {"no file", NULL, NULL, NULL, NULL, "no session in the cache: run 'aws sso login'"},
};

/* The cache of a session called corp, below a folder of its own. */
struct home {
    char folder[FAKE_PATH_SIZE], path[2 * FAKE_PATH_SIZE];
};

static void home_create(struct home *home, const char *text)
{
    static const char *const levels[] = {"/.aws", "/.aws/sso", "/.aws/sso/cache"};
    uint8_t hash[DIGEST_SHA1_LEN];
    char hex[2 * DIGEST_SHA1_LEN + 1], level[FAKE_PATH_SIZE + 32];
    fake_file_create("", 0, 0600, home->folder);
    ck_assert_int_eq(unlink(home->folder), 0);
    ck_assert_int_eq(mkdir(home->folder, 0700), 0);
    for (size_t i = 0; i < 3; i++) {
        snprintf(level, sizeof level, "%s%s", home->folder, levels[i]);
        ck_assert_int_eq(mkdir(level, 0700), 0);
    }
    ck_assert(digest_sha1("corp", 4, hash));
    digest_hex(hash, sizeof hash, hex);
    snprintf(home->path, sizeof home->path, "%s/%s.json", level, hex);
    if (text == NULL)
        return;
    FILE *const file = fopen(home->path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(home->path, 0644), 0);
}

/* Fails when anything but the one file is left. */
static void home_remove(const struct home *home)
{
    static const char *const levels[] = {"/.aws/sso/cache", "/.aws/sso", "/.aws", ""};
    char level[FAKE_PATH_SIZE + 32];
    (void)unlink(home->path);
    for (size_t i = 0; i < 4; i++) {
        snprintf(level, sizeof level, "%s%s", home->folder, levels[i]);
        ck_assert_int_eq(rmdir(level), 0);
    }
}

/* Only its owner may read what was put back. */
static void expect_file(const char *path, const char *name, const char *expected, bool is_new)
{
    char text[1024];
    struct stat facts;
    FILE *const file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    const size_t len = fread(text, 1, sizeof text - 1, file);
    ck_assert_int_eq(fstat(fileno(file), &facts), 0);
    fclose(file);
    text[len] = '\0';
    ck_assert_msg(strcmp(text, expected) == 0, "%s: %s", name, text);
    ck_assert_msg((facts.st_mode & 0777) == (is_new ? 0600 : 0644), "%s: %o", name, facts.st_mode);
}

/* The token of the session corp, whose region answers at port. */
static enum status find_token(const struct home *home, unsigned port, struct buffer *found,
                              struct fault *fault)
{
    char folder[FAKE_PATH_SIZE + 8], endpoint[64];
    snprintf(folder, sizeof folder, "HOME=%s", home->folder);
    snprintf(endpoint, sizeof endpoint, "AWS_ENDPOINT_URL_SSO_OIDC=http://127.0.0.1:%u", port);
    const char *const variables[] = {folder, endpoint, NULL};
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    const struct aws_profile profile = {0};
    const struct credential_query query = {.environment = &environment, .profile = &profile};
    const struct sso_session session = {&query, "file:1: sso_session", "corp", "us-east-1"};
    return sso_token_find(&session, found, fault);
}

START_TEST(token)
{
    const struct script_step step = {.head = cases[_i].head,
                                     .text = cases[_i].answer,
                                     .after = SCRIPT_CLOSE,
                                     .wants =
                                         "{\"clientId\":\"id\",\"clientSecret\":\"sec\\\"ret\","
                                         "\"refreshToken\":\"again\","
                                         "\"grantType\":\"refresh_token\"}"};
    struct home home;
    struct script_server server;
    struct fault fault = {0};
    struct buffer found;
    home_create(&home, cases[_i].cache);
    script_server_start(&server, &step, cases[_i].head != NULL);
    const enum status status = find_token(&home, server.port, &found, &fault);
    if (cases[_i].token == NULL) {
        ck_assert_int_eq(status, STATUS_STOP);
        ck_assert_msg(strstr(fault.message, cases[_i].after) != NULL, "%s: %s", cases[_i].name,
                      fault.message);
        ck_assert_ptr_null(strstr(fault.message, "old"));
    } else {
        ck_assert_msg(status == STATUS_OK, "%s: %s", cases[_i].name, fault.message);
        ck_assert_str_eq((const char *)found.ptr, cases[_i].token);
    }
    if (cases[_i].cache != NULL)
        expect_file(home.path, cases[_i].name,
                    cases[_i].token != NULL ? cases[_i].after : cases[_i].cache,
                    cases[_i].token != NULL && strcmp(cases[_i].after, cases[_i].cache) != 0);
    buffer_wipe(&found);
    script_server_stop(&server);
    ck_assert_uint_eq(server.served, cases[_i].head != NULL);
    home_remove(&home);
}
END_TEST

/* What is not plainly the user's own file is used, and stays as it is. */
START_TEST(not_put_back)
{
    const struct script_step step = {
        .head = OK, .text = "{\"accessToken\":\"new\",\"expiresIn\":3600}", .after = SCRIPT_CLOSE};
    const bool is_link = _i == 0;
    struct home home;
    struct script_server server;
    struct fault fault = {0};
    struct buffer found;
    struct stat facts;
    char target[2 * FAKE_PATH_SIZE + 8];
    if (!is_link && geteuid() != 0)
        return; /* only root can make a file of somebody else's */
    home_create(&home, RENEWABLE(SOON));
    snprintf(target, sizeof target, "%s%s", home.path, is_link ? ".own" : "");
    if (is_link) {
        ck_assert_int_eq(rename(home.path, target), 0);
        ck_assert_int_eq(symlink(target, home.path), 0);
    } else {
        ck_assert_int_eq(chown(target, 12345, 12345), 0);
    }
    script_server_start(&server, &step, 1);
    ck_assert_int_eq(find_token(&home, server.port, &found, &fault), STATUS_OK);
    ck_assert_str_eq((const char *)found.ptr, "new");
    expect_file(target, "not put back", RENEWABLE(SOON), false);
    ck_assert_int_eq(lstat(home.path, &facts), 0);
    ck_assert_int_eq(S_ISLNK(facts.st_mode), is_link);
    buffer_wipe(&found);
    script_server_stop(&server);
    if (is_link)
        ck_assert_int_eq(unlink(target), 0);
    home_remove(&home);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("sso_token");
    TCase *const tcase = tcase_create("sso_token");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, token, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_loop_test(tcase, not_put_back, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
