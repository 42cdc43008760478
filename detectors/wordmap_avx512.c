/* Hashes the four letters from each of 64 places on at once. */
#include "detectors/wordmap.h"

#if defined(__AVX512VBMI2__) && defined(__GFNI__)

#include <immintrin.h>

#define LANES 16 /* hashes that are looked up at once in the set for many */

struct set_lookup {
    __m512i low;
    __m512i high;
};

/* What does not change from word to word. */
struct lookup {
    __m512i matrices[2][WORDMAP_LETTERS];
    struct set_lookup labels;
    struct set_lookup stems;
    __m512i one_hot; /* byte i is 1 << i % 8 */
};

static inline struct set_lookup load_set(const struct wordmap_set *set)
{
    return (struct set_lookup){_mm512_loadu_si512(set->low), _mm512_loadu_si512(set->high)};
}

static inline struct lookup make_lookup(const struct wordmap_table *table)
{
    struct lookup lookup = {.labels = load_set(&table->labels),
                            .stems = load_set(&table->stems),
                            .one_hot = _mm512_set1_epi64((long long)0x8040201008040201)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
            lookup.matrices[i][place] = _mm512_set1_epi64((long long)table->matrices[i][place]);
        }
    }
    return lookup;
}

/* Both bytes of the hashes from 64 places on. */
struct hashes {
    __m512i first;
    __m512i second;
};

static inline __m512i sum_products(const __m512i matrices[WORDMAP_LETTERS],
                                   const __m512i letters[WORDMAP_LETTERS])
{
    __m512i sum = _mm512_gf2p8affine_epi64_epi8(letters[0], matrices[0], 0);
    for (size_t place = 1; place < WORDMAP_LETTERS; place++) {
        sum = _mm512_xor_si512(sum,
                               _mm512_gf2p8affine_epi64_epi8(letters[place], matrices[place], 0));
    }
    return sum;
}

static inline struct hashes hash_places(const struct lookup *lookup, const uint8_t *bytes,
                                        const struct wordmap_places *places)
{
    __m512i letters[WORDMAP_LETTERS];
    for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
        /* a byte that is not asked for is not read: it may be outside of the text */
        letters[place] = _mm512_maskz_loadu_epi8(places->follows[place], bytes + place);
    }
    return (struct hashes){sum_products(lookup->matrices[0], letters),
                           sum_products(lookup->matrices[1], letters)};
}

/* The places whose hash is in a set for few. */
static inline uint64_t find_in_set(const struct lookup *lookup, const struct set_lookup *set,
                                   const struct hashes *hashes, uint64_t places)
{
    const __m512i low = _mm512_permutexvar_epi8(hashes->first, set->low);
    const __m512i low_bit = _mm512_permutexvar_epi8(hashes->second, lookup->one_hot);
    const __m512i high = _mm512_permutexvar_epi8(_mm512_srli_epi16(hashes->second, 2), set->high);
    const __m512i high_bit =
        _mm512_permutexvar_epi8(_mm512_srli_epi16(hashes->first, 5), lookup->one_hot);
    return _mm512_mask_test_epi8_mask(_mm512_mask_test_epi8_mask(places, low, low_bit), high,
                                      high_bit);
}

/* The places whose hash is in the set for many. */
static inline uint64_t find_in_terms(const struct wordmap_table *table, const struct hashes *hashes,
                                     uint64_t places)
{
    uint64_t found = 0;
    for (uint64_t rest = places; rest != 0;) {
        const uint64_t lanes =
            _pdep_u64(((uint64_t)1 << LANES) - 1, rest); /* the first places that are left */
        const __m512i first = _mm512_cvtepu8_epi32(
            _mm512_castsi512_si128(_mm512_maskz_compress_epi8(lanes, hashes->first)));
        const __m512i second = _mm512_cvtepu8_epi32(
            _mm512_castsi512_si128(_mm512_maskz_compress_epi8(lanes, hashes->second)));
        const __m512i hash = _mm512_or_si512(first, _mm512_slli_epi32(second, 8));
        const __m512i bits =
            _mm512_i32gather_epi32(_mm512_srli_epi32(hash, 5), table->terms, sizeof(uint32_t));
        const __m512i bit =
            _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(hash, _mm512_set1_epi32(31)));
        found |= _pdep_u64(_mm512_test_epi32_mask(bits, bit), lanes);
        rest &= ~lanes;
    }
    return found;
}

void wordmap_fill_avx512(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    const struct lookup lookup = make_lookup(table);
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        const struct wordmap_places places = wordmap_places_at(text->shapes, word);
        const struct hashes hashes = hash_places(&lookup, text->bytes + 64 * word, &places);
        map->labels[word] = find_in_set(&lookup, &lookup.labels, &hashes, places.starts);
        if (text->has_terms) {
            map->terms[word] = find_in_terms(table, &hashes, places.terms) | places.humps;
            map->stems[word] = find_in_set(&lookup, &lookup.stems, &hashes, places.stems);
        }
    }
}

#endif
