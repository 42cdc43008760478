/* Lists archived objects for those who restore them. */
#include "crawler/report/restore_manifest.h"

#include "crawler/base/buffer.h"
#include "crawler/base/log.h"
#include "crawler/report/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROW_MAX ((size_t)16 << 10) /* a key has 1,024 bytes, three for each when encoded */

/* Beside the file that was named: rows of the other kind of S3, and blobs. */
enum side_file { SIDE_S3, SIDE_AZURE, SIDE_COUNT };

struct restore_manifest {
    pthread_mutex_t lock;
    const char *path;
    bool is_azure_only;
    struct line_file main, sides[SIDE_COUNT];
    char *side_paths[SIDE_COUNT]; /* NULL: there is none yet */
    struct buffer row;
    bool has_rows, has_versions; /* of S3: the first row decides what the file that was named has */
    int cause;                   /* errno of the first failure; 0: none */
};

static void say(struct fault *fault, const char *path, int cause)
{
    fault_set(fault, REASON_READ_ERROR, "restore manifest %.200s: %s%s", path, strerror(cause),
              cause == EEXIST ? "; name a file that is not there yet" : "");
}

static void manifest_free(struct restore_manifest *manifest)
{
    (void)line_file_close(&manifest->main);
    for (int i = 0; i < SIDE_COUNT; i++) {
        (void)line_file_close(&manifest->sides[i]);
        free(manifest->side_paths[i]);
    }
    pthread_mutex_destroy(&manifest->lock);
    buffer_wipe(&manifest->row);
    free(manifest);
}

struct restore_manifest *restore_manifest_create(const char *path, bool is_azure_only,
                                                 struct fault *fault)
{
    struct restore_manifest *const manifest = calloc(1, sizeof *manifest);
    if (manifest == NULL || pthread_mutex_init(&manifest->lock, NULL) != 0) {
        free(manifest);
        say(fault, path, ENOMEM);
        return NULL;
    }
    manifest->path = path;
    manifest->is_azure_only = is_azure_only;
    buffer_init(&manifest->row, ROW_MAX);
    line_file_init(&manifest->main, path);
    for (int i = 0; i < SIDE_COUNT; i++)
        line_file_init(&manifest->sides[i], "");
    if (line_file_open(&manifest->main, AT_FDCWD))
        return manifest;
    say(fault, path, errno);
    manifest_free(manifest);
    return NULL;
}

/* All but unreserved characters (RFC 3986) and '/' as %XX. */
static void append_encoded(struct buffer *out, struct span text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-._~/";
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\0' && strchr(plain, text.ptr[i]) != NULL)
            buffer_append_char(out, (char)text.ptr[i]);
        else
            buffer_append_format(out, "%%%02X", text.ptr[i]);
    }
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* The file beside the one that was named, made at the first row. NULL with errno set. */
static struct line_file *open_side(struct restore_manifest *manifest, enum side_file side,
                                   const char *ending)
{
    struct line_file *const file = &manifest->sides[side];
    if (manifest->side_paths[side] != NULL)
        return file;
    if (asprintf(&manifest->side_paths[side], "%s%s", manifest->path, ending) < 0) {
        manifest->side_paths[side] = NULL;
        errno = ENOMEM;
        return NULL;
    }
    line_file_init(file, manifest->side_paths[side]);
    return line_file_open(file, AT_FDCWD) ? file : NULL;
}

/* The lock is held; the row is complete; file NULL: it could not be made. */
static bool put_row(struct restore_manifest *manifest, struct line_file *file)
{
    const struct span row = {manifest->row.ptr, manifest->row.len};
    if (manifest->cause == 0 && file == NULL)
        manifest->cause = errno;
    if (manifest->cause == 0 && manifest->row.is_failed)
        manifest->cause = ENOMEM;
    if (manifest->cause == 0 && !line_file_add(file, &row, 1))
        manifest->cause = errno;
    return manifest->cause == 0;
}

bool restore_manifest_add_s3(struct restore_manifest *manifest, const char *bucket, struct span key,
                             const char *version_id)
{
    const bool has_version = version_id[0] != '\0';
    pthread_mutex_lock(&manifest->lock);
    if (!manifest->has_rows)
        manifest->has_versions = has_version;
    manifest->has_rows = true;
    struct line_file *const file =
        has_version == manifest->has_versions
            ? &manifest->main
            : open_side(manifest, SIDE_S3, has_version ? ".versions" : ".latest");
    buffer_clear(&manifest->row);
    append_encoded(&manifest->row, span_of(bucket));
    buffer_append_char(&manifest->row, ',');
    append_encoded(&manifest->row, key);
    if (has_version) {
        buffer_append_char(&manifest->row, ',');
        append_encoded(&manifest->row, span_of(version_id));
    }
    const bool is_good = put_row(manifest, file);
    pthread_mutex_unlock(&manifest->lock);
    return is_good;
}

bool restore_manifest_add_azure(struct restore_manifest *manifest, struct span url)
{
    pthread_mutex_lock(&manifest->lock);
    struct line_file *const file =
        manifest->is_azure_only ? &manifest->main : open_side(manifest, SIDE_AZURE, ".azure");
    buffer_clear(&manifest->row);
    buffer_append(&manifest->row, url.ptr, url.len);
    manifest->row.is_failed |= url.ptr == NULL;
    const bool is_good = put_row(manifest, file);
    pthread_mutex_unlock(&manifest->lock);
    return is_good;
}

/* Says which files there are beside the one that was named, and closes them. */
static void close_sides(struct restore_manifest *manifest)
{
    static const char *const what[] = {
        [SIDE_S3] = "objects of S3", [SIDE_AZURE] = "blobs of Azure"};
    for (int i = 0; i < SIDE_COUNT; i++) {
        if (manifest->sides[i].fd < 0)
            continue;
        if (!line_file_close(&manifest->sides[i]) && manifest->cause == 0)
            manifest->cause = errno;
        log_line(LOG_NOTE, "restore manifest: %s%s are in %s", what[i],
                 i != SIDE_S3             ? ""
                 : manifest->has_versions ? " whose version nobody named"
                                          : " with a version id (a third column)",
                 manifest->side_paths[i]);
    }
}

bool restore_manifest_close(struct restore_manifest *manifest, struct fault *fault)
{
    if (manifest == NULL)
        return true;
    if (!line_file_close(&manifest->main) && manifest->cause == 0)
        manifest->cause = errno;
    close_sides(manifest);
    const int cause = manifest->cause;
    if (cause != 0)
        say(fault, manifest->path, cause);
    manifest_free(manifest);
    return cause == 0;
}

void restore_manifest_discard(struct restore_manifest *manifest)
{
    if (manifest == NULL)
        return;
    if (!manifest->has_rows)
        (void)unlink(manifest->path);
    manifest_free(manifest);
}
