/* Hashes the letters from each of 64 places on at once. */
#include "detectors/wordmap.h"

#if defined(__AVX512VBMI2__) && defined(__GFNI__)

#include <immintrin.h>

#define GROUP 8  /* words of 64 places whose rows are made at once */
#define LANES 16 /* hashes that are looked up at once */

/* What does not change from word to word. */
struct lookup {
    const uint32_t *classes;
    __m512i matrices[2][WORDMAP_LETTERS];
    __m512i stems_low;
    __m512i stems_high;
    __m512i one_hot; /* byte i is 1 << i % 8 */
};

static inline struct lookup make_lookup(const struct wordmap_table *table)
{
    struct lookup lookup = {.classes = table->classes,
                            .stems_low = _mm512_loadu_si512(table->stems.low),
                            .stems_high = _mm512_loadu_si512(table->stems.high),
                            .one_hot = _mm512_set1_epi64((long long)0x8040201008040201)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
            lookup.matrices[i][place] = _mm512_set1_epi64((long long)table->matrices[i][place]);
        }
    }
    return lookup;
}

/* For each of a group of words: so many places on stands a letter of the same word. */
struct follows {
    uint64_t bits[WORDMAP_LETTERS][GROUP];
};

/* The rows of a group of words, the first of which is at. */
struct group {
    struct follows part;   /* up to a part of camelCase that starts */
    struct follows whole;  /* up to the end of the word */
    uint64_t humps[GROUP]; /* words with such a part among their first letters */
    uint64_t terms[GROUP]; /* starts of words, not of parts */
    uint64_t stems[GROUP];
};

static inline __m512i ahead(const uint64_t *row, unsigned count)
{
    return _mm512_shrdv_epi64(_mm512_loadu_si512(row), _mm512_loadu_si512(row + 1),
                              _mm512_set1_epi64((long long)count));
}

static inline __m512i back(const uint64_t *row)
{
    return _mm512_shldi_epi64(_mm512_loadu_si512(row), _mm512_loadu_si512(row - 1), 1);
}

static inline void make_follows(const struct shapemap *shapes, size_t at, struct group *group)
{
    const uint64_t *const letter = shapes->letter + at;
    const uint64_t *const start = shapes->bits[SHAPE_WORD] + at;
    __m512i whole = _mm512_loadu_si512(letter);
    __m512i part = whole;
    for (unsigned place = 0; place < WORDMAP_LETTERS; place++) {
        if (place > 0) {
            whole = _mm512_and_si512(whole, ahead(letter, place));
            part = _mm512_andnot_si512(ahead(start, place),
                                       _mm512_and_si512(part, ahead(letter, place)));
        }
        _mm512_storeu_si512(group->whole.bits[place], whole);
        _mm512_storeu_si512(group->part.bits[place], part);
    }
}

static inline void make_group(const struct shapemap *shapes, size_t at, struct group *group)
{
    const uint64_t *const start = shapes->bits[SHAPE_WORD] + at;
    make_follows(shapes, at, group);
    const __m512i terms = _mm512_andnot_si512(back(shapes->letter + at), _mm512_loadu_si512(start));
    __m512i humps = _mm512_setzero_si512();
    for (unsigned place = 1; place < WORDMAP_LETTERS; place++) {
        const __m512i inner =
            _mm512_and_si512(ahead(start, place), _mm512_loadu_si512(group->whole.bits[place]));
        humps = _mm512_or_si512(humps, inner);
    }
    _mm512_storeu_si512(group->humps, _mm512_and_si512(humps, terms));
    _mm512_storeu_si512(group->terms, terms);
    _mm512_storeu_si512(group->stems, ahead(shapes->long_ends + at, 3));
}

/* Both bytes of the hashes from 64 places on. */
struct hashes {
    __m512i first;
    __m512i second;
};

static inline __m512i multiply(__m512i letters, __m512i matrix)
{
    return _mm512_gf2p8affine_epi64_epi8(letters, matrix, 0);
}

/* a ^ b ^ c */
static inline __m512i sum_three(__m512i a, __m512i b, __m512i c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

static inline __m512i sum_products(const __m512i matrices[WORDMAP_LETTERS],
                                   const __m512i letters[WORDMAP_LETTERS])
{
    const __m512i first =
        sum_three(multiply(letters[0], matrices[0]), multiply(letters[1], matrices[1]),
                  multiply(letters[2], matrices[2]));
    return sum_three(
        first, multiply(letters[3], matrices[3]),
        _mm512_xor_si512(multiply(letters[4], matrices[4]), multiply(letters[5], matrices[5])));
}

static inline struct hashes hash_places(const struct lookup *lookup, const uint8_t *bytes,
                                        const struct follows *follows, size_t i)
{
    __m512i letters[WORDMAP_LETTERS];
    for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
        /* a byte that is not asked for is not read: it may be outside of the text */
        letters[place] = _mm512_maskz_loadu_epi8(follows->bits[place][i], bytes + place);
    }
    return (struct hashes){sum_products(lookup->matrices[0], letters),
                           sum_products(lookup->matrices[1], letters)};
}

/* The places that may be stems. */
static inline uint64_t find_stems(const struct lookup *lookup, const struct hashes *hashes,
                                  uint64_t places)
{
    const __m512i low = _mm512_permutexvar_epi8(hashes->first, lookup->stems_low);
    const __m512i low_bit = _mm512_permutexvar_epi8(hashes->second, lookup->one_hot);
    const __m512i high =
        _mm512_permutexvar_epi8(_mm512_srli_epi16(hashes->second, 2), lookup->stems_high);
    const __m512i high_bit =
        _mm512_permutexvar_epi8(_mm512_srli_epi16(hashes->first, 5), lookup->one_hot);
    return _mm512_mask_test_epi8_mask(_mm512_mask_test_epi8_mask(places, low, low_bit), high,
                                      high_bit);
}

/* The hashes of the places of lanes, which are not more than there are lanes, side by side. */
static inline __m512i pick_hashes(const struct hashes *hashes, uint64_t lanes)
{
    const __m512i first = _mm512_maskz_compress_epi8(lanes, hashes->first);
    const __m512i second = _mm512_maskz_compress_epi8(lanes, hashes->second);
    return _mm512_or_si512(
        _mm512_cvtepu8_epi32(_mm512_castsi512_si128(first)),
        _mm512_slli_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(second)), 8));
}

struct found {
    uint64_t gates;
    uint64_t terms;
    uint64_t labels;
};

/* The places of lanes whose classes have this one. */
static inline uint64_t places_of(__m512i classes, enum wordmap_class class, uint64_t lanes)
{
    return _pdep_u64(_mm512_test_epi32_mask(classes, _mm512_set1_epi32((int)class)), lanes);
}

/* What the words at starts may be. */
static inline struct found find_classes(const struct lookup *lookup, const struct hashes *hashes,
                                        uint64_t starts)
{
    struct found found = {0};
    for (uint64_t rest = starts; rest != 0;) {
        const uint64_t lanes =
            _pdep_u64(((uint64_t)1 << LANES) - 1, rest); /* the first places that are left */
        const __m512i hash = pick_hashes(hashes, lanes);
        const __m512i entries =
            _mm512_i32gather_epi32(_mm512_srli_epi32(hash, 3), lookup->classes, sizeof(uint32_t));
        const __m512i shift = _mm512_slli_epi32(_mm512_and_si512(hash, _mm512_set1_epi32(7)), 2);
        const __m512i classes = _mm512_srlv_epi32(entries, shift);
        found.gates |= places_of(classes, WORDMAP_GATE, lanes);
        found.terms |= places_of(classes, WORDMAP_TERM, lanes);
        found.labels |= places_of(classes, WORDMAP_LABEL, lanes);
        rest &= ~lanes;
    }
    return found;
}

/* Fills the maps of one word of the text, which is in this group. */
static inline void fill_word(const struct lookup *lookup, const struct wordmap_text *text,
                             const struct group *group, struct wordmap *map, size_t word)
{
    const size_t i = word % GROUP;
    const uint8_t *const bytes = text->bytes + 64 * word;
    const uint64_t starts = text->shapes->bits[SHAPE_WORD][1 + word];
    const struct hashes hashes = hash_places(lookup, bytes, &group->part, i);
    const struct found found = find_classes(lookup, &hashes, starts);
    map->gates[word] = found.gates;
    map->labels[word] = found.labels;
    if (!text->has_terms) {
        return;
    }
    uint64_t terms = found.terms & group->terms[i];
    if (group->humps[i] != 0) {
        const struct hashes others = hash_places(lookup, bytes, &group->whole, i);
        terms &= ~group->humps[i];
        terms |= find_classes(lookup, &others, group->humps[i]).terms;
    }
    map->terms[word] = terms;
    map->stems[word] = find_stems(lookup, &hashes, group->stems[i]);
}

void wordmap_fill_avx512(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    _Static_assert(WORDMAP_LETTERS == 6, "sum_products() adds so many");
    _Static_assert(WORDMAP_CLASS_BITS == 4, "eight hashes to an entry of 32 bits");
    const struct lookup lookup = make_lookup(table);
    const size_t words = classmap_words(text->len);
    for (size_t at = 0; at < words; at += GROUP) {
        struct group group;
        make_group(text->shapes, 1 + at, &group);
        for (size_t i = 0; i < GROUP && at + i < words; i++) {
            fill_word(&lookup, text, &group, map, at + i);
        }
    }
}

#endif
