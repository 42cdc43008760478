/* Lists archived objects for those who restore them. */
#include "crawler/report/restore_manifest.h"

#include "crawler/base/buffer.h"
#include "crawler/report/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_MAX ((size_t)16 << 10) /* a key has 1,024 bytes, three for each when encoded */

struct restore_manifest {
    pthread_mutex_t lock;
    const char *path;
    char *azure_path; /* NULL: path */
    struct line_file s3, azure;
    struct buffer row;
    bool has_rows, has_versions; /* of S3: the first row decides for all */
    int cause;                   /* errno of the first failure; 0: none */
};

static struct line_file *file_of_azure(struct restore_manifest *manifest)
{
    return manifest->azure_path == NULL ? &manifest->s3 : &manifest->azure;
}

static void say(struct fault *fault, const char *path, int cause)
{
    fault_set(fault, REASON_READ_ERROR, "restore manifest %.200s: %s%s", path, strerror(cause),
              cause == EEXIST ? "; name a file that is not there yet" : "");
}

static void manifest_free(struct restore_manifest *manifest)
{
    (void)line_file_close(&manifest->s3);
    (void)line_file_close(&manifest->azure);
    pthread_mutex_destroy(&manifest->lock);
    buffer_wipe(&manifest->row);
    free(manifest->azure_path);
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
    buffer_init(&manifest->row, ROW_MAX);
    line_file_init(&manifest->s3, path);
    if (!is_azure_only && asprintf(&manifest->azure_path, "%s.azure", path) < 0)
        manifest->azure_path = NULL;
    line_file_init(&manifest->azure, manifest->azure_path);
    if ((is_azure_only || manifest->azure_path != NULL) && line_file_open(&manifest->s3, AT_FDCWD))
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

/* The lock is held; the row is complete. */
static void put_row(struct restore_manifest *manifest, struct line_file *file)
{
    const struct span row = {manifest->row.ptr, manifest->row.len};
    if (manifest->cause != 0)
        return;
    if (manifest->row.is_failed)
        manifest->cause = ENOMEM;
    else if (!line_file_add(file, &row, 1))
        manifest->cause = errno;
}

bool restore_manifest_add_s3(struct restore_manifest *manifest, const char *bucket, struct span key,
                             const char *version_id)
{
    pthread_mutex_lock(&manifest->lock);
    if (!manifest->has_rows) {
        manifest->has_rows = true;
        manifest->has_versions = version_id[0] != '\0';
    }
    buffer_clear(&manifest->row);
    append_encoded(&manifest->row, span_of(bucket));
    buffer_append_char(&manifest->row, ',');
    append_encoded(&manifest->row, key);
    if (manifest->has_versions) {
        buffer_append_char(&manifest->row, ',');
        append_encoded(&manifest->row, span_of(version_id[0] != '\0' ? version_id : "null"));
    }
    put_row(manifest, &manifest->s3);
    const bool is_good = manifest->cause == 0;
    pthread_mutex_unlock(&manifest->lock);
    return is_good;
}

bool restore_manifest_add_azure(struct restore_manifest *manifest, struct span url)
{
    struct line_file *const file = file_of_azure(manifest);
    pthread_mutex_lock(&manifest->lock);
    if (manifest->cause == 0 && file->fd < 0 && !line_file_open(file, AT_FDCWD))
        manifest->cause = errno;
    buffer_clear(&manifest->row);
    buffer_append(&manifest->row, url.ptr, url.len);
    put_row(manifest, file);
    const bool is_good = manifest->cause == 0;
    pthread_mutex_unlock(&manifest->lock);
    return is_good;
}

bool restore_manifest_close(struct restore_manifest *manifest, struct fault *fault)
{
    if (manifest == NULL)
        return true;
    if (!line_file_close(&manifest->s3) && manifest->cause == 0)
        manifest->cause = errno;
    if (manifest->azure.fd >= 0 && !line_file_close(&manifest->azure) && manifest->cause == 0)
        manifest->cause = errno;
    const int cause = manifest->cause;
    if (cause != 0)
        say(fault, manifest->path, cause);
    manifest_free(manifest);
    return cause == 0;
}
