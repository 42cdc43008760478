/* A seeded random generator with equal results everywhere. */
#include "corpora/prng.h"

static uint64_t prng_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

struct prng prng_create(uint64_t seed, uint64_t stream)
{
    const struct prng prng = {prng_mix(seed + 1) ^ prng_mix(~stream)};
    return prng;
}

uint64_t prng_next(struct prng *prng)
{
    prng->state += UINT64_C(0x9e3779b97f4a7c15);
    return prng_mix(prng->state);
}

uint32_t prng_below(struct prng *prng, uint32_t bound)
{
    return (uint32_t)(prng_next(prng) % bound);
}

uint32_t prng_between(struct prng *prng, uint32_t low, uint32_t high)
{
    return low + prng_below(prng, high - low + 1);
}

bool prng_chance(struct prng *prng, unsigned percent)
{
    return prng_below(prng, 100) < percent;
}

void prng_digits(struct prng *prng, unsigned count, char *out)
{
    for (unsigned i = 0; i < count; i++)
        out[i] = (char)('0' + prng_below(prng, 10));
    out[count] = '\0';
}
