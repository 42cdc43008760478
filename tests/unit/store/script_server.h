/*
 * An HTTP server on loopback that answers requests from a script, byte for byte, within the test
 * program: the nth request gets the nth step, on whatever connection it comes.
 */
#ifndef TESTS_UNIT_STORE_SCRIPT_SERVER_H
#define TESTS_UNIT_STORE_SCRIPT_SERVER_H

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum script_after {
    SCRIPT_KEEP,
    SCRIPT_CLOSE,
    SCRIPT_RESET,
    SCRIPT_HANG /* says nothing more, and keeps the connection open */
};

struct script_step {
    const char *head; /* status line and headers as they are, without the empty line; NULL: no
                         answer at all */
    const char *text; /* body; NULL: the pattern */
    size_t from, len; /* bytes of the pattern to send */
    enum script_after after;
    size_t object; /* instead of head: serve the pattern as an object of that size, the part asked
                    * for; with len only so many bytes of it */
    const char *wants; /* must be in the request; NULL: anything goes */
    const char * not ; /* must not be in it */
};

#define SCRIPT_REQUESTS_MAX 32
#define SCRIPT_CONNECTIONS_MAX 32

struct script_connection {
    int fd; /* -1: unused */
    size_t len;
    char request[16384];
};

struct script_server {
    int listener;
    unsigned port;
    pthread_t thread;
    int stop[2]; /* a pipe: closed to stop */
    const struct script_step *steps;
    size_t step_count;
    _Atomic size_t served;   /* requests; read after script_server_stop() */
    _Atomic size_t accepted; /* connections; the same */
    char failure[256];
    struct script_connection connections[SCRIPT_CONNECTIONS_MAX];
};

/* Byte i of the pattern, which begins with an 'x'. */
static inline uint8_t script_pattern(size_t i)
{
    return (uint8_t)('x' + ((i * 2654435761u) >> 13));
}

static inline void script_send(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        const ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the client has gone */
        at += sent;
        len -= (size_t)sent;
    }
}

static inline void script_send_pattern(int fd, size_t from, size_t len)
{
    uint8_t piece[4096];
    while (len > 0) {
        const size_t n = len < sizeof piece ? len : sizeof piece;
        for (size_t i = 0; i < n; i++)
            piece[i] = script_pattern(from + i);
        script_send(fd, piece, n);
        from += n;
        len -= n;
    }
}

static inline void script_hang_up(struct script_connection *connection, bool is_reset)
{
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (is_reset) {
        /* What was sent must arrive before the reset takes it away. */
        struct tcp_info info;
        socklen_t len = sizeof info;
        do
            if (getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
                break;
        while (info.tcpi_unacked > 0);
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    close(connection->fd);
    connection->fd = -1;
}

static inline void script_send_object(const struct script_step *step,
                                      const struct script_connection *connection)
{
    char head[256];
    const char *const range = strstr(connection->request, "Range: bytes=");
    char *rest = NULL;
    const size_t from = range == NULL ? 0 : strtoul(range + strlen("Range: bytes="), &rest, 10);
    size_t end = step->object;
    if (rest != NULL && rest[1] >= '0' && rest[1] <= '9')
        end = strtoul(rest + 1, NULL, 10) + 1;
    if (end > step->object)
        end = step->object;
    const size_t len = end - from;
    if (range == NULL)
        snprintf(head, sizeof head,
                 "HTTP/1.1 200 OK\r\nETag: \"e1\"\r\nContent-Length: %zu\r\n\r\n", len);
    else
        snprintf(head, sizeof head,
                 "HTTP/1.1 206 Partial Content\r\nETag: \"e1\"\r\n"
                 "Content-Range: bytes %zu-%zu/%zu\r\nContent-Length: %zu\r\n\r\n",
                 from, end - 1, step->object, len);
    script_send(connection->fd, head, strlen(head));
    script_send_pattern(connection->fd, from, step->len > 0 && step->len < len ? step->len : len);
}

static inline void script_answer(struct script_server *server, struct script_connection *connection)
{
    static const struct script_step beyond = {.head =
                                                  "HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0"};
    const struct script_step *const step =
        server->served < server->step_count ? &server->steps[server->served] : &beyond;
    if (step->wants != NULL && strstr(connection->request, step->wants) == NULL)
        snprintf(server->failure, sizeof server->failure, "request %zu lacks %s", server->served,
                 step->wants);
    if (step->not != NULL && strstr(connection->request, step->not ) != NULL)
        snprintf(server->failure, sizeof server->failure, "request %zu has %s", server->served,
                 step->not );
    server->served++;
    connection->len = 0;
    if (step->head != NULL) {
        script_send(connection->fd, step->head, strlen(step->head));
        script_send(connection->fd, "\r\n\r\n", 4);
    }
    if (step->object > 0)
        script_send_object(step, connection);
    else if (step->text != NULL)
        script_send(connection->fd, step->text, strlen(step->text));
    else
        script_send_pattern(connection->fd, step->from, step->len);
    if (step->after == SCRIPT_CLOSE || step->after == SCRIPT_RESET)
        script_hang_up(connection, step->after == SCRIPT_RESET);
}

static inline void script_receive(struct script_server *server,
                                  struct script_connection *connection)
{
    const ssize_t got = recv(connection->fd, connection->request + connection->len,
                             sizeof connection->request - 1 - connection->len, 0);
    if (got <= 0) {
        script_hang_up(connection, false);
        return;
    }
    connection->len += (size_t)got;
    connection->request[connection->len] = '\0';
    if (strstr(connection->request, "\r\n\r\n") != NULL)
        script_answer(server, connection);
}

static inline void script_accept(struct script_server *server)
{
    const int on = 1;
    const int fd = accept(server->listener, NULL, NULL);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    server->accepted++;
    for (size_t i = 0; i < SCRIPT_CONNECTIONS_MAX; i++)
        if (server->connections[i].fd < 0) {
            server->connections[i].fd = fd;
            server->connections[i].len = 0;
            return;
        }
    close(fd);
}

static inline void *script_run(void *user)
{
    struct script_server *const server = user;
    for (;;) {
        struct pollfd fds[SCRIPT_CONNECTIONS_MAX + 2];
        for (size_t i = 0; i < SCRIPT_CONNECTIONS_MAX; i++)
            fds[i] = (struct pollfd){.fd = server->connections[i].fd, .events = POLLIN};
        fds[SCRIPT_CONNECTIONS_MAX] = (struct pollfd){.fd = server->listener, .events = POLLIN};
        fds[SCRIPT_CONNECTIONS_MAX + 1] = (struct pollfd){.fd = server->stop[0], .events = POLLIN};
        if (poll(fds, SCRIPT_CONNECTIONS_MAX + 2, -1) < 0 ||
            fds[SCRIPT_CONNECTIONS_MAX + 1].revents != 0)
            return NULL;
        for (size_t i = 0; i < SCRIPT_CONNECTIONS_MAX; i++)
            if (fds[i].revents != 0)
                script_receive(server, &server->connections[i]);
        if (fds[SCRIPT_CONNECTIONS_MAX].revents != 0)
            script_accept(server);
    }
}

static inline void script_server_start(struct script_server *server,
                                       const struct script_step *steps, size_t count)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    memset(server, 0, sizeof *server);
    server->steps = steps;
    server->step_count = count;
    for (size_t i = 0; i < SCRIPT_CONNECTIONS_MAX; i++)
        server->connections[i].fd = -1;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(server->listener, (const struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(listen(server->listener, 64), 0);
    ck_assert_int_eq(getsockname(server->listener, (struct sockaddr *)&address, &len), 0);
    server->port = ntohs(address.sin_port);
    ck_assert_int_eq(pipe(server->stop), 0);
    ck_assert_int_eq(pthread_create(&server->thread, NULL, script_run, server), 0);
}

/* Fails the test when a request was not as the script wants it. */
static inline void script_server_stop(struct script_server *server)
{
    close(server->stop[1]);
    pthread_join(server->thread, NULL);
    close(server->stop[0]);
    close(server->listener);
    for (size_t i = 0; i < SCRIPT_CONNECTIONS_MAX; i++)
        if (server->connections[i].fd >= 0)
            close(server->connections[i].fd);
    ck_assert_msg(server->failure[0] == '\0', "%s", server->failure);
}

#define SCRIPT_TEXT_SIZE 1024

/* pattern with the port and the path in place of %P and %T; out has SCRIPT_TEXT_SIZE bytes. */
static inline void script_expand(const char *pattern, unsigned port, const char *path,
                                 char out[SCRIPT_TEXT_SIZE])
{
    char *const end = out + SCRIPT_TEXT_SIZE - 24;
    for (; *pattern != '\0' && out < end; pattern++) {
        if (pattern[0] == '%' && pattern[1] == 'P')
            out += sprintf(out, "%u", port);
        else if (pattern[0] == '%' && pattern[1] == 'T')
            out = stpcpy(out, path);
        else
            *out++ = *pattern;
        pattern += pattern[0] == '%' && (pattern[1] == 'P' || pattern[1] == 'T');
    }
    *out = '\0';
}

#endif
