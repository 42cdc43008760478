/*
 * The spawner: starts a child for each request, in the sandbox, and says how it ended. It holds
 * nothing worth having: it was run with an empty environment, and reads no file.
 */
#include "crawler/unpack/archive.h"
#include "crawler/unpack/isolator_request.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SPAWNER_FDS 4    /* descriptors a child has at most */
#define SPAWNER_JOBS 256 /* children at a time; a further one is refused */
#define SPAWNER_MEMORY ((uint64_t)1 << 30)
#define SPAWNER_SECONDS 300 /* of processor time, a child */

struct spawner_job {
    pid_t child;
    int status; /* pipe; -1: none */
};

struct spawner {
    struct spawner_job jobs[SPAWNER_JOBS];
    size_t job_count;
};

/* A program that reads a PDF, its arguments behind its name, and what stands at its descriptors. */
struct spawner_program {
    const char *name;
    const char *arguments[8];
    enum isolator_descriptor fds[SPAWNER_FDS];
    size_t fd_count;
};

/* What programs complain about goes nowhere: it may name content. */
#define SPAWNER_SILENCE ISOLATOR_DESCRIPTORS

static const struct spawner_program spawner_programs[ISOLATOR_TASKS] = {
    [ISOLATOR_PDF] = {.name = "pdftotext",
                      .arguments = {"-bbox-layout", "-enc", "UTF-8", "-", "-"},
                      .fds = {ISOLATOR_INPUT, ISOLATOR_SOCKET, SPAWNER_SILENCE},
                      .fd_count = 3},
    [ISOLATOR_PDF_OPEN] = {.name = "qpdf",
                           .arguments = {"--password-file=-", "--decrypt", "--warning-exit-0",
                                         "--stream-data=preserve", "/proc/self/fd/3", "-"},
                           .fds = {ISOLATOR_SOCKET, ISOLATOR_SOCKET, SPAWNER_SILENCE,
                                   ISOLATOR_INPUT},
                           .fd_count = 4},
};

/* Fixed places: a path from the environment would be somebody else's word. False: it is in none. */
static bool spawner_find(enum isolator_task task, char *path, size_t size)
{
    static const char *const folders[] = {"/usr/bin", "/usr/local/bin"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        snprintf(path, size, "%s/%s", folders[i], spawner_programs[task].name);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

/* ---- in the child ---- */

/* Moves fds to the first numbers and closes all others. */
static bool spawner_keep(const int *fds, size_t count)
{
    int high[SPAWNER_FDS];
    for (size_t i = 0; i < count; i++) {
        high[i] = fcntl(fds[i], F_DUPFD, 64);
        if (high[i] < 0)
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (dup2(high[i], (int)i) != (int)i)
            return false;
    }
    return syscall(SYS_close_range, (unsigned)count, ~0U, 0) == 0;
}

static void spawner_run_program(enum isolator_task task, const int *fds)
{
    const struct spawner_program *const program = &spawner_programs[task];
    char path[64], texts[9][32];
    char *arguments[10] = {texts[0]};
    char *const environment[] = {NULL};
    const int silence = open("/dev/null", O_WRONLY);
    int kept[SPAWNER_FDS];
    if (silence < 0 || !spawner_find(task, path, sizeof path))
        return;
    snprintf(texts[0], sizeof texts[0], "%s", program->name);
    for (size_t i = 0; program->arguments[i] != NULL; i++) {
        snprintf(texts[i + 1], sizeof texts[0], "%s", program->arguments[i]);
        arguments[i + 1] = texts[i + 1];
    }
    for (size_t i = 0; i < program->fd_count; i++)
        kept[i] = program->fds[i] == SPAWNER_SILENCE ? silence : fds[program->fds[i]];
    if (spawner_keep(kept, program->fd_count) &&
        sandbox_enter(SANDBOX_PROGRAM, SPAWNER_MEMORY, SPAWNER_SECONDS))
        execve(path, arguments, environment);
}

static void spawner_run(const struct isolator_request *request, const int *fds)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGCHLD, SIG_DFL);
    if (request->task != ISOLATOR_ARCHIVE) {
        spawner_run_program(request->task, fds);
        _exit(ARCHIVE_EXIT_NO_SANDBOX);
    }
    if (!spawner_keep(&fds[ISOLATOR_SOCKET], 1) ||
        !sandbox_enter(SANDBOX_COMPUTE, SPAWNER_MEMORY, SPAWNER_SECONDS))
        _exit(ARCHIVE_EXIT_NO_SANDBOX);
    _exit(archive_serve(0));
}

/* ---- in the spawner ---- */

static void spawner_close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
}

static void spawner_start(struct spawner *spawner, const struct isolator_request *request,
                          const int *fds, size_t count)
{
    const size_t wanted =
        request->task == ISOLATOR_ARCHIVE ? (size_t)ISOLATOR_INPUT : (size_t)ISOLATOR_DESCRIPTORS;
    if (count != wanted || spawner->job_count == SPAWNER_JOBS) {
        spawner_close_all(fds, count);
        return;
    }
    const pid_t child = fork();
    if (child == 0)
        spawner_run(request, fds);
    for (size_t i = 0; i < count; i++) {
        if (i != ISOLATOR_STATUS || child < 0)
            close(fds[i]);
    }
    if (child > 0)
        spawner->jobs[spawner->job_count++] = (struct spawner_job){child, fds[ISOLATOR_STATUS]};
}

/* False when the control socket is closed. */
static bool spawner_take_request(struct spawner *spawner)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(ISOLATOR_DESCRIPTORS * sizeof(int))];
    } room;
    struct isolator_request request;
    struct iovec part = {&request, sizeof request};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = room.bytes,
                             .msg_controllen = sizeof room.bytes};
    const ssize_t got = recvmsg(ISOLATOR_FD, &message, MSG_CMSG_CLOEXEC);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    const struct cmsghdr *const header = CMSG_FIRSTHDR(&message);
    if (got != (ssize_t)sizeof request || header == NULL || header->cmsg_type != SCM_RIGHTS)
        return false;
    int fds[ISOLATOR_DESCRIPTORS];
    const size_t len = header->cmsg_len - CMSG_LEN(0);
    memcpy(fds, CMSG_DATA(header), len);
    spawner_start(spawner, &request, fds, len / sizeof fds[0]);
    return true;
}

static void spawner_end_job(struct spawner *spawner, pid_t child, int status)
{
    for (size_t i = 0; i < spawner->job_count; i++) {
        if (spawner->jobs[i].child != child)
            continue;
        const ssize_t written = write(spawner->jobs[i].status, &status, sizeof status);
        (void)written; /* who asked may be gone */
        close(spawner->jobs[i].status);
        spawner->jobs[i] = spawner->jobs[--spawner->job_count];
        return;
    }
}

static void spawner_reap(struct spawner *spawner)
{
    int status;
    for (pid_t child = waitpid(-1, &status, WNOHANG); child > 0;
         child = waitpid(-1, &status, WNOHANG))
        spawner_end_job(spawner, child, status);
}

static void spawner_wake(int signal_number)
{
    (void)signal_number; /* ends ppoll() */
}

/* Waits for a request, for children that ended, and for askers that are gone: their children are
 * killed. False when all is over. */
static bool spawner_step(struct spawner *spawner, const sigset_t *waiting)
{
    struct pollfd polled[SPAWNER_JOBS + 1];
    const size_t jobs = spawner->job_count;
    for (size_t i = 0; i < jobs; i++)
        polled[i] = (struct pollfd){.fd = spawner->jobs[i].status};
    polled[jobs] = (struct pollfd){.fd = ISOLATOR_FD, .events = POLLIN};
    if (ppoll(polled, jobs + 1, NULL, waiting) < 0 && errno != EINTR)
        return false;
    for (size_t i = 0; i < jobs; i++) {
        if ((polled[i].revents & POLLERR) != 0)
            kill(spawner->jobs[i].child, SIGKILL);
    }
    spawner_reap(spawner);
    return polled[jobs].revents == 0 || spawner_take_request(spawner);
}

int isolator_serve(void)
{
    static const struct isolator_hello none;
    struct spawner spawner = {.job_count = 0};
    struct isolator_hello hello = none;
    char path[64];
    sigset_t blocked, waiting;
    const struct sigaction wake = {.sa_handler = spawner_wake};
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* of the terminal: who started this decides when it ends */
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (sigprocmask(SIG_BLOCK, &blocked, &waiting) != 0 || sigaction(SIGCHLD, &wake, NULL) != 0)
        return EXIT_FAILURE;
    sigdelset(&waiting, SIGCHLD);
    hello.state = sandbox_probe();
    const bool is_safe = hello.state.has_seccomp && hello.state.has_no_new_privs;
    hello.can[ISOLATOR_ARCHIVE] = is_safe;
    hello.can[ISOLATOR_PDF] = is_safe && spawner_find(ISOLATOR_PDF, path, sizeof path);
    hello.can[ISOLATOR_PDF_OPEN] = is_safe && spawner_find(ISOLATOR_PDF_OPEN, path, sizeof path);
    if (send(ISOLATOR_FD, &hello, sizeof hello, MSG_NOSIGNAL) != (ssize_t)sizeof hello)
        return EXIT_FAILURE;
    while (spawner_step(&spawner, &waiting))
        continue;
    for (size_t i = 0; i < spawner.job_count; i++)
        kill(spawner.jobs[i].child, SIGKILL);
    return EXIT_SUCCESS;
}
