/* Leaves that may carry an archive behind their own bytes. */
#include "crawler/unpack/hidden.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/window.h"

#include <stdlib.h>
#include <string.h>

/* ECMA-119, ECMA-167 part 2: descriptors stand in sectors from 16 on, those of UDF last. True when
 * one with this mark is among the first. */
static bool walk_has_descriptor(struct window *window, const char mark[4])
{
    enum { SECTOR = 2048, FIRST = 16, END = 23, LEN = 4 };
    for (size_t at = FIRST * SECTOR + 1; at < END * SECTOR; at += SECTOR) {
        if (window_fill(window, at + LEN) < at + LEN)
            return false;
        if (memcmp(window_at(window) + at, mark, LEN) == 0)
            return true;
    }
    return false;
}

enum status walk_behind(struct walk *walk, const struct content *outer, struct window *window)
{
    static const char label[] = "trailing";
    struct window_source rest;
    struct archive_user user = {.walk = walk, .outer = outer};
    window_source_init(&rest, window, UINT64_MAX);
    const struct archive_part part = {.kind = ARCHIVE_PART_TRAILING,
                                      .name = {(const uint8_t *)label, sizeof label - 1},
                                      .bytes = &rest.source,
                                      .meter = outer->meter};
    return window_fill(window, 1) > 0 ? walk_archive_part(&user, &part) : STATUS_OK;
}

/* The archive that window stands at. */
static enum status walk_hidden(struct walk *walk, const struct content *outer,
                               struct window *window)
{
    const struct hidden_archive archive =
        hidden_archive_at((struct span){window_at(window), window_held(window)});
    const bool is_too_deep = outer->place.depth >= walk->limits->depth;
    struct window_source whole;
    if (archive.format == FORMAT_BINARY)
        return walk_behind(walk, outer, window);
    window_source_init(&whole, window, archive.size);
    const struct content content = {&whole.source, outer->place, outer->meter};
    if (archive.format == FORMAT_ZIP && !is_too_deep) {
        walk_count_format(walk, FORMAT_ZIP);
        return walk_zip_window(walk, outer, window, true);
    }
    enum status status = STATUS_OK;
    if (walk_is_isolated(walk, archive.format)) {
        status = walk_isolated(walk, &content, archive.format);
    } else {
        walk_count_format(walk, archive.format);
        if (is_too_deep)
            coverage_cut(walk->coverage, REASON_LIMIT_DEPTH, 0, 0);
        status = walk_visit(walk, &content, archive.format);
    }
    if (status == STATUS_OK)
        status = byte_source_drain(&whole.source);
    return status == STATUS_OK ? walk_behind(walk, outer, window) : status;
}

static enum status walk_front(struct walk *walk, const struct content *outer, struct window *window,
                              enum format format)
{
    struct gap gap;
    walk_count_format(walk, format);
    gap_init(&gap, window, format == FORMAT_SCRIPT ? &hidden_script_mark : &hidden_mark);
    const struct content front = {&gap.source, outer->place, outer->meter};
    enum status status = walk_visit(walk, &front, format);
    if (status == STATUS_OK)
        status = byte_source_drain(&gap.source);
    if (window->status == STATUS_END && !gap.is_found && format == FORMAT_BINARY &&
        format_is_archive_name(outer->place.name))
        coverage_add(walk->coverage, REASON_CORRUPT);
    return status == STATUS_OK && gap.is_found ? walk_hidden(walk, outer, window) : status;
}

/* An image of a disk, in which the mark of an archive may stand in any file. */
static enum status walk_image(struct walk *walk, const struct content *outer, struct window *window)
{
    struct window_source whole;
    window_source_init(&whole, window, UINT64_MAX);
    whole.source.ranges = outer->bytes->ranges;
    const struct content image = {&whole.source, outer->place, outer->meter};
    if (walk_has_descriptor(window, "NSR0")) /* what only the UDF side lists is not read */
        walk_count_format(walk, FORMAT_UDF);
    return walk_isolated(walk, &image, FORMAT_ISO9660);
}

enum status walk_hiding(struct walk *walk, const struct content *outer, enum format format)
{
    struct window *const window = window_create(outer->bytes);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    if (format == FORMAT_BINARY && walk_has_descriptor(window, "CD00"))
        format = FORMAT_ISO9660;
    else if (format == FORMAT_BINARY && walk_has_descriptor(window, "NSR0"))
        format = FORMAT_UDF;
    const enum status status = walk_is_isolated(walk, format)
                                   ? walk_image(walk, outer, window)
                                   : walk_front(walk, outer, window, format);
    free(window);
    return status;
}
