/* Compression layers, and what stands behind their streams. */
#include "crawler/unpack/gap.h"
#include "crawler/unpack/layer.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/window.h"

#include <stdlib.h>
#include <string.h>

static struct span walk_label(const char *label)
{
    return (struct span){(const uint8_t *)label, strlen(label)};
}

/* Walks bytes that stand in the layer at outer but are no part of its streams, under a label. */
static enum status walk_stray(struct walk *walk, const struct content *outer,
                              struct byte_source *bytes, const char *label)
{
    struct member_path names;
    member_path_init(&names);
    const struct content stray = {
        bytes, member_path_enter(&names, &outer->place, walk_label(label)), outer->meter};
    enum status status = walk_named(walk, &stray, &names);
    if (status == STATUS_OK)
        status = byte_source_drain(bytes);
    member_path_free(&names);
    return status;
}

/*
 * What follows the last stream: nothing, something appended, or, behind a fault, bytes that cannot
 * be decoded and then perhaps streams that can.
 */
static enum status walk_layer_rest(struct walk *walk, const struct content *outer,
                                   struct window *window, const struct layer *layer)
{
    if (layer_end(layer) == LAYER_STOPPED || window_fill(window, 1) == 0)
        return STATUS_OK;
    struct window_source rest;
    window_source_init(&rest, window, UINT64_MAX);
    if (layer_end(layer) == LAYER_WHOLE)
        coverage_add(walk->coverage, REASON_CORRUPT);
    if (layer_end(layer) == LAYER_WHOLE || layer_mark(layer) == NULL)
        return walk_stray(walk, outer, &rest.source, "trailing");
    struct gap gap;
    gap_init(&gap, window, layer_mark(layer));
    const enum status status = walk_stray(walk, outer, &gap.source, "trailing");
    if (status != STATUS_OK || !gap.is_found)
        return status;
    return walk_stray(walk, outer, &rest.source, "recovered");
}

static enum status walk_layer_streams(struct walk *walk, const struct content *outer,
                                      struct window *window, struct layer *layer)
{
    struct member_path names;
    member_path_init(&names);
    const struct content inner = {layer_bytes(layer), member_path_unwrap(&names, &outer->place),
                                  layer_meter(layer)};
    enum status status = walk_named(walk, &inner, &names);
    if (status == STATUS_OK)
        status = byte_source_drain(layer_bytes(layer));
    member_path_free(&names);
    if (status == STATUS_OK && !meter_is_stopped(outer->meter))
        status = walk_layer_rest(walk, outer, window, layer);
    return status;
}

enum status walk_layer(struct walk *walk, const struct content *outer, enum format format)
{
    if (!meter_count_member(outer->meter))
        return STATUS_OK;
    enum status status = STATUS_NO_MEMORY;
    struct layer *layer = NULL;
    struct window *const window = window_create(outer->bytes);
    if (window != NULL)
        layer = layer_create(window, format, outer->meter);
    if (layer != NULL)
        status = walk_layer_streams(walk, outer, window, layer);
    layer_free(layer);
    free(window);
    return status;
}
