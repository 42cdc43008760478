/* Classifies 512 bytes at once: a table of 128 sets of classes, then transposed bits. */
#include "detectors/classmap.h"

#if defined(__AVX512VBMI__) && defined(__GFNI__)

#include <immintrin.h>

#define GROUP 8 /* words that are classified at once */

/* As bytes 1, 2, 4 ... 128: rows of a matrix that turns the bits of a byte round, and as bytes the
 * columns that a matrix of sets is asked for. */
#define ONE_HOT 0x8040201008040201

/* What does not change from word to word. */
struct lookup {
    __m512i low;  /* sets of the values from 0 on */
    __m512i high; /* and from 64 on */
    __m512i one_hot;
    __m512i gather; /* byte c of every eight to row c */
};

static inline struct lookup make_lookup(const struct classmap_table *table)
{
    uint8_t gather[64];
    for (unsigned i = 0; i < 64; i++) {
        gather[i] = (uint8_t)(i % 8 * 8 + i / 8);
    }
    return (struct lookup){_mm512_loadu_si512(table->sets), _mm512_loadu_si512(table->sets + 64),
                           _mm512_set1_epi64((long long)ONE_HOT), _mm512_loadu_si512(gather)};
}

/* The classes of 64 bytes: eight bytes hold eight sets; as a matrix of bits they are transposed by
 * a product with one-hot bytes, which turns every row round, too. */
static inline __m512i classify_word(const struct lookup *lookup, __m512i bytes)
{
    const __m512i sets =
        _mm512_mask_mov_epi8(_mm512_permutex2var_epi8(lookup->low, bytes, lookup->high),
                             _mm512_movepi8_mask(bytes), _mm512_set1_epi8(1 << CLASS_HIGH));
    const __m512i turned = _mm512_gf2p8affine_epi64_epi8(lookup->one_hot, sets, 0);
    const __m512i rows = _mm512_gf2p8affine_epi64_epi8(turned, lookup->one_hot, 0);
    return _mm512_permutexvar_epi8(lookup->gather, rows);
}

/* Transposes eight vectors of eight words. */
static inline void transpose_words(__m512i v[GROUP])
{
    __m512i pairs[GROUP];
    for (size_t i = 0; i < GROUP; i += 2) {
        pairs[i] = _mm512_unpacklo_epi64(v[i], v[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi64(v[i], v[i + 1]);
    }
    for (size_t odd = 0; odd < 2; odd++) {
        const __m512i a = _mm512_shuffle_i64x2(pairs[odd], pairs[2 + odd], 0x88);
        const __m512i b = _mm512_shuffle_i64x2(pairs[odd], pairs[2 + odd], 0xdd);
        const __m512i c = _mm512_shuffle_i64x2(pairs[4 + odd], pairs[6 + odd], 0x88);
        const __m512i d = _mm512_shuffle_i64x2(pairs[4 + odd], pairs[6 + odd], 0xdd);
        v[odd] = _mm512_shuffle_i64x2(a, c, 0x88);
        v[2 + odd] = _mm512_shuffle_i64x2(b, d, 0x88);
        v[4 + odd] = _mm512_shuffle_i64x2(a, c, 0xdd);
        v[6 + odd] = _mm512_shuffle_i64x2(b, d, 0xdd);
    }
}

static inline void store_rows(__m512i words[GROUP], struct classmap *map, size_t at)
{
    transpose_words(words);
    for (size_t class = 0; class < CLASS_COUNT; class ++) {
        _mm512_storeu_si512(&map->bits[class][at], words[class]);
    }
}

/* The last bytes of a text, fewer than 512. */
static void classify_rest(const struct lookup *lookup, const uint8_t *text, size_t len,
                          struct classmap *map, size_t at)
{
    __m512i words[GROUP];
    for (size_t i = 0; i < GROUP; i++) {
        const size_t left = len > 64 * i ? len - 64 * i : 0;
        const __mmask64 mask = left >= 64 ? UINT64_MAX : ((uint64_t)1 << left) - 1;
        words[i] =
            classify_word(lookup, _mm512_maskz_loadu_epi8(mask, text + (left > 0 ? 64 * i : 0)));
    }
    store_rows(words, map, at);
}

void classmap_fill_avx512(const struct classmap_table *table, const uint8_t *text, size_t len,
                          struct classmap *map)
{
    _Static_assert(CLASS_COUNT == GROUP, "a set of classes fits a byte");
    const struct lookup lookup = make_lookup(table);
    size_t at = 0;
    for (; at + 64 * GROUP <= len; at += 64 * GROUP) {
        __m512i words[GROUP];
        for (size_t i = 0; i < GROUP; i++) {
            _mm_prefetch((const char *)text + at + 64 * i + CLASSMAP_PREFETCH, _MM_HINT_T0);
            words[i] = classify_word(&lookup, _mm512_loadu_si512(text + at + 64 * i));
        }
        store_rows(words, map, 1 + at / 64);
    }
    if (at < len) {
        classify_rest(&lookup, text + at, len - at, map, 1 + at / 64);
    }
    classmap_clear_ends(map, classmap_words(len));
}

#endif
