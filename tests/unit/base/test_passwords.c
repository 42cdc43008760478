/* Lists of passwords. */
#include "crawler/base/passwords.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct passwords *load(const char *text, size_t len, mode_t mode, bool *is_open,
                              struct fault *fault)
{
    char path[] = "/tmp/phicrawl-test-XXXXXX";
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
    struct passwords *const passwords = passwords_load(path, is_open, fault);
    unlink(path);
    return passwords;
}

static const struct {
    const char *text;
    const char *rows[4]; /* NULL behind the last */
} lists[] = {
    {"one", {"one"}},
    {"one\ntwo\n", {"one", "two"}},
    {"one\r\n\r\n\ntwo", {"one", "two"}},
    {"\xEF\xBB\xBFone\n", {"one"}},
    {" blank at both ends \n", {" blank at both ends "}},
    {"p\xC3\xA4ss\tw\n\xFF\n", {"p\xC3\xA4ss\tw", "\xFF"}},
};

START_TEST(test_lists)
{
    struct fault fault = {0};
    bool is_open = true;
    struct passwords *const passwords =
        load(lists[_i].text, strlen(lists[_i].text), 0600, &is_open, &fault);
    ck_assert_ptr_nonnull(passwords);
    ck_assert(!is_open);
    size_t count = 0;
    for (; lists[_i].rows[count] != NULL; count++) {
        const struct span row = passwords_at(passwords, count);
        ck_assert_uint_eq(row.len, strlen(lists[_i].rows[count]));
        ck_assert_mem_eq(row.ptr, lists[_i].rows[count], row.len);
    }
    ck_assert_uint_eq(passwords_count(passwords), count);
    passwords_free(passwords);
}
END_TEST

START_TEST(test_mode)
{
    struct fault fault = {0};
    bool is_open = false;
    passwords_free(load("one\n", 4, 0644, &is_open, &fault));
    ck_assert(is_open);
    passwords_free(load("one\n", 4, 0640, &is_open, &fault));
    ck_assert(!is_open);
}
END_TEST

START_TEST(test_refused)
{
    static const struct {
        size_t lines, len; /* of each */
        const char *message;
    } rows[] = {{0, 0, "no password"},
                {3, 0, "no password"},
                {1, PASSWORD_LEN_MAX + 1, "longer"},
                {PASSWORDS_MAX + 1, 3, "more than"},
                {PASSWORDS_MAX * (PASSWORD_LEN_MAX + 2) + 3, 0, "no password"},
                {PASSWORDS_MAX * (PASSWORD_LEN_MAX + 2) + 4, 0, "too large"},
                {2 * PASSWORDS_MAX, PASSWORD_LEN_MAX, "too large"}};
    const size_t size = rows[_i].lines * (rows[_i].len + 1);
    char *const text = malloc(size + 1);
    struct fault fault = {0};
    bool is_open;
    memset(text, 'q', size);
    for (size_t i = 0; i < rows[_i].lines; i++)
        text[i * (rows[_i].len + 1) + rows[_i].len] = '\n';
    ck_assert_ptr_null(load(text, size, 0600, &is_open, &fault));
    ck_assert_msg(strstr(fault.message, rows[_i].message) != NULL, "%s", fault.message);
    ck_assert_ptr_null(strstr(fault.message, "qq"));
    free(text);
}
END_TEST

START_TEST(test_missing)
{
    struct fault fault = {0};
    bool is_open;
    ck_assert_ptr_null(passwords_load("/nowhere/at-all", &is_open, &fault));
    ck_assert_ptr_nonnull(strstr(fault.message, "/nowhere/at-all: No such file"));
    ck_assert_ptr_null(passwords_load("/", &is_open, &fault));
    ck_assert_uint_eq(passwords_count(NULL), 0);
    passwords_free(NULL);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("passwords");
    TCase *const tcase = tcase_create("passwords");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_lists, 0, sizeof lists / sizeof lists[0]);
    tcase_add_test(tcase, test_mode);
    tcase_add_loop_test(tcase, test_refused, 0, 7);
    tcase_add_test(tcase, test_missing);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
