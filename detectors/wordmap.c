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

void wordmap_table_init(struct wordmap_table *table, bool is_linear)
{
    memset(table, 0, sizeof *table);
    table->is_linear = is_linear;
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

/* The hashes of letters in the order of their places, the first one lowest; 0 is none. */
static inline uint16_t hash_linear(const struct wordmap_table *table, uint64_t letters)
{
    uint16_t hash = 0;
    for (size_t place = 0; place < WORDMAP_LETTERS; place++) {
        hash ^= table->hashes[place][letters >> (8 * place) & 0xff];
    }
    return hash;
}

static inline uint16_t hash_letters(const struct wordmap_table *table, uint64_t letters)
{
    if (table->is_linear) {
        return hash_linear(table, letters);
    }
    return (uint16_t)((letters & 0xdfdfdfdfdfdfdfdf) * 0x9e3779b97f4a7c15 >> 48);
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
    const uint64_t first = ((uint64_t)1 << (8 * WORDMAP_LETTERS)) - 1;
    const uint16_t hash = hash_letters(table, letters & first);
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

/* The eight bytes at at, the first one lowest; zeros where the text ends. */
static inline uint64_t load_bytes(const struct wordmap_text *text, size_t at)
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
    return bytes;
}

/* How many letters there are before the first of ends, at most WORDMAP_LETTERS. */
static inline unsigned count_letters(uint64_t ends)
{
    return (unsigned)__builtin_ctzll(ends | (uint64_t)1 << WORDMAP_LETTERS);
}

/* The classes of the word of count letters, one or more, that bytes begin with. */
static inline unsigned classify(const struct wordmap_table *table, uint64_t bytes, unsigned count)
{
    const unsigned unused = 64 - 8 * count;
    return classes_of(table, hash_letters(table, bytes << unused >> unused));
}

/* Words of the lexicon are whole, labels end also where a part of camelCase starts. */
static void find_words(const struct wordmap_table *table, const struct wordmap_text *text,
                       size_t word, struct wordmap *map)
{
    const uint64_t *letter = &text->shapes->letter[1 + word];
    const uint64_t *start = &text->shapes->bits[SHAPE_WORD][1 + word];
    uint64_t gates = 0;
    uint64_t labels = 0;
    uint64_t terms = 0;
    for (uint64_t bits = start[0]; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const uint64_t ends = ~bits_from(letter, bit);
        const unsigned whole = count_letters(ends);
        const unsigned part = count_letters(ends | (bits_from(start, bit) & ~(uint64_t)1));
        const uint64_t bytes = load_bytes(text, 64 * word + bit);
        unsigned classes = classify(table, bytes, part);
        gates |= (uint64_t)(classes & WORDMAP_GATE) << bit;
        labels |= (uint64_t)(classes >> 2 & 1) << bit;
        if (text->has_terms && part != whole) {
            classes = classify(table, bytes, whole);
        }
        terms |= (uint64_t)(classes >> 1 & 1) << bit;
    }
    map->gates[word] = gates;
    map->labels[word] = labels;
    if (text->has_terms) {
        map->terms[word] = terms & ~(letter[0] << 1 | letter[-1] >> 63);
    }
}

static uint64_t find_stems(const struct wordmap_table *table, const struct wordmap_text *text,
                           size_t word)
{
    const uint64_t *letter = &text->shapes->letter[1 + word];
    const uint64_t *end = &text->shapes->long_ends[1 + word];
    uint64_t stems = 0;
    for (uint64_t bits = end[0] >> 3 | end[1] << 61; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const unsigned unused = 64 - 8 * count_letters(~bits_from(letter, bit));
        const uint64_t letters = load_bytes(text, 64 * word + bit) << unused >> unused;
        stems |= is_in_set(&table->stems, hash_letters(table, letters)) << bit;
    }
    return stems;
}

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        find_words(table, text, word, map);
        if (text->has_terms) {
            map->stems[word] = find_stems(table, text, word);
        }
    }
}
