/*
 * Deflate by Intel's ISA-L. It buffers up to eight bytes of input as bits, and the header of a
 * block that its input ended in; what it has not used of them is not taken from the caller, who
 * shows it again, so that the place behind a stream is exact.
 */
#ifdef PHICRAWL_ISAL
#include "crawler/unpack/deflate_engine.h"

#include <isa-l.h>
#include <stdlib.h>
#include <string.h>

struct isal {
    struct inflate_state stream;
    size_t seen; /* bytes at the front of the next input that the library has already */
    bool is_broken;
};

static void isal_reset(void *state)
{
    struct isal *const self = state;
    isal_inflate_reset(&self->stream);
    self->seen = 0;
    self->is_broken = false;
}

static void *isal_create(void)
{
    struct isal *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    isal_inflate_init(&self->stream);
    return self;
}

static size_t isal_want(const void *state)
{
    return ((const struct isal *)state)->seen + 1;
}

/* Bytes of input that the library holds and has not used. */
static size_t isal_unused(const struct inflate_state *stream)
{
    const size_t bits = stream->read_in_length > 0 ? (size_t)stream->read_in_length : 0;
    const size_t header = stream->tmp_in_size > 0 ? (size_t)stream->tmp_in_size : 0;
    return bits / 8 + header;
}

/* The library decodes ahead of the room that it is given, and keeps that back at a fault. */
static enum inflate_result isal_drain(struct isal *self, struct codec_io *io)
{
    struct inflate_state *const stream = &self->stream;
    const int32_t held = stream->tmp_out_valid - stream->tmp_out_processed;
    size_t len = held > 0 ? (size_t)held : 0;
    if (len > io->out_len)
        len = io->out_len;
    memcpy(io->out, stream->tmp_out_buffer + stream->tmp_out_processed, len);
    stream->tmp_out_processed += (int32_t)len;
    io->out += len;
    io->out_len -= len;
    return (size_t)held > len && held > 0 ? INFLATE_OK : INFLATE_CORRUPT;
}

/* Runs the library over input that it has not seen; returns how many bytes it took of that. */
static size_t isal_run(struct isal *self, struct codec_io *io, size_t shown)
{
    struct inflate_state *const stream = &self->stream;
    const size_t fresh = io->in_len - shown < INT32_MAX ? io->in_len - shown : INT32_MAX;
    const uint32_t room = io->out_len < INT32_MAX ? (uint32_t)io->out_len : INT32_MAX;
    stream->next_in = (uint8_t *)(uintptr_t)(io->in + shown);
    stream->avail_in = (uint32_t)fresh;
    stream->next_out = io->out;
    stream->avail_out = room;
    const int code = isal_inflate(stream);
    self->is_broken = code < 0 || code == ISAL_NEED_DICT;
    io->out += room - stream->avail_out;
    io->out_len -= room - stream->avail_out;
    /* Behind a fault the count of what is left may have run below zero: what the library says that
     * it holds counts bytes that were never there. */
    return (size_t)((int64_t)fresh - (int32_t)stream->avail_in);
}

static enum inflate_result isal_step(void *state, struct codec_io *io)
{
    struct isal *const self = state;
    if (self->is_broken)
        return isal_drain(self, io);
    const size_t shown = self->seen < io->in_len ? self->seen : io->in_len;
    const size_t read = shown + isal_run(self, io, shown);
    const size_t unused = isal_unused(&self->stream);
    size_t taken = unused < read ? read - unused : 0;
    if (taken > io->in_len)
        taken = io->in_len;
    self->seen = read - taken;
    io->in += taken;
    io->in_len -= taken;
    if (self->is_broken)
        return isal_drain(self, io);
    return self->stream.block_state == ISAL_BLOCK_FINISH ? INFLATE_END : INFLATE_OK;
}

static const char *isal_version(void)
{
#define ISAL_TEXT_OF(number) #number
#define ISAL_TEXT(number) ISAL_TEXT_OF(number)
    return ISAL_TEXT(ISAL_MAJOR_VERSION) "." ISAL_TEXT(ISAL_MINOR_VERSION) "." ISAL_TEXT(
        ISAL_PATCH_VERSION);
}

static uint32_t isal_crc32(uint32_t crc, const uint8_t *bytes, size_t len)
{
    return crc32_gzip_refl(crc, bytes, len);
}

static uint32_t isal_sum(uint32_t sum, const uint8_t *bytes, size_t len)
{
    return isal_adler32(sum, bytes, len);
}

const struct deflate_engine deflate_isal = {
    .library = "isa-l",
    .version = isal_version,
    .create = isal_create,
    .free = free,
    .reset = isal_reset,
    .want = isal_want,
    .step = isal_step,
    .crc32 = isal_crc32,
    .adler32 = isal_sum,
};
#else
extern const int inflate_isal_is_not_built; /* a file may not be empty */
#endif
