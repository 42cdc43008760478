/* The spawner's other end: asks for children, and talks to them. */
#include "crawler/unpack/isolator.h"

#include "crawler/unpack/isolator_request.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define ISOLATOR_START_MS 5000

struct isolator {
    pid_t spawner;
    int control;
    pthread_mutex_t lock; /* of the rest, until hello is there: who asks first starts the spawner */
    bool is_greeted;      /* hello is there, or will never be */
    struct isolator_hello hello;
};

static void isolator_close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool isolator_wait(int fd, int wait_ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    int count;
    do {
        count = poll(&ready, 1, wait_ms);
    } while (count < 0 && errno == EINTR);
    return count > 0;
}

/* In the new process: nothing may be called here that a fork of a process with threads forbids. */
static void isolator_become_spawner(int control)
{
    char name[] = ISOLATOR_NAME;
    char *const arguments[] = {name, NULL};
    char *const environment[] = {NULL};
    if (control == ISOLATOR_FD ? fcntl(control, F_SETFD, 0) == 0
                               : dup2(control, ISOLATOR_FD) == ISOLATOR_FD)
        execve("/proc/self/exe", arguments, environment);
    _exit(EXIT_FAILURE);
}

struct isolator *isolator_prepare(void)
{
    struct isolator *const isolator = calloc(1, sizeof *isolator);
    if (isolator == NULL)
        return NULL;
    isolator->spawner = isolator->control = -1;
    pthread_mutex_init(&isolator->lock, NULL);
    return isolator;
}

/* Without a spawner there are no children: nothing more is to be said of a failure. */
static void isolator_spawn(struct isolator *isolator)
{
    int ends[2];
    if (isolator->control >= 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    isolator->spawner = fork();
    if (isolator->spawner == 0)
        isolator_become_spawner(ends[1]);
    close(ends[1]);
    isolator->control = ends[0];
}

struct isolator *isolator_start(void)
{
    struct isolator *const isolator = isolator_prepare();
    if (isolator != NULL)
        isolator_spawn(isolator);
    return isolator;
}

/* The spawner starts while other things are done: it is waited for when it is needed first. */
static struct isolator_hello isolator_greet(struct isolator *isolator)
{
    static const struct isolator_hello nothing;
    struct isolator_hello hello;
    pthread_mutex_lock(&isolator->lock);
    if (!isolator->is_greeted)
        isolator_spawn(isolator);
    if (!isolator->is_greeted &&
        (isolator->spawner < 0 || !isolator_wait(isolator->control, ISOLATOR_START_MS) ||
         recv(isolator->control, &isolator->hello, sizeof isolator->hello, 0) !=
             (ssize_t)sizeof isolator->hello))
        isolator->hello = nothing;
    isolator->is_greeted = true;
    hello = isolator->hello;
    pthread_mutex_unlock(&isolator->lock);
    return hello;
}

void isolator_stop(struct isolator *isolator)
{
    if (isolator == NULL)
        return;
    isolator_close_fd(&isolator->control);
    if (isolator->spawner > 0 && kill(isolator->spawner, SIGKILL) == 0) /* and so its children */
        waitpid(isolator->spawner, NULL, 0);
    pthread_mutex_destroy(&isolator->lock);
    free(isolator);
}

struct sandbox_state isolator_state(struct isolator *isolator)
{
    return isolator_greet(isolator).state;
}

bool isolator_can(struct isolator *isolator, enum isolator_task task)
{
    return isolator != NULL && isolator_greet(isolator).can[task];
}

/* ---- jobs ---- */

static bool isolator_send(int control, enum isolator_task task, const int *fds, size_t count)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(ISOLATOR_DESCRIPTORS * sizeof(int))];
    } room = {.bytes = {0}};
    struct isolator_request request = {task};
    struct iovec part = {&request, sizeof request};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = room.bytes,
        .msg_controllen = CMSG_SPACE(count * sizeof(int)),
    };
    struct cmsghdr *const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), fds, count * sizeof(int));
    return sendmsg(control, &message, MSG_NOSIGNAL) == (ssize_t)sizeof request;
}

bool isolator_open(struct isolator *isolator, enum isolator_task task, int input,
                   struct isolator_job *job)
{
    int talk[2] = {-1, -1}, end[2] = {-1, -1};
    *job = (struct isolator_job){-1, -1};
    if (!isolator_can(isolator, task))
        return false;
    bool is_open =
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) == 0 && pipe2(end, O_CLOEXEC) == 0;
    if (is_open) {
        const int fds[ISOLATOR_DESCRIPTORS] = {talk[1], end[1], input};
        const size_t count = input >= 0 ? ISOLATOR_DESCRIPTORS : ISOLATOR_INPUT;
        is_open = isolator_send(isolator->control, task, fds, count);
    }
    const struct timeval patience = {.tv_sec = ISOLATOR_WAIT_MS / 1000};
    is_open =
        is_open && setsockopt(talk[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0;
    isolator_close_fd(&talk[1]);
    isolator_close_fd(&end[1]);
    *job = (struct isolator_job){talk[0], end[0]};
    if (!is_open)
        isolator_close(job);
    return is_open;
}

ssize_t isolator_read(struct isolator_job *job, void *buf, size_t len)
{
    if (job->socket < 0 || !isolator_wait(job->socket, ISOLATOR_WAIT_MS))
        return -1;
    ssize_t got;
    do {
        got = recv(job->socket, buf, len, 0);
    } while (got < 0 && errno == EINTR);
    return got;
}

bool isolator_write(struct isolator_job *job, const void *buf, size_t len)
{
    const uint8_t *at = buf;
    while (len > 0) {
        const ssize_t sent = send(job->socket, at, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

void isolator_finish(struct isolator_job *job)
{
    shutdown(job->socket, SHUT_WR);
}

int isolator_close(struct isolator_job *job)
{
    int status = -1;
    isolator_close_fd(&job->socket);
    if (job->status >= 0 && isolator_wait(job->status, ISOLATOR_START_MS) &&
        read(job->status, &status, sizeof status) != (ssize_t)sizeof status)
        status = -1;
    isolator_close_fd(&job->status);
    return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
