/* Walks an archive whose decoder is in a child. */
#include "crawler/unpack/isolated_walk.h"

#include "crawler/unpack/archive.h"

#include <stdlib.h>
#include <string.h>

/* The content of the member at hand is a source: its bytes are the messages up to one of another
 * type, which stays to be read. */
struct isolated {
    struct byte_source source;
    const struct isolated_archive *archive;
    struct isolator_job *job;
    struct archive_message message; /* at hand */
    bool has_message;
    uint32_t left;      /* of a message of bytes: not read yet */
    enum status status; /* once it is not OK, all is over */
    uint64_t taken;     /* bytes of the file that the child read: what the ratio is of */
    uint8_t bytes[ARCHIVE_BYTES_MAX];
};

static void isolated_fail(struct isolated *self)
{
    coverage_add(self->archive->meter->coverage, REASON_WORKER_CRASH);
    fault_set(&self->source.fault, REASON_WORKER_CRASH, "the isolated decoder broke off");
    self->status = STATUS_SKIP;
}

static bool isolated_take(struct isolated *self, void *buf, size_t len)
{
    uint8_t *at = buf;
    while (len > 0 && self->status == STATUS_OK) {
        const ssize_t got = isolator_read(self->job, at, len);
        if (got <= 0) {
            isolated_fail(self);
        } else {
            at += got;
            len -= (size_t)got;
        }
    }
    return self->status == STATUS_OK;
}

/* Answers a wish for bytes of the file. */
static void isolated_answer(struct isolated *self)
{
    struct archive_range range;
    if (self->message.len != sizeof range) {
        isolated_fail(self);
        return;
    }
    if (!isolated_take(self, &range, sizeof range))
        return;
    if (range.len > sizeof self->bytes) {
        isolated_fail(self);
        return;
    }
    const enum status status =
        range_source_read_at(self->archive->file, range.offset, self->bytes, range.len);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY) {
        self->status = status;
        return;
    }
    const int32_t answer = status == STATUS_OK ? 0 : -1;
    self->taken += range.len;
    if (status != STATUS_OK)
        coverage_add(self->archive->meter->coverage, self->archive->file->fault.reason);
    if (!isolator_write(self->job, &answer, sizeof answer) ||
        (answer == 0 && !isolator_write(self->job, self->bytes, range.len)))
        isolated_fail(self);
}

static void isolated_note_fault(struct isolated *self)
{
    static const enum reason reasons[ARCHIVE_FAULTS] = {
        [ARCHIVE_CORRUPT] = REASON_CORRUPT,
        [ARCHIVE_ENCRYPTED] = REASON_ENCRYPTED,
        [ARCHIVE_UNSUPPORTED] = REASON_UNSUPPORTED_METHOD,
    };
    struct archive_fault fault;
    if (self->message.len != sizeof fault) {
        isolated_fail(self);
        return;
    }
    if (!isolated_take(self, &fault, sizeof fault))
        return;
    if (fault.kind >= ARCHIVE_FAULTS)
        isolated_fail(self);
    else if (fault.kind == ARCHIVE_ENCRYPTED)
        coverage_cut(self->archive->meter->coverage, REASON_ENCRYPTED, 0, 0);
    else
        coverage_add(self->archive->meter->coverage, reasons[fault.kind]);
}

/* Goes on to a message that says something of the content; false when all is over. */
static bool isolated_next(struct isolated *self)
{
    while (self->status == STATUS_OK && !self->has_message) {
        if (!isolated_take(self, &self->message, sizeof self->message))
            break;
        if (self->message.len > ARCHIVE_BYTES_MAX) {
            isolated_fail(self);
            break;
        }
        self->left = self->message.len;
        if (self->message.type == ARCHIVE_SAYS_READ)
            isolated_answer(self);
        else if (self->message.type == ARCHIVE_SAYS_FAULT)
            isolated_note_fault(self);
        else
            self->has_message = true;
    }
    return self->status == STATUS_OK;
}

/* ---- the content of a member ---- */

static enum status isolated_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct isolated *const self = (struct isolated *)source;
    struct meter *const meter = self->archive->meter;
    while (isolated_next(self)) {
        if (self->message.type != ARCHIVE_SAYS_BYTES)
            return STATUS_END;
        if (meter_is_stopped(meter)) {
            coverage_add(meter->coverage, meter_stop_reason(meter));
            return STATUS_END;
        }
        const size_t step = self->left < cap ? self->left : cap;
        if (!isolated_take(self, buf, step))
            break;
        self->left -= (uint32_t)step;
        self->has_message = self->left > 0;
        if (step > 0) {
            meter_count(meter, self->taken, step);
            *len = step;
            return STATUS_OK;
        }
    }
    return self->status;
}

static void isolated_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops isolated_ops = {.read = isolated_read, .close = isolated_close};

/* ---- the walk ---- */

static enum status isolated_give(struct isolated *self, archive_visit_fn visit, void *user)
{
    char name[ARCHIVE_NAME_MAX];
    const bool is_member = self->message.type == ARCHIVE_SAYS_MEMBER;
    if ((!is_member && self->message.type != ARCHIVE_SAYS_FOLDER) ||
        self->message.len > sizeof name) {
        isolated_fail(self);
        return STATUS_OK;
    }
    const struct span label = {(const uint8_t *)name, self->message.len};
    if (!isolated_take(self, name, self->message.len))
        return STATUS_OK;
    self->has_message = false;
    const struct archive_part part = {is_member ? ARCHIVE_PART_MEMBER : ARCHIVE_PART_FOLDER, label,
                                      is_member ? &self->source : NULL, self->archive->meter};
    const enum status status = visit(user, &part);
    return status == STATUS_OK && is_member ? byte_source_drain(&self->source) : status;
}

static enum status isolated_walk_parts(struct isolated *self, archive_visit_fn visit, void *user)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !meter_is_stopped(self->archive->meter) && isolated_next(self)) {
        if (self->message.type == ARCHIVE_SAYS_END)
            return STATUS_OK;
        status = isolated_give(self, visit, user);
    }
    if (self->status == STATUS_CANCELLED || self->status == STATUS_NO_MEMORY)
        return self->status;
    return status;
}

enum status isolated_walk_job(const struct isolated_archive *archive, struct isolator_job *job,
                              archive_visit_fn visit, void *user)
{
    enum status status = STATUS_NO_MEMORY;
    struct isolated *const self = calloc(1, sizeof *self);
    if (self != NULL) {
        status = STATUS_OK;
        self->source.ops = &isolated_ops;
        self->archive = archive;
        self->job = job;
        if (!isolator_write(job, &archive->file->size, sizeof archive->file->size))
            isolated_fail(self);
        else
            status = isolated_walk_parts(self, visit, user);
    }
    isolator_close(job);
    free(self);
    return status;
}

enum status isolated_walk(const struct isolated_archive *archive, archive_visit_fn visit,
                          void *user)
{
    struct isolator_job job;
    if (isolator_open(archive->isolator, ISOLATOR_ARCHIVE, -1, &job))
        return isolated_walk_job(archive, &job, visit, user);
    coverage_add(archive->meter->coverage, REASON_WORKER_CRASH);
    return STATUS_OK;
}
