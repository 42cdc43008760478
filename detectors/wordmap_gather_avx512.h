/*
 * Gathers the first letters of the words of a text out of registers, and hashes them sixteen at
 * once; private to wordmap_avx512.c.
 */
#ifndef DETECTORS_WORDMAP_GATHER_AVX512_H
#define DETECTORS_WORDMAP_GATHER_AVX512_H

#include "detectors/wordmap_rules.h"

#include <immintrin.h>

#define GROUP 32  /* words of 64 places whose words of text are listed, then looked up */
#define LANES 16  /* that are looked up at once */
#define STARTS 33 /* of 64 places: every other letter may start a part of camelCase */
#define LISTED (GROUP * STARTS + 2 * LANES)
#define BITS (LISTED / LANES + 4) /* more than are written are read with the last ones */

/*
 * A byte of a text as it is gathered: letters in lower case, but the first one of a word or part in
 * upper case, and MARK for all else. So LOWER is missing where a part ends, and MARK is set where a
 * word does. The first letter also says what stands in front of it: it has MARK behind a digit, and
 * lacks WHOLE behind a letter, which nobody sees who comes from that letter.
 */
#define MARK 0x80
#define WHOLE 0x40
#define LOWER 0x20

/* The words of a group. */
struct list {
    uint64_t letters[LISTED]; /* eight bytes each, as they are gathered */
    uint16_t places[LISTED];
    uint16_t labels[BITS]; /* a bit each, as of struct wordmap */
    uint16_t first[GROUP]; /* of each word of 64 places */
    size_t count;
};

/* What does not change from word to word. */
struct lookup {
    const struct wordmap_table *table;
    __m512i nexts_low; /* nexts of the bytes from 0 on */
    __m512i nexts_high;
    __m512i places;   /* 0, 1, 2 ... */
    __m512i eight[2]; /* indexes of eight bytes each: of the first eight places, and more */
    __m512i four;     /* and of four of sixteen places */
    uint32_t wanted;  /* classes that are chosen */
};

static inline struct lookup make_lookup(const struct wordmap_table *table, bool has_terms)
{
    uint8_t places[64];
    uint8_t eight[2][64];
    uint8_t four[64];
    for (unsigned i = 0; i < 64; i++) {
        places[i] = (uint8_t)i;
        eight[0][i] = (uint8_t)(i / 8);
        eight[1][i] = (uint8_t)(8 + i / 8);
        four[i] = (uint8_t)(i / 4);
    }
    return (struct lookup){
        .table = table,
        .nexts_low = _mm512_loadu_si512(table->nexts),
        .nexts_high = _mm512_loadu_si512(table->nexts + 64),
        .places = _mm512_loadu_si512(places),
        .eight = {_mm512_loadu_si512(eight[0]), _mm512_loadu_si512(eight[1])},
        .four = _mm512_loadu_si512(four),
        .wanted = WORDMAP_GATE | WORDMAP_PLACE | WORDMAP_DOUBT |
                  (has_terms ? WORDMAP_TERM | WORDMAP_FORM : 0),
    };
}

static inline __m512i load_plain(const struct wordmap_text *text, size_t word)
{
    const size_t rest = text->len > 64 * word ? text->len - 64 * word : 0;
    const __mmask64 mask = rest < 64 ? ((uint64_t)1 << rest) - 1 : UINT64_MAX;
    return _mm512_maskz_loadu_epi8(mask, text->bytes + (rest > 0 ? 64 * word : 0));
}

/* 64 bytes of a text as they are gathered. */
static inline __m512i load_marked(const struct wordmap_text *text, size_t word)
{
    const uint64_t *const letter = text->shapes->letter + 1 + word;
    const uint64_t *const alnum = text->shapes->alnum + 1 + word;
    const uint64_t start = text->shapes->bits[SHAPE_WORD][1 + word];
    const uint64_t part = start & (letter[0] << 1 | letter[-1] >> 63);
    const uint64_t numbered = start & ~part & (alnum[0] << 1 | alnum[-1] >> 63);
    const __m512i lower = _mm512_or_si512(load_plain(text, word), _mm512_set1_epi8(LOWER));
    __m512i marked = _mm512_mask_sub_epi8(lower, start, lower, _mm512_set1_epi8(LOWER));
    marked = _mm512_mask_sub_epi8(marked, part, marked, _mm512_set1_epi8(WHOLE));
    marked = _mm512_mask_add_epi8(marked, numbered, marked, _mm512_set1_epi8((char)MARK));
    return _mm512_mask_mov_epi8(_mm512_set1_epi8((char)MARK), letter[0], marked);
}

/* Lists the words at starts, which are in the first of these bytes, the 64 of word. */
static inline void list_starts(const struct lookup *lookup, const __m512i bytes[2], uint64_t starts,
                               size_t word, struct list *list)
{
    const __m512i steps = _mm512_set1_epi64(0x0706050403020100);
    const size_t count = (size_t)__builtin_popcountll(starts);
    uint64_t *letters = list->letters + list->count;
    uint16_t *listed = list->places + list->count;
    __m512i places = _mm512_maskz_compress_epi8(starts, lookup->places);
    for (size_t done = 0; done == 0 || done < count; done += LANES) {
        for (size_t i = 0; i < 2; i++) {
            const __m512i index =
                _mm512_add_epi8(_mm512_permutexvar_epi8(lookup->eight[i], places), steps);
            _mm512_storeu_si512(letters + done + 8 * i,
                                _mm512_permutex2var_epi8(bytes[0], index, bytes[1]));
        }
        const __m256i wide = _mm256_cvtepu8_epi16(_mm512_castsi512_si128(places));
        _mm256_storeu_si256((__m256i *)(void *)(listed + done),
                            _mm256_add_epi16(wide, _mm256_set1_epi16((short)(64 * word))));
        places = _mm512_alignr_epi64(places, places, 2);
    }
    list->count += count;
}

/* Lists the words that start in count words of 64 places from first on. */
static inline void list_words(const struct lookup *lookup, const struct wordmap_text *text,
                              size_t first, size_t count, struct list *list)
{
    __m512i bytes[2] = {load_marked(text, first), load_marked(text, first + 1)};
    list->count = 0;
    for (size_t i = 0; i < count; i++) {
        list->first[i] = (uint16_t)list->count;
        list_starts(lookup, bytes, text->shapes->bits[SHAPE_WORD][1 + first + i], first + i, list);
        bytes[0] = bytes[1];
        bytes[1] = load_marked(text, first + i + 2);
    }
}

/* The bytes of eight words in front of the first one behind their first letter that has the lowest
 * bit of stops set: all bits of these. */
static inline __m512i find_letters(__m512i stops)
{
    const __m512i first = _mm512_and_si512(stops, _mm512_set1_epi64(0x0101010101010100));
    return _mm512_andnot_si512(first, _mm512_add_epi64(first, _mm512_set1_epi64(-1)));
}

static inline __m512i find_part(__m512i letters)
{
    const __m512i lower = _mm512_srli_epi64(letters, 5);
    return find_letters(_mm512_xor_si512(lower, _mm512_set1_epi64(-1)));
}

static inline __m512i find_whole(__m512i letters)
{
    return find_letters(_mm512_srli_epi64(letters, 7));
}

/* Which of sixteen words have this bit in their first letter. */
static inline __mmask16 test_first(const __m512i bytes[2], uint8_t bit)
{
    const __m512i first = _mm512_set1_epi64(bit);
    return _mm512_kunpackb(_mm512_test_epi64_mask(bytes[1], first),
                           _mm512_test_epi64_mask(bytes[0], first));
}

/* The lower halves of sixteen numbers. */
static inline __m512i join_low(const __m512i numbers[2])
{
    const __m512i even =
        _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
    return _mm512_permutex2var_epi32(numbers[0], even, numbers[1]);
}

/* And the upper ones. */
static inline __m512i join_high(const __m512i numbers[2])
{
    const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    return _mm512_permutex2var_epi32(numbers[0], odd, numbers[1]);
}

/* wordmap_hash() of sixteen words: of those of these bytes that are letters. */
static inline __m512i hash_words(const __m512i bytes[2], const __m512i letters[2])
{
    const __m512i lower = _mm512_set1_epi8(WHOLE | LOWER);
    const __m512i first = _mm512_set1_epi8((char)~MARK);
    const __m512i words[2] = {
        _mm512_and_si512(_mm512_or_si512(bytes[0], lower), _mm512_and_si512(letters[0], first)),
        _mm512_and_si512(_mm512_or_si512(bytes[1], lower), _mm512_and_si512(letters[1], first)),
    };
    return _mm512_add_epi32(
        _mm512_mullo_epi32(join_low(words), _mm512_set1_epi32((int)WORDMAP_FACTOR_LOW)),
        _mm512_mullo_epi32(join_high(words), _mm512_set1_epi32((int)WORDMAP_FACTOR_HIGH)));
}

/* How many letters sixteen words have, up to eight. */
static inline __m512i count_letters(const __m512i letters[2])
{
    const __m512i counts[2] = {_mm512_popcnt_epi64(letters[0]), _mm512_popcnt_epi64(letters[1])};
    return _mm512_srli_epi32(join_low(counts), 3);
}

#endif
