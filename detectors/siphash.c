/* SipHash-2-4. */
#include "detectors/siphash.h"

#include "detectors/ascii.h"

struct state {
    uint64_t v[4];
};

static uint64_t rotate(uint64_t value, unsigned count)
{
    return value << count | value >> (64 - count);
}

static void mix_round(struct state *state)
{
    uint64_t *v = state->v;
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void absorb(struct state *state, uint64_t word)
{
    state->v[3] ^= word;
    mix_round(state);
    mix_round(state);
    state->v[0] ^= word;
}

/* Up to seven bytes, the first one lowest. */
static uint64_t load_rest(const uint8_t *bytes, size_t len)
{
    uint64_t word = 0;
    for (size_t i = 0; i < len; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
    return word;
}

uint64_t siphash(const uint64_t key[2], const uint8_t *bytes, size_t len)
{
    struct state state = {{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
                           key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573}};
    const size_t whole = len - len % 8;
    for (size_t at = 0; at < whole; at += 8) {
        absorb(&state, ascii_load_bytes(bytes + at, 8));
    }
    absorb(&state, load_rest(bytes + whole, len % 8) | (uint64_t)len << 56);
    state.v[2] ^= 0xff;
    for (int i = 0; i < 4; i++) {
        mix_round(&state);
    }
    return state.v[0] ^ state.v[1] ^ state.v[2] ^ state.v[3];
}
