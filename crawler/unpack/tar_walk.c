/* Walks a tar archive as it streams by. */
#include "crawler/unpack/tar_walk.h"

#include "crawler/unpack/tar_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAR_EXTENDED_MAX ((size_t)64 * 1024) /* of an extended header that is looked at */

struct tar {
    struct window *window;
    struct meter *meter;
    struct coverage *coverage;
    archive_visit_fn visit;
    void *user;
    bool is_ended; /* the last block was one of zeros: an end */
    struct tar_entry entry;
    uint8_t extended[TAR_EXTENDED_MAX];
};

/* Reads what the visitor left, so that window stands behind it. */
static enum status tar_drain(struct byte_source *bytes)
{
    uint8_t buf[4096];
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        size_t len;
        status = byte_source_read(bytes, buf, sizeof buf, &len);
    }
    return status == STATUS_END || status == STATUS_SKIP ? STATUS_OK : status;
}

static enum status tar_give(struct tar *tar, enum archive_part_kind kind, struct byte_source *bytes)
{
    const struct archive_part part = {
        kind, {tar->entry.name, tar->entry.name_len}, bytes, tar->meter};
    const enum status status = tar->visit(tar->user, &part);
    return status == STATUS_OK && bytes != NULL ? tar_drain(bytes) : status;
}

/* The window ended inside an entry or a header. */
static enum status tar_cut(struct tar *tar)
{
    window_take(tar->window, window_held(tar->window));
    if (window_is_given_up(tar->window))
        return tar->window->status;
    tar->is_ended = true;
    if (tar->window->status == STATUS_END)
        coverage_add(tar->coverage, REASON_TRUNCATED);
    return STATUS_OK;
}

static enum status tar_skip(struct tar *tar, uint64_t len)
{
    return window_skip(tar->window, len) == len ? STATUS_OK : tar_cut(tar);
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
    struct tar_gap gap = {.source.ops = &tar_gap_ops, .window = tar->window};
    char label[32] = "trailing";
    if (!tar->is_ended)
        snprintf(label, sizeof label, "gap@%" PRIu64, tar->window->offset);
    tar_set_name(&tar->entry, (struct span){(const uint8_t *)label, strlen(label)});
    coverage_add(tar->coverage, REASON_CORRUPT);
    const enum archive_part_kind kind = tar->is_ended ? ARCHIVE_PART_TRAILING : ARCHIVE_PART_STRAY;
    const enum status status = tar_give(tar, kind, &gap.source);
    tar->entry.has_name = tar->entry.has_size = false;
    return status == STATUS_OK && window_is_given_up(tar->window) ? tar->window->status : status;
}

/* ---- entries ---- */

/* The bytes of an extended header; what is too long of them is not looked at. */
static enum status tar_take_extended(struct tar *tar, uint64_t size, struct span *bytes)
{
    const size_t want = size < sizeof tar->extended ? (size_t)size : sizeof tar->extended;
    struct window_source source;
    window_source_init(&source, tar->window, want);
    *bytes = (struct span){tar->extended, 0};
    const enum status status = byte_source_fill(&source.source, tar->extended, want, &bytes->len);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    if (want < size)
        coverage_add(tar->coverage, REASON_CORRUPT);
    return tar_skip(tar, size - bytes->len + tar_padding(size));
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
static enum status tar_skip_map(struct tar *tar, bool has_more)
{
    enum { MORE_AT = 504 };
    while (has_more) {
        if (window_fill(tar->window, TAR_BLOCK) < TAR_BLOCK)
            return tar_cut(tar);
        has_more = window_at(tar->window)[MORE_AT] != 0;
        window_take(tar->window, TAR_BLOCK);
    }
    return STATUS_OK;
}

static enum status tar_walk_content(struct tar *tar)
{
    struct window_source data;
    window_source_init(&data, tar->window, tar->entry.size);
    const enum status status = tar_give(tar, ARCHIVE_PART_MEMBER, &data.source);
    if (status != STATUS_OK)
        return status;
    return data.left > 0 ? tar_cut(tar) : tar_skip(tar, tar_padding(tar->entry.size));
}

/* True when what comes next is a header or an end: not the content of a link. */
static bool tar_is_between(struct tar *tar)
{
    const size_t held = window_fill(tar->window, TAR_BLOCK);
    return held < TAR_BLOCK || *window_at(tar->window) == 0 ||
           tar_is_header((struct span){window_at(tar->window), held});
}

static enum status tar_walk_entry(struct tar *tar, enum tar_kind kind, bool has_map)
{
    if (kind == TAR_SPARSE) {
        const enum status status = tar_skip_map(tar, has_map);
        if (status != STATUS_OK)
            return status;
    }
    if (kind == TAR_NO_DATA || (kind == TAR_MAYBE_DATA && tar_is_between(tar)))
        return tar_give(tar, ARCHIVE_PART_FOLDER, NULL);
    return tar_walk_content(tar);
}

static enum status tar_walk_header(struct tar *tar)
{
    enum { HAS_MAP_AT = 482 };
    struct window *const window = tar->window;
    struct tar_entry own = {.has_name = false};
    enum tar_kind kind;
    tar->is_ended = false;
    const bool has_map = window_at(window)[HAS_MAP_AT] != 0;
    bool is_right = tar_parse_header(window_at(window), &own, &kind);
    const bool is_extended = kind == TAR_PAX || kind == TAR_LONG_NAME || kind == TAR_OTHER;
    if (!is_extended)
        is_right = tar_parse_header(window_at(window), &tar->entry, &kind);
    window_take(window, TAR_BLOCK);
    if (!is_right) {
        /* Where its content ends is not known: what comes next is a gap. */
        coverage_add(tar->coverage, REASON_CORRUPT);
        tar->entry.has_name = tar->entry.has_size = false;
        return STATUS_OK;
    }
    if (kind == TAR_OTHER)
        return tar_skip(tar, own.size + tar_padding(own.size));
    if (is_extended)
        return tar_walk_extended(tar, kind, own.size);
    const enum status status = tar_walk_entry(tar, kind, has_map);
    tar->entry.has_name = tar->entry.has_size = false;
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
    const uint8_t *const block = window_at(tar->window);
    if (tar_is_zero(block, held)) {
        window_take(tar->window, held);
        tar->is_ended = true;
        return STATUS_OK;
    }
    if (held == TAR_BLOCK && tar_is_header((struct span){block, held}))
        return tar_walk_header(tar);
    return held < TAR_BLOCK && !tar->is_ended ? tar_cut(tar) : tar_walk_gap(tar);
}

static enum status tar_walk_all(struct tar *tar)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !meter_is_stopped(tar->meter)) {
        const size_t held = window_fill(tar->window, TAR_BLOCK);
        if (held == 0)
            break;
        status = tar_walk_block(tar, held < TAR_BLOCK ? held : TAR_BLOCK);
    }
    if (status != STATUS_OK || meter_is_stopped(tar->meter))
        return status;
    if (window_is_given_up(tar->window))
        return tar->window->status;
    if (!tar->is_ended && tar->window->status == STATUS_END)
        coverage_add(tar->coverage, REASON_TRUNCATED);
    return STATUS_OK;
}

enum status tar_walk(struct window *window, struct meter *meter, archive_visit_fn visit, void *user)
{
    struct tar *const tar = calloc(1, sizeof *tar);
    if (tar == NULL)
        return STATUS_NO_MEMORY;
    tar->window = window;
    tar->meter = meter;
    meter->in_at = &window->offset;
    tar->coverage = meter->coverage;
    tar->visit = visit;
    tar->user = user;
    const enum status status = tar_walk_all(tar);
    free(tar);
    return status;
}
