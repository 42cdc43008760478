/* Walks an object and writes down what came of it. */
#include "tests/unit/unpack/walk_log.h"

#include "tests/unit/chunk_source.h"
#include "tests/unit/unpack/fixture.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static void walk_log_add(struct walk_log *log, const struct member *member, struct span content)
{
    if (member->path.ptr == NULL)
        buffer_append_str(&log->leaves, "-");
    else
        buffer_append(&log->leaves, member->path.ptr, member->path.len);
    buffer_append_str(&log->leaves, "=");
    if (content.len > 100)
        buffer_append_format(&log->leaves, "<%zu>", content.len);
    else
        buffer_append(&log->leaves, content.ptr, content.len);
    buffer_append_str(&log->leaves, "\n");
}

static enum status walk_log_visit(void *user, const struct member *member)
{
    struct walk_log *const log = user;
    const size_t start = log->content.len;
    enum status status = STATUS_OK;
    uint8_t buf[3001];
    while (status == STATUS_OK &&
           (log->read_at_most == 0 || log->content.len - start < log->read_at_most)) {
        size_t len;
        status = byte_source_read(member->bytes, buf, sizeof buf, &len);
        buffer_append(&log->content, buf, len);
        log->coverage.bytes_scanned += len;
    }
    walk_log_add(log, member, (struct span){log->content.ptr + start, log->content.len - start});
    log->visits++;
    if (member->depth > log->depth_max)
        log->depth_max = member->depth;
    return status;
}

static void walk_log_walk(struct walk_log *log, struct byte_source *source, const char *name,
                          const struct unpack_limits *limits, struct isolator *isolator)
{
    log->coverage = (struct coverage){.losses = &log->losses};
    losses_init(&log->losses);
    log->visits = 0;
    log->depth_max = 0;
    buffer_init(&log->leaves, (size_t)64 << 20);
    buffer_init(&log->content, (size_t)1 << 31);
    const struct unpack_visitor visitor = {walk_log_visit, log, isolator, log->passwords};
    log->status =
        unpack_walk(source, (struct span){(const uint8_t *)name, strlen(name)},
                    limits != NULL ? limits : &unpack_default_limits, &log->coverage, &visitor);
}

void walk_log_run_source(struct walk_log *log, struct byte_source *source, const char *name,
                         const struct unpack_limits *limits)
{
    walk_log_walk(log, source, name, limits, NULL);
}

void walk_log_run_listed(struct walk_log *log, struct span bytes, const char *name,
                         const char *list)
{
    struct chunk_source source;
    struct passwords *const passwords = list != NULL ? fixture_passwords(list) : NULL;
    *log = (struct walk_log){.passwords = passwords};
    chunk_source_init(&source, bytes, 1000000, STATUS_END);
    walk_log_run_source(log, &source.source, name, NULL);
    ck_assert_int_eq(log->status, STATUS_OK);
    passwords_free(passwords);
}

void walk_log_run_isolated(struct walk_log *log, struct byte_source *source,
                           struct isolator *isolator)
{
    log->read_at_most = 0;
    walk_log_walk(log, source, "k", NULL, isolator);
}

void walk_log_run(struct walk_log *log, struct span bytes, const char *name,
                  const struct unpack_limits *limits)
{
    log->read_at_most = 0;
    log->passwords = NULL;
    struct byte_source *const source = byte_source_from_span(bytes);
    walk_log_run_source(log, source, name, limits);
    byte_source_close(source);
}

void walk_log_free(struct walk_log *log)
{
    losses_free(&log->losses);
    buffer_free(&log->leaves);
    buffer_free(&log->content);
}

const char *walk_log_leaves(struct walk_log *log)
{
    return buffer_str(&log->leaves);
}

static const char *join_reasons(const struct walk_log *log, uint32_t reasons, char out[256])
{
    size_t len = 0;
    out[0] = '\0';
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        char name[32];
        if ((reasons & UINT32_C(1) << reason) == 0)
            continue;
        reason_name((enum reason)reason, log->coverage.http_status, name);
        len += (size_t)snprintf(out + len, 256 - len, "%s%s", len > 0 ? " " : "", name);
    }
    return out;
}

const char *walk_log_reasons(const struct walk_log *log, char out[256])
{
    return join_reasons(log, log->coverage.reasons, out);
}

const char *walk_log_losses(const struct walk_log *log, char out[1024])
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < log->losses.count; i++) {
        const struct loss *const loss = &log->losses.list[i];
        char reasons[256];
        len += (size_t)snprintf(out + len, 1024 - len, "%.*s: %s\n", (int)loss->len,
                                (const char *)losses_name(&log->losses, loss),
                                join_reasons(log, loss->reasons, reasons));
    }
    return out;
}

const char *walk_log_formats(const struct walk_log *log, char out[256])
{
    size_t len = 0;
    out[0] = '\0';
    for (unsigned format = 0; format < format_count(); format++) {
        if (log->coverage.formats[format] > 0)
            len += (size_t)snprintf(out + len, 256 - len, "%s%s:%u", len > 0 ? " " : "",
                                    format_name((enum format)format),
                                    (unsigned)log->coverage.formats[format]);
    }
    return out;
}

bool walk_log_has(const struct walk_log *log, const char *text)
{
    return log->content.len > 0 &&
           memmem(log->content.ptr, log->content.len, text, strlen(text)) != NULL;
}
