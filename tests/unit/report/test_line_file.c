/* Files of whole lines, also when the disk takes no more: RLIMIT_FSIZE plays the full disk. */
#include "suite.h"

#include "crawler/report/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir_path[64];
static int dir_fd;

static void make_dir(void)
{
    snprintf(dir_path, sizeof dir_path, "/tmp/line_file_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir_path));
    dir_fd = open(dir_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert_int_ge(dir_fd, 0);
}

static void remove_dir(void)
{
    unlinkat(dir_fd, "lines", 0);
    close(dir_fd);
    ck_assert_int_eq(rmdir(dir_path), 0);
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* The file's bytes, to be freed. */
static char *read_back(size_t *len)
{
    const int fd = openat(dir_fd, "lines", O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    struct stat status;
    ck_assert_int_eq(fstat(fd, &status), 0);
    char *const text = calloc(1, (size_t)status.st_size + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(read(fd, text, (size_t)status.st_size), status.st_size);
    close(fd);
    *len = (size_t)status.st_size;
    return text;
}

START_TEST(test_pieces_make_lines)
{
    struct line_file file;
    line_file_init(&file, "lines");
    ck_assert(line_file_open(&file, dir_fd));
    const struct span pieces[] = {span_of("one"), {NULL, 0}, span_of(" two")};
    ck_assert(line_file_add(&file, pieces, 3));
    ck_assert(line_file_add(&file, pieces, 1));
    ck_assert(line_file_flush(&file));
    ck_assert_uint_eq(file.lines, 2);
    ck_assert_uint_eq(file.length, 12);
    ck_assert(line_file_close(&file));
    size_t len;
    char *const text = read_back(&len);
    ck_assert_str_eq(text, "one two\none\n");
    free(text);
}
END_TEST

START_TEST(test_mode_and_no_reuse)
{
    struct line_file file, again;
    line_file_init(&file, "lines");
    line_file_init(&again, "lines");
    ck_assert(line_file_open(&file, dir_fd));
    struct stat status;
    ck_assert_int_eq(fstatat(dir_fd, "lines", &status, 0), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    ck_assert(!line_file_open(&again, dir_fd));
    ck_assert_int_eq(errno, EEXIST);
    ck_assert(line_file_close(&file));
    ck_assert(line_file_close(&again));
    /* A link that somebody put there is not followed. */
    ck_assert_int_eq(unlinkat(dir_fd, "lines", 0), 0);
    ck_assert_int_eq(symlinkat("elsewhere", dir_fd, "lines"), 0);
    ck_assert(!line_file_open(&again, dir_fd));
    ck_assert_int_eq(faccessat(dir_fd, "elsewhere", F_OK, 0), -1);
}
END_TEST

START_TEST(test_a_great_deal_goes_out_by_itself)
{
    struct line_file file;
    line_file_init(&file, "lines");
    ck_assert(line_file_open(&file, dir_fd));
    char text[1000];
    memset(text, 'x', sizeof text);
    const struct span line = {(const uint8_t *)text, sizeof text};
    for (int i = 0; i < 600; i++)
        ck_assert(line_file_add(&file, &line, 1));
    ck_assert_uint_gt(file.length, 0);
    ck_assert_uint_lt(file.pending.len, 300000);
    ck_assert(line_file_close(&file));
    size_t len;
    free(read_back(&len));
    ck_assert_uint_eq(len, 600 * 1001);
}
END_TEST

/* Row i: the disk has room for so many bytes of lines of 8 bytes each. */
static const unsigned rooms[] = {1, 7, 8, 9, 12, 16, 17, 79, 80};

/* Sets how long a file may become; the test framework writes files too, so never longer than
 * needed. */
static void set_room(rlim_t bytes)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

START_TEST(test_full_disk_leaves_whole_lines)
{
    signal(SIGXFSZ, SIG_IGN);
    struct line_file file;
    line_file_init(&file, "lines");
    ck_assert(line_file_open(&file, dir_fd));
    const struct span line = span_of("seven..");
    bool is_good = true;
    int cause = 0;
    set_room(rooms[_i]);
    for (unsigned i = 0; i < 20 && is_good; i++) {
        is_good = line_file_add(&file, &line, 1) && line_file_flush(&file);
        cause = errno;
    }
    set_room(RLIM_INFINITY);
    ck_assert(!is_good);
    ck_assert_int_eq(cause, EFBIG);
    ck_assert_uint_eq(file.lines, rooms[_i] / 8);
    ck_assert(!line_file_add(&file, &line, 1));
    ck_assert_int_eq(errno, EIO);
    ck_assert(!line_file_close(&file));
    size_t len;
    char *const text = read_back(&len);
    ck_assert_uint_eq(len, rooms[_i] / 8 * 8);
    ck_assert(len == 0 || text[len - 1] == '\n');
    free(text);
}
END_TEST

/* The same when many lines go out at once: those that fit stay. */
START_TEST(test_full_disk_keeps_what_fits)
{
    signal(SIGXFSZ, SIG_IGN);
    struct line_file file;
    line_file_init(&file, "lines");
    ck_assert(line_file_open(&file, dir_fd));
    file.flushed.tv_sec += 3600; /* so that nothing goes out because of its age */
    const struct span line = span_of("seven..");
    for (int i = 0; i < 10; i++)
        ck_assert(line_file_add(&file, &line, 1));
    set_room(rooms[_i] < 80 ? rooms[_i] : 79);
    const bool is_good = line_file_flush(&file);
    set_room(RLIM_INFINITY);
    ck_assert(!is_good);
    ck_assert_uint_eq(file.lines, rooms[_i] < 80 ? rooms[_i] / 8 : 9);
    ck_assert_uint_eq(file.length, 8 * file.lines);
    ck_assert(!line_file_close(&file));
    size_t len;
    free(read_back(&len));
    ck_assert_uint_eq(len, file.length);
}
END_TEST

START_TEST(test_too_long_a_line_fails)
{
    struct line_file file;
    line_file_init(&file, "lines");
    ck_assert(line_file_open(&file, dir_fd));
    const struct span first = span_of("good");
    ck_assert(line_file_add(&file, &first, 1));
    ck_assert(line_file_flush(&file));
    file.pending.limit = 100;
    char text[200];
    memset(text, 'x', sizeof text);
    const struct span line = {(const uint8_t *)text, sizeof text};
    ck_assert(!line_file_add(&file, &line, 1));
    ck_assert_int_eq(errno, ENOMEM);
    ck_assert(!line_file_close(&file));
    size_t len;
    char *const back = read_back(&len);
    ck_assert_str_eq(back, "good\n");
    free(back);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("line_file");
    TCase *tcase = tcase_create("line_file");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, make_dir, remove_dir);
    tcase_add_test(tcase, test_pieces_make_lines);
    tcase_add_test(tcase, test_mode_and_no_reuse);
    tcase_add_test(tcase, test_a_great_deal_goes_out_by_itself);
    tcase_add_loop_test(tcase, test_full_disk_leaves_whole_lines, 0,
                        sizeof rooms / sizeof rooms[0]);
    tcase_add_loop_test(tcase, test_full_disk_keeps_what_fits, 0, sizeof rooms / sizeof rooms[0]);
    tcase_add_test(tcase, test_too_long_a_line_fails);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
