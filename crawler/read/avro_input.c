/* The container around data of Avro. */
#include "crawler/read/avro_input.h"

#include "crawler/base/endian.h"
#include "crawler/read/varint.h"
#include "crawler/unpack/inflate.h"

#include <stdlib.h>
#include <string.h>

#define SUM_LEN 4
#define SEEK_MIN ((size_t)64 << 10) /* of what is given at a time while a mark is looked for */
#define SEEK_MAX ((size_t)128 << 10)
#define REPAIRED_MAX                                                                               \
    ((uint64_t)256 << 20) /* bytes put back because a block lied about its size                    \
                           */

bool avro_input_init(struct avro_input *input)
{
    *input = (struct avro_input){0};
    buffer_init(&input->back, AVRO_BLOCK_MAX * 2);
    buffer_init(&input->packed, AVRO_BLOCK_MAX);
    buffer_init(&input->unpacked, AVRO_BLOCK_MAX);
    input->blocks = block_decoder_create();
    return input->blocks != NULL;
}

void avro_input_end(struct avro_input *input)
{
    free(input->window);
    input->window = NULL;
    buffer_wipe(&input->back);
    buffer_wipe(&input->packed);
    buffer_wipe(&input->unpacked);
}

void avro_input_free(struct avro_input *input)
{
    avro_input_end(input);
    block_decoder_free(input->blocks);
}

void avro_input_begin(struct avro_input *input, struct byte_source *bytes,
                      struct coverage *coverage)
{
    avro_input_end(input);
    input->coverage = coverage;
    input->window = window_create(bytes);
    input->back_at = 0;
    input->offset = input->repaired = 0;
    input->codec = BLOCK_PLAIN;
    input->has_sum = false;
    input->status = input->window != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- bytes ---- */

/* Bytes that are there, without taking them; none: the end, or an end of another kind. */
static struct span input_held(struct avro_input *input)
{
    if (input->back_at < input->back.len)
        return (struct span){input->back.ptr + input->back_at, input->back.len - input->back_at};
    const size_t held = input->status == STATUS_OK ? window_fill(input->window, 1) : 0;
    if (held == 0 && input->status == STATUS_OK && window_is_given_up(input->window))
        input->status = input->window->status;
    return (struct span){held > 0 ? window_at(input->window) : NULL, held};
}

static void input_drop(struct avro_input *input, size_t len)
{
    input->offset += len;
    if (input->back_at < input->back.len)
        input->back_at += len;
    else
        window_take(input->window, len);
}

/* Puts bytes back in front of what comes next. */
static void input_put_back(struct avro_input *input, struct span first, struct span second)
{
    struct buffer all;
    buffer_init(&all, input->back.limit);
    buffer_append(&all, first.ptr, first.len);
    buffer_append(&all, second.ptr, second.len);
    if (input->back_at < input->back.len)
        buffer_append(&all, input->back.ptr + input->back_at, input->back.len - input->back_at);
    if (all.is_failed)
        input->status = STATUS_NO_MEMORY;
    buffer_wipe(&input->back);
    input->back = all;
    input->back_at = 0;
    input->offset -= first.len + second.len;
}

bool avro_input_is_at_end(struct avro_input *input)
{
    return input_held(input).len == 0;
}

bool avro_input_take_long(struct avro_input *input, int64_t *value)
{
    uint64_t raw = 0;
    for (unsigned shift = 0; shift < VARINT_BITS; shift += 7) {
        const struct span held = input_held(input);
        if (held.len == 0)
            return false;
        const uint8_t byte = held.ptr[0];
        input_drop(input, 1);
        raw |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) != 0)
            continue;
        *value = (int64_t)varint_signed(raw);
        return true;
    }
    return false;
}

bool avro_input_take(struct avro_input *input, uint64_t len, struct buffer *out)
{
    buffer_clear(out);
    while (len > 0) {
        const struct span held = input_held(input);
        const size_t step = held.len < len ? held.len : (size_t)len;
        if (step == 0)
            return false;
        buffer_append(out, held.ptr, step);
        if (out->is_failed) {
            input->status = STATUS_NO_MEMORY;
            return false;
        }
        input_drop(input, step);
        len -= step;
    }
    return true;
}

/* ---- blocks ---- */

void avro_input_set_codec(struct avro_input *input, struct span name)
{
    static const struct {
        const char *name;
        enum block_codec codec;
    } codecs[] = {
        {"null", BLOCK_PLAIN},     {"deflate", BLOCK_DEFLATE}, {"snappy", BLOCK_SNAPPY},
        {"zstandard", BLOCK_ZSTD}, {"bzip2", BLOCK_BZIP2},     {"xz", BLOCK_XZ},
    };
    input->codec = BLOCK_UNKNOWN;
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (name.len == strlen(codecs[i].name) && memcmp(name.ptr, codecs[i].name, name.len) == 0)
            input->codec = codecs[i].codec;
    }
    input->has_sum = input->codec == BLOCK_SNAPPY;
}

/* Looks for the mark behind a block. Where it is not, but within the block, the block was said to
 * be longer than it is. */
static bool input_take_mark(struct avro_input *input, bool is_cut)
{
    uint8_t found[AVRO_MARK_LEN];
    struct span tail = {found, 0};
    struct buffer *const packed = &input->packed;
    for (struct span held; tail.len < sizeof found && (held = input_held(input)).len > 0;) {
        found[tail.len++] = held.ptr[0];
        input_drop(input, 1);
    }
    if (tail.len == sizeof found && memcmp(found, input->mark, sizeof found) == 0 && !is_cut)
        return true;
    const uint8_t *const mark =
        packed->len > 0 ? memmem(packed->ptr, packed->len, input->mark, AVRO_MARK_LEN) : NULL;
    if (mark == NULL || input->repaired > REPAIRED_MAX) {
        input_put_back(input, (struct span){NULL, 0}, tail);
        return false;
    }
    const size_t end = (size_t)(mark - packed->ptr);
    const struct span rest = {mark + AVRO_MARK_LEN, packed->len - end - AVRO_MARK_LEN};
    input_put_back(input, rest, tail);
    input->repaired += rest.len;
    packed->len = end;
    coverage_add(input->coverage, REASON_CORRUPT);
    return true;
}

static void input_check_sum(struct avro_input *input, struct span data, const uint8_t *sum)
{
    if (endian_big(sum, 4) != inflate_crc32(0, data.ptr, data.len))
        coverage_add(input->coverage, REASON_CHECKSUM);
}

static void input_unpack(struct avro_input *input, struct avro_block *block)
{
    struct span packed = {input->packed.ptr, input->packed.len};
    const uint8_t *sum = NULL;
    if (input->has_sum && packed.len >= SUM_LEN) {
        packed.len -= SUM_LEN;
        sum = packed.ptr + packed.len;
    }
    block->is_plain = input->codec == BLOCK_PLAIN;
    block->data = packed;
    if (block->is_plain || packed.len == 0)
        return;
    const enum block_result result =
        block_decode(input->blocks, input->codec, packed, 0, &input->unpacked);
    if (result == BLOCK_NO_MEMORY)
        input->status = STATUS_NO_MEMORY;
    else if (result != BLOCK_OK)
        coverage_add(input->coverage, result == BLOCK_TOO_LARGE     ? REASON_LIMIT_MEMORY
                                      : result == BLOCK_UNSUPPORTED ? REASON_UNSUPPORTED_METHOD
                                                                    : REASON_CORRUPT);
    block->is_lost = result != BLOCK_OK && input->unpacked.len == 0;
    if (block->is_lost)
        return;
    block->data = (struct span){input->unpacked.ptr, input->unpacked.len};
    if (sum != NULL && result == BLOCK_OK)
        input_check_sum(input, block->data, sum);
}

bool avro_input_next(struct avro_input *input, struct avro_block *block)
{
    int64_t size = 0;
    *block = (struct avro_block){0};
    if (avro_input_is_at_end(input))
        return false;
    if (!avro_input_take_long(input, &block->count) || !avro_input_take_long(input, &size) ||
        block->count < 0 || size < 0 || (uint64_t)size > AVRO_BLOCK_MAX) {
        const bool is_large = block->count >= 0 && size > 0 && size <= UINT32_MAX;
        coverage_add(input->coverage, avro_input_is_at_end(input) ? REASON_TRUNCATED
                                      : is_large                  ? REASON_LIMIT_MEMORY
                                                                  : REASON_CORRUPT);
        return false;
    }
    block->at = input->offset;
    const bool is_whole = avro_input_take(input, (uint64_t)size, &input->packed);
    block->is_followed = input_take_mark(input, !is_whole);
    if (!block->is_followed)
        coverage_add(input->coverage,
                     is_whole && !avro_input_is_at_end(input) ? REASON_CORRUPT : REASON_TRUNCATED);
    block->len = input->packed.len;
    if (input->status == STATUS_OK)
        input_unpack(input, block);
    return input->status == STATUS_OK;
}

/* A piece ends where no text is cut, if it can. */
static bool input_is_piece(const struct buffer *out)
{
    return out->len >= SEEK_MAX || (out->len >= SEEK_MIN && out->ptr[out->len - 1] < ' ');
}

bool avro_input_seek(struct avro_input *input, struct buffer *out)
{
    size_t matched = 0;
    buffer_clear(out);
    while (matched < AVRO_MARK_LEN) {
        const struct span held = input_held(input);
        if (held.len == 0)
            return false;
        for (size_t i = 0; i < held.len && matched < AVRO_MARK_LEN; i++) {
            /* The mark is random: its start comes once in it, for all that matters. */
            const uint8_t byte = held.ptr[i];
            matched = byte == input->mark[matched] ? matched + 1 : byte == input->mark[0];
            buffer_append(out, &byte, 1);
            if ((matched == 0 && input_is_piece(out)) || matched == AVRO_MARK_LEN ||
                i + 1 == held.len) {
                input_drop(input, i + 1);
                break;
            }
        }
        if (out->is_failed)
            input->status = STATUS_NO_MEMORY;
        if (out->is_failed || (matched == 0 && input_is_piece(out)))
            return !out->is_failed;
    }
    return false;
}
