/* Objects that an earlier run examined in full. */
#include "crawler/pipeline/since.h"

#include "crawler/base/status.h"
#include "crawler/pipeline/value_list.h"
#include "crawler/report/chain.h"
#include "crawler/report/rfc3339.h"
#include "crawler/store/json_reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_LIMIT ((size_t)64 << 10)
#define IDENTITY_LIMIT ((size_t)256 << 10)
#define RUN_LIMIT ((size_t)64 << 20) /* of run.json: about 1 KiB for each SOURCE */
#define BLOCK_SIZE 16384

struct since {
    struct value_list *entries;
    struct chain chain; /* over the manifest */
    bool uses_versions;
};

/* What has to be the same of an object. */
struct identity {
    struct span uri;
    const char *version_id, *etag, *time;
    uint64_t size;
};

static unsigned since_digit(char letter)
{
    return letter <= '9' ? (unsigned)(letter - '0') : (unsigned)(letter - 'a' + 10);
}

/* The digest of an identity. False when memory is short. */
static bool since_digest(const struct since *since, const struct identity *identity,
                         uint8_t out[VALUE_HMAC_LEN])
{
    struct buffer text;
    struct chain chain;
    buffer_init(&text, IDENTITY_LIMIT);
    buffer_append(&text, identity->uri.ptr, identity->uri.len);
    buffer_append_format(&text, "\n%s\n%s\n%s\n%" PRIu64,
                         since->uses_versions ? identity->version_id : "", identity->etag,
                         identity->time, identity->size);
    chain_init(&chain);
    const bool is_done = !text.is_failed && chain_add(&chain, (struct span){text.ptr, text.len});
    for (size_t i = 0; is_done && i < VALUE_HMAC_LEN; i++)
        out[i] =
            (uint8_t)(16 * since_digit(chain.last[2 * i]) + since_digit(chain.last[2 * i + 1]));
    buffer_wipe(&text);
    return is_done;
}

/* ---- reading a run folder ---- */

static const char *text_or_empty(const struct json_reader *line, const char *name)
{
    const char *const text = json_reader_text(line, NULL, name);
    return text != NULL ? text : "";
}

/* Whether the line is of an object that can be recognised and was examined in full. */
static bool since_is_of_use(const struct json_reader *line)
{
    const char *const provider = text_or_empty(line, "provider");
    return strcmp(text_or_empty(line, "status"), "examined") == 0 &&
           json_reader_member(line, "flags") == NULL && /* a masked name is no name */
           json_reader_member(line, "uri_b64") == NULL &&
           text_or_empty(line, "last_modified")[0] != '\0' &&
           (text_or_empty(line, "etag")[0] != '\0' || strcmp(provider, "file") == 0 ||
            json_reader_member(line, "delete_marker") != NULL);
}

/* Takes one line of the manifest; false when memory is short. What is no line of an object to be
 * recognised is of no use, and does no harm. */
static bool since_take_line(struct since *since, struct span text)
{
    struct json_reader *const line = json_reader_open(text);
    int64_t size;
    bool is_good = true;
    if (line != NULL && since_is_of_use(line) && json_reader_integer(line, NULL, "size", &size)) {
        const char *const uri = text_or_empty(line, "uri");
        const struct identity identity = {
            .uri = {(const uint8_t *)uri, strlen(uri)},
            .version_id = text_or_empty(line, "version_id"),
            .etag = text_or_empty(line, "etag"),
            .time = text_or_empty(line, "last_modified"),
            .size = (uint64_t)size,
        };
        uint8_t entry[VALUE_HMAC_LEN];
        is_good = since_digest(since, &identity, entry) && value_list_add(since->entries, entry);
    }
    json_reader_close(line);
    return is_good;
}

/* Takes the line as the next of the chain; false when it does not name the one before it. */
static bool since_follow_chain(struct since *since, struct span line)
{
    char tail[CHAIN_HEX_SIZE + 16];
    const size_t len = (size_t)snprintf(tail, sizeof tail, "\"prev\":\"%s\"}", since->chain.last);
    return line.len > len && memcmp(line.ptr + line.len - len, tail, len) == 0 &&
           chain_add(&since->chain, line);
}

/* STOP: the manifest was changed. */
static enum status since_read_manifest(struct since *since, FILE *file, bool is_same_rules)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (len = getline(&line, &cap, file)) > 0) {
        if (line[len - 1] != '\n')
            break; /* a line that was cut by a crash */
        const struct span text = {(const uint8_t *)line, (size_t)len - 1};
        if (!since_follow_chain(since, text))
            status = STATUS_STOP;
        else if (is_same_rules && !since_take_line(since, text))
            status = STATUS_NO_MEMORY;
    }
    free(line);
    return ferror(file) != 0 ? STATUS_NO_MEMORY : status;
}

static FILE *since_open_file(const char *path, const char *name, struct fault *fault)
{
    struct buffer full;
    buffer_init(&full, PATH_LIMIT);
    buffer_append_format(&full, "%s/%s", path, name);
    const char *const text = buffer_str(&full);
    FILE *const file = text != NULL ? fopen(text, "re") : NULL;
    if (file == NULL)
        fault_set(fault, REASON_READ_ERROR, "--since: %s: %s", text != NULL ? text : path,
                  strerror(errno));
    buffer_free(&full);
    return file;
}

/* The text to its end; none when it is too long, cannot be read or memory is short. */
static struct span since_read_text(FILE *file, struct buffer *out)
{
    size_t len = 1;
    while (len > 0) {
        uint8_t *const room = buffer_room(out, BLOCK_SIZE);
        len = room != NULL ? fread(room, 1, BLOCK_SIZE, file) : 0;
        out->len += len;
    }
    const bool is_whole = !out->is_failed && ferror(file) == 0;
    return (struct span){out->ptr, is_whole ? out->len : 0};
}

/* run.json; last_sha256 is empty where it does not name the end of the manifest. False with a fault
 * when it is none. */
static bool since_read_run(const char *path, const char *ruleset_sha256, bool *is_same_rules,
                           char last_sha256[CHAIN_HEX_SIZE], struct fault *fault)
{
    struct buffer text;
    FILE *const file = since_open_file(path, "run.json", fault);
    if (file == NULL)
        return false;
    buffer_init(&text, RUN_LIMIT);
    struct json_reader *const run = json_reader_open_large(since_read_text(file, &text), RUN_LIMIT);
    fclose(file);
    const char *const rules = run != NULL ? json_reader_text(run, "ruleset", "sha256") : NULL;
    const char *const state = run != NULL ? json_reader_text(run, NULL, "state") : NULL;
    const char *const last = run != NULL ? json_reader_text(run, "manifest", "last_sha256") : NULL;
    const bool is_run = rules != NULL;
    /* A run that was killed has written run.json at its start only. */
    const bool has_end = last != NULL && state != NULL && strcmp(state, "running") != 0;
    *is_same_rules = is_run && strcmp(rules, ruleset_sha256) == 0;
    snprintf(last_sha256, CHAIN_HEX_SIZE, "%s", has_end ? last : "");
    json_reader_close(run);
    buffer_free(&text);
    if (!is_run)
        fault_set(fault, REASON_READ_ERROR, "--since: %s holds no run.json of a run", path);
    return is_run;
}

static enum status since_read(struct since *since, const char *path, const char *ruleset_sha256,
                              struct fault *fault)
{
    char last_sha256[CHAIN_HEX_SIZE];
    bool is_same_rules;
    if (!since_read_run(path, ruleset_sha256, &is_same_rules, last_sha256, fault))
        return STATUS_STOP;
    FILE *const file = since_open_file(path, "manifest.jsonl", fault);
    if (file == NULL)
        return STATUS_STOP;
    enum status status = since_read_manifest(since, file, is_same_rules);
    fclose(file);
    if (status == STATUS_OK && last_sha256[0] != '\0' &&
        strcmp(last_sha256, since->chain.last) != 0)
        status = STATUS_STOP;
    if (status == STATUS_STOP)
        fault_set(fault, REASON_CHECKSUM,
                  "--since: %s/manifest.jsonl was changed: it is not the one that run.json names",
                  path);
    return status;
}

struct since *since_open(const char *path, const char *ruleset_sha256, bool uses_versions,
                         struct fault *fault)
{
    struct since *const since = calloc(1, sizeof *since);
    enum status status = STATUS_NO_MEMORY;
    if (since != NULL) {
        chain_init(&since->chain);
        since->uses_versions = uses_versions;
        since->entries = value_list_create();
    }
    if (since != NULL && since->entries != NULL)
        status = since_read(since, path, ruleset_sha256, fault);
    if (status == STATUS_NO_MEMORY)
        fault_set(fault, REASON_LIMIT_MEMORY, "--since: not enough memory, or %s cannot be read",
                  path);
    if (status == STATUS_OK)
        return since;
    since_close(since);
    return NULL;
}

void since_close(struct since *since)
{
    if (since == NULL)
        return;
    value_list_free(since->entries);
    free(since);
}

/* ---- asking ---- */

bool since_has(const struct since *since, const struct buffer *uri, const struct object *object)
{
    char time[RFC3339_SIZE];
    uint8_t entry[VALUE_HMAC_LEN];
    if (uri->is_failed || object->last_modified == -1 ||
        !rfc3339_format(object->last_modified, time))
        return false;
    const struct identity identity = {
        .uri = {uri->ptr, uri->len},
        .version_id = object->version_id,
        .etag = object->etag,
        .time = time,
        .size = object->size,
    };
    return since_digest(since, &identity, entry) && value_list_has(since->entries, entry);
}

uint64_t since_count(const struct since *since)
{
    return value_list_count(since->entries);
}

const char *since_sha256(const struct since *since)
{
    return since->chain.last;
}
