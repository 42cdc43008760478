/* Data of Avro -> values. */
#include "crawler/read/avro_decode.h"

#include "crawler/base/endian.h"
#include "crawler/read/bytes_text.h"
#include "crawler/read/number_text.h"
#include "crawler/read/varint.h"

#include <inttypes.h>
#include <string.h>

#define FLOAT_DIGITS 7
#define DOUBLE_DIGITS 15
#define FIXED_SHOWN 64 /* longer ones are shown only as far as they can be read */

void avro_decoder_open(struct avro_decoder *decoder, const struct avro_schema *schema,
                       struct span bytes)
{
    decoder->schema = schema;
    decoder->at = bytes.ptr;
    decoder->end = bytes.len > 0 ? bytes.ptr + bytes.len : bytes.ptr;
    decoder->depth = 0;
}

/* ---- leaves ---- */

static bool decoder_take_long(struct avro_decoder *decoder, int64_t *value)
{
    uint64_t raw;
    if (!varint_take(&decoder->at, decoder->end, &raw))
        return false;
    *value = (int64_t)varint_signed(raw);
    return true;
}

static bool decoder_take_bytes(struct avro_decoder *decoder, uint64_t len, struct span *bytes)
{
    if (len > (uint64_t)(decoder->end - decoder->at))
        return false;
    *bytes = (struct span){decoder->at, (size_t)len};
    decoder->at += len;
    return true;
}

static bool decoder_take_string(struct avro_decoder *decoder, struct span *bytes)
{
    int64_t len;
    return decoder_take_long(decoder, &len) && len >= 0 &&
           decoder_take_bytes(decoder, (uint64_t)len, bytes);
}

static bool decoder_take_float(struct avro_decoder *decoder, struct avro_item *item)
{
    struct span bytes;
    float value;
    if (!decoder_take_bytes(decoder, sizeof value, &bytes))
        return false;
    const uint32_t bits = endian_little(bytes.ptr, 4);
    memcpy(&value, &bits, sizeof value);
    item->real = (double)value;
    return true;
}

static bool decoder_take_double(struct avro_decoder *decoder, struct avro_item *item)
{
    struct span bytes;
    if (!decoder_take_bytes(decoder, sizeof item->real, &bytes))
        return false;
    const uint64_t bits = endian_little(bytes.ptr, 8);
    memcpy(&item->real, &bits, sizeof item->real);
    return true;
}

static bool decoder_take_symbol(struct avro_decoder *decoder, struct avro_item *item)
{
    int64_t symbol;
    if (!decoder_take_long(decoder, &symbol) || symbol < 0 || symbol >= item->node->children)
        return false;
    item->bytes = avro_schema_symbol(decoder->schema, item->node, (uint32_t)symbol);
    return true;
}

static bool decoder_take_leaf(struct avro_decoder *decoder, struct avro_item *item)
{
    struct span byte;
    switch (item->node->kind) {
    case AVRO_BOOLEAN:
        if (!decoder_take_bytes(decoder, 1, &byte) || byte.ptr[0] > 1)
            return false;
        item->number = byte.ptr[0];
        return true;
    case AVRO_INT:
    case AVRO_LONG:
        return decoder_take_long(decoder, &item->number);
    case AVRO_FLOAT:
        return decoder_take_float(decoder, item);
    case AVRO_DOUBLE:
        return decoder_take_double(decoder, item);
    case AVRO_FIXED:
        return decoder_take_bytes(decoder, item->node->size, &item->bytes);
    case AVRO_ENUM:
        return decoder_take_symbol(decoder, item);
    default:
        return decoder_take_string(decoder, &item->bytes);
    }
}

/* ---- what holds others ---- */

/* Goes into a node: a leaf fills item, what holds others is opened. A branch of a union may be a
 * union only by a fault. */
static enum avro_result decoder_enter(struct avro_decoder *decoder, uint32_t number,
                                      struct avro_item *item)
{
    const struct avro_node *node = avro_schema_node(decoder->schema, number);
    if (node->kind == AVRO_UNION) {
        int64_t branch;
        if (!decoder_take_long(decoder, &branch) || branch < 0 || branch >= node->children)
            return AVRO_BROKEN;
        number = avro_schema_child(decoder->schema, node, (uint32_t)branch);
        node = avro_schema_node(decoder->schema, number);
    }
    if (node->kind == AVRO_NULL)
        return AVRO_DONE;
    if (node->kind >= AVRO_RECORD) {
        if (node->kind == AVRO_UNION || decoder->depth == AVRO_DEPTH_MAX)
            return AVRO_BROKEN;
        decoder->frames[decoder->depth++] = (struct avro_frame){.node = number};
        return AVRO_DONE;
    }
    item->node = node;
    return decoder_take_leaf(decoder, item) ? AVRO_VALUE : AVRO_BROKEN;
}

/* The count of the next block of an array or map; 0: there is none. */
static bool decoder_take_count(struct avro_decoder *decoder, uint64_t *count)
{
    int64_t value, size;
    if (!decoder_take_long(decoder, &value) || value == INT64_MIN)
        return false;
    *count = (uint64_t)(value < 0 ? -value : value);
    return value >= 0 || decoder_take_long(decoder, &size);
}

static enum avro_result decoder_step_record(struct avro_decoder *decoder, struct avro_item *item)
{
    struct avro_frame *const frame = &decoder->frames[decoder->depth - 1];
    const struct avro_node *const node = avro_schema_node(decoder->schema, frame->node);
    if (frame->child == node->children) {
        decoder->depth--;
        return AVRO_DONE;
    }
    return decoder_enter(decoder, avro_schema_child(decoder->schema, node, frame->child++), item);
}

static enum avro_result decoder_step_items(struct avro_decoder *decoder, struct avro_item *item)
{
    struct avro_frame *const frame = &decoder->frames[decoder->depth - 1];
    const struct avro_node *const node = avro_schema_node(decoder->schema, frame->node);
    if (frame->left == 0 && !frame->has_key) {
        if (!decoder_take_count(decoder, &frame->left))
            return AVRO_BROKEN;
        decoder->depth -= frame->left == 0;
        return AVRO_DONE;
    }
    if (node->kind == AVRO_MAP && !frame->has_key) {
        if (!decoder_take_string(decoder, &frame->key))
            return AVRO_BROKEN;
        frame->has_key = true;
        item->bytes = frame->key;
        return AVRO_VALUE;
    }
    frame->has_key = false;
    frame->left--;
    item->key = frame->key;
    return decoder_enter(decoder, avro_schema_child(decoder->schema, node, 0), item);
}

enum avro_result avro_decoder_begin(struct avro_decoder *decoder, struct avro_item *item)
{
    *item = (struct avro_item){0};
    decoder->depth = 0;
    return decoder_enter(decoder, 0, item);
}

enum avro_result avro_decoder_next(struct avro_decoder *decoder, struct avro_item *item)
{
    while (decoder->depth > 0) {
        *item = (struct avro_item){0};
        if (decoder->work_left == 0)
            return AVRO_TIRED;
        decoder->work_left--;
        const uint32_t number = decoder->frames[decoder->depth - 1].node;
        const enum avro_result result =
            avro_schema_node(decoder->schema, number)->kind == AVRO_RECORD
                ? decoder_step_record(decoder, item)
                : decoder_step_items(decoder, item);
        if (result != AVRO_DONE)
            return result;
    }
    return AVRO_DONE;
}

/* ---- text ---- */

static void avro_append_number(const struct avro_item *item, struct buffer *out)
{
    const struct avro_node *const node = item->node;
    switch (node->logical) {
    case AVRO_DATE:
        number_append_date(out, item->number);
        return;
    case AVRO_TIME:
        number_append_time(out, item->number, node->fraction);
        return;
    case AVRO_STAMP:
        number_append_stamp(out, item->number, node->fraction, node->is_utc);
        return;
    default:
        buffer_append_format(out, "%" PRId64, item->number);
    }
}

static struct span avro_bytes_text(const struct avro_item *item, struct buffer *scratch)
{
    const struct avro_node *const node = item->node;
    if (node == NULL || node->kind == AVRO_ENUM || node->kind == AVRO_STRING)
        return bytes_text(item->bytes, scratch);
    if (node->logical == AVRO_DECIMAL)
        number_append_decimal(scratch, item->bytes, node->scale);
    else if (node->logical == AVRO_UUID && item->bytes.len == 16)
        number_append_uuid(scratch, item->bytes);
    else if (node->kind == AVRO_FIXED && item->bytes.len <= FIXED_SHOWN)
        return bytes_fixed_text(item->bytes, scratch);
    else
        return bytes_text(item->bytes, scratch);
    return (struct span){scratch->ptr, scratch->len};
}

struct span avro_text(const struct avro_item *item, struct buffer *scratch)
{
    buffer_clear(scratch);
    switch (item->node != NULL ? item->node->kind : AVRO_STRING) {
    case AVRO_BOOLEAN:
        buffer_append_str(scratch, item->number != 0 ? "true" : "false");
        break;
    case AVRO_INT:
    case AVRO_LONG:
        avro_append_number(item, scratch);
        break;
    case AVRO_FLOAT:
    case AVRO_DOUBLE:
        number_append_float(scratch, item->real,
                            item->node->kind == AVRO_FLOAT ? FLOAT_DIGITS : DOUBLE_DIGITS);
        break;
    default:
        return avro_bytes_text(item, scratch);
    }
    return (struct span){scratch->ptr, scratch->len};
}
