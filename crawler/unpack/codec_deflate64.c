/*
 * Deflate64, by which Windows packs what is larger than 2 GiB: deflate with a window of 64 KiB, and
 * with codes for longer matches and distances. No library of Debian decodes it.
 *
 * Source: RFC 1951; PKWARE APPNOTE.TXT 6.3.10, section 5.5 (the differences).
 */
#include "crawler/unpack/codec.h"

#include "crawler/unpack/huffman.h"

#include <stdlib.h>
#include <string.h>

#define HISTORY ((size_t)1 << 16)
#define END_OF_BLOCK 256
#define LITERALS 288
#define DISTANCES 32
#define LENGTH_CODES 19

enum deflate64_state { AT_BLOCK, IN_STORED, IN_CODES, AT_END };

struct deflate64_decoder {
    struct decoder decoder;
    enum deflate64_state state;
    bool is_last;         /* block */
    unsigned bit;         /* bits of the first byte of the window that are taken */
    size_t stored;        /* bytes left of a stored block */
    size_t len, distance; /* of a match: what is left of it */
    uint64_t given;       /* bytes of the stream */
    uint8_t history[HISTORY];
    struct huffman literals, distances;
};

/* ---- bits ---- */

/* What comes next, lowest bit first; bits behind the end are 0. */
struct deflate64_bits {
    uint64_t value;
    unsigned held, used;
};

static struct deflate64_bits deflate64_look(const struct deflate64_decoder *self,
                                            struct window *window)
{
    struct deflate64_bits bits = {0};
    size_t len = window_fill(window, sizeof bits.value);
    if (self->decoder.is_bounded && self->decoder.left < len)
        len = (size_t)self->decoder.left;
    len = len < sizeof bits.value ? len : sizeof bits.value;
    for (size_t i = 0; i < len; i++)
        bits.value |= (uint64_t)window_at(window)[i] << 8 * i;
    bits.value >>= self->bit;
    bits.held = len > 0 ? (unsigned)(8 * len) - self->bit : 0;
    return bits;
}

static unsigned deflate64_take(struct deflate64_bits *bits, unsigned count)
{
    const unsigned value = (unsigned)(bits->value & ((UINT64_C(1) << count) - 1));
    bits->value >>= count;
    bits->used += count;
    return value;
}

/* Takes what was used from window; false when there was not as much. */
static bool deflate64_commit(struct deflate64_decoder *self, struct window *window,
                             const struct deflate64_bits *bits)
{
    if (bits->used > bits->held) {
        const bool is_end = !self->decoder.is_bounded || self->decoder.left >= window_held(window);
        self->decoder.result = is_end ? CODEC_CUT : CODEC_CORRUPT;
        return false;
    }
    const unsigned bit = self->bit + bits->used;
    window_take(window, bit / 8);
    if (self->decoder.is_bounded)
        self->decoder.left -= bit / 8;
    self->bit = bit % 8;
    return true;
}

static bool deflate64_read_bits(struct deflate64_decoder *self, struct window *window,
                                unsigned count, unsigned *value)
{
    struct deflate64_bits bits = deflate64_look(self, window);
    *value = deflate64_take(&bits, count);
    return deflate64_commit(self, window, &bits);
}

static bool deflate64_fail(struct deflate64_decoder *self)
{
    self->decoder.result = CODEC_CORRUPT;
    return false;
}

/* One symbol; HUFFMAN_NONE when the code has none for the bits. */
static unsigned deflate64_symbol(const struct huffman *code, struct deflate64_bits *bits)
{
    unsigned len;
    const unsigned symbol = huffman_decode(code, (uint32_t)bits->value, &len);
    bits->value >>= len;
    bits->used += len;
    return symbol;
}

/* ---- blocks ---- */

/* Goes to the next whole byte. */
static bool deflate64_align(struct deflate64_decoder *self, struct window *window)
{
    unsigned unused;
    return self->bit == 0 || deflate64_read_bits(self, window, 8 - self->bit, &unused);
}

static bool deflate64_start_stored(struct deflate64_decoder *self, struct window *window)
{
    unsigned len, complement;
    if (!deflate64_align(self, window) || !deflate64_read_bits(self, window, 16, &len) ||
        !deflate64_read_bits(self, window, 16, &complement))
        return false;
    if (len != (complement ^ 0xFFFF))
        return deflate64_fail(self);
    self->stored = len;
    self->state = IN_STORED;
    return true;
}

static bool deflate64_start_fixed(struct deflate64_decoder *self)
{
    uint8_t lengths[LITERALS];
    memset(lengths, 8, 144);
    memset(lengths + 144, 9, 112);
    memset(lengths + 256, 7, 24);
    memset(lengths + 280, 8, 8);
    huffman_make(&self->literals, lengths, LITERALS);
    memset(lengths, 5, DISTANCES);
    huffman_make(&self->distances, lengths, DISTANCES);
    self->state = IN_CODES;
    return true;
}

/* The code that the lengths of codes are written in (RFC 1951, 3.2.7). */
static bool deflate64_read_length_code(struct deflate64_decoder *self, struct window *window,
                                       unsigned count, struct huffman *code)
{
    static const uint8_t order[LENGTH_CODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LENGTH_CODES] = {0};
    for (unsigned i = 0; i < count; i++) {
        unsigned len;
        if (!deflate64_read_bits(self, window, 3, &len))
            return false;
        lengths[order[i]] = (uint8_t)len;
    }
    return huffman_make(code, lengths, LENGTH_CODES) || deflate64_fail(self);
}

/* One of them, or a run of equal ones, from *at on. */
static bool deflate64_read_lengths(struct deflate64_decoder *self, struct window *window,
                                   const struct huffman *code, uint8_t *lengths, unsigned *at)
{
    static const struct {
        unsigned bits, base;
    } runs[] = {{2, 3}, {3, 3}, {7, 11}}; /* of the symbols 16, 17 and 18 */
    struct deflate64_bits bits = deflate64_look(self, window);
    const unsigned symbol = deflate64_symbol(code, &bits);
    unsigned count = 1;
    uint8_t len = (uint8_t)symbol;
    if (symbol == HUFFMAN_NONE && bits.used <= bits.held)
        return deflate64_fail(self);
    if (symbol > 15 && symbol != HUFFMAN_NONE) {
        count = runs[symbol - 16].base + deflate64_take(&bits, runs[symbol - 16].bits);
        len = symbol == 16 && *at > 0 ? lengths[*at - 1] : 0;
    }
    if (!deflate64_commit(self, window, &bits))
        return false;
    if ((symbol == 16 && *at == 0) || count > LITERALS + DISTANCES - *at)
        return deflate64_fail(self);
    memset(lengths + *at, len, count);
    *at += count;
    return true;
}

static bool deflate64_start_dynamic(struct deflate64_decoder *self, struct window *window)
{
    uint8_t lengths[LITERALS + DISTANCES] = {0};
    struct huffman code;
    unsigned literals, distances, count, at = 0;
    if (!deflate64_read_bits(self, window, 5, &literals) ||
        !deflate64_read_bits(self, window, 5, &distances) ||
        !deflate64_read_bits(self, window, 4, &count) ||
        !deflate64_read_length_code(self, window, count + 4, &code))
        return false;
    literals += 257;
    distances += 1;
    while (at < literals + distances) {
        if (!deflate64_read_lengths(self, window, &code, lengths, &at))
            return false;
    }
    if (literals > LITERALS || at > literals + distances || lengths[END_OF_BLOCK] == 0 ||
        !huffman_make(&self->literals, lengths, literals) ||
        !huffman_make(&self->distances, lengths + literals, distances))
        return deflate64_fail(self);
    self->state = IN_CODES;
    return true;
}

static bool deflate64_start_block(struct deflate64_decoder *self, struct window *window)
{
    unsigned head;
    if (self->is_last) {
        self->state = AT_END;
        self->decoder.result = deflate64_align(self, window) ? CODEC_END : self->decoder.result;
        return false;
    }
    if (!deflate64_read_bits(self, window, 3, &head))
        return false;
    self->is_last = (head & 1) != 0;
    switch (head >> 1) {
    case 0:
        return deflate64_start_stored(self, window);
    case 1:
        return deflate64_start_fixed(self);
    case 2:
        return deflate64_start_dynamic(self, window);
    default:
        return deflate64_fail(self);
    }
}

/* ---- content ---- */

static void deflate64_give(struct deflate64_decoder *self, struct codec_io *io, uint8_t byte)
{
    self->history[self->given++ % HISTORY] = byte;
    *io->out++ = byte;
    io->out_len--;
}

static bool deflate64_copy_stored(struct deflate64_decoder *self, struct window *window,
                                  struct codec_io *io)
{
    unsigned byte;
    if (self->stored == 0) {
        self->state = AT_BLOCK;
        return true;
    }
    if (!deflate64_read_bits(self, window, 8, &byte))
        return false;
    self->stored--;
    deflate64_give(self, io, (uint8_t)byte);
    return true;
}

static void deflate64_copy_match(struct deflate64_decoder *self, struct codec_io *io)
{
    while (self->len > 0 && io->out_len > 0) {
        deflate64_give(self, io, self->history[(self->given - self->distance) % HISTORY]);
        self->len--;
    }
}

/* The rest of a match whose length has this symbol. */
static bool deflate64_start_match(struct deflate64_decoder *self, struct window *window,
                                  struct deflate64_bits *bits, unsigned symbol)
{
    static const uint16_t bases[] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                     15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                     67, 83, 99, 115, 131, 163, 195, 227, 3};
    static const uint8_t extras[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                     2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16};
    const unsigned row = symbol - END_OF_BLOCK - 1;
    if (row >= sizeof bases / sizeof bases[0])
        return deflate64_fail(self);
    self->len = bases[row] + deflate64_take(bits, extras[row]);
    if (!deflate64_commit(self, window, bits))
        return false;
    struct deflate64_bits more = deflate64_look(self, window);
    const unsigned code = deflate64_symbol(&self->distances, &more);
    if (code == HUFFMAN_NONE && more.used <= more.held)
        return deflate64_fail(self);
    const unsigned extra = code < 4 || code == HUFFMAN_NONE ? 0 : code / 2 - 1;
    self->distance = extra == 0
                         ? code + 1
                         : ((size_t)(2 + (code & 1)) << extra) + 1 + deflate64_take(&more, extra);
    if (!deflate64_commit(self, window, &more)) {
        self->len = 0;
        return false;
    }
    return self->distance <= self->given || deflate64_fail(self);
}

static bool deflate64_decode(struct deflate64_decoder *self, struct window *window,
                             struct codec_io *io)
{
    struct deflate64_bits bits = deflate64_look(self, window);
    const unsigned symbol = deflate64_symbol(&self->literals, &bits);
    if (symbol == HUFFMAN_NONE && bits.used <= bits.held)
        return deflate64_fail(self);
    if (symbol > END_OF_BLOCK && symbol != HUFFMAN_NONE)
        return deflate64_start_match(self, window, &bits, symbol);
    if (!deflate64_commit(self, window, &bits))
        return false;
    if (symbol == END_OF_BLOCK)
        self->state = AT_BLOCK;
    else
        deflate64_give(self, io, (uint8_t)symbol);
    return true;
}

static bool deflate64_step(struct deflate64_decoder *self, struct window *window,
                           struct codec_io *io)
{
    deflate64_copy_match(self, io);
    if (io->out_len == 0)
        return false;
    switch (self->state) {
    case AT_BLOCK:
        return deflate64_start_block(self, window);
    case IN_STORED:
        return deflate64_copy_stored(self, window, io);
    default:
        return deflate64_decode(self, window, io);
    }
}

static enum codec_result deflate64_read(struct decoder *decoder, struct window *window,
                                        uint8_t *buf, size_t cap, size_t *len)
{
    struct deflate64_decoder *const self = (struct deflate64_decoder *)decoder;
    struct codec_io io = {.out = buf, .out_len = cap};
    while (decoder->result == CODEC_OK && deflate64_step(self, window, &io))
        continue;
    *len = cap - io.out_len;
    return *len > 0 ? CODEC_OK : decoder->result;
}

/* ---- the codec ---- */

static bool deflate64_start(struct decoder *decoder)
{
    struct deflate64_decoder *const self = (struct deflate64_decoder *)decoder;
    decoder->result = CODEC_OK;
    self->state = AT_BLOCK;
    self->is_last = false;
    self->bit = 0;
    self->len = 0;
    self->given = 0;
    return true;
}

/* 70 KiB: memory is never the limit. */
static struct decoder *deflate64_create(uint64_t memory)
{
    (void)memory;
    struct deflate64_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_deflate64;
    return &self->decoder;
}

static void deflate64_free(struct decoder *decoder)
{
    free(decoder);
}

const struct codec codec_deflate64 = {
    .create = deflate64_create,
    .free = deflate64_free,
    .start = deflate64_start,
    .read = deflate64_read,
};
