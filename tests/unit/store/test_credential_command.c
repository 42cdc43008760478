/* credential_process: how the line is split, and what is made of what a program prints. */
#include "crawler/store/command.h"
#include "crawler/store/credential_command.h"

#include "suite.h"

#include <string.h>

struct split_case {
    const char *line;
    const char *words[6];
    const char *why; /* NULL: it is a command */
};

static const struct split_case split_cases[] = {
    {"prog", {"prog"}, NULL},
    {"  prog\ta  b ", {"prog", "a", "b"}, NULL},
    {"prog 'a b' \"c d\"", {"prog", "a b", "c d"}, NULL},
    {"prog a'b'\"c\"d", {"prog", "abcd"}, NULL},
    {"prog '' \"\"", {"prog", "", ""}, NULL},
    {"prog a\\ b \\'", {"prog", "a b", "'"}, NULL},
    {"prog \"a\\\"b\\\\c\\d\"", {"prog", "a\"b\\c\\d"}, NULL},
    {"prog 'a\\'", {"prog", "a\\"}, NULL},
    {"prog $HOME `x` ; * | > ~", {"prog", "$HOME", "`x`", ";", "*", "|"}, NULL},
    {"'/my tools/prog' x", {"/my tools/prog", "x"}, NULL},
    {"", {NULL}, "names no program"},
    {" \t ", {NULL}, "names no program"},
    {"'' x", {NULL}, "names no program"},
    {"prog 'a", {NULL}, "stays open"},
    {"prog \"a\\\"", {NULL}, "stays open"},
    {"prog a\\", {NULL}, "backslash"},
};

START_TEST(test_split)
{
    const struct split_case *const row = &split_cases[_i];
    struct command command;
    const char *const why = command_split(row->line, &command);
    if (row->why != NULL) {
        ck_assert_msg(why != NULL && strstr(why, row->why) != NULL, "%s: %s", row->line, why);
    } else {
        ck_assert_msg(why == NULL, "%s: %s", row->line, why);
        for (size_t i = 0; i < 6 && row->words[i] != NULL; i++)
            ck_assert_str_eq(command.words[i], row->words[i]);
        ck_assert_ptr_null(command.words[command.count]);
    }
    command_free(&command);
    command_free(&command);
}
END_TEST

struct run_case {
    const char *line;
    const char *fault; /* NULL: OK */
    const char *token;
    time_t expires_at;
};

#define JSON "\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"TOPSECRET\""

static const struct run_case run_cases[] = {
    {"printf '{\"Version\":1," JSON "}'", NULL, NULL, 0},
    {"printf '{\"Version\":1," JSON ",\"SessionToken\":\"tok\",\"Expiration\":\"2026-02-01T00:00:"
     "00Z\"}'",
     NULL, "tok", 1769904000},
    {"sh -c 'echo TOPSECRET-warning >&2; echo \"$1\"' x '{\"Version\":1," JSON "}'", NULL, NULL, 0},
    {"printf '{" JSON "}'", "no \"Version\": 1", NULL, 0},
    {"printf '{\"Version\":2," JSON "}'", "another \"Version\" than 1", NULL, 0},
    {"printf '{\"Version\":\"1\"," JSON "}'", "no \"Version\": 1", NULL, 0},
    {"printf '{\"Version\":1,\"SecretAccessKey\":\"TOPSECRET\"}'", "no complete credentials", NULL,
     0},
    {"printf %s '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"TOPSECRET\\u000ax\"}'",
     "SecretAccessKey holds characters", NULL, 0},
    {"printf '{\"Version\":1," JSON ",\"Expiration\":\"tomorrow\"}'", "expiry is no date", NULL, 0},
    {"printf '<html>TOPSECRET'", "no JSON object", NULL, 0},
    {"printf '[1]'", "no JSON object", NULL, 0},
    {"true", "no JSON object", NULL, 0},
    {"false", "the program failed with 1", NULL, 0},
    {"sh -c 'echo TOPSECRET; echo \"log in\nfirst\" >&2; exit 7'",
     "failed with 7: log in\\x0afirst", NULL, 0},
    {"sh -c 'kill -9 $$'", "killed by a signal", NULL, 0},
    {"/nowhere/TOPSECRET", "cannot be run", NULL, 0},
    {"head -c 100000 /dev/zero", "more than 64 KiB", NULL, 0},
    {"cat", "no JSON object", NULL, 0}, /* standard input is empty */
    {"prog 'TOPSECRET", "has a quote that stays open", NULL, 0},
};

START_TEST(test_run)
{
    const struct run_case *const row = &run_cases[_i];
    const struct ini_entry entry = {
        .path = "/home/x/.aws/config", .line = 7, .name = "credential_process", .value = row->line};
    struct credentials credentials = {0};
    struct fault fault = {0};
    const enum status status = credential_command_run(&entry, &credentials, &fault);
    if (row->fault == NULL) {
        ck_assert_msg(status == STATUS_OK, "%s: %s", row->line, fault.message);
        ck_assert_str_eq(credentials.access_key_id, "AKID");
        ck_assert_str_eq(credentials.secret_access_key, "TOPSECRET");
        ck_assert_pstr_eq(credentials.session_token, row->token);
        ck_assert_int_eq(credentials.expires_at, row->expires_at);
    } else {
        ck_assert_msg(status == STATUS_STOP, "%s", row->line);
        ck_assert_msg(strstr(fault.message, row->fault) != NULL, "%s: %s", row->line,
                      fault.message);
        ck_assert_msg(strncmp(fault.message, "/home/x/.aws/config:7: credential_process", 41) == 0,
                      "%s", fault.message);
        ck_assert_msg(strstr(fault.message, "TOPSECRET") == NULL, "%s", fault.message);
    }
    credentials_free(&credentials);
}
END_TEST

/* A program that hangs, or leaves a child that keeps the pipe open, ends with the time. */
START_TEST(test_timeout)
{
    static const char *const lines[] = {"tail -f /dev/null", "sh -c 'tail -f /dev/null & exit 0'",
                                        "sh -c 'exec >/dev/null 2>&1; tail -f /dev/null'"};
    struct command command;
    struct buffer out, err;
    int exit_code;
    ck_assert_ptr_null(command_split(lines[_i], &command));
    buffer_init(&out, 100);
    buffer_init(&err, 100);
    ck_assert_int_eq(command_run(&command, 200, &out, &err, &exit_code), COMMAND_TIMED_OUT);
    command_free(&command);
    buffer_free(&out);
    buffer_free(&err);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("credential_command");
    TCase *const tcase = tcase_create("credential_command");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_split, 0, COUNT(split_cases));
    tcase_add_loop_test(tcase, test_run, 0, COUNT(run_cases));
    tcase_add_loop_test(tcase, test_timeout, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
