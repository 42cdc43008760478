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

static uint16_t hash_letters(const struct wordmap_table *table, uint64_t letters)
{
    uint16_t hash = 0;
    for (size_t place = 0; place < WORDMAP_LETTERS && (letters >> (8 * place) & 0xff) != 0;
         place++) {
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

void wordmap_add_label(struct wordmap_table *table, uint64_t letters)
{
    add_to_set(&table->labels, hash_letters(table, letters));
}

void wordmap_add_term(struct wordmap_table *table, uint64_t letters)
{
    const uint16_t hash = hash_letters(table, letters);
    table->terms[hash / 32] |= (uint32_t)1 << (hash % 32);
}

void wordmap_add_stem(struct wordmap_table *table, uint64_t letters)
{
    add_to_set(&table->stems, hash_letters(table, letters));
}

/* The hash of the letters at bytes; follows are those of the word that holds bit. */
static inline uint16_t hash_at(const struct wordmap_table *table, const uint8_t *bytes,
                               const struct wordmap_places *places, unsigned bit)
{
    uint16_t hash = table->hashes[0][bytes[0]];
    for (size_t place = 1; place < WORDMAP_LETTERS; place++) {
        if ((places->follows[place] >> bit & 1) == 0) {
            break;
        }
        hash ^= table->hashes[place][bytes[place]];
    }
    return hash;
}

static void fill_word(const struct wordmap_table *table, const struct wordmap_text *text,
                      struct wordmap *map, size_t word)
{
    const struct wordmap_places places = wordmap_places_at(text->shapes, word);
    const uint8_t *bytes = text->bytes + 64 * word;
    uint64_t labels = 0;
    uint64_t terms = 0;
    for (uint64_t bits = places.starts; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        const uint16_t hash = hash_at(table, bytes + bit, &places, bit);
        labels |= is_in_set(&table->labels, hash) << bit;
        terms |= (uint64_t)(table->terms[hash / 32] >> (hash % 32) & 1) << bit;
    }
    map->labels[word] = labels;
    if (!text->has_terms) {
        return;
    }
    map->terms[word] = (terms & places.terms) | places.humps;
    uint64_t stems = 0;
    for (uint64_t bits = places.stems; bits != 0; bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        stems |= is_in_set(&table->stems, hash_at(table, bytes + bit, &places, bit)) << bit;
    }
    map->stems[word] = stems;
}

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    for (size_t word = 0; word < classmap_words(text->len); word++) {
        fill_word(table, text, map, word);
    }
}
