/*
 * Directories and single files as a store. A key is the path relative to SOURCE, any bytes.
 * Symbolic links are never followed below SOURCE, nothing but regular files is ever opened for
 * reading, and no path leads out of SOURCE, also when the tree changes while it is walked.
 */
#ifndef CRAWLER_STORE_LOCAL_H
#define CRAWLER_STORE_LOCAL_H

#include "crawler/base/byte_source.h"
#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/object.h"
#include "crawler/store/store.h"

#include <stdbool.h>
#include <sys/types.h>

/* SOURCE, resolved once: links in SOURCE itself are followed, for the user named them. */
struct local_root {
    char *path;   /* as given */
    int fd;       /* the directory (O_PATH); -1 for a file and when error is set */
    bool is_file; /* SOURCE is no directory: the only object is itself, its key the last part of
                     path */
    int error;    /* errno of why SOURCE cannot be used, else 0 */
    bool has_excluded; /* a directory that is not listed: the run folder of this very run */
    dev_t excluded_device;
    ino_t excluded_inode;
};

/* False when memory is short. A SOURCE that is missing is told by the walk. */
bool local_root_open(const char *path, struct local_root *out);
void local_root_close(struct local_root *root); /* accepts the zero value with fd -1 */

/*
 * Opens what lies at path below root without passing a symbolic link, whatever the length of path
 * ("" is root itself). Returns a descriptor or -1 with errno.
 */
int local_root_open_beneath(const struct local_root *root, const char *path, int flags);

/* Closes a descriptor and keeps errno. */
void local_close(int fd);

/* What an errno means for the record of an object. */
enum reason local_reason(int error);

struct local_walk;

/* root must outlive the walk. NULL when memory is short. */
struct local_walk *local_walk_create(const struct local_root *root, unsigned source);
void local_walk_free(struct local_walk *walk);

/*
 * Hands the entries of one directory to take, sorted by name, at most 65,536 a call. Memory grows
 * with the number of directories seen and not yet entered. Status as lister_next(). Everything that
 * is not read is an object too, refused: an unreadable directory ("dir/", access-denied), links
 * that lead out of the tree or to nothing, pipes, sockets and devices (unsupported-format). A link
 * to a regular file or directory inside the tree is not: its target is listed.
 */
enum status local_walk_next(struct local_walk *walk, lister_take_fn take, void *user,
                            struct fault *fault);

/*
 * The bytes of one object. Opened at the first read, so that waiting fetches hold no descriptors. A
 * file that ends before the size it had when it was opened is STATUS_SKIP with REASON_CHANGED; one
 * that grows is read to its end. root and object must outlive the source. NULL when memory is
 * short.
 */
struct byte_source *local_file_create(const struct local_root *root, const struct object *object);

#endif
