/* Walks a directory tree with an explicit stack: any depth, two descriptors, no link ever followed.
 */
#include "crawler/base/buffer.h"
#include "crawler/store/local.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WALK_BATCH_MAX 65536                          /* entries sorted and handed out together */
#define WALK_NAMES_MAX (WALK_BATCH_MAX * (size_t)256) /* a name is at most 255 bytes */
#define WALK_PATH_MAX (16u << 20)

/* A directory seen and not yet entered, or the parent of one: paths are shared from the root down.
 */
struct walk_directory {
    struct walk_directory *parent; /* NULL: the root */
    struct walk_directory *next;   /* on the stack */
    unsigned references;           /* the stack's or the walk's own, and one a child */
    char name[];
};

struct local_walk {
    const struct local_root *root;
    unsigned source;
    bool is_started;
    struct walk_directory *stack;
    struct walk_directory *current; /* being read through stream */
    DIR *stream;
    struct buffer names;  /* of the batch, each terminated */
    size_t directory_len; /* of the current directory in path */
    struct buffer path;   /* of the entry at hand */
};

/* What one call passes around. */
struct walk_page {
    struct local_walk *walk;
    lister_take_fn take;
    void *user;
    struct fault *fault;
};

static void walk_directory_release(struct walk_directory *directory)
{
    while (directory != NULL && --directory->references == 0) {
        struct walk_directory *const parent = directory->parent;
        free(directory);
        directory = parent;
    }
}

static bool walk_push(struct local_walk *walk, struct walk_directory *parent, const char *name)
{
    const size_t len = strlen(name);
    struct walk_directory *const directory = malloc(sizeof *directory + len + 1);
    if (directory == NULL)
        return false;
    memcpy(directory->name, name, len + 1);
    directory->parent = parent;
    directory->references = 1;
    directory->next = walk->stack;
    walk->stack = directory;
    if (parent != NULL)
        parent->references++;
    return true;
}

struct local_walk *local_walk_create(const struct local_root *root, unsigned source)
{
    struct local_walk *const walk = calloc(1, sizeof *walk);
    if (walk == NULL)
        return NULL;
    walk->root = root;
    walk->source = source;
    buffer_init(&walk->names, WALK_NAMES_MAX);
    buffer_init(&walk->path, WALK_PATH_MAX);
    return walk;
}

static void walk_leave_directory(struct local_walk *walk)
{
    if (walk->stream != NULL)
        closedir(walk->stream);
    walk->stream = NULL;
    walk_directory_release(walk->current);
    walk->current = NULL;
}

void local_walk_free(struct local_walk *walk)
{
    if (walk == NULL)
        return;
    walk_leave_directory(walk);
    while (walk->stack != NULL) {
        struct walk_directory *const directory = walk->stack;
        walk->stack = directory->next;
        walk_directory_release(directory);
    }
    buffer_free(&walk->names);
    buffer_free(&walk->path);
    free(walk);
}

/* ---- paths ---- */

/* Puts the path of the current directory into walk->path, with a '/' at its end unless it is the
 * root. */
static bool walk_enter_path(struct local_walk *walk)
{
    const struct walk_directory *directory;
    size_t len = 0;
    for (directory = walk->current; directory->parent != NULL; directory = directory->parent)
        len += strlen(directory->name) + 1;
    buffer_clear(&walk->path);
    for (size_t i = 0; i < len; i++)
        buffer_append_char(&walk->path, '/');
    if (buffer_str(&walk->path) == NULL)
        return false;
    /* Names are known from the last to the first. */
    size_t end = len;
    for (directory = walk->current; directory->parent != NULL; directory = directory->parent) {
        const size_t name_len = strlen(directory->name);
        end -= name_len + 1;
        memcpy(walk->path.ptr + end, directory->name, name_len);
    }
    walk->directory_len = len;
    return true;
}

/* Puts name behind the path of the current directory ("": the directory itself). */
static bool walk_set_name(struct local_walk *walk, const char *name)
{
    walk->path.len = walk->directory_len;
    buffer_append_str(&walk->path, name);
    return buffer_str(&walk->path) != NULL;
}

/* ---- objects ---- */

/* Hands the object at walk->path to take; refused is -1 or an enum reason. */
static enum status walk_emit(const struct walk_page *page, const struct stat *status, int refused)
{
    const struct buffer *const path = &page->walk->path;
    const struct object_init init = {
        .key = {path->ptr, path->len},
        .size = status != NULL && S_ISREG(status->st_mode) ? (uint64_t)status->st_size : 0,
        .last_modified = status != NULL ? status->st_mtime : (time_t)-1,
        .source = page->walk->source,
        .refused = refused,
    };
    struct object *const object = object_create(&init);
    return object == NULL ? STATUS_NO_MEMORY : page->take(page->user, object);
}

static enum status walk_refuse_source(const struct walk_page *page, int error)
{
    fault_set(page->fault, local_reason(error),
              "the SOURCE cannot be read: %s; check that the path exists and may be read",
              strerror(error));
    return STATUS_STOP;
}

/* The directory that is being read, or the rest of it, is lost: an object to be counted, or the end
 * when it is SOURCE. */
static enum status walk_lose_directory(const struct walk_page *page, int error)
{
    if (page->walk->current->parent == NULL)
        return walk_refuse_source(page, error);
    if (!walk_set_name(page->walk, ""))
        return STATUS_NO_MEMORY;
    return walk_emit(page, NULL, (int)local_reason(error));
}

/* True when the link's target is a regular file or directory inside the tree: it is listed by its
 * own name. */
static bool walk_link_is_inside(const struct local_walk *walk, const char *name)
{
    char link[64], target[4096], root[4096];
    struct stat status;
    const int fd = openat(dirfd(walk->stream), name, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool is_plain =
        fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t target_len = readlink(link, target, sizeof target);
    snprintf(link, sizeof link, "/proc/self/fd/%d", walk->root->fd);
    const ssize_t root_len = readlink(link, root, sizeof root);
    close(fd);
    /* A path that fills its array was cut: better an object too many than a file nobody reads. */
    if (!is_plain || target_len <= 0 || root_len <= 0 || target_len < root_len ||
        (size_t)target_len == sizeof target)
        return false;
    const size_t len = root_len == 1 ? 0 : (size_t)root_len; /* "/" is above everything */
    return memcmp(target, root, len) == 0 && (target_len == (ssize_t)len || target[len] == '/');
}

static bool walk_is_excluded(const struct local_root *root, const struct stat *status)
{
    return root->has_excluded && status->st_dev == root->excluded_device &&
           status->st_ino == root->excluded_inode;
}

/* Anything but a directory; status NULL: error says why nothing is known of it. */
static enum status walk_take_leaf(const struct walk_page *page, const char *name,
                                  const struct stat *status, int error)
{
    struct local_walk *const walk = page->walk;
    if (status != NULL && S_ISLNK(status->st_mode) && walk_link_is_inside(walk, name))
        return STATUS_OK;
    if (!walk_set_name(walk, name))
        return STATUS_NO_MEMORY;
    if (status == NULL)
        return walk_emit(page, NULL, (int)local_reason(error));
    return walk_emit(page, status, S_ISREG(status->st_mode) ? -1 : REASON_UNSUPPORTED_FORMAT);
}

/* *is_directory: nothing was done, it is to be entered later. */
static enum status walk_take_entry(const struct walk_page *page, const char *name,
                                   bool *is_directory)
{
    struct local_walk *const walk = page->walk;
    struct stat status;
    const bool is_known = fstatat(dirfd(walk->stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0;
    const int error = errno;
    *is_directory = is_known && S_ISDIR(status.st_mode);
    if (*is_directory && walk_is_excluded(walk->root, &status))
        *is_directory = false;
    else if (!*is_directory)
        return walk_take_leaf(page, name, is_known ? &status : NULL, error);
    return STATUS_OK;
}

/* ---- one batch of a directory ---- */

static int walk_compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Reads up to WALK_BATCH_MAX names into walk->names. Returns how many, or -1 when memory is short;
 * *error is the errno that ended the directory early, *is_complete that it has no more.
 */
static long walk_read_names(struct local_walk *walk, int *error, bool *is_complete)
{
    long count = 0;
    buffer_clear(&walk->names);
    *error = 0;
    *is_complete = false;
    while (count < WALK_BATCH_MAX) {
        errno = 0;
        const struct dirent *const entry = readdir(walk->stream);
        if (entry == NULL) {
            *error = errno;
            *is_complete = true;
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buffer_append(&walk->names, entry->d_name, strlen(entry->d_name) + 1);
        count++;
    }
    return walk->names.is_failed ? -1 : count;
}

static enum status walk_take_names(const struct walk_page *page, const char **names, size_t count)
{
    struct local_walk *const walk = page->walk;
    const char *name = (const char *)walk->names.ptr;
    for (size_t i = 0; i < count; i++, name += strlen(name) + 1)
        names[i] = name;
    qsort(names, count, sizeof *names, walk_compare_names);
    size_t directories = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_directory;
        const enum status status = walk_take_entry(page, names[i], &is_directory);
        if (status != STATUS_OK)
            return status;
        if (is_directory)
            names[directories++] = names[i];
    }
    while (directories > 0) /* backwards, so that they leave the stack in order */
        if (!walk_push(walk, walk->current, names[--directories]))
            return STATUS_NO_MEMORY;
    return STATUS_OK;
}

static enum status walk_take_batch(const struct walk_page *page)
{
    struct local_walk *const walk = page->walk;
    int error;
    bool is_complete;
    const long count = walk_read_names(walk, &error, &is_complete);
    if (count < 0)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    if (count > 0) {
        const char **const names = calloc((size_t)count, sizeof *names);
        if (names == NULL)
            return STATUS_NO_MEMORY;
        status = walk_take_names(page, names, (size_t)count);
        free(names);
    }
    if (status == STATUS_OK && error != 0)
        status = walk_lose_directory(page, error);
    if (is_complete)
        walk_leave_directory(walk);
    return status;
}

/* Enters the next directory of the stack; one that cannot be opened becomes an object. */
static enum status walk_enter_directory(const struct walk_page *page)
{
    struct local_walk *const walk = page->walk;
    walk->current = walk->stack;
    walk->stack = walk->current->next;
    if (!walk_enter_path(walk))
        return STATUS_NO_MEMORY;
    if (walk->directory_len > 0)
        walk->path.ptr[walk->directory_len - 1] = '\0';
    const int fd = local_root_open_beneath(walk->root, (const char *)walk->path.ptr,
                                           O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    walk->stream = fd < 0 ? NULL : fdopendir(fd);
    if (walk->directory_len > 0)
        walk->path.ptr[walk->directory_len - 1] = '/';
    if (walk->stream != NULL)
        return STATUS_OK;
    const int error = errno;
    local_close(fd);
    const enum status status = walk_lose_directory(page, error);
    walk_leave_directory(walk);
    return status;
}

/* ---- the root ---- */

static enum status walk_take_single_file(const struct walk_page *page)
{
    struct local_walk *const walk = page->walk;
    struct stat status;
    size_t len = strlen(walk->root->path);
    while (len > 1 && walk->root->path[len - 1] == '/')
        len--;
    size_t start = len;
    while (start > 0 && walk->root->path[start - 1] != '/')
        start--;
    buffer_clear(&walk->path);
    buffer_append(&walk->path, walk->root->path + start, len - start);
    if (buffer_str(&walk->path) == NULL)
        return STATUS_NO_MEMORY;
    if (stat(walk->root->path, &status) != 0)
        return walk_emit(page, NULL, (int)local_reason(errno));
    return walk_emit(page, &status, S_ISREG(status.st_mode) ? -1 : REASON_UNSUPPORTED_FORMAT);
}

static enum status walk_start(const struct walk_page *page)
{
    struct local_walk *const walk = page->walk;
    walk->is_started = true;
    if (walk->root->error != 0)
        return walk_refuse_source(page, walk->root->error);
    if (walk->root->is_file) {
        const enum status status = walk_take_single_file(page);
        return status == STATUS_OK ? STATUS_END : status;
    }
    return walk_push(walk, NULL, "") ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status local_walk_next(struct local_walk *walk, lister_take_fn take, void *user,
                            struct fault *fault)
{
    const struct walk_page page = {walk, take, user, fault};
    enum status status = STATUS_OK;
    if (!walk->is_started)
        status = walk_start(&page);
    if (status == STATUS_OK && walk->stream == NULL) {
        if (walk->stack == NULL)
            return STATUS_END;
        status = walk_enter_directory(&page);
    }
    if (status == STATUS_OK && walk->stream != NULL)
        status = walk_take_batch(&page);
    if (status != STATUS_OK)
        return status;
    return walk->stream == NULL && walk->stack == NULL ? STATUS_END : STATUS_OK;
}
