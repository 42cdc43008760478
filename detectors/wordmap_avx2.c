/* Looks the letters of eight words up at once, and at what is left one after the other. */
#include "detectors/wordmap_find.h"

#if defined(__AVX2__) && defined(__BMI2__)

#include <immintrin.h>

#define LANES 8

/* Four bytes each of a text or row from these places on. */
static inline __m256i gather(const void *bytes, __m256i places)
{
    return _mm256_i32gather_epi32((const int *)bytes, places, 1);
}

/* A byte of ones for every letter of these four that eight words have: those whose bits are set in
 * counts. */
static inline __m256i select_letters(__m256i counts, int bits)
{
    const __m256i lowest = _mm256_set_epi8(12, 12, 12, 12, 8, 8, 8, 8, 4, 4, 4, 4, 0, 0, 0, 0, 12,
                                           12, 12, 12, 8, 8, 8, 8, 4, 4, 4, 4, 0, 0, 0, 0);
    const __m256i wanted = _mm256_set1_epi32(bits);
    const __m256i spread = _mm256_shuffle_epi8(counts, lowest);
    return _mm256_cmpeq_epi8(_mm256_and_si256(spread, wanted), wanted);
}

/* As many bits as eight words have letters, up to eight. */
static inline __m256i count_eight(const uint64_t *ends, __m256i places)
{
    const __m256i bits = _mm256_srlv_epi32(gather(ends, _mm256_srli_epi32(places, 3)),
                                           _mm256_and_si256(places, _mm256_set1_epi32(7)));
    const __m256i behind = _mm256_or_si256(_mm256_and_si256(bits, _mm256_set1_epi32(~1)),
                                           _mm256_set1_epi32(1 << WORDMAP_LETTERS));
    return _mm256_andnot_si256(behind, _mm256_add_epi32(behind, _mm256_set1_epi32(-1)));
}

/* The classes of eight words by their letters. */
static inline __m256i classify_eight(const struct wordmap_table *table,
                                     const struct word_list *list, __m256i places)
{
    const __m256i lower = _mm256_set1_epi8(0x20);
    const __m256i counts = count_eight(list->ends, places);
    const __m256i low = _mm256_or_si256(gather(list->text->bytes, places), lower);
    const __m256i high = _mm256_or_si256(gather(list->text->bytes + 4, places), lower);
    const __m256i hash = _mm256_add_epi32(
        _mm256_mullo_epi32(_mm256_and_si256(low, select_letters(counts, 0x08040201)),
                           _mm256_set1_epi32((int)WORDMAP_FACTOR_LOW)),
        _mm256_mullo_epi32(_mm256_and_si256(high, select_letters(counts, (int)0x80402010)),
                           _mm256_set1_epi32((int)WORDMAP_FACTOR_HIGH)));
    return gather(table->words, _mm256_srli_epi32(hash, 32 - WORDMAP_WORD_BITS));
}

/* Which of eight words have any of these classes. */
static inline unsigned has_class(__m256i words, unsigned classes)
{
    const __m256i found = _mm256_and_si256(words, _mm256_set1_epi32((int)classes));
    const __m256i any = _mm256_cmpgt_epi32(found, _mm256_setzero_si256());
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(any));
}

/* Those of eight places that are chosen, side by side. */
static inline __m128i pack_places(__m128i places, unsigned chosen)
{
    const uint64_t bytes = _pdep_u64(chosen, 0x0101010101010101) * 0xff;
    const __m128i order = _mm_cvtsi64_si128((long long)_pext_u64(0x0706050403020100, bytes));
    const __m128i pairs = _mm_mullo_epi16(_mm_cvtepu8_epi16(order), _mm_set1_epi16(0x0202));
    return _mm_shuffle_epi8(places, _mm_add_epi16(pairs, _mm_set1_epi16(0x0100)));
}

static void choose_all(const struct wordmap_table *table, struct word_list *list)
{
    uint16_t *starts = list->starts;
    size_t at = 0;
    while (at + LANES <= list->count &&
           starts[at + LANES - 1] + sizeof(uint64_t) <= list->text->len) {
        const __m128i places = _mm_loadu_si128((const __m128i *)(const void *)(starts + at));
        const __m256i words = classify_eight(table, list, _mm256_cvtepu16_epi32(places));
        const unsigned chosen = has_class(words, list->wanted);
        const unsigned labels = has_class(words, WORDMAP_LABEL);
        _mm_storeu_si128((__m128i *)(void *)(starts + list->chosen), pack_places(places, chosen));
        _mm_storeu_si128((__m128i *)(void *)(list->labels + list->label_count),
                         pack_places(places, labels));
        list->chosen += (size_t)__builtin_popcount(chosen);
        list->label_count += (size_t)__builtin_popcount(labels);
        at += LANES;
    }
    choose_words(table, list, at);
}

void wordmap_fill_avx2(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map)
{
    find_words(table, text, choose_all, map);
}

#endif
