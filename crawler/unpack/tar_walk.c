/* Walks a tar archive as it streams by. */
#include "crawler/unpack/tar_walk.h"

#include "crawler/unpack/archive_stream.h"
#include "crawler/unpack/tar_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAR_EXTENDED_MAX ((size_t)64 * 1024) /* of an extended header that is looked at */

struct tar {
    struct archive_stream archive; /* ended: the last block was one of zeros */
    struct tar_entry entry;
    uint64_t zeros; /* given for holes */
    uint8_t extended[TAR_EXTENDED_MAX];
};

static enum status tar_give(struct tar *tar, enum archive_part_kind kind, struct byte_source *bytes)
{
    const struct span name = {tar->entry.name, tar->entry.name_len};
    return archive_give(&tar->archive, kind, name, bytes);
}

/* What extended headers said is for one entry. */
static void tar_forget(struct tar *tar)
{
    tar->entry.has_name = tar->entry.has_size = false;
    tar_map_clear(&tar->entry.map);
}

/* ---- gaps ---- */

/* Bytes that are no header, up to the next one. */
struct tar_gap {
    struct byte_source source;
    struct window *window;
    uint64_t given;
    bool is_found;
};

/* Headers stand on blocks; a newer one is known by its magic also where bytes are missing or too
 * many. */
static bool tar_gap_is_header(const struct tar_gap *gap, const uint8_t *at, size_t index)
{
    const bool is_on_block = (gap->given + index) % TAR_BLOCK == 0;
    return (is_on_block || memcmp(at + 257, "ustar", 5) == 0) &&
           tar_is_header((struct span){at, TAR_BLOCK});
}

static enum status tar_gap_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct tar_gap *const self = (struct tar_gap *)source;
    struct window *const window = self->window;
    const size_t held = self->is_found ? 0 : window_fill(window, TAR_BLOCK);
    size_t free_len = 0;
    while (free_len < cap && free_len < held) {
        const uint8_t *const at = window_at(window) + free_len;
        if (held - free_len < TAR_BLOCK && window->status == STATUS_OK)
            break;
        self->is_found = held - free_len >= TAR_BLOCK && tar_gap_is_header(self, at, free_len);
        if (self->is_found)
            break;
        free_len++;
    }
    if (free_len == 0) {
        source->fault = window->upstream->fault;
        return self->is_found ? STATUS_END : window->status;
    }
    memcpy(buf, window_at(window), free_len);
    window_take(window, free_len);
    self->given += free_len;
    *len = free_len;
    return STATUS_OK;
}

static void tar_gap_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops tar_gap_ops = {tar_gap_read, tar_gap_close};

static enum status tar_walk_gap(struct tar *tar)
{
    struct tar_gap gap = {.source.ops = &tar_gap_ops, .window = tar->archive.window};
    char label[32] = "trailing";
    if (!tar->archive.is_ended)
        snprintf(label, sizeof label, "gap@%" PRIu64, tar->archive.window->offset);
    tar_set_name(&tar->entry, (struct span){(const uint8_t *)label, strlen(label)});
    coverage_add(tar->archive.meter->coverage, REASON_CORRUPT);
    const enum archive_part_kind kind =
        tar->archive.is_ended ? ARCHIVE_PART_TRAILING : ARCHIVE_PART_STRAY;
    const enum status status = tar_give(tar, kind, &gap.source);
    tar_forget(tar);
    return status == STATUS_OK && window_is_given_up(tar->archive.window)
               ? tar->archive.window->status
               : status;
}

/* ---- entries ---- */

/* The bytes of an extended header; what is too long of them is not looked at. */
static enum status tar_take_extended(struct tar *tar, uint64_t size, struct span *bytes)
{
    const size_t want = size < sizeof tar->extended ? (size_t)size : sizeof tar->extended;
    struct window_source source;
    window_source_init(&source, tar->archive.window, want);
    *bytes = (struct span){tar->extended, 0};
    const enum status status = byte_source_fill(&source.source, tar->extended, want, &bytes->len);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    if (want < size)
        coverage_add(tar->archive.meter->coverage, REASON_CORRUPT);
    return archive_skip(&tar->archive, size - bytes->len + tar_padding(size));
}

/* What stands in the extended header at hand is for the next entry. */
static enum status tar_walk_extended(struct tar *tar, enum tar_kind kind, uint64_t size)
{
    struct span bytes;
    const enum status status = tar_take_extended(tar, size, &bytes);
    if (kind == TAR_PAX)
        tar_parse_pax(bytes, &tar->entry);
    else
        tar_set_name(&tar->entry, bytes);
    return status;
}

/* Old sparse files of GNU: the map goes on in blocks of their own. */
static enum status tar_take_map(struct tar *tar, bool has_more)
{
    enum { PAIRS = 21, MORE_AT = 504 };
    while (has_more) {
        if (window_fill(tar->archive.window, TAR_BLOCK) < TAR_BLOCK)
            return archive_cut(&tar->archive);
        tar_map_add_old(&tar->entry.map, window_at(tar->archive.window), PAIRS);
        has_more = window_at(tar->archive.window)[MORE_AT] != 0;
        window_take(tar->archive.window, TAR_BLOCK);
    }
    return STATUS_OK;
}

/* A file with holes. */
static enum status tar_give_sparse(struct tar *tar, struct span name)
{
    struct window *const window = tar->archive.window;
    struct tar_map *const map = &tar->entry.map;
    uint64_t size = tar->entry.size;
    struct tar_sparse sparse;
    if (map->is_in_front)
        size -= tar_map_take(map, window, size);
    tar_sparse_init(&sparse, window, map, size, &tar->zeros);
    const enum status status =
        archive_give(&tar->archive, ARCHIVE_PART_MEMBER, name, &sparse.source);
    return status == STATUS_OK ? archive_end_part(&tar->archive, name, size, sparse.left) : status;
}

static enum status tar_walk_content(struct tar *tar)
{
    const struct span name = {tar->entry.name, tar->entry.name_len};
    const bool has_holes = tar->entry.map.count > 0 || tar->entry.map.is_in_front;
    const enum status status =
        has_holes ? tar_give_sparse(tar, name)
                  : archive_give_next(&tar->archive, ARCHIVE_PART_MEMBER, name, tar->entry.size);
    return status != STATUS_OK || tar->archive.is_ended
               ? status
               : archive_skip(&tar->archive, tar_padding(tar->entry.size));
}

/* True when what comes next is a header or an end: not the content of a link. */
static bool tar_is_between(struct tar *tar)
{
    const size_t held = window_fill(tar->archive.window, TAR_BLOCK);
    return held < TAR_BLOCK || *window_at(tar->archive.window) == 0 ||
           tar_is_header((struct span){window_at(tar->archive.window), held});
}

static enum status tar_walk_entry(struct tar *tar, enum tar_kind kind, bool has_map)
{
    if (kind == TAR_SPARSE) {
        const enum status status = tar_take_map(tar, has_map);
        if (status != STATUS_OK)
            return status;
    }
    if (kind == TAR_NO_DATA || (kind == TAR_MAYBE_DATA && tar_is_between(tar)))
        return tar_give(tar, ARCHIVE_PART_FOLDER, NULL);
    return tar_walk_content(tar);
}

static enum status tar_walk_header(struct tar *tar)
{
    enum { MAP_AT = 386, PAIRS = 4, HAS_MAP_AT = 482 };
    struct window *const window = tar->archive.window;
    struct tar_entry own = {.has_name = false};
    enum tar_kind kind;
    tar->archive.is_ended = false;
    const bool has_map = window_at(window)[HAS_MAP_AT] != 0;
    bool is_right = tar_parse_header(window_at(window), &own, &kind);
    const bool is_extended = kind == TAR_PAX || kind == TAR_LONG_NAME || kind == TAR_OTHER;
    if (!is_extended)
        is_right = tar_parse_header(window_at(window), &tar->entry, &kind);
    if (kind == TAR_SPARSE)
        tar_map_add_old(&tar->entry.map, window_at(window) + MAP_AT, PAIRS);
    window_take(window, TAR_BLOCK);
    if (!is_right) {
        /* Where its content ends is not known: what comes next is a gap. */
        coverage_add(tar->archive.meter->coverage, REASON_CORRUPT);
        tar_forget(tar);
        return STATUS_OK;
    }
    if (kind == TAR_OTHER)
        return archive_skip(&tar->archive, own.size + tar_padding(own.size));
    if (is_extended)
        return tar_walk_extended(tar, kind, own.size);
    const enum status status = tar_walk_entry(tar, kind, has_map);
    tar_forget(tar);
    return status;
}

/* ---- the walk ---- */

static bool tar_is_zero(const uint8_t *block, size_t len)
{
    size_t i = 0;
    while (i < len && block[i] == 0)
        i++;
    return i == len;
}

static enum status tar_walk_block(struct tar *tar, size_t held)
{
    const uint8_t *const block = window_at(tar->archive.window);
    if (tar_is_zero(block, held)) {
        window_take(tar->archive.window, held);
        tar->archive.is_ended = true;
        return STATUS_OK;
    }
    if (held == TAR_BLOCK && tar_is_header((struct span){block, held}))
        return tar_walk_header(tar);
    return held < TAR_BLOCK && !tar->archive.is_ended ? archive_cut(&tar->archive)
                                                      : tar_walk_gap(tar);
}

static enum status tar_walk_all(struct tar *tar)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !meter_is_stopped(tar->archive.meter)) {
        const size_t held = window_fill(tar->archive.window, TAR_BLOCK);
        if (held == 0)
            break;
        status = tar_walk_block(tar, held < TAR_BLOCK ? held : TAR_BLOCK);
    }
    return status == STATUS_OK ? archive_finish(&tar->archive) : status;
}

enum status tar_walk(struct window *window, struct meter *meter, archive_visit_fn visit, void *user)
{
    struct tar *const tar = calloc(1, sizeof *tar);
    if (tar == NULL)
        return STATUS_NO_MEMORY;
    archive_stream_init(&tar->archive, window, meter, visit, user);
    const enum status status = tar_walk_all(tar);
    tar_map_free(&tar->entry.map);
    free(tar);
    return status;
}
