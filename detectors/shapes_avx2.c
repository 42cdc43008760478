/* Finds shapes with shifts of bitmaps, four words at a time. */
#include "detectors/shapes.h"

#if defined(__AVX2__)

#include <immintrin.h>
#include <stdbool.h>

typedef __m256i bits_t;
#define BITS_WORDS 4

static inline bits_t bits_load(const uint64_t *row)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)row);
}

static inline void bits_store(uint64_t *row, bits_t bits)
{
    _mm256_storeu_si256((__m256i *)(void *)row, bits);
}

static inline bits_t bits_choose(bits_t bits, uint64_t value)
{
    return _mm256_andnot_si256(_mm256_cmpeq_epi64(bits, _mm256_setzero_si256()),
                               _mm256_set1_epi64x((long long)value));
}

static inline bool bits_are_none(bits_t bits)
{
    return _mm256_testz_si256(bits, bits) != 0;
}

static inline bits_t bits_join(bits_t low, bits_t high, unsigned count)
{
    return _mm256_srli_epi64(low, (int)count) | _mm256_slli_epi64(high, (int)(64 - count));
}

#include "detectors/shapes_find.h"

void shapes_find_avx2(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    shapes_find_all(classes, words, shapes);
}

#endif
