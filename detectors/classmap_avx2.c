/* Classifies 32 bytes at once by comparing them with the ends of ranges. */
#include "detectors/classmap.h"

#if defined(__AVX2__)

#include <immintrin.h>
#include <string.h>

static inline uint32_t bits_of(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

static inline uint32_t bits_equal(__m256i bytes, char wanted)
{
    return bits_of(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(wanted)));
}

/* The bytes from first on, count of them. */
static inline uint32_t bits_in_range(__m256i bytes, char first, char count)
{
    const __m256i place = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
    const __m256i most = _mm256_set1_epi8((char)(count - 1));
    return bits_of(_mm256_cmpeq_epi8(_mm256_min_epu8(place, most), place));
}

static inline void classify_half(__m256i bytes, uint32_t halves[CLASS_COUNT])
{
    halves[CLASS_DIGIT] = bits_in_range(bytes, '0', 10);
    halves[CLASS_UPPER] = bits_in_range(bytes, 'A', 26);
    halves[CLASS_LOWER] = bits_in_range(bytes, 'a', 26);
    halves[CLASS_HIGH] = bits_of(bytes);
    halves[CLASS_MARK] = bits_in_range(bytes, 0x20, 16);
    halves[CLASS_ROUTE] = bits_equal(bytes, '@') | bits_equal(bytes, '+') | bits_equal(bytes, '%');
    halves[CLASS_ESCAPE] = bits_equal(bytes, '\\');
    halves[CLASS_BLANK] = bits_equal(bytes, ' ');
}

static inline void classify_word(const uint8_t *text, struct classmap *map, size_t at)
{
    uint32_t low[CLASS_COUNT];
    uint32_t high[CLASS_COUNT];
    classify_half(_mm256_loadu_si256((const __m256i *)(const void *)text), low);
    classify_half(_mm256_loadu_si256((const __m256i *)(const void *)(text + 32)), high);
    for (size_t class = 0; class < CLASS_COUNT; class ++) {
        map->bits[class][at] = (uint64_t)high[class] << 32 | low[class];
    }
}

void classmap_fill_avx2(const struct classmap_table *table, const uint8_t *text, size_t len,
                        struct classmap *map)
{
    (void)table;
    const size_t whole = len / 64;
    for (size_t word = 0; word < whole; word++) {
        _mm_prefetch((const char *)text + 64 * word + CLASSMAP_PREFETCH, _MM_HINT_T0);
        classify_word(text + 64 * word, map, 1 + word);
    }
    if (len % 64 != 0) {
        uint8_t last[64] = {0};
        memcpy(last, text + 64 * whole, len % 64);
        classify_word(last, map, 1 + whole);
    }
    classmap_clear_ends(map, classmap_words(len));
}

#endif
