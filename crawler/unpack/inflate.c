/* Deflate, CRC-32 and Adler-32, by the fastest library that is built in. */
#include "crawler/unpack/inflate.h"

#include "crawler/unpack/deflate_engine.h"

#include <stdlib.h>

#ifdef PHICRAWL_ISAL
#define INFLATE_ENGINE deflate_isal
#else
#define INFLATE_ENGINE deflate_zlib
#endif

struct inflater {
    const struct deflate_engine *engine;
    void *state;
    uint64_t allowed;           /* input */
    enum inflate_result result; /* once it is not INFLATE_OK, it stays */
};

struct inflater *inflater_create(void)
{
    return inflater_create_by(&INFLATE_ENGINE);
}

struct inflater *inflater_create_by(const struct deflate_engine *engine)
{
    struct inflater *const inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL)
        return NULL;
    inflater->engine = engine;
    inflater->allowed = UINT64_MAX;
    inflater->state = engine->create();
    if (inflater->state == NULL) {
        free(inflater);
        return NULL;
    }
    return inflater;
}

void inflater_free(struct inflater *inflater)
{
    if (inflater == NULL)
        return;
    inflater->engine->free(inflater->state);
    free(inflater);
}

void inflater_reset(struct inflater *inflater)
{
    inflater->engine->reset(inflater->state);
    inflater->result = INFLATE_OK;
    inflater->allowed = UINT64_MAX;
}

void inflater_allow(struct inflater *inflater, uint64_t input)
{
    inflater->allowed = input;
    if (inflater->result == INFLATE_DRY)
        inflater->result = INFLATE_OK;
}

/* Shows the engine what the window holds, within what is allowed. */
static void inflater_step(struct inflater *inflater, struct window *window, struct codec_io *io)
{
    const size_t want = inflater->engine->want(inflater->state);
    size_t held = window_fill(window, want);
    if (held > inflater->allowed)
        held = (size_t)inflater->allowed;
    const size_t room = io->out_len;
    io->in = window_at(window);
    io->in_len = held;
    /* Also without input: the library may still hold output. */
    inflater->result = inflater->engine->step(inflater->state, io);
    const size_t taken = held - io->in_len;
    window_take(window, taken);
    inflater->allowed -= taken;
    if (inflater->result == INFLATE_CUT)
        window->status = STATUS_NO_MEMORY;
    else if (inflater->result == INFLATE_OK && held < want && io->out_len == room)
        inflater->result = inflater->allowed >= want ? INFLATE_CUT : INFLATE_DRY;
}

enum inflate_result inflater_read(struct inflater *inflater, struct window *window, uint8_t *buf,
                                  size_t cap, size_t *len)
{
    struct codec_io io = {.out = buf, .out_len = cap};
    while (inflater->result == INFLATE_OK && io.out_len > 0)
        inflater_step(inflater, window, &io);
    *len = cap - io.out_len;
    return *len > 0 ? INFLATE_OK : inflater->result;
}

bool inflate_try(struct span head, struct inflate_trial *trial)
{
    uint8_t out[1024];
    void *const state = deflate_zlib.create();
    *trial = (struct inflate_trial){.crc = 0};
    if (state == NULL)
        return false;
    struct codec_io io = {.in = head.ptr, .in_len = head.len};
    enum inflate_result result = INFLATE_OK;
    while (result == INFLATE_OK && io.in_len > 0) {
        io.out = out;
        io.out_len = sizeof out;
        result = deflate_zlib.step(state, &io);
        trial->has_bytes |= io.out_len < sizeof out;
        trial->crc = deflate_zlib.crc32(trial->crc, out, sizeof out - io.out_len);
    }
    deflate_zlib.free(state);
    trial->is_end = result == INFLATE_END;
    trial->taken = head.len - io.in_len;
    return result == INFLATE_OK || result == INFLATE_END;
}

bool inflate_looks_valid(struct span head)
{
    struct inflate_trial trial;
    return inflate_try(head, &trial) && trial.has_bytes;
}

uint32_t inflate_crc32(uint32_t crc, const uint8_t *bytes, size_t len)
{
    return INFLATE_ENGINE.crc32(crc, bytes, len);
}

uint32_t inflate_adler32(uint32_t sum, const uint8_t *bytes, size_t len)
{
    return INFLATE_ENGINE.adler32(sum, bytes, len);
}

const char *inflate_library_version(void)
{
    return deflate_zlib.version();
}

void inflate_append_version(struct buffer *out)
{
    if (&INFLATE_ENGINE != &deflate_zlib)
        buffer_append_format(out, "%s/%s\n", INFLATE_ENGINE.library, INFLATE_ENGINE.version());
}
