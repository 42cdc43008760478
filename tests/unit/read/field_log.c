/* Writes down the fields of a text. */
#include "tests/unit/read/field_log.h"

#include "detectors/registry.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG_ROOM 1024 /* at first */

static void log_append(struct field_log *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for len bytes of text and a NUL; false where the log is full. */
static bool log_grow(struct field_log *log, size_t len)
{
    if (log->len + len >= FIELD_LOG_MAX)
        return false;
    if (log->len + len >= log->room) {
        log->room = 2 * (log->len + len + 1);
        log->text = realloc(log->text, log->room);
        assert(log->text != NULL);
    }
    return true;
}

static void log_append(struct field_log *log, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int len = vsnprintf(log->text + log->len, log->room - log->len, format, arguments);
    va_end(arguments);
    if (len > 0 && (size_t)len < log->room - log->len)
        log->len += (size_t)len;
    else if (len > 0 && log_grow(log, (size_t)len))
        log->len += (size_t)vsnprintf(log->text + log->len, log->room - log->len, format, again);
    else
        log->text[log->len] = '\0';
    va_end(again);
}

static void log_field(void *user, const struct field *field)
{
    struct field_log *const log = user;
    const bool is_more = log->end == field->offset && field->meaning.detector < 0 && log->len > 0;
    log->is_in_order &= log->len == 0 || field->offset >= log->end;
    log->end = field->offset + field->length;
    log->is_in_order &= log->end <= log->text_len && field->offset <= log->owned_end;
    if (is_more)
        return; /* a long value goes on */
    if (field->row > 0)
        log_append(log, "%llu:%llu %.*s ", (unsigned long long)field->row,
                   (unsigned long long)field->column, (int)field->name.len,
                   field->name.len > 0 ? (const char *)field->name.ptr : "");
    else
        log_append(log, "%.*s ", (int)field->path.len, (const char *)field->path.ptr);
    if (field->meaning.detector < 0)
        log_append(log, "-\n");
    else
        log_append(log, "%s%s [%.*s]\n", detector_at((size_t)field->meaning.detector)->id,
                   field->meaning.is_weak ? "?" : "", (int)field->value.len,
                   (const char *)field->value.ptr);
}

/* Feeds bytes[at, at + len) in memory of its own, so that a look further is seen. */
static bool feed_piece(const struct reader_ops *ops, void *state, struct span bytes,
                       const size_t place[2], struct field_sink *sink)
{
    const size_t at = place[0], len = place[1];
    const size_t before = at < SCAN_REACH ? at : SCAN_REACH;
    const size_t rest = bytes.len - at - len;
    const size_t after = rest < SCAN_REACH ? rest : SCAN_REACH;
    uint8_t *const copy = malloc(before + len + after);
    assert(copy != NULL);
    memcpy(copy, bytes.ptr + at - before, before + len + after);
    const struct segment segment = {
        .text = copy + before, .len = len, .before = before, .after = after, .offset = at};
    const bool is_read = ops->feed(state, &segment, sink);
    free(copy);
    return is_read;
}

/* Tests run in processes of their own, which inherit what is made before them. */
__attribute__((constructor)) const struct field_rules *field_log_rules(void)
{
    static struct field_rules *rules;
    if (rules == NULL) {
        const struct ruleset_options options = {.fingerprint_key = {1, 2}};
        rules = field_rules_create(ruleset_create(&options));
        assert(rules != NULL);
    }
    return rules;
}

struct field_log *field_log_read(const struct reader_ops *ops, struct span bytes, size_t first,
                                 size_t piece)
{
    void *const state = ops->create(field_log_rules());
    struct field_log *const log = calloc(1, sizeof *log);
    assert(state != NULL && log != NULL);
    log->room = LOG_ROOM;
    log->text = calloc(1, LOG_ROOM);
    assert(log->text != NULL);
    struct field_sink sink = {log_field, log, 0, NULL, NULL};
    const size_t head = bytes.len < READER_HEAD ? bytes.len : READER_HEAD;
    log->end = UINT64_MAX;
    log->is_in_order = true;
    log->text_len = bytes.len;
    log->is_known = ops->begin(state, (struct span){bytes.ptr, head}, head == bytes.len);
    log->is_whole = log->is_known;
    for (size_t at = 0; at < bytes.len && log->is_whole;) {
        const size_t wanted = at == 0 && first > 0 ? first : piece;
        const size_t len = bytes.len - at < wanted ? bytes.len - at : wanted;
        log->owned_end = at + len;
        log->is_whole = feed_piece(ops, state, bytes, (const size_t[2]){at, len}, &sink);
        at += len;
    }
    if (log->is_known && ops->facts != NULL)
        log->facts = ops->facts(state);
    ops->free(state);
    return log;
}

void field_log_free(struct field_log *log)
{
    free(log->text);
    free(log);
}
