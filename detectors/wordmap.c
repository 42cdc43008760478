/* Hashes the first letters of words with tables. */
#include "detectors/wordmap.h"

#include <string.h>

/* Any numbers will do whose bits are well mixed. */
static uint64_t draw(uint64_t *state)
{
    uint64_t mixed = *state += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

/* The product of a matrix and a byte as GFNI has it: bit i is the parity of row 7 - i and byte. */
static uint8_t multiply(uint64_t matrix, uint8_t byte)
{
    uint8_t product = 0;
    for (unsigned i = 0; i < 8; i++) {
        const unsigned row = (unsigned)(matrix >> (8 * (7 - i))) & byte;
        product |= (uint8_t)((unsigned)__builtin_parity(row) << i);
    }
    return product;
}

void wordmap_table_init(struct wordmap_table *table)
{
    memset(table, 0, sizeof *table);
    uint64_t state = 2;
    for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
        for (size_t i = 0; i < 2; i++) {
            /* without the bit that tells capitals */
            table->matrices[i][place] = draw(&state) & 0xdfdfdfdfdfdfdfdf;
        }
        for (unsigned byte = 0; byte < 256; byte++) {
            const uint8_t first = multiply(table->matrices[0][place], (uint8_t)byte);
            const uint8_t second = multiply(table->matrices[1][place], (uint8_t)byte);
            table->hashes[place][byte] = (uint16_t)(first | second << 8);
        }
    }
}

/* The hash of letters in the order of their places, the first one lowest; 0 is none. */
static inline uint16_t hash_letters(const struct wordmap_table *table, uint64_t letters)
{
    uint16_t hash = 0;
    for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
        hash ^= table->hashes[place][letters >> (8 * place) & 0xff];
    }
    return hash;
}

static void add_to_set(struct wordmap_set *set, uint16_t hash)
{
    const unsigned first = hash & 0xff;
    const unsigned second = hash >> 8;
    set->low[first & 63] |= (uint8_t)(1U << (second & 7));
    set->high[second >> 2] |= (uint8_t)(1U << (first >> 5));
}

static uint64_t is_in_set(const struct wordmap_set *set, uint16_t hash)
{
    const unsigned first = hash & 0xff;
    const unsigned second = hash >> 8;
    return (uint64_t)(set->low[first & 63] >> (second & 7) &
                      set->high[second >> 2] >> (first >> 5) & 1);
}

/* The classes of a hash. */
static inline unsigned classes_of(const struct wordmap_table *table, uint16_t hash)
{
    return table->classes[hash / WORDMAP_ENTRY_HASHES] >>
           (hash % WORDMAP_ENTRY_HASHES * WORDMAP_CLASS_BITS);
}

void wordmap_add(struct wordmap_table *table, uint64_t letters, unsigned classes)
{
    const uint16_t hash = hash_letters(table, letters);
    table->classes[hash / WORDMAP_ENTRY_HASHES] |=
        (uint32_t)classes << (hash % WORDMAP_ENTRY_HASHES * WORDMAP_CLASS_BITS);
}

void wordmap_add_stem(struct wordmap_table *table, uint64_t letters)
{
    add_to_set(&table->stems, hash_letters(table, letters));
}

/* The bits from a place of a row on. */
static inline uint64_t bits_from(const uint64_t *row, unsigned bit)
{
    return row[0] >> bit | (bit > 0 ? row[1] << (64 - bit) : 0);
}

/* The eight bytes at at, the first one lowest, with zeros from the first place on that is none of
 * the bits. */
static inline uint64_t load_letters(const struct wordmap_text *text, size_t at, uint64_t bits)
{
    uint64_t bytes = 0;
    if (text->len - at >= sizeof bytes) {
        memcpy(&bytes, text->bytes + at, sizeof bytes);
    } else {
        memcpy(&bytes, text->bytes + at, text->len - at);
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    const unsigned count = (unsigned)__builtin_ctzll(~bits | (uint64_t)1 << WORDMAP_LETTERS);
    return count < WORDMAP_LETTERS ? bytes & (((uint64_t)1 << (8 * count)) - 1) : bytes;
}

/* The letters of the word, or part of camelCase, that starts at a place. */
static inline uint64_t load_part(const struct wordmap_text *text, size_t word, unsigned bit)
{
    const uint64_t *letter = &text->shapes->letter[1 + word];
    const uint64_t *start = &text->shapes->bits[SHAPE_WORD][1 + word];
    const uint64_t rest = bits_from(letter, bit) & ~(bits_from(start, bit) & ~(uint64_t)1);
    return load_letters(text, 64 * word + bit, rest);
}

/* The letters of the whole word. */
static inline uint64_t load_whole(const struct wordmap_text *text, size_t word, unsigned bit)
{
    return load_letters(text, 64 * word + bit, bits_from(&text->shapes->letter[1 + word], bit));
}

/* Words of the lexicon are whole; those with a part of camelCase in them hash otherwise. */
static uint64_t find_terms(const struct wordmap_table *table, const struct wordmap_text *text,
                           size_t word)
{
    const uint64_t *letter = &text->shapes->letter[1 + word];
    const uint64_t inside = letter[0] << 1 | letter[-1] >> 63;
    uint64_t terms = 0;
    for (uint64_t bits = text->shapes->bits[SHAPE_WORD][1 + word] & ~inside; bits != 0;
         bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const uint16_t hash = hash_letters(table, load_whole(text, word, bit));
        terms |= (uint64_t)(classes_of(table, hash) >> 1 & 1) << bit;
    }
    return terms;
}

static uint64_t find_stems(const struct wordmap_table *table, const struct wordmap_text *text,
                           size_t word)
{
    const uint64_t *end = &text->shapes->long_ends[1 + word];
    uint64_t stems = 0;
    for (uint64_t bits = end[0] >> 3 | end[1] << 61; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const uint16_t hash = hash_letters(table, load_whole(text, word, bit));
        stems |= is_in_set(&table->stems, hash) << bit;
    }
    return stems;
}

static void find_labels(const struct wordmap_table *table, const struct wordmap_text *text,
                        size_t word, struct wordmap *map)
{
    uint64_t gates = 0;
    uint64_t labels = 0;
    for (uint64_t bits = text->shapes->bits[SHAPE_WORD][1 + word]; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const unsigned classes = classes_of(table, hash_letters(table, load_part(text, word, bit)));
        gates |= (uint64_t)(classes & WORDMAP_GATE) << bit;
        labels |= (uint64_t)(classes >> 2 & 1) << bit;
    }
    map->gates[word] = gates;
    map->labels[word] = labels;
}

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        find_labels(table, text, word, map);
        if (text->has_terms) {
            map->terms[word] = find_terms(table, text, word);
            map->stems[word] = find_stems(table, text, word);
        }
    }
}
