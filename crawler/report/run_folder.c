/* The run folder: one mutex, three files of lines and run.json. */
#include "crawler/report/run_folder.h"

#include "crawler/base/log.h"
#include "crawler/report/chain.h"
#include "crawler/report/finding_line.h"
#include "crawler/report/finding_lines.h"
#include "crawler/report/line_file.h"
#include "crawler/report/manifest.h"
#include "crawler/report/private_directory.h"
#include "crawler/report/private_keys.h"
#include "crawler/report/run_json.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD_MAX                                                                                 \
    ((size_t)32 << 20) /* a manifest line; keys and member names are bounded far below */
#define HEAD_MAX ((size_t)1 << 20)

struct run_folder {
    char *path;
    int dir_fd;
    bool no_private_keys;
    pthread_mutex_t mutex; /* guards what follows */
    struct line_file manifest, findings, private_keys;
    struct chain chain;
    struct buffer line; /* a line in the making; its memory is used again */
    struct buffer head;
    struct run_totals totals;
    struct fault fault;
    bool is_failed;
};

static bool run_folder_fail(struct run_folder *folder, const char *name, int cause)
{
    if (!folder->is_failed) {
        fault_set(&folder->fault, REASON_READ_ERROR, "cannot write '%s/%s': %s", folder->path, name,
                  strerror(cause));
    }
    folder->is_failed = true;
    return false;
}

/* That run.json keeps what it said is told besides an older fault, which is the only one kept. */
static bool run_folder_fail_record(struct run_folder *folder, int cause)
{
    if (folder->is_failed)
        log_line(LOG_ERROR, "cannot write '%s/run.json' anew, it still says \"running\": %s",
                 folder->path, strerror(cause));
    return run_folder_fail(folder, "run.json", cause);
}

static void run_folder_free(struct run_folder *folder)
{
    line_file_close(&folder->manifest);
    line_file_close(&folder->findings);
    line_file_close(&folder->private_keys);
    if (folder->dir_fd >= 0)
        close(folder->dir_fd);
    pthread_mutex_destroy(&folder->mutex);
    buffer_free(&folder->line);
    buffer_free(&folder->head);
    free(folder->path);
    free(folder);
}

/* The path without '/' at its end, since a link before one would be followed; "/" stays. */
static char *run_folder_copy_path(const char *path)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    return strndup(path, len);
}

enum status run_folder_create(const struct run_folder_options *options, struct run_folder **out,
                              struct fault *fault)
{
    *out = NULL;
    struct run_folder *const folder = calloc(1, sizeof *folder);
    if (folder == NULL)
        return STATUS_NO_MEMORY;
    pthread_mutex_init(&folder->mutex, NULL);
    folder->dir_fd = -1;
    folder->no_private_keys = options->no_private_keys;
    line_file_init(&folder->manifest, "manifest.jsonl");
    line_file_init(&folder->findings, "findings.jsonl");
    line_file_init(&folder->private_keys, "keys.private.jsonl");
    buffer_init(&folder->line, RECORD_MAX);
    buffer_init(&folder->head, HEAD_MAX);
    chain_init(&folder->chain);
    enum status status = STATUS_NO_MEMORY;
    folder->path = run_folder_copy_path(options->path);
    if (folder->path == NULL)
        goto out;
    status = STATUS_STOP;
    folder->dir_fd = private_directory_open(folder->path, fault);
    if (folder->dir_fd < 0)
        goto out;
    if (!line_file_open(&folder->manifest, folder->dir_fd) ||
        !line_file_open(&folder->findings, folder->dir_fd)) {
        run_folder_fail(folder, "manifest.jsonl", errno);
        *fault = folder->fault;
        goto out;
    }
    *out = folder;
    return STATUS_OK;
out:
    run_folder_free(folder);
    return status;
}

static bool run_folder_add_manifest(struct run_folder *folder, struct span rendered)
{
    struct manifest_line pieces;
    manifest_complete(&pieces, rendered, folder->chain.count + 1, folder->chain.last);
    buffer_clear(&folder->line);
    for (size_t i = 0; i < 3; i++)
        buffer_append(&folder->line, pieces.pieces[i].ptr, pieces.pieces[i].len);
    const struct span line = {folder->line.ptr, folder->line.len};
    if (folder->line.is_failed || !chain_add(&folder->chain, line))
        return run_folder_fail(folder, folder->manifest.name, ENOMEM);
    if (!line_file_add(&folder->manifest, &line, 1))
        return run_folder_fail(folder, folder->manifest.name, errno);
    return true;
}

/* Puts the object's name in front of every line that was gathered. */
static bool run_folder_add_findings(struct run_folder *folder, const struct object_record *record,
                                    const struct finding_lines *findings)
{
    buffer_clear(&folder->head);
    finding_line_render_head(&folder->head, record->uri, record->version_id);
    if (folder->head.is_failed)
        return run_folder_fail(folder, folder->findings.name, ENOMEM);
    struct span rest = {findings->text.ptr, findings->text.len};
    while (rest.len > 0) {
        const uint8_t *const end = memchr(rest.ptr, '\n', rest.len);
        const size_t len = (size_t)(end - rest.ptr);
        const struct span pieces[] = {{folder->head.ptr, folder->head.len},
                                      {rest.ptr + 1, len - 1}}; /* without its '{' */
        if (!line_file_add(&folder->findings, pieces, 2))
            return run_folder_fail(folder, folder->findings.name, errno);
        rest.ptr += len + 1;
        rest.len -= len + 1;
    }
    return true;
}

/* The file is made with its first line: most runs have none. */
static bool run_folder_add_key(struct run_folder *folder, const struct object_record *record)
{
    struct line_file *const file = &folder->private_keys;
    if (file->fd < 0 && !line_file_open(file, folder->dir_fd))
        return run_folder_fail(folder, file->name, errno);
    buffer_clear(&folder->line);
    private_keys_render(&folder->line, folder->chain.count, record);
    if (folder->line.is_failed)
        return run_folder_fail(folder, file->name, ENOMEM);
    const struct span line = {folder->line.ptr, folder->line.len};
    if (!line_file_add(file, &line, 1))
        return run_folder_fail(folder, file->name, errno);
    return true;
}

static uint64_t run_folder_count_findings(const struct tally *tally)
{
    uint64_t count = 0;
    for (size_t i = 0; i < tally_detector_count(tally); i++)
        count += tally_get(tally, i)->count;
    return count;
}

static void run_folder_count(struct run_totals *totals, const struct object_record *record,
                             const struct finding_lines *findings)
{
    const struct coverage *const coverage = record->coverage;
    const enum object_state state = coverage_state(coverage);
    totals->listed++;
    totals->examined += state == OBJECT_EXAMINED;
    totals->partial += state == OBJECT_PARTIAL;
    totals->not_examined += state == OBJECT_NOT_EXAMINED;
    const enum class class = tally_classify(record->tally).class;
    totals->by_class[class]++;
    totals->unknown += state == OBJECT_NOT_EXAMINED && class == CLASS_NONE;
    for (int reason = 0; reason < REASON_COUNT; reason++)
        totals->by_reason[reason] += coverage_has(coverage, (enum reason)reason);
    if (coverage_has(coverage, REASON_HTTP) && coverage->http_status >= 0 &&
        coverage->http_status < RUN_HTTP_STATUSES)
        totals->by_http_status[coverage->http_status]++;
    totals->bytes_listed += record->size;
    totals->bytes_read += coverage->bytes_read;
    totals->bytes_left += coverage_bytes_left(coverage, record->size);
    totals->bytes_scanned += coverage->bytes_scanned;
    totals->findings += run_folder_count_findings(record->tally);
    totals->findings_written += findings->kept;
}

/* With the mutex held. */
static bool run_folder_append_rendered(struct run_folder *folder,
                                       const struct object_record *record,
                                       const struct finding_lines *findings)
{
    if (folder->is_failed)
        return false;
    if (findings->record.is_failed)
        return run_folder_fail(folder, folder->manifest.name, ENOMEM);
    const struct span rendered = {findings->record.ptr, findings->record.len};
    if (!run_folder_add_manifest(folder, rendered))
        return false;
    if (!run_folder_add_findings(folder, record, findings))
        return false;
    if (record->phi_in_key && !folder->no_private_keys && !run_folder_add_key(folder, record))
        return false;
    run_folder_count(&folder->totals, record, findings);
    return true;
}

bool run_folder_append(struct run_folder *folder, const struct object_record *record,
                       struct finding_lines *findings)
{
    /* Everything but seq and prev is rendered before the lock, by all workers at once. */
    buffer_clear(&findings->record);
    manifest_render(&findings->record, record);
    pthread_mutex_lock(&folder->mutex);
    const bool is_good = run_folder_append_rendered(folder, record, findings);
    pthread_mutex_unlock(&folder->mutex);
    return is_good;
}

void run_folder_totals(struct run_folder *folder, struct run_totals *out)
{
    pthread_mutex_lock(&folder->mutex);
    *out = folder->totals;
    pthread_mutex_unlock(&folder->mutex);
}

/* With the mutex held: what waits in memory goes out, so that run.json speaks of what is there. */
static bool run_folder_flush(struct run_folder *folder)
{
    struct line_file *const files[] = {&folder->manifest, &folder->findings, &folder->private_keys};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (files[i]->fd >= 0 && !line_file_flush(files[i]))
            return run_folder_fail(folder, files[i]->name, errno);
    }
    return true;
}

bool run_folder_write_run(struct run_folder *folder, const struct run_facts *facts)
{
    struct buffer text;
    buffer_init(&text, RECORD_MAX);
    pthread_mutex_lock(&folder->mutex);
    bool is_good = !folder->is_failed && run_folder_flush(folder);
    const struct run_json run = {.facts = facts,
                                 .totals = &folder->totals,
                                 .lines = folder->manifest.lines,
                                 .last_sha256 = folder->is_failed ? NULL : folder->chain.last};
    run_json_render(&text, &run);
    if (text.is_failed)
        is_good = run_folder_fail(folder, "run.json", ENOMEM);
    else if (!private_directory_replace(folder->dir_fd, "run.json", text.ptr, text.len))
        is_good = run_folder_fail_record(folder, errno);
    pthread_mutex_unlock(&folder->mutex);
    buffer_free(&text);
    return is_good;
}

bool run_folder_close(struct run_folder *folder, struct fault *fault)
{
    if (folder == NULL)
        return true;
    struct line_file *const files[] = {&folder->manifest, &folder->findings, &folder->private_keys};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (!line_file_close(files[i]))
            run_folder_fail(folder, files[i]->name, errno);
    }
    if (fsync(folder->dir_fd) != 0)
        run_folder_fail(folder, "", errno);
    const bool is_good = !folder->is_failed;
    if (fault != NULL && !is_good)
        *fault = folder->fault;
    run_folder_free(folder);
    return is_good;
}

const struct fault *run_folder_fault(const struct run_folder *folder)
{
    return &folder->fault;
}

const char *run_folder_path(const struct run_folder *folder)
{
    return folder->path;
}
