/* The sandbox holds, and a child that lies, breaks off or is given rubbish costs only its file. */
#include "crawler/unpack/archive.h"
#include "crawler/unpack/isolator.h"
#include "crawler/unpack/sandbox.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY ((uint64_t)1 << 30)

/* Each says whether it was able to do what it should not. */
static bool try_open(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool try_write(void)
{
    return open("/tmp/phicrawl-sandbox-test", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool try_fork(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child > 0;
}

static bool try_exec(void)
{
    char name[] = "true";
    char *const arguments[] = {name, NULL};
    execve("/bin/true", arguments, NULL);
    return false; /* in a program it would have exited with 0: see the table */
}

static bool try_kill(void)
{
    return kill(getppid(), 0) == 0;
}

static const struct {
    const char *name;
    bool (*try)(void);
    enum sandbox_kind kind;
} attempts[] = {
    {"open, computing", try_open, SANDBOX_COMPUTE},
    {"open, a program", try_open, SANDBOX_PROGRAM},
    {"write, computing", try_write, SANDBOX_COMPUTE},
    {"write, a program", try_write, SANDBOX_PROGRAM},
    {"socket, computing", try_socket, SANDBOX_COMPUTE},
    {"socket, a program", try_socket, SANDBOX_PROGRAM},
    {"fork, computing", try_fork, SANDBOX_COMPUTE},
    {"exec, computing", try_exec, SANDBOX_COMPUTE},
    {"kill, computing", try_kill, SANDBOX_COMPUTE},
    {"kill, a program", try_kill, SANDBOX_PROGRAM},
};
#define ATTEMPTS ((int)(sizeof attempts / sizeof attempts[0]))

START_TEST(refuses)
{
    enum { REFUSED = 7, DONE, NO_SANDBOX };
    const pid_t child = fork();
    if (child == 0) {
        if (!sandbox_enter(attempts[_i].kind, MEMORY, 10))
            _exit(NO_SANDBOX);
        _exit(attempts[_i].try() ? DONE : REFUSED);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == REFUSED, "%s: status %x",
                  attempts[_i].name, (unsigned)status);
}
END_TEST

/* What is left: memory up to the limit, and talk over what was open. */
START_TEST(lets_compute)
{
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (!sandbox_enter(SANDBOX_COMPUTE, MEMORY, 10))
            _exit(1);
        void *const room = malloc((size_t)1 << 20);
        const char answer = room != NULL ? 'y' : 'n';
        _exit(write(ends[1], &answer, 1) == 1 ? 0 : 2);
    }
    char answer = 0;
    ck_assert_int_eq(read(ends[0], &answer, 1), 1);
    ck_assert_int_eq(answer, 'y');
    int status;
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static void run_log(struct walk_log *log, struct isolator *isolator, const void *bytes, size_t len)
{
    struct byte_source *const source = byte_source_from_span((struct span){bytes, len});
    *log = (struct walk_log){.passwords = NULL};
    walk_log_run_isolated(log, source, isolator);
    byte_source_close(source);
}

/* A 7z file of one stored member, as 7-Zip writes it: a.txt, "SSN: 536-22-4817\n". */
static const uint8_t seven[] = {
    0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0x00, 0x04, 0xba, 0x91, 0xf2, 0x8a, 0x11, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x36, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xb9, 0x96,
    0x2f, 0x05, 0x53, 0x53, 0x4e, 0x3a, 0x20, 0x35, 0x33, 0x36, 0x2d, 0x32, 0x32, 0x2d, 0x34,
    0x38, 0x31, 0x37, 0x0a, 0x01, 0x04, 0x06, 0x00, 0x01, 0x09, 0x11, 0x00, 0x07, 0x0b, 0x01,
    0x00, 0x01, 0x01, 0x00, 0x0c, 0x11, 0x00, 0x08, 0x0a, 0x01, 0x60, 0x99, 0xd6, 0x80, 0x00,
    0x00, 0x05, 0x01, 0x11, 0x0d, 0x00, 0x61, 0x00, 0x2e, 0x00, 0x74, 0x00, 0x78, 0x00, 0x74,
    0x00, 0x00, 0x00, 0x15, 0x06, 0x01, 0x00, 0x20, 0x80, 0xa4, 0x81, 0x00, 0x00};

START_TEST(walks_an_archive)
{
    struct isolator *const isolator = _i == 0 ? isolator_start() : isolator_prepare();
    struct walk_log log;
    ck_assert_ptr_nonnull(isolator);
    run_log(&log, isolator, seven, sizeof seven);
    ck_assert_str_eq(walk_log_leaves(&log), "a.txt=SSN: 536-22-4817\n\n");
    ck_assert_uint_eq(log.coverage.reasons, 0);
    walk_log_free(&log);
    isolator_stop(isolator);
}
END_TEST

/* Behind a program, with a signature behind it; and where there is no child for it. */
START_TEST(walks_what_hides)
{
    static const char program[] = "MZ\x90\0\3\0 7z\xBC\xAF\x27\x1C is what it looks for";
    static const char behind[] = "DOB 1912-06-23";
    uint8_t bytes[1000 + sizeof seven + sizeof behind];
    memset(bytes, 0, 1000);
    memcpy(bytes, program, sizeof program);
    memcpy(bytes + 1000, seven, sizeof seven);
    memcpy(bytes + 1000 + sizeof seven, behind, sizeof behind - 1);
    struct isolator *const isolator = isolator_start();
    struct walk_log log;
    char reasons[256];
    run_log(&log, isolator, bytes, sizeof bytes - 1);
    ck_assert_str_eq(walk_log_leaves(&log),
                     "-=<1000>\na.txt=SSN: 536-22-4817\n\ntrailing=DOB 1912-06-23\n");
    ck_assert_uint_eq(log.coverage.reasons, 0);
    walk_log_free(&log);
    run_log(&log, NULL, bytes, sizeof bytes - 1);
    ck_assert(walk_log_has(&log, "536-22-4817") && walk_log_has(&log, "1912-06-23"));
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "unsupported-format");
    walk_log_free(&log);
    isolator_stop(isolator);
}
END_TEST

/* Every bit flipped, every length cut: it ends, with a reason when the member is not whole. */
/* Of two files in Deflate64, which 7-Zip writes and the library does not know. */
static const uint8_t unknown_method[] = {
    0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0x00, 0x04, 0x15, 0x5d, 0x63, 0xf1, 0x22, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x4a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x29, 0xc8, 0xef, 0xd6,
    0x5d, 0xc8, 0x3b, 0x15, 0x00, 0x00, 0x04, 0x00, 0xc0, 0x5d, 0x0a, 0x05, 0x0c, 0xfe, 0x9e, 0x10,
    0x16, 0xfd, 0xbb, 0xd8, 0xdd, 0x78, 0xbb, 0xd3, 0xe8, 0x1a, 0x24, 0x42, 0x56, 0x9c, 0xf0, 0xa2,
    0xe0, 0x00, 0x01, 0x04, 0x06, 0x00, 0x01, 0x09, 0x22, 0x00, 0x07, 0x0b, 0x01, 0x00, 0x01, 0x03,
    0x04, 0x01, 0x09, 0x0c, 0x22, 0x00, 0x08, 0x0d, 0x02, 0x09, 0x11, 0x0a, 0x01, 0x60, 0x99, 0xd6,
    0x80, 0xaf, 0x85, 0x4e, 0x07, 0x00, 0x00, 0x05, 0x02, 0x19, 0x04, 0x00, 0x00, 0x00, 0x00, 0x11,
    0x19, 0x00, 0x61, 0x00, 0x2e, 0x00, 0x74, 0x00, 0x78, 0x00, 0x74, 0x00, 0x00, 0x00, 0x62, 0x00,
    0x2e, 0x00, 0x74, 0x00, 0x78, 0x00, 0x74, 0x00, 0x00, 0x00, 0x00, 0x00,
};

/* What the library says of all members behind the first is no damage. */
START_TEST(names_a_method)
{
    struct isolator *const isolator = isolator_start();
    struct walk_log log = {.passwords = NULL};
    char reasons[256];
    struct byte_source *const source =
        byte_source_from_span((struct span){unknown_method, sizeof unknown_method});
    walk_log_run_isolated(&log, source, isolator);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "unsupported-method");
    ck_assert_uint_eq(log.coverage.members, 2);
    byte_source_close(source);
    walk_log_free(&log);
    isolator_stop(isolator);
}
END_TEST

START_TEST(survives_damage)
{
    struct isolator *const isolator = isolator_start();
    uint8_t bytes[sizeof seven];
    ck_assert_ptr_nonnull(isolator);
    for (size_t at = 6 + (size_t)_i; at < sizeof seven; at += 8) {
        struct walk_log log;
        memcpy(bytes, seven, sizeof seven);
        bytes[at] ^= (uint8_t)(1U << at % 8);
        run_log(&log, isolator, bytes, sizeof bytes);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_msg(walk_log_has(&log, "536-22-4817") || log.coverage.reasons != 0, "flip at %zu",
                      at);
        walk_log_free(&log);
        run_log(&log, isolator, seven, at);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_uint_ne(log.coverage.reasons, 0);
        walk_log_free(&log);
    }
    isolator_stop(isolator);
}
END_TEST

/* A job that is given up does not stay, and the spawner serves on. */
START_TEST(ends_what_is_given_up)
{
    struct isolator *const isolator = isolator_start();
    ck_assert_ptr_nonnull(isolator);
    for (int i = 0; i < 300; i++) {
        struct isolator_job job;
        ck_assert(isolator_open(isolator, ISOLATOR_ARCHIVE, -1, &job));
        ck_assert_int_ne(isolator_close(&job), 0);
        ck_assert_int_eq(isolator_close(&job), -1);
    }
    isolator_stop(isolator);
}
END_TEST

/* Without one, formats that need it are unsupported. */
START_TEST(is_not_needed)
{
    struct walk_log log;
    char reasons[256];
    run_log(&log, NULL, seven, sizeof seven);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "unsupported-format");
    walk_log_free(&log);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], ISOLATOR_NAME) == 0)
        return isolator_serve();
    Suite *const suite = suite_create("isolator");
    TCase *const tcase = tcase_create("isolator");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, refuses, 0, ATTEMPTS);
    tcase_add_test(tcase, lets_compute);
    tcase_add_loop_test(tcase, walks_an_archive, 0, 2);
    tcase_add_test(tcase, walks_what_hides);
    tcase_add_test(tcase, names_a_method);
    tcase_add_loop_test(tcase, survives_damage, 0, 8);
    tcase_add_test(tcase, ends_what_is_given_up);
    tcase_add_test(tcase, is_not_needed);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
