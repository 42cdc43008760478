/* Runs a program without a shell. */
#include "crawler/store/command.h"

#include "signers/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REAP_INTERVAL_MS 5

/* ---- words ---- */

static bool command_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copies the quoted run that begins at *line to *out; false when it stays open. */
static bool command_copy_quoted(const char **line, char **out)
{
    const char quote = *(*line)++;
    for (; **line != quote; (*line)++) {
        const bool is_escape =
            quote == '"' && **line == '\\' && ((*line)[1] == '"' || (*line)[1] == '\\');
        if (is_escape)
            (*line)++;
        if (**line == '\0')
            return false;
        *(*out)++ = **line;
    }
    (*line)++;
    return true;
}

/* Copies one word; NULL or what is wrong with it. */
static const char *command_copy_word(const char **line, char **out)
{
    while (**line != '\0' && !command_is_blank(**line)) {
        if (**line == '"' || **line == '\'') {
            if (!command_copy_quoted(line, out))
                return "has a quote that stays open";
            continue;
        }
        if (**line == '\\' && *++*line == '\0')
            return "ends with a backslash";
        *(*out)++ = *(*line)++;
    }
    *(*out)++ = '\0';
    return NULL;
}

const char *command_split(const char *line, struct command *out)
{
    *out = (struct command){0};
    out->text = malloc(strlen(line) + 2); /* no word is longer than what it was written as */
    if (out->text == NULL)
        return "finds no memory";
    char *next = out->text;
    for (;;) {
        while (command_is_blank(*line))
            line++;
        if (*line == '\0')
            break;
        if (out->count == COMMAND_WORDS_MAX)
            return "has too many words";
        out->words[out->count++] = next;
        const char *const why = command_copy_word(&line, &next);
        if (why != NULL)
            return why;
    }
    return out->count == 0 || *out->words[0] == '\0' ? "names no program" : NULL;
}

void command_free(struct command *command)
{
    if (command->text != NULL && command->count > 0) {
        const char *const last = command->words[command->count - 1];
        digest_wipe(command->text, (size_t)(last - command->text));
    }
    free(command->text);
    *command = (struct command){0};
}

/* ---- running ---- */

static int64_t command_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool command_hides(const struct command *command, const char *variable)
{
    for (const char *const *name = command->hidden; name != NULL && *name != NULL; name++) {
        const size_t len = strlen(*name);
        if (strncmp(variable, *name, len) == 0 && variable[len] == '=')
            return true;
    }
    return false;
}

/* The variables that the program gets; NULL when memory is short. The texts are borrowed. */
static char **command_environment(const struct command *command)
{
    size_t count = 0, kept = 0;
    while (environ != NULL && environ[count] != NULL)
        count++;
    char **const variables = calloc(count + 1, sizeof *variables);
    for (size_t i = 0; variables != NULL && i < count; i++)
        if (!command_hides(command, environ[i]))
            variables[kept++] = environ[i];
    return variables;
}

/* In a process group of its own, with default signals. Returns 0 or an errno. */
static int command_spawn(const struct command *command, const int writers[2], pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, writers[0], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, writers[1], STDERR_FILENO);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    char **const variables = command_environment(command);
    const int failure = variables == NULL ? ENOMEM
                                          : posix_spawnp(pid, command->words[0], &actions,
                                                         &attributes, command->words, variables);
    free(variables);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

/* Reads what is there; false at the end of the pipe. Bytes beyond the limit fail out. */
static bool command_read(int fd, struct buffer *out, bool is_cut)
{
    uint8_t bytes[4096];
    const ssize_t len = read(fd, bytes, sizeof bytes);
    if (len <= 0)
        return len < 0 && errno == EINTR;
    size_t take = (size_t)len;
    if (is_cut && take > out->limit - 1 - out->len)
        take = out->limit - 1 - out->len;
    buffer_append(out, bytes, take);
    digest_wipe(bytes, sizeof bytes);
    return true;
}

/* COMMAND_EXITED when both pipes have ended. */
static enum command_end command_collect(const int readers[2], int64_t deadline_ms,
                                        struct buffer *out, struct buffer *err)
{
    struct pollfd polls[] = {{.fd = readers[0], .events = POLLIN},
                             {.fd = readers[1], .events = POLLIN}};
    while (polls[0].fd >= 0 || polls[1].fd >= 0) {
        const int64_t left_ms = deadline_ms - command_clock_ms();
        if (left_ms <= 0)
            return COMMAND_TIMED_OUT;
        if (poll(polls, 2, (int)left_ms) <= 0)
            continue;
        for (int i = 0; i < 2; i++)
            if (polls[i].revents != 0 && !command_read(readers[i], i == 0 ? out : err, i == 1))
                polls[i].fd = -1;
        if (out->is_failed)
            return COMMAND_FLOODED;
    }
    return COMMAND_EXITED;
}

/* Waits for the end of the program, or kills its group. */
static enum command_end command_reap(pid_t pid, enum command_end end, int64_t deadline_ms,
                                     int *exit_code)
{
    int state = 0;
    while (end == COMMAND_EXITED && waitpid(pid, &state, WNOHANG) == 0) {
        if (command_clock_ms() >= deadline_ms)
            end = COMMAND_TIMED_OUT;
        else
            (void)poll(NULL, 0, REAP_INTERVAL_MS);
    }
    if (end != COMMAND_EXITED) {
        (void)kill(-pid, SIGKILL);
        while (waitpid(pid, &state, 0) < 0 && errno == EINTR)
            ;
        return end;
    }
    *exit_code = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
    return WIFEXITED(state) ? COMMAND_EXITED : COMMAND_KILLED;
}

enum command_end command_run(const struct command *command, int timeout_ms, struct buffer *out,
                             struct buffer *err, int *exit_code)
{
    const int64_t deadline_ms = command_clock_ms() + timeout_ms;
    int first[2], second[2];
    pid_t pid = -1;
    *exit_code = -1;
    if (pipe2(first, O_CLOEXEC) != 0)
        return COMMAND_NOT_FOUND;
    if (pipe2(second, O_CLOEXEC) != 0) {
        close(first[0]);
        close(first[1]);
        return COMMAND_NOT_FOUND;
    }
    const int readers[] = {first[0], second[0]}, writers[] = {first[1], second[1]};
    enum command_end end = COMMAND_NOT_FOUND;
    const int failure = command_spawn(command, writers, &pid);
    close(writers[0]);
    close(writers[1]);
    if (failure == 0) {
        end = command_collect(readers, deadline_ms, out, err);
        end = command_reap(pid, end, deadline_ms, exit_code);
    }
    close(readers[0]);
    close(readers[1]);
    return end;
}
