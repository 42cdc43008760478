/* Gathers the letters of many words, and looks sixteen of them up at once. */
#include "detectors/wordmap.h"

#if defined(__AVX512VBMI2__)

#include "detectors/labels.h"
#include "detectors/wordmap_gather_avx512.h"

#include <string.h>

#define CHOSEN (LISTED + LISTED / 2) /* a word with parts may be chosen by its first one, too */

/* Those of them that may be gates or terms, with the classes of their letters. */
struct chosen {
    uint32_t hashes[CHOSEN];
    uint32_t classes[CHOSEN];
    uint32_t spans[CHOSEN]; /* the end of its letters, and its place from bit 16 on */
    size_t count;
};

/* Those of the chosen that are followed by what they must be. */
struct marks {
    uint32_t classes[CHOSEN];
    uint32_t places[CHOSEN];
    size_t count;
};

/* Those of the listed words that have parts. */
struct humped {
    uint64_t letters[LISTED];
    uint32_t places[LISTED];
    size_t count;
};

/* Sixteen words: all bits of the bytes that are their letters, and what is known by these. */
struct sixteen {
    __m512i letters[2];
    __m512i hashes;
    __m512i classes;
    __m512i places;
};

/* Entries of a table of bytes; the bits above are of others. */
static inline __m512i load_entries(const uint8_t *table, __m512i index)
{
    return _mm512_i32gather_epi32(index, table, 1);
}

static inline __m512i load_classes(const struct lookup *lookup, __m512i hashes)
{
    return load_entries(lookup->table->words, _mm512_srli_epi32(hashes, 32 - WORDMAP_WORD_BITS));
}

/* The lanes of the last words of count, from at on. */
static inline __mmask16 lanes_from(size_t at, size_t count)
{
    return (__mmask16)(count - at < LANES ? (1U << (count - at)) - 1 : 0xffff);
}

/* Lists those of sixteen words that have parts, of the words here; returns which. */
static inline __mmask16 list_humped(const __m512i bytes[2], const __m512i parts[2], __m512i places,
                                    __mmask16 here, struct humped *humped)
{
    const __mmask8 low = _mm512_cmpneq_epi64_mask(parts[0], find_whole(bytes[0])) & here;
    const __mmask8 high = _mm512_cmpneq_epi64_mask(parts[1], find_whole(bytes[1])) & here >> 8;
    const __mmask16 lanes = (__mmask16)(low | high << 8);
    uint64_t *const letters = humped->letters + humped->count;
    _mm512_storeu_si512(letters, _mm512_maskz_compress_epi64(low, bytes[0]));
    _mm512_storeu_si512(letters + __builtin_popcount(low),
                        _mm512_maskz_compress_epi64(high, bytes[1]));
    _mm512_storeu_si512(humped->places + humped->count, _mm512_maskz_compress_epi32(lanes, places));
    humped->count += (size_t)__builtin_popcount(lanes);
    return lanes;
}

/* Takes the terms out of the classes of words in lanes: but for those that are forms, or all. */
static inline __m512i limit_terms(__m512i classes, __mmask16 numbered, __mmask16 others)
{
    const __m512i plain =
        _mm512_mask_andnot_epi32(classes, numbered, _mm512_set1_epi32(WORDMAP_TERM), classes);
    return _mm512_mask_andnot_epi32(plain, others, _mm512_set1_epi32(WORDMAP_TERM | WORDMAP_FORM),
                                    plain);
}

/* Adds those of sixteen words that may be of a wanted class. */
static inline void add_chosen(const struct lookup *lookup, struct chosen *chosen, __mmask16 here,
                              const struct sixteen *words)
{
    const __mmask16 lanes =
        _mm512_mask_test_epi32_mask(here, words->classes, _mm512_set1_epi32((int)lookup->wanted));
    const __m512i ends = _mm512_add_epi32(words->places, count_letters(words->letters));
    const __m512i spans = _mm512_or_si512(_mm512_slli_epi32(words->places, 16), ends);
    const size_t count = chosen->count;
    _mm512_storeu_si512(chosen->hashes + count, _mm512_maskz_compress_epi32(lanes, words->hashes));
    _mm512_storeu_si512(chosen->classes + count,
                        _mm512_maskz_compress_epi32(lanes, words->classes));
    _mm512_storeu_si512(chosen->spans + count, _mm512_maskz_compress_epi32(lanes, spans));
    chosen->count += (size_t)__builtin_popcount(lanes);
}

/* Looks the letters of words up. */
static inline void choose_words(const struct lookup *lookup, struct list *list,
                                struct chosen *chosen, struct humped *humped)
{
    const size_t count = list->count;
    for (size_t i = 0; i < count; i += LANES) {
        const __m512i bytes[2] = {_mm512_loadu_si512(list->letters + i),
                                  _mm512_loadu_si512(list->letters + i + 8)};
        struct sixteen words = {.letters = {find_part(bytes[0]), find_part(bytes[1])}};
        const __mmask16 here = lanes_from(i, count);
        words.hashes = hash_words(bytes, words.letters);
        words.classes = load_classes(lookup, words.hashes);
        words.places =
            _mm512_cvtepu16_epi32(_mm256_loadu_si256((__m256i *)(void *)(list->places + i)));
        list->labels[i / LANES] =
            _mm512_test_epi32_mask(words.classes, _mm512_set1_epi32(WORDMAP_LABEL));
        if ((lookup->wanted & WORDMAP_TERM) != 0) {
            const __mmask16 whole = test_first(bytes, WHOLE);
            const __mmask16 parted =
                list_humped(bytes, words.letters, words.places, here & whole, humped);
            words.classes =
                limit_terms(words.classes, test_first(bytes, MARK), (__mmask16)(~whole | parted));
        }
        add_chosen(lookup, chosen, here, &words);
    }
}

/* The same for words with parts, which are terms by all their letters. */
static inline void choose_humped(const struct lookup *lookup, const struct humped *humped,
                                 struct chosen *chosen)
{
    for (size_t i = 0; i < humped->count; i += LANES) {
        const __m512i bytes[2] = {_mm512_loadu_si512(humped->letters + i),
                                  _mm512_loadu_si512(humped->letters + i + 8)};
        struct sixteen words = {.letters = {find_whole(bytes[0]), find_whole(bytes[1])}};
        words.hashes = hash_words(bytes, words.letters);
        words.classes = _mm512_and_si512(load_classes(lookup, words.hashes),
                                         _mm512_set1_epi32(WORDMAP_TERM | WORDMAP_FORM));
        words.classes = limit_terms(words.classes, test_first(bytes, MARK), 0);
        words.places = _mm512_loadu_si512(humped->places + i);
        add_chosen(lookup, chosen, lanes_from(i, humped->count), &words);
    }
}

/* Four bytes each of the text from ends on; zeros behind the text, which has four bytes or more. */
static inline __m512i load_behind(const struct wordmap_text *text, __m512i ends)
{
    const __m512i last = _mm512_set1_epi32((int)text->len - 4);
    const __m512i from = _mm512_min_epu32(ends, last);
    const __m512i bytes = _mm512_i32gather_epi32(from, text->bytes, 1);
    return _mm512_srlv_epi32(bytes, _mm512_slli_epi32(_mm512_sub_epi32(ends, from), 3));
}

/* What follows each of sixteen words: the first byte that does not separate words, or the last. */
static inline __m512i find_nexts(const struct lookup *lookup, __m512i behind)
{
    const __m512i low = _mm512_permutex2var_epi8(lookup->nexts_low, behind, lookup->nexts_high);
    const __m512i nexts =
        _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(behind), _mm512_set1_epi8(LABELS_NEXT_HIGH));
    const __m512i others =
        _mm512_or_si512(_mm512_andnot_si512(nexts, _mm512_set1_epi32(0x00808080)),
                        _mm512_set1_epi32((int)0x80000000));
    const __m512i below =
        _mm512_andnot_si512(others, _mm512_add_epi32(others, _mm512_set1_epi32(-1)));
    const __m512i shift = _mm512_and_si512(_mm512_popcnt_epi32(below), _mm512_set1_epi32(0x18));
    return _mm512_and_si512(_mm512_srlv_epi32(nexts, shift), _mm512_set1_epi32(0x7f));
}

/* Lists the classes of those of sixteen words that have any that is marked. */
static inline void add_marks(struct marks *marks, __mmask16 here, __m512i classes, __m512i places)
{
    const __m512i marked =
        _mm512_set1_epi32(WORDMAP_TERM | WORDMAP_PLACE | WORDMAP_FORM | WORDMAP_DOUBT);
    const __mmask16 lanes = _mm512_mask_test_epi32_mask(here, classes, marked);
    _mm512_storeu_si512(marks->classes + marks->count,
                        _mm512_maskz_compress_epi32(lanes, _mm512_and_si512(classes, marked)));
    _mm512_storeu_si512(marks->places + marks->count, _mm512_maskz_compress_epi32(lanes, places));
    marks->count += (size_t)__builtin_popcount(lanes);
}

static inline void set_marks(const struct marks *marks, struct wordmap *map)
{
    for (size_t i = 0; i < marks->count; i++) {
        const uint32_t at = marks->places[i];
        const uint64_t classes = marks->classes[i];
        map->places[at / 64] |= (classes / WORDMAP_PLACE & 1) << (at % 64);
        map->doubts[at / 64] |= (classes / WORDMAP_DOUBT & 1) << (at % 64);
        map->terms[at / 64] |= ((classes / WORDMAP_TERM | classes / WORDMAP_FORM) & 1) << (at % 64);
    }
}

static inline void add_gates(struct wordmap *map, __mmask16 lanes, __m512i places)
{
    const __m512i listed = _mm512_maskz_compress_epi32(lanes, places);
    _mm256_storeu_si256((__m256i *)(void *)(map->gates + map->gate_count),
                        _mm512_cvtepi32_epi16(listed));
    map->gate_count += (size_t)__builtin_popcount(lanes);
}

static inline __m512i load_pairs(const struct lookup *lookup, __m512i hashes)
{
    const __m512i pairs = _mm512_mullo_epi32(hashes, _mm512_set1_epi32((int)WORDMAP_FACTOR_NEXT));
    return load_entries(lookup->table->pairs, _mm512_srli_epi32(pairs, 32 - WORDMAP_PAIR_BITS));
}

/* Lists those of the chosen words that are followed by what they must be. */
static inline void mark_words(const struct lookup *lookup, const struct wordmap_text *text,
                              const struct chosen *chosen, struct marks *marks, struct wordmap *map)
{
    for (size_t i = 0; i < chosen->count; i += LANES) {
        const __m512i hashes = _mm512_loadu_si512(chosen->hashes + i);
        const __m512i classes = _mm512_loadu_si512(chosen->classes + i);
        const __m512i spans = _mm512_loadu_si512(chosen->spans + i);
        const __m512i places = _mm512_srli_epi32(spans, 16);
        const __m512i ends = _mm512_and_si512(spans, _mm512_set1_epi32(0xffff));
        const __m512i nexts = find_nexts(lookup, load_behind(text, ends));
        const __m512i next = load_pairs(lookup, _mm512_add_epi32(hashes, nexts));
        const __m512i any =
            load_pairs(lookup, _mm512_add_epi32(hashes, _mm512_set1_epi32(WORDMAP_ANY)));
        const __m512i found = _mm512_and_si512(classes, _mm512_or_si512(next, any));
        const __mmask16 here = lanes_from(i, chosen->count);
        add_gates(map, _mm512_mask_test_epi32_mask(here, found, _mm512_set1_epi32(WORDMAP_GATE)),
                  places);
        add_marks(marks, here, found, places);
    }
}

/* The bits of the words from at on, at the places where these start. */
static inline uint64_t spread(const uint16_t *bits, size_t at, uint64_t starts)
{
    uint64_t word;
    memcpy(&word, (const uint8_t *)(const void *)bits + at / 8, sizeof word);
    return _pdep_u64(word >> (at % 8), starts);
}

/* Lists the last four letters of words of eight or more; returns how many. */
static inline size_t list_ends(const struct lookup *lookup, const struct wordmap_text *text,
                               size_t first, size_t count, uint16_t *ends)
{
    const uint64_t *const row = text->shapes->long_ends + 1 + first;
    uint64_t some = 0; /* which words of 64 places have any: few */
    size_t listed = 0;
    for (size_t i = 0; i < count; i += 8) {
        const __m512i places =
            _mm512_shrdi_epi64(_mm512_loadu_si512(row + i), _mm512_loadu_si512(row + i + 1), 3);
        some |= (uint64_t)_mm512_test_epi64_mask(places, places) << i;
    }
    for (some &= ((uint64_t)1 << count) - 1; some != 0; some &= some - 1) {
        const size_t i = (size_t)__builtin_ctzll(some);
        const uint64_t places = row[i] >> 3 | row[i + 1] << 61;
        const __m128i picked =
            _mm512_castsi512_si128(_mm512_maskz_compress_epi8(places, lookup->places));
        _mm_storeu_si128(
            (__m128i *)(void *)(ends + listed),
            _mm_add_epi16(_mm_cvtepu8_epi16(picked), _mm_set1_epi16((short)(64 * (first + i)))));
        listed += (size_t)__builtin_popcountll(places);
    }
    return listed;
}

/* Which of sixteen times four letters may be stems. */
static inline __mmask16 find_stems(const struct wordmap_set *stems, __m512i letters)
{
    const __m512i one_hot = _mm512_set1_epi64((long long)0x8040201008040201);
    const __m512i lowest = _mm512_set1_epi32(0xff);
    const __m512i product = _mm512_mullo_epi32(_mm512_or_si512(letters, _mm512_set1_epi8(LOWER)),
                                               _mm512_set1_epi32((int)WORDMAP_FACTOR_STEM));
    const __m512i hash = _mm512_xor_si512(product, _mm512_srli_epi32(product, 16));
    __mmask16 found = 0xffff;
    for (size_t i = 0; i < WORDMAP_SET_TESTS; i++) {
        const __m512i byte = _mm512_srli_epi32(hash, wordmap_set_tests[i].byte);
        const __m512i bit = _mm512_srli_epi32(hash, wordmap_set_tests[i].bit);
        const __m512i members = _mm512_permutexvar_epi8(byte, _mm512_loadu_si512(stems->bits[i]));
        found &= _mm512_test_epi32_mask(
            _mm512_and_si512(members, _mm512_permutexvar_epi8(bit, one_hot)), lowest);
    }
    return found;
}

/* Marks the endings of words in count words of 64 places that may be stems. */
static inline void mark_stems(const struct lookup *lookup, const struct wordmap_text *text,
                              size_t first, size_t count, struct wordmap *map)
{
    uint16_t ends[8 * GROUP + LANES];
    const size_t listed = list_ends(lookup, text, first, count, ends);
    for (size_t i = 0; i < listed; i += LANES) {
        const __mmask16 here = lanes_from(i, listed);
        const __m512i places =
            _mm512_cvtepu16_epi32(_mm256_loadu_si256((__m256i *)(void *)(ends + i)));
        const __m512i letters =
            _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), here, places, text->bytes, 1);
        for (unsigned bits = find_stems(&lookup->table->stems, letters) & here; bits != 0;
             bits &= bits - 1) {
            const size_t at = ends[i + (size_t)__builtin_ctz(bits)];
            map->stems[at / 64] |= (uint64_t)1 << (at % 64);
        }
    }
}

/* Fills the maps of count words of 64 places from first on. */
static void fill_group(const struct lookup *lookup, const struct wordmap_text *text,
                       struct wordmap *map, size_t first, size_t count)
{
    struct list list;
    struct chosen chosen;
    struct humped humped;
    struct marks marks;
    list_words(lookup, text, first, count, &list);
    chosen.count = 0;
    humped.count = 0;
    choose_words(lookup, &list, &chosen, &humped);
    choose_humped(lookup, &humped, &chosen);
    for (size_t i = 0; i < count; i++) {
        map->labels[first + i] =
            spread(list.labels, list.first[i], text->shapes->bits[SHAPE_WORD][1 + first + i]);
    }
    marks.count = 0;
    mark_words(lookup, text, &chosen, &marks, map);
    set_marks(&marks, map);
    if (text->has_terms) {
        mark_stems(lookup, text, first, count, map);
    }
}

void wordmap_fill_avx512(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    const struct lookup lookup = make_lookup(table, text->has_terms);
    const size_t words = classmap_words(text->len);
    if (text->len < WORDMAP_AHEAD) {
        wordmap_fill_scalar(table, text, map);
        return;
    }
    wordmap_clear(map, words);
    for (size_t at = 0; at < words; at += GROUP) {
        fill_group(&lookup, text, map, at, words - at < GROUP ? words - at : GROUP);
    }
}

#endif
