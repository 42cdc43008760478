/* A directory of our own: what is taken, what is refused, and files that are replaced whole. */
#include "suite.h"

#include "crawler/report/private_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char base[64];

static const char *path_of(const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", base, name);
    return out;
}

static void make_base(void)
{
    char path[128];
    snprintf(base, sizeof base, "/tmp/private_directory_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
    ck_assert_int_eq(mkdir(path_of("empty", path), 0755), 0);
    ck_assert_int_eq(mkdir(path_of("full", path), 0700), 0);
    const char *const files[] = {"file", "full/entry"};
    for (size_t i = 0; i < 2; i++) {
        const int fd = open(path_of(files[i], path), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        ck_assert_int_ge(fd, 0);
        close(fd);
    }
    ck_assert_int_eq(symlink("empty", path_of("link", path)), 0);
}

static void remove_base(void)
{
    static const char *const names[] = {"file", "link", "full/entry", "new/run.json",
                                        "new/.run.json.new"};
    static const char *const folders[] = {"empty", "full", "new"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(path_of(names[i], path));
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        rmdir(path_of(folders[i], path));
    ck_assert_int_eq(rmdir(base), 0);
}

static const struct {
    const char *name;
    const char *cause; /* NULL: taken */
} rows[] = {
    {"new", NULL},
    {"empty", NULL},
    {"full", "not empty"},
    {"file", "no directory"},
    {"link", "no directory"},
    {"absent/new", "No such file"},
};

START_TEST(test_open)
{
    char path[128];
    struct fault fault = {0};
    const int fd = private_directory_open(path_of(rows[_i].name, path), &fault);
    if (rows[_i].cause != NULL) {
        ck_assert_int_eq(fd, -1);
        ck_assert_msg(strstr(fault.message, rows[_i].cause) != NULL, "%s", fault.message);
        ck_assert_msg(strstr(fault.message, path) != NULL, "%s", fault.message);
        ck_assert_msg(strstr(fault.message, "with -o") != NULL, "%s", fault.message);
        return;
    }
    ck_assert_int_ge(fd, 0);
    struct stat status;
    ck_assert_int_eq(fstat(fd, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0700);
    ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    close(fd);
}
END_TEST

START_TEST(test_replace)
{
    char path[128], text[16] = "";
    struct fault fault = {0};
    const int fd = private_directory_open(path_of("new", path), &fault);
    ck_assert_int_ge(fd, 0);
    /* What a killed run left behind does not stand in the way. */
    const int old = openat(fd, ".run.json.new", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ck_assert_int_ge(old, 0);
    close(old);
    ck_assert(private_directory_replace(fd, "run.json", "first text", 10));
    ck_assert(private_directory_replace(fd, "run.json", "second", 6));
    const int back = openat(fd, "run.json", O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(back, 0);
    ck_assert_int_eq(read(back, text, sizeof text), 6);
    ck_assert_str_eq(text, "second");
    struct stat status;
    ck_assert_int_eq(fstat(back, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    ck_assert_int_eq(faccessat(fd, ".run.json.new", F_OK, 0), -1);
    close(back);
    close(fd);
}
END_TEST

START_TEST(test_replace_fails_clean)
{
    char path[128];
    const int fd = open(path_of("full", path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    char name[100];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    ck_assert(!private_directory_replace(fd, name, "x", 1));
    ck_assert_int_eq(errno, ENAMETOOLONG);
    ck_assert(!private_directory_replace(-1, "run.json", "x", 1));
    ck_assert_int_eq(errno, EBADF);
    close(fd);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("private_directory");
    TCase *tcase = tcase_create("private_directory");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, make_base, remove_base);
    tcase_add_loop_test(tcase, test_open, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tcase, test_replace);
    tcase_add_test(tcase, test_replace_fails_clean);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
