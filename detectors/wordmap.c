/* Hashes the first letters of words with tables. */
#include "detectors/wordmap_find.h"

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

static void add_to_set(struct wordmap_set *set, uint16_t hash)
{
    const unsigned first = hash & 0xff;
    const unsigned second = hash >> 8;
    set->low[first & 63] |= (uint8_t)(1U << (second & 7));
    set->high[second >> 2] |= (uint8_t)(1U << (first >> 5));
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

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map)
{
    find_words(table, text, map);
}
