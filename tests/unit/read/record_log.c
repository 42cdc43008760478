/* Writes down the values of a reader of records. */
#include "tests/unit/read/record_log.h"

#include "detectors/registry.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/read/field_log.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void log_append(struct record_log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void log_append(struct record_log *log, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = RECORD_LOG_MAX - log->len;
    const int len = vsnprintf(log->text + log->len, room, format, arguments);
    va_end(arguments);
    log->len += len < 0 || (size_t)len >= room ? 0 : (size_t)len;
}

static void log_name(struct record_log *log, struct span name)
{
    if (name.len > 0)
        log_append(log, "%.*s ", (int)name.len, (const char *)name.ptr);
}

static void log_bytes(struct record_log *log, struct span text)
{
    const size_t room = RECORD_LOG_MAX - log->len;
    const size_t len = text.len < room ? text.len : room;
    if (len > 0)
        memcpy(log->text + log->len, text.ptr, len);
    log->len += len;
}

static void log_value(struct record_log *log, const struct record_value *value)
{
    if (value->is_joined && log->len > 1 && log->text[log->len - 1] == '\n') {
        log->len -= 2; /* "]\n" */
    } else {
        if (value->row > 0)
            log_append(log, "%llu:%llu ", (unsigned long long)value->row,
                       (unsigned long long)value->column);
        log_name(log, value->name);
        log_name(log, value->path);
        if (value->page > 0)
            log_append(log, "p%u ", value->page);
        if (value->meaning.detector >= 0)
            log_append(log, "%s%s%s%s ", detector_at((size_t)value->meaning.detector)->id,
                       value->meaning.is_weak ? "?" : "", value->meaning.is_other ? "~" : "",
                       value->meaning.is_removed ? "-" : "");
        log_append(log, value->is_file ? "file [" : "[");
    }
    log_bytes(log, value->text);
    log_append(log, "]\n");
}

static bool is_there(struct span bytes, const struct record_value *value)
{
    return !value->is_raw ||
           (value->length == value->text.len && value->offset <= bytes.len &&
            value->length <= bytes.len - value->offset &&
            (value->length == 0 ||
             memcmp(bytes.ptr + value->offset, value->text.ptr, value->text.len) == 0));
}

const struct field_rules *record_log_rules(void)
{
    return field_log_rules();
}

struct record_log *record_log_read_with(const struct record_ops *ops, void *state,
                                        struct span bytes, size_t chunk, enum status end)
{
    struct record_log *const log = calloc(1, sizeof *log);
    struct chunk_source source;
    chunk_source_init(&source, bytes, chunk, end);
    log->is_true = true;
    ops->begin(state, &source.source, &log->coverage);
    do {
        struct record_value value = {.meaning = FIELD_NO_MEANING};
        log->status = ops->next(state, &value);
        if (log->status != STATUS_OK)
            break;
        log->values++;
        log->is_true &= is_there(bytes, &value);
        log_value(log, &value);
    } while (true);
    if (ops->facts != NULL)
        log->facts = ops->facts(state);
    log->text[log->len] = '\0';
    return log;
}

struct record_log *record_log_read(const struct record_ops *ops, struct span bytes, size_t chunk,
                                   enum status end)
{
    void *const state = ops->create(record_log_rules());
    assert(state != NULL);
    struct record_log *const log = record_log_read_with(ops, state, bytes, chunk, end);
    ops->free(state);
    return log;
}

void record_log_free(struct record_log *log)
{
    free(log);
}
