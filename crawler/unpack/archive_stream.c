/* What walks through archives that stream by have in common. */
#include "crawler/unpack/archive_stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void archive_stream_init(struct archive_stream *archive, struct window *window, struct meter *meter,
                         archive_visit_fn visit, void *user)
{
    *archive =
        (struct archive_stream){.window = window, .meter = meter, .visit = visit, .user = user};
    meter->in_at = &window->offset;
    meter->size = window->upstream->size;
}

enum status archive_give(struct archive_stream *archive, enum archive_part_kind kind,
                         struct span name, struct byte_source *bytes)
{
    const struct archive_part part = {kind, name, bytes, archive->meter};
    const enum status status = archive->visit(archive->user, &part);
    return status == STATUS_OK && bytes != NULL ? byte_source_drain(bytes) : status;
}

enum status archive_give_next(struct archive_stream *archive, enum archive_part_kind kind,
                              struct span name, uint64_t size)
{
    struct window_source content;
    window_source_init(&content, archive->window, size);
    const enum status status = archive_give(archive, kind, name, &content.source);
    return status == STATUS_OK ? archive_end_part(archive, name, size, content.left) : status;
}

enum status archive_end_part(struct archive_stream *archive, struct span name, uint64_t size,
                             uint64_t left)
{
    if (left > 0 && archive->window->status == STATUS_END)
        coverage_cut(archive->meter->coverage, REASON_TRUNCATED, size - left, size);
    const enum status status =
        archive_part_end(archive->visit, archive->user, name, archive->meter);
    return status == STATUS_OK && left > 0 ? archive_cut(archive) : status;
}

enum status archive_skip(struct archive_stream *archive, uint64_t len)
{
    return window_skip(archive->window, len) == len ? STATUS_OK : archive_cut(archive);
}

enum status archive_cut(struct archive_stream *archive)
{
    struct window *const window = archive->window;
    window_take(window, window_held(window));
    if (window_is_given_up(window))
        return window->status;
    archive->is_ended = true;
    if (window->status == STATUS_END)
        coverage_add(archive->meter->coverage, REASON_TRUNCATED);
    return STATUS_OK;
}

enum status archive_give_gap(struct archive_stream *archive, const struct gap_mark *mark)
{
    struct gap gap;
    char label[32] = "trailing";
    if (!archive->is_ended)
        snprintf(label, sizeof label, "gap@%" PRIu64, archive->window->offset);
    coverage_add(archive->meter->coverage, REASON_CORRUPT);
    gap_init(&gap, archive->window, mark);
    const enum status status =
        archive_give(archive, archive->is_ended ? ARCHIVE_PART_TRAILING : ARCHIVE_PART_STRAY,
                     (struct span){(const uint8_t *)label, strlen(label)}, &gap.source);
    return status == STATUS_OK && window_is_given_up(archive->window) ? archive->window->status
                                                                      : status;
}

enum status archive_finish(struct archive_stream *archive)
{
    if (window_is_given_up(archive->window))
        return archive->window->status;
    if (!archive->is_ended && !meter_is_stopped(archive->meter) &&
        archive->window->status == STATUS_END)
        coverage_add(archive->meter->coverage, REASON_TRUNCATED);
    return STATUS_OK;
}
