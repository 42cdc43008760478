/* Findings of files and streams, without a store and a run folder. */
#include "crawler/pipeline/detect.h"

#include "crawler/base/fd_ranges.h"
#include "crawler/base/log.h"
#include "crawler/base/losses.h"
#include "crawler/pipeline/examine.h"
#include "crawler/report/summary.h"
#include "crawler/unpack/isolator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct detect {
    struct isolator *isolator; /* NULL: there is none here */
    struct ruleset *ruleset;
    struct examine_setup setup;
    struct examiner *examiner;
};

struct detect *detect_create(const struct detect_options *options)
{
    struct detect *const detect = calloc(1, sizeof *detect);
    if (detect == NULL)
        return NULL;
    detect->isolator = isolator_prepare();
    const struct rules_choice choice = {.input = &options->rules,
                                        .lists = options->lists,
                                        .min_confidence = options->min_confidence,
                                        .all_candidates = options->all_candidates,
                                        .is_fast = options->is_fast};
    detect->ruleset = rules_create(&choice);
    detect->setup = (struct examine_setup){.ruleset = detect->ruleset,
                                           .limits = options->limits,
                                           .isolator = detect->isolator,
                                           .passwords = options->passwords,
                                           .lists = options->lists,
                                           .layouts = options->rules.layouts,
                                           .min_confidence = options->min_confidence,
                                           .emits_candidates = options->all_candidates};
    if (detect->ruleset != NULL)
        detect->examiner = examiner_create(&detect->setup);
    if (detect->examiner == NULL) {
        detect_free(detect);
        return NULL;
    }
    return detect;
}

void detect_free(struct detect *detect)
{
    if (detect == NULL)
        return;
    examiner_free(detect->examiner);
    ruleset_free(detect->ruleset);
    isolator_stop(detect->isolator);
    free(detect);
}

/* ---- a file descriptor as source ---- */

struct fd_source {
    struct byte_source source;
    struct fd_ranges ranges;
    int fd;
    enum status status;
};

/* A file that nothing was read from yet can be read by place as well. */
static void fd_source_offer_ranges(struct fd_source *source)
{
    struct stat facts;
    const int fd = source->fd;
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) || lseek(fd, 0, SEEK_CUR) != 0)
        return;
    fd_ranges_init(&source->ranges, fd, (uint64_t)facts.st_size);
    source->source.ranges = &source->ranges.ranges;
    source->source.size = (uint64_t)facts.st_size;
}

static enum status fd_source_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct fd_source *const self = (struct fd_source *)source;
    if (self->status != STATUS_OK)
        return self->status;
    ssize_t got;
    do {
        got = read(self->fd, buf, cap);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        *len = (size_t)got;
        return STATUS_OK;
    }
    self->status = got == 0 ? STATUS_END : STATUS_SKIP;
    if (got < 0)
        fault_set(&source->fault, REASON_READ_ERROR, "%s", strerror(errno));
    return self->status;
}

static void fd_source_close(struct byte_source *source)
{
    (void)source; /* lives on the stack of detect_stream() */
}

static const struct byte_source_ops fd_source_ops = {fd_source_read, fd_source_close};

/* Standard error may end in a log that others read: names are masked there. */
static void detect_say(struct detect *detect, enum log_level level, const char *name,
                       const char *what)
{
    struct buffer masked;
    buffer_init(&masked, (size_t)64 << 10);
    examiner_mask_name(detect->examiner, (struct span){(const uint8_t *)name, strlen(name)}, false,
                       &masked);
    const char *const shown = buffer_str(&masked);
    log_line(level, "%s: %s", shown != NULL ? shown : "*", what);
    buffer_free(&masked);
}

/* Lists reasons; with fault, which is of the file itself, each with why and what to do. */
static void detect_list_reasons(struct buffer *out, uint32_t reasons, int http_status,
                                const struct fault *fault)
{
    const char *separator = "";
    char text[32];
    for (int i = 0; i < REASON_COUNT; i++) {
        if ((reasons & UINT32_C(1) << i) == 0)
            continue;
        const bool is_own = fault != NULL && i == REASON_READ_ERROR && fault->message[0] != '\0';
        const char *const hint = fault != NULL ? summary_hint((enum reason)i) : NULL;
        const char *const why = is_own ? fault->message : hint;
        buffer_append_format(out, "%s%s", separator,
                             reason_name((enum reason)i, http_status, text));
        if (why != NULL)
            buffer_append_format(out, " (%s)", why);
        separator = ", ";
    }
}

/* Says which members of a file were not read in full. */
static void detect_report_members(struct detect *detect, const char *name,
                                  const struct coverage *coverage)
{
    const struct losses *const losses = coverage->losses;
    struct buffer what;
    buffer_init(&what, LOSSES_NAMES_MAX + 1024);
    for (size_t i = 0; i < losses->count; i++) {
        const struct loss *const loss = &losses->list[i];
        buffer_clear(&what);
        buffer_append_str(&what, "member ");
        buffer_append(&what, losses_name(losses, loss), loss->len);
        buffer_append_str(&what, ": ");
        detect_list_reasons(&what, loss->reasons, coverage->http_status, NULL);
        const char *const line = buffer_str(&what);
        detect_say(detect, LOG_WARNING, name, line != NULL ? line : "a member: not read in full");
    }
    buffer_free(&what);
    if (losses->dropped > 0)
        detect_say(detect, LOG_WARNING, name, "more members like these");
}

/* Says what could not be read in full, why, and what to do; fault: of the file itself. */
static void detect_report(struct detect *detect, const char *name, const struct coverage *coverage,
                          const struct fault *fault)
{
    struct buffer what;
    if (coverage->reasons == 0)
        return;
    buffer_init(&what, 1024);
    const bool is_partial = coverage_state(coverage) == OBJECT_PARTIAL;
    buffer_append_str(&what, is_partial ? "examined in part: " : "not examined: ");
    detect_list_reasons(&what, coverage->reasons, coverage->http_status, fault);
    const char *const list = buffer_str(&what);
    detect_say(detect, LOG_WARNING, name, list != NULL ? list : "not examined in full");
    buffer_free(&what);
    detect_report_members(detect, name, coverage);
}

bool detect_stream(struct detect *detect, int fd, const char *name, const struct finding_sink *sink,
                   struct coverage *coverage)
{
    struct fd_source source = {.source.ops = &fd_source_ops, .fd = fd, .status = STATUS_OK};
    *coverage = (struct coverage){0};
    fd_source_offer_ranges(&source);
    examiner_reset(detect->examiner);
    const enum status status =
        examiner_run(detect->examiner, &source.source,
                     (struct span){(const uint8_t *)name, strlen(name)}, coverage, sink);
    detect_report(detect, name, coverage, &source.source.fault);
    return status == STATUS_OK;
}

bool detect_path(struct detect *detect, const char *path, const struct finding_sink *sink,
                 struct coverage *coverage)
{
    struct stat facts = {0};
    *coverage = (struct coverage){0};
    /* A pipe is waited for: one that nobody writes to yet would be at its end. Opening a device
     * must not hang. */
    const bool is_pipe = stat(path, &facts) == 0 && S_ISFIFO(facts.st_mode);
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (is_pipe ? 0 : O_NONBLOCK));
    if (fd < 0) {
        const int error = errno;
        const bool is_denied = error == EACCES || error == EPERM;
        coverage_add(coverage, is_denied ? REASON_ACCESS_DENIED : REASON_READ_ERROR);
        detect_say(detect, LOG_ERROR, path, strerror(error));
        return true;
    }
    bool is_done = true;
    if (fstat(fd, &facts) == 0 && (S_ISREG(facts.st_mode) || S_ISFIFO(facts.st_mode))) {
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
        is_done = detect_stream(detect, fd, path, sink, coverage);
    } else {
        coverage_add(coverage, REASON_UNSUPPORTED_FORMAT);
        detect_say(detect, LOG_ERROR, path,
                   S_ISDIR(facts.st_mode) ? "a directory: not examined; 'phicrawl scan' reads trees"
                                          : "neither a file nor a pipe: not examined");
    }
    close(fd);
    return is_done;
}
