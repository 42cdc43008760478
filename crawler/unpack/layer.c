/* A compression layer. */
#include "crawler/unpack/layer.h"

#include "crawler/unpack/codec.h"

#include <stdlib.h>

enum layer_state { LAYER_AT_START, LAYER_IN_BODY, LAYER_AT_END };

struct layer {
    struct byte_source source;
    struct window *window;
    const struct codec *codec;
    struct decoder *decoder;
    struct meter meter;
    enum format format;
    enum layer_state state;
    enum layer_end end;
    enum status status; /* at the end */
};

static enum status layer_finish(struct layer *layer, enum layer_end end, enum status status)
{
    layer->state = LAYER_AT_END;
    layer->end = end;
    layer->status = status;
    return status;
}

/* Ends the bytes with a fault. */
static enum status layer_fail(struct layer *layer, enum layer_end end, enum reason reason,
                              const char *cause)
{
    coverage_add(layer->meter.coverage, reason);
    fault_set(&layer->source.fault, reason, "%s stream: %s", format_name(layer->format), cause);
    return layer_finish(layer, end, STATUS_SKIP);
}

/* The window ended too early; one that broke off has said why itself. */
static enum status layer_fail_cut(struct layer *layer)
{
    const struct window *const window = layer->window;
    if (window->status == STATUS_END) {
        coverage_cut(layer->meter.coverage, REASON_TRUNCATED, window->offset, 0);
        return layer_fail(layer, LAYER_STOPPED, REASON_TRUNCATED, "it ends too early");
    }
    layer->source.fault = window->upstream->fault;
    return layer_finish(layer, LAYER_STOPPED, window->status);
}

static enum status layer_start(struct layer *layer)
{
    layer->state = LAYER_IN_BODY;
    return layer->codec->start(layer->decoder)
               ? STATUS_OK
               : layer_finish(layer, LAYER_STOPPED, STATUS_NO_MEMORY);
}

/* A further stream starts where the last one ended, or behind zero padding (tapes, block devices).
 */
static enum status layer_read_next(struct layer *layer)
{
    struct window *const window = layer->window;
    while (window_fill(window, 1) > 0 && *window_at(window) == 0)
        window_take(window, 1);
    const size_t held = window_fill(window, 4);
    layer->state = LAYER_AT_START;
    if (held > 0 && layer->codec->is_start != NULL &&
        layer->codec->is_start((struct span){window_at(window), held}))
        return STATUS_OK;
    if (held > 0 || window->status == STATUS_END)
        return layer_finish(layer, LAYER_WHOLE, STATUS_END);
    layer->source.fault = window->upstream->fault;
    return layer_finish(layer, LAYER_WHOLE, window->status);
}

static enum status layer_read_body(struct layer *layer, uint8_t *buf, size_t cap, size_t *len)
{
    if (meter_is_stopped(&layer->meter))
        return layer_fail(layer, LAYER_STOPPED, meter_stop_reason(&layer->meter),
                          "a limit was met");
    switch (layer->codec->read(layer->decoder, layer->window, buf, cap, len)) {
    case CODEC_OK:
        meter_count(&layer->meter, layer->window->offset, *len);
        return STATUS_OK;
    case CODEC_MISMATCH:
        coverage_add(layer->meter.coverage, REASON_CHECKSUM);
        return layer_read_next(layer);
    case CODEC_END:
        return layer_read_next(layer);
    case CODEC_CUT:
        return layer_fail_cut(layer);
    case CODEC_TOO_LARGE:
        coverage_cut(layer->meter.coverage, REASON_LIMIT_MEMORY, layer->window->offset,
                     layer->meter.size);
        return layer_fail(layer, LAYER_STOPPED, REASON_LIMIT_MEMORY, "it wants too much memory");
    case CODEC_UNSUPPORTED:
        return layer_fail(layer, LAYER_BROKEN, REASON_UNSUPPORTED_METHOD,
                          "nothing here decodes it");
    case CODEC_NO_MEMORY:
        return layer_finish(layer, LAYER_STOPPED, STATUS_NO_MEMORY);
    default:
        return layer_fail(layer, LAYER_BROKEN, REASON_CORRUPT, "it cannot be decoded further");
    }
}

static enum status layer_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct layer *const layer = (struct layer *)source;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && *len == 0) {
        switch (layer->state) {
        case LAYER_AT_START:
            status = layer_start(layer);
            break;
        case LAYER_IN_BODY:
            status = layer_read_body(layer, buf, cap, len);
            break;
        default:
            status = layer->status;
            break;
        }
    }
    return status;
}

static void layer_close(struct byte_source *source)
{
    layer_free((struct layer *)source);
}

static const struct byte_source_ops layer_ops = {layer_read, layer_close};

struct layer *layer_create(struct window *window, enum format format, struct meter *parent)
{
    struct layer *const layer = calloc(1, sizeof *layer);
    if (layer == NULL)
        return NULL;
    layer->source.ops = &layer_ops;
    layer->window = window;
    layer->format = format;
    layer->codec = codec_find(format);
    layer->meter = meter_below(parent);
    layer->meter.size = window->upstream->size;
    layer->meter.memory = parent->memory / 2;
    layer->decoder = layer->codec->create(parent->memory);
    if (layer->decoder == NULL) {
        free(layer);
        return NULL;
    }
    return layer;
}

void layer_free(struct layer *layer)
{
    if (layer == NULL)
        return;
    layer->codec->free(layer->decoder);
    free(layer);
}

struct byte_source *layer_bytes(struct layer *layer)
{
    return &layer->source;
}

struct meter *layer_meter(struct layer *layer)
{
    return &layer->meter;
}

enum layer_end layer_end(const struct layer *layer)
{
    return layer->end;
}

const struct gap_mark *layer_mark(const struct layer *layer)
{
    return layer->codec->mark;
}
