/*
 * A child that crashes, hangs or runs out of memory costs the archive it was given: what it said
 * before counts, and the next archive gets a new child.
 *
 * Spawner, sandbox and walk are the real ones; only archive_serve() is not that of archive.c: it
 * does what the archive tells it to.
 */
#include "crawler/base/fd_write.h"
#include "crawler/unpack/archive.h"
#include "crawler/unpack/isolator.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/tar_builder.h"
#include "tests/unit/unpack/walk_log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* An archive for the child: a mark, by which it is told, and a word. */
#define SEVEN "7z\xBC\xAF\x27\x1C\0\4"
#define WORD (sizeof SEVEN - 1)
#define WELL SEVEN "w"
#define CRASH SEVEN "c"
#define HANG SEVEN "h"
#define MEMORY SEVEN "m"
#define HOLDINGS SEVEN "o"
#define HOLDINGS_MAX 1000

/* ---- in place of the library, in the child ---- */

static void crash(void)
{
    __builtin_trap();
}

/* Hears nothing, and does not end when the other side does. */
static void hang(void)
{
    const struct timespec day = {.tv_sec = 24 * 60 * 60};
    for (;;)
        clock_nanosleep(CLOCK_MONOTONIC, 0, &day, NULL);
}

/* As a decoder that uses memory which it did not get; well when it got four times the limit. */
static void use_memory(void)
{
    const size_t step = (size_t)64 << 20;
    for (int i = 0; i < 64; i++) {
        char *const room =
            mmap(NULL, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        *room = 1;
    }
}

static bool say(int socket, enum archive_message_type type, const char *text)
{
    const struct archive_message message = {type, (uint32_t)strlen(text)};
    return fd_write_all(socket, &message, sizeof message) &&
           fd_write_all(socket, text, strlen(text));
}

extern char **environ;

/* What the child holds: descriptors (of the first thousand) and variables of the environment. */
static bool say_holdings(int socket)
{
    char text[64];
    int descriptors = 0, variables = 0;
    for (int fd = 0; fd < HOLDINGS_MAX; fd++)
        descriptors += lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF;
    while (environ[variables] != NULL)
        variables++;
    snprintf(text, sizeof text, "%d descriptors, %d variables", descriptors, variables);
    return say(socket, ARCHIVE_SAYS_BYTES, text);
}

static bool hear(int socket, void *buf, size_t len)
{
    return read(socket, buf, len) == (ssize_t)len;
}

static bool hear_word(int socket, char *word)
{
    const struct archive_message message = {ARCHIVE_SAYS_READ, sizeof(struct archive_range)};
    const struct archive_range range = {WORD, 1, 0};
    int32_t answer;
    uint64_t size;
    return hear(socket, &size, sizeof size) && fd_write_all(socket, &message, sizeof message) &&
           fd_write_all(socket, &range, sizeof range) && hear(socket, &answer, sizeof answer) &&
           answer == 0 && hear(socket, word, 1);
}

/* Gives one member, whose content is the number of the child, before it does as it is told. */
int archive_serve(int socket)
{
    char word, number[32];
    snprintf(number, sizeof number, "%d ", (int)getpid());
    if (!hear_word(socket, &word) || !say(socket, ARCHIVE_SAYS_MEMBER, "m") ||
        !say(socket, ARCHIVE_SAYS_BYTES, number))
        return EXIT_FAILURE;
    if (word == 'c')
        crash();
    if (word == 'h')
        hang();
    if (word == 'm')
        use_memory();
    if (word == 'o' && !say_holdings(socket))
        return EXIT_FAILURE;
    return say(socket, ARCHIVE_SAYS_END, "") ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *archive_library_version(void)
{
    return "";
}

/* ---- in place of the C library's ---- */

/* Nobody waits a minute for a child, only a second. */
int poll(struct pollfd *fds, nfds_t count, int wait_ms)
{
    const int shortened = wait_ms == ISOLATOR_WAIT_MS ? 1000 : wait_ms;
    const struct timespec wait = {shortened / 1000, shortened % 1000 * 1000000L};
    return ppoll(fds, count, &wait, NULL);
}

/* ---- the tests ---- */

/* Under the address sanitizer there is no limit of memory. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_MEMORY_LIMITED 0
#else
#define IS_MEMORY_LIMITED 1
#endif

static const struct {
    const char *name, *archive;
    bool is_lost;
} rows[] = {
    {"well", WELL, false},
    {"crash", CRASH, true},
    {"hang", HANG, true},
    {"memory", MEMORY, IS_MEMORY_LIMITED},
};
#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static void walk(struct walk_log *log, struct isolator *isolator, struct span bytes)
{
    struct byte_source *const source = byte_source_from_span(bytes);
    *log = (struct walk_log){.passwords = NULL};
    walk_log_run_isolated(log, source, isolator);
    byte_source_close(source);
    ck_assert_int_eq(log->status, STATUS_OK);
}

/* True once the process is gone; it has 10 seconds. */
static bool is_gone(int number)
{
    const int fd = (int)syscall(SYS_pidfd_open, number, 0);
    if (fd < 0)
        return true;
    struct pollfd ended = {.fd = fd, .events = POLLIN};
    const bool is_ended = poll(&ended, 1, 10000) == 1;
    close(fd);
    return is_ended;
}

/* The archive at hand between two that are well, in a tar. */
START_TEST(test_next_member_has_a_new_child)
{
    struct isolator *const isolator = isolator_start();
    const struct span archive = {(const uint8_t *)rows[_i].archive, WORD + 1};
    const struct span well = {(const uint8_t *)WELL, WORD + 1};
    struct buffer tar;
    struct walk_log log;
    char reasons[256], leaves[256];
    int numbers[3];
    buffer_init(&tar, (size_t)1 << 20);
    build_tar_entry(&tar, "a", '0', well);
    build_tar_entry(&tar, "b", '0', archive);
    build_tar_entry(&tar, "c", '0', well);
    build_tar_end(&tar);
    ck_assert_msg(isolator_can(isolator, ISOLATOR_ARCHIVE), "the kernel grants no sandbox");
    walk(&log, isolator, (struct span){tar.ptr, tar.len});
    ck_assert_str_eq(walk_log_reasons(&log, reasons), rows[_i].is_lost ? "worker-crash" : "");
    buffer_append(&log.content, "", 1);
    ck_assert_int_eq(
        sscanf((const char *)log.content.ptr, "%d %d %d", &numbers[0], &numbers[1], &numbers[2]),
        3);
    snprintf(leaves, sizeof leaves, "a!m=%d \nb!m=%d \nc!m=%d \n", numbers[0], numbers[1],
             numbers[2]);
    ck_assert_str_eq(walk_log_leaves(&log), leaves);
    ck_assert(numbers[0] != numbers[1] && numbers[1] != numbers[2] && numbers[0] != numbers[2]);
    for (int i = 0; i < 3; i++)
        ck_assert_msg(is_gone(numbers[i]), "%s: child %d is still there", rows[_i].name, i);
    walk_log_free(&log);
    buffer_free(&tar);
    isolator_stop(isolator);
}
END_TEST

/* Only the object at hand has the reason. */
START_TEST(test_next_object_is_whole)
{
    struct isolator *const isolator = isolator_start();
    struct walk_log log;
    char reasons[256];
    walk(&log, isolator, (struct span){(const uint8_t *)CRASH, WORD + 1});
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "worker-crash");
    walk_log_free(&log);
    walk(&log, isolator, (struct span){(const uint8_t *)WELL, WORD + 1});
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "");
    ck_assert_uint_eq(log.visits, 1);
    walk_log_free(&log);
    isolator_stop(isolator);
}
END_TEST

/* Its socket, whatever this process left open for programs that it starts. */
START_TEST(test_child_holds_nothing)
{
    struct walk_log log;
    int number, ends[2];
    char rest[64] = "";
    ck_assert_int_eq(setenv("AWS_SECRET_ACCESS_KEY", "secret", 1), 0);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(dup2(ends[0], HOLDINGS_MAX - 1), HOLDINGS_MAX - 1);
    struct isolator *const isolator = isolator_start();
    walk(&log, isolator, (struct span){(const uint8_t *)HOLDINGS, WORD + 1});
    buffer_append(&log.content, "", 1);
    ck_assert_int_eq(sscanf((const char *)log.content.ptr, "%d %63[^\n]", &number, rest), 2);
    ck_assert_str_eq(rest, "1 descriptors, 0 variables");
    walk_log_free(&log);
    isolator_stop(isolator);
    close(ends[0]);
    close(ends[1]);
    close(HOLDINGS_MAX - 1);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], ISOLATOR_NAME) == 0)
        return isolator_serve();
    Suite *const suite = suite_create("isolated_faults");
    TCase *const tcase = tcase_create("isolated_faults");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_next_member_has_a_new_child, 0, ROWS);
    tcase_add_test(tcase, test_next_object_is_whole);
    tcase_add_test(tcase, test_child_holds_nothing);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
