/* RC4. */
#include "crawler/unpack/rc4.h"

static void rc4_swap(struct rc4 *rc4)
{
    const uint8_t old = rc4->state[rc4->i];
    rc4->state[rc4->i] = rc4->state[rc4->j];
    rc4->state[rc4->j] = old;
}

void rc4_start(struct rc4 *rc4, struct span key)
{
    for (unsigned i = 0; i < 256; i++)
        rc4->state[i] = (uint8_t)i;
    rc4->j = 0;
    for (unsigned i = 0; i < 256; i++) {
        rc4->i = (uint8_t)i;
        rc4->j = (uint8_t)(rc4->j + rc4->state[i] + key.ptr[i % key.len]);
        rc4_swap(rc4);
    }
    rc4->i = rc4->j = 0;
}

static uint8_t rc4_next(struct rc4 *rc4)
{
    rc4->i++;
    rc4->j = (uint8_t)(rc4->j + rc4->state[rc4->i]);
    rc4_swap(rc4);
    return rc4->state[(uint8_t)(rc4->state[rc4->i] + rc4->state[rc4->j])];
}

void rc4_apply(struct rc4 *rc4, uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] ^= rc4_next(rc4);
}

void rc4_skip(struct rc4 *rc4, size_t len)
{
    for (size_t i = 0; i < len; i++)
        rc4_next(rc4);
}
