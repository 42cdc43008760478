/* Looks the letters of eight words up at once, and what follows those that are chosen. */
#include "detectors/wordmap_find.h"

#if defined(__AVX2__) && defined(__BMI2__)

#include "detectors/labels.h"

#include <immintrin.h>

#define LANES 8
#define BATCH 512 /* words that are looked up before the chosen ones are marked */

/* Words whose letters are of a wanted class. */
struct chosen {
    uint32_t hashes[BATCH + LANES];
    uint32_t classes[BATCH + LANES];
    uint32_t spans[BATCH + LANES]; /* a bit for each letter, and its place from bit 16 on */
    size_t count;
};

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

/* The hashes of eight words of so many letters, as bits. */
static inline __m256i hash_eight(const struct wordmap_text *text, __m256i places, __m256i counts)
{
    const __m256i lower = _mm256_set1_epi8(0x20);
    const __m256i low = _mm256_or_si256(gather(text->bytes, places), lower);
    const __m256i high = _mm256_or_si256(gather(text->bytes + 4, places), lower);
    return _mm256_add_epi32(
        _mm256_mullo_epi32(_mm256_and_si256(low, select_letters(counts, 0x08040201)),
                           _mm256_set1_epi32((int)WORDMAP_FACTOR_LOW)),
        _mm256_mullo_epi32(_mm256_and_si256(high, select_letters(counts, (int)0x80402010)),
                           _mm256_set1_epi32((int)WORDMAP_FACTOR_HIGH)));
}

/* Which of eight words have any of these classes. */
static inline unsigned has_class(__m256i words, unsigned classes)
{
    const __m256i found = _mm256_and_si256(words, _mm256_set1_epi32((int)classes));
    const __m256i any = _mm256_cmpgt_epi32(found, _mm256_setzero_si256());
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(any));
}

/* Those of eight numbers whose bits are set in lanes, side by side. */
static inline void store_picked(uint32_t *out, const struct wordmap_table *table, unsigned lanes,
                                __m256i numbers)
{
    const __m128i order = _mm_loadl_epi64((const __m128i *)(const void *)table->picks[lanes]);
    _mm256_storeu_si256((__m256i *)(void *)out,
                        _mm256_permutevar8x32_epi32(numbers, _mm256_cvtepu8_epi32(order)));
}

/* The same of eight places. */
static inline void store_places(uint16_t *out, const struct wordmap_table *table, unsigned lanes,
                                __m128i places)
{
    const __m128i order = _mm_loadl_epi64((const __m128i *)(const void *)table->picks[lanes]);
    const __m128i pairs = _mm_mullo_epi16(_mm_cvtepu8_epi16(order), _mm_set1_epi16(0x0202));
    const __m128i bytes = _mm_add_epi16(pairs, _mm_set1_epi16(0x0100));
    _mm_storeu_si128((__m128i *)(void *)out, _mm_shuffle_epi8(places, bytes));
}

/* Looks eight words up whose letters are within the text. */
static inline void choose_eight(const struct wordmap_table *table, struct word_list *list,
                                size_t at, struct chosen *chosen)
{
    const __m128i starts = _mm_loadu_si128((const __m128i *)(const void *)(list->starts + at));
    const __m256i places = _mm256_cvtepu16_epi32(starts);
    const __m256i counts = count_eight(list->ends, places);
    const __m256i hashes = hash_eight(list->text, places, counts);
    const __m256i classes = gather(table->words, _mm256_srli_epi32(hashes, 32 - WORDMAP_WORD_BITS));
    const unsigned labels = has_class(classes, WORDMAP_LABEL);
    store_places(list->labels + list->label_count, table, labels, starts);
    list->label_count += (size_t)__builtin_popcount(labels);
    const unsigned wanted = has_class(classes, list->wanted);
    const size_t count = chosen->count;
    store_picked(chosen->hashes + count, table, wanted, hashes);
    store_picked(chosen->classes + count, table, wanted, classes);
    store_picked(chosen->spans + count, table, wanted,
                 _mm256_or_si256(_mm256_slli_epi32(places, 16), counts));
    chosen->count += (size_t)__builtin_popcount(wanted);
}

/* ---- what follows ---- */

/* How many bits are set in each of eight bytes, the lowest of each lane. */
static inline __m256i count_bits(__m256i bits)
{
    const __m256i nibble = _mm256_set1_epi32(15);
    const __m256i counts =
        _mm256_broadcastsi128_si256(_mm_set_epi8(4, 3, 3, 2, 3, 2, 2, 1, 3, 2, 2, 1, 2, 1, 1, 0));
    const __m256i low = _mm256_shuffle_epi8(counts, _mm256_and_si256(bits, nibble));
    const __m256i high =
        _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi32(bits, 4), nibble));
    return _mm256_add_epi32(low, high);
}

/* Four bytes each of the text from ends on; zeros behind the text, which has four bytes or more. */
static inline __m256i load_behind(const struct wordmap_text *text, __m256i ends)
{
    const __m256i from = _mm256_min_epu32(ends, _mm256_set1_epi32((int)text->len - 4));
    const __m256i missing = _mm256_slli_epi32(_mm256_sub_epi32(ends, from), 3);
    return _mm256_srlv_epi32(gather(text->bytes, from), missing);
}

/* nexts of 32 bytes: a row of sixteen after the other, of which the others look up nothing. */
static inline __m256i look_up_nexts(const struct wordmap_table *table, __m256i bytes)
{
    const __m256i others = _mm256_set1_epi8(LABELS_NEXT_OTHER);
    __m256i nexts = _mm256_and_si256(_mm256_cmpgt_epi8(_mm256_setzero_si256(), bytes), others);
    for (int row = 0; row < 8; row++) {
        const __m256i entries = _mm256_broadcastsi128_si256(
            _mm_loadu_si128((const __m128i *)(const void *)(table->nexts + 16 * row)));
        const __m256i within = _mm256_xor_si256(bytes, _mm256_set1_epi8((char)(16 * row)));
        const __m256i index = _mm256_adds_epu8(within, _mm256_set1_epi8(0x70));
        nexts = _mm256_or_si256(nexts, _mm256_shuffle_epi8(entries, index));
    }
    return nexts;
}

/* What follows each of eight words: the first byte that does not separate words, or the last. */
static inline __m256i find_nexts(const struct wordmap_table *table, __m256i behind)
{
    const __m256i nexts = look_up_nexts(table, behind);
    const __m256i others =
        _mm256_or_si256(_mm256_andnot_si256(nexts, _mm256_set1_epi32(0x00808080)),
                        _mm256_set1_epi32((int)0x80000000));
    const __m256i first =
        _mm256_and_si256(others, _mm256_sub_epi32(_mm256_setzero_si256(), others));
    const __m256i byte =
        _mm256_and_si256(nexts, _mm256_sub_epi32(first, _mm256_srli_epi32(first, 7)));
    const __m256i halves = _mm256_or_si256(byte, _mm256_srli_epi32(byte, 16));
    return _mm256_and_si256(_mm256_or_si256(halves, _mm256_srli_epi32(halves, 8)),
                            _mm256_set1_epi32(0x7f));
}

static inline __m256i load_pairs(const struct wordmap_table *table, __m256i hashes)
{
    const __m256i pairs = _mm256_mullo_epi32(hashes, _mm256_set1_epi32((int)WORDMAP_FACTOR_NEXT));
    return gather(table->pairs, _mm256_srli_epi32(pairs, 32 - WORDMAP_PAIR_BITS));
}

static inline __m256i load_eight(const uint32_t *numbers)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)numbers);
}

/* What eight of the chosen words, from at on, may be. */
static inline __m256i find_eight(const struct wordmap_table *table, const struct wordmap_text *text,
                                 const struct chosen *chosen, size_t at)
{
    const __m256i hashes = load_eight(chosen->hashes + at);
    const __m256i spans = load_eight(chosen->spans + at);
    const __m256i letters = count_bits(_mm256_and_si256(spans, _mm256_set1_epi32(0xff)));
    const __m256i ends = _mm256_add_epi32(_mm256_srli_epi32(spans, 16), letters);
    const __m256i nexts = find_nexts(table, load_behind(text, ends));
    const __m256i next = load_pairs(table, _mm256_add_epi32(hashes, nexts));
    const __m256i any = load_pairs(table, _mm256_add_epi32(hashes, _mm256_set1_epi32(WORDMAP_ANY)));
    return _mm256_and_si256(load_eight(chosen->classes + at), _mm256_or_si256(next, any));
}

/* Marks the chosen words that are followed by what they must be. */
static inline void mark_chosen(const struct wordmap_table *table, const struct wordmap_text *text,
                               const struct chosen *chosen, struct wordmap *map)
{
    for (size_t i = 0; i < chosen->count; i += LANES) {
        uint32_t found[LANES];
        const __m256i classes = find_eight(table, text, chosen, i);
        const size_t rest = chosen->count - i;
        const unsigned here = rest < LANES ? (1U << rest) - 1 : 0xff;
        const unsigned gates = has_class(classes, WORDMAP_GATE) & here;
        const __m256i places = _mm256_srli_epi32(load_eight(chosen->spans + i), 16);
        const __m128i narrow =
            _mm_packus_epi32(_mm256_castsi256_si128(places), _mm256_extracti128_si256(places, 1));
        store_places(map->gates + map->gate_count, table, gates, narrow);
        map->gate_count += (size_t)__builtin_popcount(gates);
        _mm256_storeu_si256((__m256i *)(void *)found, classes);
        unsigned marks = has_class(classes, WORDMAP_TERM | WORDMAP_PLACE | WORDMAP_FORM) & here;
        for (; marks != 0; marks &= marks - 1) {
            const unsigned lane = (unsigned)__builtin_ctz(marks);
            const uint32_t at = chosen->spans[i + lane] >> 16;
            mark_classes(map, at, found[lane]);
        }
    }
}

void wordmap_fill_avx2(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map)
{
    uint64_t ends[TILE_WORDS + 1];
    struct word_list list = list_words(text, ends, map);
    struct chosen chosen;
    size_t whole = list.count; /* words whose letters are within the text */
    while (whole > 0 && list.starts[whole - 1] + sizeof(uint64_t) > text->len) {
        whole--;
    }
    whole -= whole % LANES;
    for (size_t at = 0; at < whole;) {
        const size_t end = whole - at < BATCH ? whole : at + BATCH;
        for (chosen.count = 0; at < end; at += LANES) {
            choose_eight(table, &list, at, &chosen);
        }
        mark_chosen(table, text, &chosen, map);
    }
    choose_words(table, &list, whole);
    mark_words(table, &list, map);
}

#endif
