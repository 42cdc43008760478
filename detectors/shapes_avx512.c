/* Finds shapes with shifts of bitmaps, eight words at a time. */
#include "detectors/shapes.h"

#if defined(__AVX512VBMI2__)

#include <immintrin.h>
#include <stdbool.h>

typedef __m512i bits_t;
#define BITS_WORDS 8

static inline bits_t bits_load(const uint64_t *row)
{
    return _mm512_loadu_si512(row);
}

static inline void bits_store(uint64_t *row, bits_t bits)
{
    _mm512_storeu_si512(row, bits);
}

static inline bits_t bits_choose(bits_t bits, uint64_t value)
{
    return _mm512_maskz_set1_epi64(_mm512_test_epi64_mask(bits, bits), (long long)value);
}

static inline bool bits_are_none(bits_t bits)
{
    return _mm512_test_epi64_mask(bits, bits) == 0;
}

#define bits_join(low, high, count) _mm512_shrdi_epi64(low, high, count)

#include "detectors/shapes_find.h"

void shapes_find_avx512(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    shapes_find_all(classes, words, shapes);
}

#endif
