/* Files with holes in a tar archive. */
#include "crawler/unpack/tar_sparse.h"

#include "crawler/unpack/tar_record.h"

#include <stdlib.h>
#include <string.h>

#define TAR_PAIR_NUMBER 12 /* bytes of one of the two */
#define TAR_ZEROS_FREE ((uint64_t)64 << 20)
#define TAR_HOLE_SHORT ((uint64_t)1024)

/* ---- the map ---- */

void tar_map_clear(struct tar_map *map)
{
    map->count = 0;
    map->offset = 0;
    map->is_in_front = false;
}

void tar_map_free(struct tar_map *map)
{
    free(map->extents);
    *map = (struct tar_map){0};
}

static bool tar_map_grow(struct tar_map *map)
{
    const size_t capacity = map->capacity > 0 ? 2 * map->capacity : 16;
    struct tar_extent *const extents = realloc(map->extents, capacity * sizeof *extents);
    if (extents == NULL)
        return false;
    map->extents = extents;
    map->capacity = capacity;
    return true;
}

void tar_map_add(struct tar_map *map, uint64_t offset, uint64_t len)
{
    const struct tar_extent *const last = map->count > 0 ? &map->extents[map->count - 1] : NULL;
    const uint64_t from = last != NULL ? last->offset + last->len : 0;
    if (offset < from || len > INT64_MAX || offset > INT64_MAX || map->count == TAR_EXTENTS_MAX)
        return;
    if (map->count == map->capacity && !tar_map_grow(map))
        return;
    map->extents[map->count++] = (struct tar_extent){offset, len};
}

void tar_map_add_old(struct tar_map *map, const uint8_t *pairs, size_t count)
{
    for (size_t i = 0; i < count && pairs[0] != 0; i++, pairs += 2 * TAR_PAIR_NUMBER) {
        uint64_t offset, len;
        if (!tar_parse_number(pairs, TAR_PAIR_NUMBER, &offset) ||
            !tar_parse_number(pairs + TAR_PAIR_NUMBER, TAR_PAIR_NUMBER, &len))
            return;
        tar_map_add(map, offset, len);
    }
}

void tar_map_add_text(struct tar_map *map, struct span text)
{
    uint64_t offset, len;
    while (tar_take_digits(&text, ',', &offset)) {
        if (!tar_take_digits(&text, ',', &len) && !tar_take_digits(&text, '\n', &len))
            return;
        tar_map_add(map, offset, len);
    }
}

/* A decimal number and its newline, within *left; false when something else stands there. */
static bool tar_map_take_number(struct window *window, uint64_t *left, uint64_t *number)
{
    enum { DIGITS = 20 };
    const size_t held = window_fill(window, DIGITS);
    const size_t bound = *left < held ? (size_t)*left : held;
    struct span text = {window_at(window), bound < DIGITS ? bound : DIGITS};
    const size_t len = text.len;
    if (!tar_take_digits(&text, '\n', number))
        return false;
    window_take(window, len - text.len);
    *left -= len - text.len;
    return true;
}

uint64_t tar_map_take(struct tar_map *map, struct window *window, uint64_t size)
{
    uint64_t left = size, count, offset, len;
    if (!tar_map_take_number(window, &left, &count))
        return 0;
    while (count-- > 0 && tar_map_take_number(window, &left, &offset) &&
           tar_map_take_number(window, &left, &len))
        tar_map_add(map, offset, len);
    const size_t padding = tar_padding(size - left);
    return size - left + window_skip(window, padding < left ? padding : left);
}

/* ---- the file ---- */

/* Goes to the next extent; behind the last one, to what else is stored. */
static void tar_sparse_next(struct tar_sparse *sparse)
{
    if (sparse->next == sparse->map->count) {
        sparse->data = sparse->left;
        return;
    }
    const struct tar_extent *const extent = &sparse->map->extents[sparse->next++];
    const uint64_t hole = extent->offset - sparse->at;
    const uint64_t budget = TAR_ZEROS_FREE + 4 * sparse->window->offset;
    const bool is_given = hole <= budget && *sparse->zeros <= budget - hole;
    sparse->hole = is_given || hole < TAR_HOLE_SHORT ? hole : TAR_HOLE_SHORT;
    *sparse->zeros += sparse->hole;
    sparse->at = extent->offset + extent->len;
    sparse->data = extent->len < sparse->left ? extent->len : sparse->left;
}

static enum status tar_sparse_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct tar_sparse *const sparse = (struct tar_sparse *)source;
    while (sparse->hole == 0 && sparse->data == 0) {
        if (sparse->left == 0 && sparse->next == sparse->map->count)
            return STATUS_END;
        tar_sparse_next(sparse);
    }
    if (sparse->hole > 0) {
        *len = sparse->hole < cap ? (size_t)sparse->hole : cap;
        memset(buf, 0, *len);
        sparse->hole -= *len;
        return STATUS_OK;
    }
    struct window_source stored;
    window_source_init(&stored, sparse->window, sparse->data);
    const enum status status = byte_source_read(&stored.source, buf, cap, len);
    sparse->data -= *len;
    sparse->left -= *len;
    source->fault = stored.source.fault;
    return status;
}

static void tar_sparse_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops tar_sparse_ops = {tar_sparse_read, tar_sparse_close};

void tar_sparse_init(struct tar_sparse *sparse, struct window *window, const struct tar_map *map,
                     uint64_t size, uint64_t *zeros)
{
    *sparse = (struct tar_sparse){
        .source.ops = &tar_sparse_ops, .window = window, .map = map, .left = size, .zeros = zeros};
}
