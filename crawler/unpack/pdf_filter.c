/* Filters of streams. */
#include "crawler/unpack/pdf_filter.h"

#include <stdlib.h>
#include <string.h>

#define FILTER_IN 1024
#define FILTER_OUT 4096 /* what a step gives out at most: a string of LZW */
#define FILTER_END (-1) /* no byte is left */

#define LZW_CODES 4096
#define LZW_CLEAR 256
#define LZW_END 257
#define LZW_FIRST 258 /* code of the first string */
#define LZW_BITS 9

struct lzw {
    uint16_t before[LZW_CODES]; /* the string without its last byte */
    uint8_t last[LZW_CODES], first[LZW_CODES];
    uint16_t length[LZW_CODES];
    unsigned count; /* codes that there are */
    int previous;   /* FILTER_END: none */
    uint32_t bits;
    unsigned bit_count;
    bool is_late;
};

struct pdf_filter {
    struct byte_source source;
    struct byte_source *upstream;
    struct meter meter;
    enum pdf_filter_kind kind;
    enum status status; /* of the next step */
    uint8_t in[FILTER_IN];
    size_t in_at, in_len;
    uint64_t taken;
    uint8_t out[FILTER_OUT];
    size_t out_at, out_len;
    struct lzw lzw;
};

enum pdf_filter_kind pdf_filter_of(struct span name)
{
    static const struct {
        const char *name, *brief;
        enum pdf_filter_kind kind;
    } filters[] = {
        {"FlateDecode", "Fl", PDF_FILTER_FLATE},    {"ASCIIHexDecode", "AHx", PDF_FILTER_HEX},
        {"ASCII85Decode", "A85", PDF_FILTER_85},    {"LZWDecode", "LZW", PDF_FILTER_LZW},
        {"RunLengthDecode", "RL", PDF_FILTER_RUNS},
    };
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        const size_t len = strlen(filters[i].name), brief = strlen(filters[i].brief);
        if ((name.len == len && memcmp(name.ptr, filters[i].name, len) == 0) ||
            (name.len == brief && memcmp(name.ptr, filters[i].brief, brief) == 0))
            return filters[i].kind;
    }
    return PDF_FILTER_OTHER;
}

/* ---- bytes in and out ---- */

/* The next byte; FILTER_END: there is none, and status says why. */
static int filter_byte(struct pdf_filter *self)
{
    if (self->in_at == self->in_len) {
        self->in_at = self->in_len = 0;
        const enum status status =
            byte_source_read(self->upstream, self->in, FILTER_IN, &self->in_len);
        if (status != STATUS_OK) {
            self->source.fault = self->upstream->fault;
            self->status = status;
            return FILTER_END;
        }
        self->taken += self->in_len;
    }
    return self->in[self->in_at++];
}

/* The next byte that is no white space. */
static int filter_sign(struct pdf_filter *self)
{
    int byte = filter_byte(self);
    while (byte == ' ' || byte == 0 || (byte >= '\t' && byte <= '\r'))
        byte = filter_byte(self);
    return byte;
}

static void filter_put(struct pdf_filter *self, uint8_t byte)
{
    self->out[self->out_len++] = byte;
}

static void filter_end(struct pdf_filter *self, bool is_corrupt)
{
    if (is_corrupt)
        coverage_add(self->meter.coverage, REASON_CORRUPT);
    self->status = STATUS_END;
}

/* ---- ASCII ---- */

static int hex_value(int sign)
{
    if (sign >= '0' && sign <= '9')
        return sign - '0';
    const int letter = sign | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static void filter_step_hex(struct pdf_filter *self)
{
    const int first = filter_sign(self);
    const int second = hex_value(first) >= 0 ? filter_sign(self) : '>';
    if (hex_value(first) >= 0)
        filter_put(self, (uint8_t)(hex_value(first) << 4 |
                                   (hex_value(second) >= 0 ? hex_value(second) : 0)));
    if (self->status != STATUS_OK)
        return;
    if (hex_value(first) < 0)
        filter_end(self, first != '>');
    else if (hex_value(second) < 0)
        filter_end(self, second != '>');
}

/* Five digits are four bytes; fewer at the end one byte less, as if the highest digits followed. */
static void filter_step_85(struct pdf_filter *self)
{
    enum { GROUP = 5, HIGHEST = 84 };
    uint64_t value = 0;
    size_t count = 0;
    int sign = filter_sign(self);
    if (sign == 'z') {
        memset(self->out, 0, GROUP - 1);
        self->out_len = GROUP - 1;
        return;
    }
    while (sign >= '!' && sign <= 'u') {
        value = value * 85 + (uint64_t)(sign - '!');
        if (++count == GROUP)
            break;
        sign = filter_sign(self);
    }
    const bool is_over = count < GROUP;
    for (size_t i = count; i < GROUP; i++)
        value = value * 85 + HIGHEST;
    for (size_t i = 0; count > 1 && i < count - 1; i++)
        filter_put(self, (uint8_t)(value >> (24 - 8 * i)));
    const bool is_too_large = count > 0 && value > UINT32_MAX;
    if (self->status == STATUS_OK && (is_over || is_too_large))
        filter_end(self, is_too_large || sign != '~');
}

/* ---- runs ---- */

static void filter_step_runs(struct pdf_filter *self)
{
    enum { END = 128 };
    const int length = filter_byte(self);
    if (length == FILTER_END)
        return;
    if (length == END) {
        filter_end(self, false);
        return;
    }
    int byte = length > END ? filter_byte(self) : 0;
    const int count = length > END ? 257 - length : length + 1;
    for (int i = 0; i < count && byte != FILTER_END; i++) {
        if (length < END)
            byte = filter_byte(self);
        if (byte != FILTER_END)
            filter_put(self, (uint8_t)byte);
    }
}

/* ---- LZW ---- */

static void lzw_clear(struct lzw *lzw)
{
    lzw->count = LZW_FIRST;
    lzw->previous = FILTER_END;
}

static void lzw_init(struct lzw *lzw, bool is_late)
{
    for (unsigned i = 0; i < LZW_CLEAR; i++) {
        lzw->first[i] = lzw->last[i] = (uint8_t)i;
        lzw->length[i] = 1;
    }
    lzw->is_late = is_late;
    lzw_clear(lzw);
}

static int lzw_code(struct pdf_filter *self)
{
    struct lzw *const lzw = &self->lzw;
    unsigned bits = LZW_BITS;
    while (bits < 12 && lzw->count + !lzw->is_late >= 1U << bits)
        bits++;
    while (lzw->bit_count < bits) {
        const int byte = filter_byte(self);
        if (byte == FILTER_END)
            return FILTER_END;
        lzw->bits = lzw->bits << 8 | (uint32_t)byte;
        lzw->bit_count += 8;
    }
    lzw->bit_count -= bits;
    return (int)(lzw->bits >> lzw->bit_count & ((1U << bits) - 1));
}

/* The previous string and a byte are a string of their own. */
static void lzw_add(struct lzw *lzw, uint8_t last)
{
    if (lzw->previous == FILTER_END || lzw->count == LZW_CODES)
        return;
    lzw->before[lzw->count] = (uint16_t)lzw->previous;
    lzw->first[lzw->count] = lzw->first[lzw->previous];
    lzw->last[lzw->count] = last;
    lzw->length[lzw->count] = (uint16_t)(lzw->length[lzw->previous] + 1);
    lzw->count++;
}

static void filter_step_lzw(struct pdf_filter *self)
{
    struct lzw *const lzw = &self->lzw;
    const int code = lzw_code(self);
    if (code == FILTER_END)
        return;
    if (code == LZW_CLEAR) {
        lzw_clear(lzw);
        return;
    }
    const bool is_next = lzw->previous != FILTER_END && (unsigned)code == lzw->count;
    if (code == LZW_END || ((unsigned)code >= lzw->count && !is_next)) {
        filter_end(self, code != LZW_END);
        return;
    }
    lzw_add(lzw, is_next ? lzw->first[lzw->previous] : lzw->first[code]);
    if ((unsigned)code >= lzw->count) { /* there is no room for it */
        filter_end(self, true);
        return;
    }
    self->out_len = lzw->length[code];
    unsigned at = (unsigned)code;
    for (size_t i = self->out_len; i > 0; at = lzw->before[at])
        self->out[--i] = lzw->last[at];
    lzw->previous = code;
}

/* ---- the source ---- */

static void filter_step(struct pdf_filter *self)
{
    self->out_at = self->out_len = 0;
    if (self->kind == PDF_FILTER_HEX)
        filter_step_hex(self);
    else if (self->kind == PDF_FILTER_85)
        filter_step_85(self);
    else if (self->kind == PDF_FILTER_RUNS)
        filter_step_runs(self);
    else
        filter_step_lzw(self);
}

static enum status filter_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct pdf_filter *const self = (struct pdf_filter *)source;
    size_t got = 0;
    if (meter_is_stopped(&self->meter)) {
        coverage_add(self->meter.coverage, meter_stop_reason(&self->meter));
        return STATUS_END;
    }
    while (got < cap && (self->out_at < self->out_len || self->status == STATUS_OK)) {
        if (self->out_at == self->out_len)
            filter_step(self);
        const size_t left = self->out_len - self->out_at;
        const size_t part = left < cap - got ? left : cap - got;
        memcpy(buf + got, self->out + self->out_at, part);
        self->out_at += part;
        got += part;
    }
    *len = got;
    meter_count(&self->meter, self->taken, got);
    return got > 0 ? STATUS_OK : self->status;
}

static void filter_close(struct byte_source *source)
{
    free(source);
}

static const struct byte_source_ops filter_ops = {filter_read, filter_close};

struct byte_source *pdf_filter_create(enum pdf_filter_kind kind, bool is_late,
                                      struct byte_source *upstream, struct meter *parent)
{
    struct pdf_filter *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->source.ops = &filter_ops;
    self->upstream = upstream;
    self->meter = meter_below(parent);
    self->kind = kind;
    lzw_init(&self->lzw, is_late);
    return &self->source;
}
