/* Looks the letters of eight words up at once, and what follows those that are chosen. */
#include "detectors/wordmap_find.h"

#if defined(__AVX2__) && defined(__BMI2__)

#include "detectors/labels.h"

#include <immintrin.h>

#define LANES 8
#define GROUP 32  /* stretches of 64 bytes that are looked up before words are marked */
#define STARTS 33 /* of a stretch: every other letter may start a part of camelCase */
#define LISTED (GROUP * STARTS + AT_ONCE)
#define LOWER 0x20

/* A group of stretches as it is looked up: letters in lower case, but the first one of a word or
 * part in upper case, and zeros for all else. So LOWER is missing where the letters of one end. */
struct group {
    uint8_t bytes[64 * (GROUP + 1)];
    size_t base;     /* place of the first of them */
    unsigned wanted; /* classes of words that are chosen */
    uint16_t starts[LISTED];
    size_t count;
    uint16_t labels[LISTED]; /* words of WORDMAP_LABEL */
    size_t label_count;
};

/* Words whose letters are of a wanted class. */
struct chosen {
    uint32_t hashes[LISTED + LANES];
    uint32_t classes[LISTED + LANES];
    uint32_t spans[LISTED + LANES]; /* the end of its letters, and its place from bit 16 on */
    size_t count;
};

/* Four bytes each of a text or table from these places on. */
static inline __m256i gather(const void *bytes, __m256i places)
{
    return _mm256_i32gather_epi32((const int *)bytes, places, 1);
}

static inline __m256i load(const void *bytes)
{
    return _mm256_loadu_si256((const __m256i *)bytes);
}

/* A byte of ones for every bit that is set. */
static inline __m256i spread_bits(uint32_t bits)
{
    const __m256i byte_of =
        _mm256_set_epi64x(0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0);
    const __m256i bit_of = _mm256_set1_epi64x((long long)0x8040201008040201);
    const __m256i spread = _mm256_shuffle_epi8(_mm256_set1_epi32((int)bits), byte_of);
    return _mm256_cmpeq_epi8(_mm256_and_si256(spread, bit_of), bit_of);
}

/* Writes the bytes of one stretch as those of a group; where the text ends, zeros. */
static inline void fold_stretch(const struct wordmap_text *text, size_t word, uint8_t *out)
{
    const uint8_t *bytes = text->bytes + 64 * word;
    uint8_t last[64] = {0};
    if (64 * (word + 1) > text->len) {
        memcpy(last, bytes, 64 * word < text->len ? text->len - 64 * word : 0);
        bytes = last;
    }
    const __m256i lower = _mm256_set1_epi8(LOWER);
    const uint64_t letters = text->shapes->letter[1 + word];
    const uint64_t starts = text->shapes->bits[SHAPE_WORD][1 + word];
    for (size_t i = 0; i < 64; i += 32) {
        const __m256i folded = _mm256_or_si256(load(bytes + i), lower);
        const __m256i known = _mm256_and_si256(folded, spread_bits((uint32_t)(letters >> i)));
        const __m256i first = _mm256_and_si256(lower, spread_bits((uint32_t)(starts >> i)));
        _mm256_storeu_si256((__m256i *)(void *)(out + i), _mm256_andnot_si256(first, known));
    }
}

/* Looks one word after the other up by its letters: eight bytes are loaded sooner than gathered.
 * Without a branch, since which words these are cannot be guessed. */
static inline void choose_words(const struct wordmap_table *table, struct group *group,
                                struct chosen *chosen)
{
    size_t count = 0, label_count = 0;
    for (size_t i = 0; i < group->count; i++) {
        const size_t place = group->starts[i];
        uint64_t bytes;
        memcpy(&bytes, group->bytes + (place - group->base), sizeof bytes);
        const uint64_t stops = ~bytes / LOWER & 0x0101010101010100;
        const uint32_t hash = wordmap_hash((bytes | LOWER) & _blsmsk_u64(stops) >> 1);
        const unsigned classes = classes_of(table, hash);
        chosen->hashes[count] = hash;
        chosen->classes[count] = classes;
        chosen->spans[count] = (uint32_t)(place << 16 | (place + (_tzcnt_u64(stops) >> 3)));
        count += (classes & group->wanted) != 0;
        group->labels[label_count] = (uint16_t)place;
        label_count += classes / WORDMAP_LABEL & 1;
    }
    chosen->count = count;
    group->label_count = label_count;
}

/* ---- what follows ---- */

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
    const __m256i high = _mm256_set1_epi8(LABELS_NEXT_HIGH);
    __m256i nexts = _mm256_and_si256(_mm256_cmpgt_epi8(_mm256_setzero_si256(), bytes), high);
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

/* What eight of the chosen words, from at on, may be. */
static inline __m256i find_eight(const struct wordmap_table *table, const struct wordmap_text *text,
                                 const struct chosen *chosen, size_t at)
{
    const __m256i hashes = load(chosen->hashes + at);
    const __m256i spans = load(chosen->spans + at);
    const __m256i ends = _mm256_and_si256(spans, _mm256_set1_epi32(0xffff));
    const __m256i nexts = find_nexts(table, load_behind(text, ends));
    const __m256i next = load_pairs(table, _mm256_add_epi32(hashes, nexts));
    const __m256i any = load_pairs(table, _mm256_add_epi32(hashes, _mm256_set1_epi32(WORDMAP_ANY)));
    return _mm256_and_si256(load(chosen->classes + at), _mm256_or_si256(next, any));
}

/* Marks the chosen words that are followed by what they must be. */
static inline void mark_chosen(const struct wordmap_table *table, const struct wordmap_text *text,
                               const struct chosen *chosen, struct wordmap *map)
{
    for (size_t i = 0; i < chosen->count; i += LANES) {
        uint32_t classes[LANES];
        const __m256i found = find_eight(table, text, chosen, i);
        const __m256i none = _mm256_cmpeq_epi32(found, _mm256_setzero_si256());
        const size_t rest = chosen->count - i;
        unsigned lanes = ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(none));
        lanes &= rest < LANES ? (1U << rest) - 1 : 0xff;
        _mm256_storeu_si256((__m256i *)(void *)classes, found);
        for (; lanes != 0; lanes &= lanes - 1) {
            const unsigned lane = (unsigned)__builtin_ctz(lanes);
            mark_classes(map, chosen->spans[i + lane] >> 16, classes[lane]);
        }
    }
}

/* Fills the maps of count words of 64 places from first on. */
static void fill_group(const struct wordmap_table *table, const struct wordmap_text *text,
                       size_t first, size_t count, struct wordmap *map)
{
    struct group group;
    struct chosen chosen;
    group.base = 64 * first;
    group.wanted = WORDMAP_GATE | WORDMAP_PLACE | WORDMAP_DOUBT;
    group.wanted |= text->has_terms ? WORDMAP_TERM | WORDMAP_FORM : 0U;
    for (size_t i = 0; i <= count; i++) {
        fold_stretch(text, first + i, group.bytes + 64 * i);
    }
    group.count = list_starts(text, first, count, group.starts);
    choose_words(table, &group, &chosen);
    mark_labels(map, group.labels, group.label_count);
    mark_chosen(table, text, &chosen, map);
}

void wordmap_fill_avx2(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map)
{
    const size_t words = classmap_words(text->len);
    if (text->len < WORDMAP_AHEAD) {
        wordmap_fill_scalar(table, text, map);
        return;
    }
    wordmap_clear(map, words);
    memset(map->labels, 0, words * sizeof map->labels[0]);
    for (size_t at = 0; at < words; at += GROUP) {
        fill_group(table, text, at, words - at < GROUP ? words - at : GROUP, map);
    }
    if (text->has_terms) {
        finish_terms(table, text, map);
    }
}

#endif
