/* Directories and files as a store: what is listed, what is refused, and what a read says when the
 * file changes. */
#include "crawler/base/buffer.h"
#include "crawler/store/local.h"
#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534
#define NOT_LISTED -2

static char tree[64]; /* the directory of the test at hand, in a process of its own */

static void tree_make(void)
{
    strcpy(tree, "/tmp/phicrawl-local-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(tree));
    ck_assert_int_eq(chmod(tree, 0755), 0);
    ck_assert_int_eq(chdir(tree), 0);
}

static void tree_remove(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    const pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", tree, (char *)NULL);
        _exit(1);
    }
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

static void put_file(const char *path, const char *content)
{
    FILE *const file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(content, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void put_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, path);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

/* ---- a listing, kept ---- */

struct listing {
    struct object **objects;
    size_t count;
    enum status end;
    struct fault fault;
};

static enum status listing_take(void *user, struct object *object)
{
    struct listing *const listing = user;
    listing->objects = realloc(listing->objects, (listing->count + 1) * sizeof *listing->objects);
    ck_assert_ptr_nonnull(listing->objects);
    listing->objects[listing->count++] = object;
    return STATUS_OK;
}

static struct listing listing_make(const char *path)
{
    struct listing listing = {0};
    struct local_root root;
    ck_assert(local_root_open(path, &root));
    struct local_walk *const walk = local_walk_create(&root, 7);
    ck_assert_ptr_nonnull(walk);
    do
        listing.end = local_walk_next(walk, listing_take, &listing, &listing.fault);
    while (listing.end == STATUS_OK);
    local_walk_free(walk);
    local_root_close(&root);
    return listing;
}

static void listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        object_free(listing->objects[i]);
    free(listing->objects);
}

static const struct object *listing_find(const struct listing *listing, const char *key)
{
    const struct object *found = NULL;
    for (size_t i = 0; i < listing->count; i++)
        if (strcmp((const char *)listing->objects[i]->key.ptr, key) == 0) {
            ck_assert_msg(found == NULL, "%s is listed twice", key);
            found = listing->objects[i];
        }
    return found;
}

/* ---- what is listed ---- */

static const struct {
    const char *key;
    int refused; /* -1: may be read; NOT_LISTED */
    uint64_t size;
} entries[] = {
    {"a.txt", -1, 5},
    {"empty", -1, 0},
    {".hidden", -1, 1},
    {"new\nline", -1, 1},
    {"bad\xff\xfeutf8", -1, 1},
    {" space ", -1, 1},
    {"%2F+&\\", -1, 1},
    {"sub/dir/deep.txt", -1, 4},
    {"sub/b", -1, 1},
    {"sub", NOT_LISTED, 0},
    {"sub/", NOT_LISTED, 0},
    {"nothing-in-it/", NOT_LISTED, 0},
    {"link-to-file-inside", NOT_LISTED, 0},
    {"link-to-directory-inside", NOT_LISTED, 0},
    {"sub/link-up", NOT_LISTED, 0},
    {"link-to-root", NOT_LISTED, 0},
    {"link-to-root/a.txt", NOT_LISTED, 0},
    {"link-outside", REASON_UNSUPPORTED_FORMAT, 0},
    {"link-to-directory-outside", REASON_UNSUPPORTED_FORMAT, 0},
    {"link-to-neighbour", REASON_UNSUPPORTED_FORMAT, 0},
    {"link-to-nothing", REASON_UNSUPPORTED_FORMAT, 0},
    {"link-to-itself", REASON_UNSUPPORTED_FORMAT, 0},
    {"link-to-pipe", REASON_UNSUPPORTED_FORMAT, 0},
    {"link-to-device", REASON_UNSUPPORTED_FORMAT, 0},
    {"pipe", REASON_UNSUPPORTED_FORMAT, 0},
    {"socket", REASON_UNSUPPORTED_FORMAT, 0},
    {"closed/", REASON_ACCESS_DENIED, 0},
    {"closed", NOT_LISTED, 0},
    {"closed/inside", NOT_LISTED, 0},
};

#define ENTRIES (sizeof entries / sizeof *entries)

static void tree_fill(void)
{
    static const char *const names[] = {".hidden", "new\nline", "bad\xff\xfeutf8",
                                        " space ", "%2F+&\\",   "sub/b"};
    static const char *const links[][2] = {
        {"a.txt", "link-to-file-inside"},
        {"sub/dir", "link-to-directory-inside"},
        {"..", "sub/link-up"},
        {".", "link-to-root"},
        {"/etc/passwd", "link-outside"},
        {"/etc", "link-to-directory-outside"},
        {"../neighbour/file", "link-to-neighbour"},
        {"gone", "link-to-nothing"},
        {"link-to-itself", "link-to-itself"},
        {"pipe", "link-to-pipe"},
        {"/dev/zero", "link-to-device"},
    };
    /* The tree is TREE/in; TREE/in-neighbour has its path as a prefix and is outside all the same.
     */
    ck_assert_int_eq(mkdir("in", 0755), 0);
    ck_assert_int_eq(chdir("in"), 0);
    ck_assert_int_eq(mkdir("sub", 0755) | mkdir("sub/dir", 0755) | mkdir("nothing-in-it", 0755) |
                         mkdir("closed", 0700) | mkdir("../in-neighbour", 0755),
                     0);
    put_file("a.txt", "hello");
    put_file("empty", "");
    put_file("sub/dir/deep.txt", "deep");
    put_file("closed/inside", "x");
    put_file("../in-neighbour/file", "x");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put_file(names[i], "x");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        ck_assert_int_eq(symlink(links[i][0], links[i][1]), 0);
    ck_assert_int_eq(
        unlink("link-to-neighbour") | symlink("../in-neighbour/file", "link-to-neighbour"), 0);
    ck_assert_int_eq(mkfifo("pipe", 0644), 0);
    put_socket("socket");
    ck_assert_int_eq(chdir(".."), 0);
}

START_TEST(entry_is_listed_as_expected)
{
    tree_make();
    tree_fill();
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(NOBODY), 0); /* root may read everything */
    else
        ck_assert_int_eq(chmod("in/closed", 0), 0);
    struct listing listing = listing_make("in");
    const struct object *const object = listing_find(&listing, entries[_i].key);
    ck_assert_int_eq(listing.end, STATUS_END);
    if (entries[_i].refused == NOT_LISTED) {
        ck_assert_msg(object == NULL, "%s must not be listed", entries[_i].key);
    } else {
        ck_assert_msg(object != NULL, "%s is not listed", entries[_i].key);
        ck_assert_int_eq(object->refused, entries[_i].refused);
        ck_assert_uint_eq(object->size, entries[_i].size);
        ck_assert_uint_eq(object->source, 7);
        ck_assert_str_eq(object->etag, "");
        if (strchr(entries[_i].key, '/') == NULL)
            ck_assert_int_gt(object->last_modified, 0);
    }
    listing_free(&listing);
    if (getuid() == 0)
        ck_assert_int_eq(seteuid(0), 0);
    else
        ck_assert_int_eq(chmod("in/closed", 0700), 0);
    tree_remove();
}
END_TEST

START_TEST(nothing_but_the_expected_is_listed)
{
    size_t expected = 0;
    for (size_t i = 0; i < ENTRIES; i++)
        expected += entries[i].refused != NOT_LISTED;
    tree_make();
    tree_fill();
    struct listing listing = listing_make("in");
    /* Root reads closed/inside, anybody else counts closed/ instead. */
    ck_assert_uint_eq(listing.count, expected);
    listing_free(&listing);
    tree_remove();
}
END_TEST

START_TEST(files_come_before_directories_and_in_order)
{
    static const char *const expected[] = {"a", "c", "z", "b/2", "b/x/1", "d/1"};
    tree_make();
    ck_assert_int_eq(mkdir("d", 0755) | mkdir("b", 0755) | mkdir("b/x", 0755), 0);
    for (size_t i = sizeof expected / sizeof *expected; i-- > 0;)
        put_file(expected[i], "");
    struct listing listing = listing_make(tree);
    ck_assert_uint_eq(listing.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < listing.count; i++)
        ck_assert_str_eq((const char *)listing.objects[i]->key.ptr, expected[i]);
    listing_free(&listing);
    tree_remove();
}
END_TEST

START_TEST(a_very_deep_tree_is_listed_and_read)
{
    enum { DEPTH = 3000 }; /* the path is longer than PATH_MAX */
    tree_make();
    int at = open(".", O_PATH | O_DIRECTORY);
    for (int i = 0; i < DEPTH; i++) {
        ck_assert_int_eq(mkdirat(at, "ab", 0755), 0);
        const int next = openat(at, "ab", O_PATH | O_DIRECTORY);
        ck_assert_int_ge(next, 0);
        close(at);
        at = next;
    }
    const int file = openat(at, "f", O_WRONLY | O_CREAT, 0644);
    ck_assert_int_eq(write(file, "x", 1), 1);
    close(file);
    close(at);
    struct listing listing = listing_make(tree);
    ck_assert_int_eq(listing.end, STATUS_END);
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_uint_eq(listing.objects[0]->key.len, DEPTH * 3 + 1);

    struct local_root root;
    uint8_t buf[8];
    size_t len;
    ck_assert(local_root_open(tree, &root));
    struct byte_source *const source = local_file_create(&root, listing.objects[0]);
    ck_assert_int_eq(byte_source_read(source, buf, sizeof buf, &len), STATUS_OK);
    ck_assert_uint_eq(len, 1);
    byte_source_close(source);
    local_root_close(&root);
    listing_free(&listing);
    tree_remove();
}
END_TEST

START_TEST(a_very_wide_directory_is_listed_once)
{
    enum { FILES = 70000 }; /* more than one batch */
    tree_make();
    for (int i = 0; i < FILES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        const int fd = open(name, O_CREAT | O_WRONLY, 0644);
        ck_assert_int_ge(fd, 0);
        close(fd);
    }
    struct listing listing = listing_make(tree);
    ck_assert_int_eq(listing.end, STATUS_END);
    ck_assert_uint_eq(listing.count, FILES);
    bool *const seen = calloc(FILES, sizeof *seen);
    for (size_t i = 0; i < listing.count; i++) {
        const long number = strtol((const char *)listing.objects[i]->key.ptr, NULL, 10);
        ck_assert(!seen[number]);
        seen[number] = true;
    }
    free(seen);
    listing_free(&listing);
    tree_remove();
}
END_TEST

static enum status refuse_second(void *user, struct object *object)
{
    object_free(object);
    return ++*(int *)user == 2 ? STATUS_CANCELLED : STATUS_OK;
}

START_TEST(the_taker_can_end_the_page)
{
    int taken = 0;
    struct fault fault;
    struct local_root root;
    tree_make();
    put_file("a", "");
    put_file("b", "");
    put_file("c", "");
    ck_assert(local_root_open(".", &root));
    struct local_walk *const walk = local_walk_create(&root, 0);
    ck_assert_int_eq(local_walk_next(walk, refuse_second, &taken, &fault), STATUS_CANCELLED);
    ck_assert_int_eq(taken, 2);
    local_walk_free(walk);
    local_root_close(&root);
    tree_remove();
}
END_TEST

/* ---- SOURCE itself ---- */

static const struct {
    const char *source;
    enum status end;
    const char *key; /* the only object; NULL: none */
    int refused;
} roots[] = {
    {"in/a.txt", STATUS_END, "a.txt", -1},
    {"in/link-to-file-inside", STATUS_END, "link-to-file-inside", -1}, /* named by the user */
    {"in/pipe", STATUS_END, "pipe", REASON_UNSUPPORTED_FORMAT},
    {"/dev/zero", STATUS_END, "zero", REASON_UNSUPPORTED_FORMAT},
    {"in/nothing-in-it", STATUS_END, NULL, 0},
    {"in/no-such-file", STATUS_STOP, NULL, REASON_VANISHED},
    {"in/a.txt/below", STATUS_STOP, NULL, REASON_CHANGED},
    {"in/closed", STATUS_STOP, NULL, REASON_ACCESS_DENIED},
};

START_TEST(source_is_taken_or_refused)
{
    tree_make();
    tree_fill();
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(NOBODY), 0);
    else
        ck_assert_int_eq(chmod("in/closed", 0), 0);
    struct listing listing = listing_make(roots[_i].source);
    ck_assert_int_eq(listing.end, roots[_i].end);
    ck_assert_uint_eq(listing.count, roots[_i].key != NULL);
    if (listing.count == 1) {
        ck_assert_str_eq((const char *)listing.objects[0]->key.ptr, roots[_i].key);
        ck_assert_int_eq(listing.objects[0]->refused, roots[_i].refused);
    }
    if (listing.end == STATUS_STOP) {
        ck_assert_int_eq(listing.fault.reason, roots[_i].refused);
        ck_assert_ptr_nonnull(strstr(listing.fault.message, "SOURCE"));
    }
    listing_free(&listing);
    if (getuid() == 0)
        ck_assert_int_eq(seteuid(0), 0);
    else
        ck_assert_int_eq(chmod("in/closed", 0700), 0);
    tree_remove();
}
END_TEST

/* ---- reading ---- */

struct reading {
    struct local_root root;
    struct object *object;
    struct byte_source *source;
};

static void reading_start(struct reading *reading, const char *key)
{
    const struct object_init init = {.key = {(const uint8_t *)key, strlen(key)}, .refused = -1};
    ck_assert(local_root_open(".", &reading->root));
    reading->object = object_create(&init);
    reading->source = local_file_create(&reading->root, reading->object);
    ck_assert_ptr_nonnull(reading->source);
}

static void reading_end(struct reading *reading)
{
    byte_source_close(reading->source);
    object_free(reading->object);
    local_root_close(&reading->root);
}

static void expect_skip(struct reading *reading, enum reason reason)
{
    uint8_t buf[16];
    size_t len;
    for (int i = 0; i < 2; i++) { /* the same answer again */
        ck_assert_int_eq(byte_source_read(reading->source, buf, sizeof buf, &len), STATUS_SKIP);
        ck_assert_uint_eq(len, 0);
        ck_assert_int_eq(reading->source->fault.reason, reason);
    }
}

START_TEST(a_file_is_read_to_its_end)
{
    uint8_t buf[4];
    size_t len;
    tree_make();
    put_file("f", "hello");
    struct reading reading;
    reading_start(&reading, "f");
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_OK);
    ck_assert_mem_eq(buf, "hell", 4);
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_OK);
    ck_assert_uint_eq(len, 1);
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_END);
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_END);
    reading_end(&reading);
    tree_remove();
}
END_TEST

START_TEST(a_file_that_shrinks_has_changed)
{
    uint8_t buf[4];
    size_t len;
    tree_make();
    put_file("f", "hello world");
    struct reading reading;
    reading_start(&reading, "f");
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_OK);
    ck_assert_int_eq(truncate("f", 6), 0);
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_OK);
    ck_assert_uint_eq(len, 2);
    expect_skip(&reading, REASON_CHANGED);
    reading_end(&reading);
    tree_remove();
}
END_TEST

START_TEST(a_file_that_grows_is_read_to_its_new_end)
{
    uint8_t buf[64];
    size_t len;
    tree_make();
    put_file("f", "hello");
    struct reading reading;
    reading_start(&reading, "f");
    ck_assert_int_eq(byte_source_read(reading.source, buf, 1, &len), STATUS_OK);
    put_file("f", "hello world");
    ck_assert_int_eq(byte_source_fill(reading.source, buf, sizeof buf, &len), STATUS_END);
    ck_assert_uint_eq(len, 10);
    reading_end(&reading);
    tree_remove();
}
END_TEST

/* What has become of the object "d/f" between listing and reading. */
static void swap_vanished(void)
{
    ck_assert_int_eq(unlink("d/f"), 0);
}

static void swap_link(void)
{
    ck_assert_int_eq(unlink("d/f") | symlink("/etc/passwd", "d/f"), 0);
}

static void swap_pipe(void)
{
    ck_assert_int_eq(unlink("d/f") | mkfifo("d/f", 0644), 0);
}

static void swap_socket(void)
{
    ck_assert_int_eq(unlink("d/f"), 0);
    put_socket("d/f");
}

static void swap_directory(void)
{
    ck_assert_int_eq(unlink("d/f") | mkdir("d/f", 0755), 0);
}

static void swap_parent_for_link(void)
{
    ck_assert_int_eq(rename("d", "e") | symlink("e", "d"), 0);
}

static void swap_denied(void)
{
    ck_assert_int_eq(chmod("d/f", 0), 0);
}

static const struct {
    void (*swap)(void);
    enum reason reason;
} swaps[] = {
    {swap_vanished, REASON_VANISHED},    {swap_link, REASON_CHANGED},
    {swap_pipe, REASON_CHANGED},         {swap_socket, REASON_UNSUPPORTED_FORMAT},
    {swap_directory, REASON_CHANGED},    {swap_parent_for_link, REASON_CHANGED},
    {swap_denied, REASON_ACCESS_DENIED},
};

START_TEST(what_was_swapped_is_not_read)
{
    tree_make();
    ck_assert_int_eq(mkdir("d", 0755), 0);
    put_file("d/f", "hello");
    struct reading reading;
    reading_start(&reading, "d/f");
    swaps[_i].swap();
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(NOBODY), 0);
    expect_skip(&reading, swaps[_i].reason);
    if (getuid() == 0)
        ck_assert_int_eq(seteuid(0), 0);
    reading_end(&reading);
    tree_remove();
}
END_TEST

static const char *const escapes[] = {"../escape", "d/../../escape", "/etc/passwd",
                                      "d//../../escape"};

START_TEST(no_key_leads_out_of_the_tree)
{
    tree_make();
    ck_assert_int_eq(mkdir("t", 0755) | mkdir("t/d", 0755), 0);
    put_file("escape", "secret");
    ck_assert_int_eq(chdir("t"), 0);
    struct reading reading;
    reading_start(&reading, escapes[_i]);
    uint8_t buf[16];
    size_t len;
    ck_assert_int_eq(byte_source_read(reading.source, buf, sizeof buf, &len), STATUS_SKIP);
    reading_end(&reading);
    tree_remove();
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("local");
    TCase *const tcase = tcase_create("local");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, entry_is_listed_as_expected, 0, ENTRIES);
    tcase_add_test(tcase, nothing_but_the_expected_is_listed);
    tcase_add_test(tcase, files_come_before_directories_and_in_order);
    tcase_add_test(tcase, a_very_deep_tree_is_listed_and_read);
    tcase_add_test(tcase, a_very_wide_directory_is_listed_once);
    tcase_add_test(tcase, the_taker_can_end_the_page);
    tcase_add_loop_test(tcase, source_is_taken_or_refused, 0, sizeof roots / sizeof *roots);
    tcase_add_test(tcase, a_file_is_read_to_its_end);
    tcase_add_test(tcase, a_file_that_shrinks_has_changed);
    tcase_add_test(tcase, a_file_that_grows_is_read_to_its_new_end);
    tcase_add_loop_test(tcase, what_was_swapped_is_not_read, 0, sizeof swaps / sizeof *swaps);
    tcase_add_loop_test(tcase, no_key_leads_out_of_the_tree, 0, sizeof escapes / sizeof *escapes);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
