/* Classifies bytes into bitmaps with a table of lanes, eight classes at a time. */
#include "detectors/classmap.h"

#include "detectors/ascii.h"

#include <string.h>

void classmap_table_fill(struct classmap_table *table)
{
    memset(table, 0, sizeof *table);
    for (unsigned value = 0; value < 256; value++) {
        const uint8_t byte = (uint8_t)value;
        uint64_t lanes = 0;
        lanes |= (uint64_t)ascii_is_digit(byte) << (8 * CLASS_DIGIT);
        lanes |= (uint64_t)ascii_is_upper(byte) << (8 * CLASS_UPPER);
        lanes |= (uint64_t)ascii_is_lower(byte) << (8 * CLASS_LOWER);
        lanes |= (uint64_t)(byte >= 0x80) << (8 * CLASS_HIGH);
        lanes |= (uint64_t)(byte >= 0x20 && byte <= 0x2f) << (8 * CLASS_MARK);
        lanes |= (uint64_t)ascii_is_one_of(byte, "@+%") << (8 * CLASS_ROUTE);
        lanes |= (uint64_t)(byte == '\\') << (8 * CLASS_ESCAPE);
        lanes |= (uint64_t)(byte == ' ') << (8 * CLASS_BLANK);
        table->lanes[value] = lanes;
        if (value < sizeof table->sets) {
            for (unsigned class = 0; class < CLASS_COUNT; class ++) {
                table->sets[value] |= (uint8_t)((lanes >> (8 * class) & 1) << class);
            }
        }
    }
}

/* Swaps the bits of low under mask with those of high shift places up. */
static inline void swap_lanes(uint64_t *low, uint64_t *high, unsigned shift, uint64_t mask)
{
    const uint64_t moved = ((*low >> shift) ^ *high) & mask;
    *high ^= moved;
    *low ^= moved << shift;
}

/* Transposes eight rows of eight bytes: byte c of row i becomes byte i of row c. */
static inline void transpose_lanes(uint64_t rows[8])
{
    for (unsigned i = 0; i < 4; i++) {
        swap_lanes(&rows[i], &rows[i + 4], 32, 0x00000000ffffffff);
    }
    for (unsigned i = 0; i < 8; i += (i & 1) != 0 ? 3 : 1) {
        swap_lanes(&rows[i], &rows[i + 2], 16, 0x0000ffff0000ffff);
    }
    for (unsigned i = 0; i < 8; i += 2) {
        swap_lanes(&rows[i], &rows[i + 1], 8, 0x00ff00ff00ff00ff);
    }
}

/* The classes of 64 bytes into word at. */
static inline void classify_word(const struct classmap_table *table, const uint8_t *text,
                                 struct classmap *map, size_t at)
{
    uint64_t rows[8];
    for (size_t i = 0; i < 8; i++) {
        uint64_t lanes = 0;
        for (size_t bit = 0; bit < 8; bit++) {
            lanes |= table->lanes[text[8 * i + bit]] << bit;
        }
        rows[i] = lanes;
    }
    transpose_lanes(rows);
    for (size_t class = 0; class < CLASS_COUNT; class ++) {
        map->bits[class][at] = rows[class];
    }
}

void classmap_clear_ends(struct classmap *map, size_t words)
{
    for (size_t class = 0; class < CLASS_COUNT; class ++) {
        map->bits[class][0] = 0;
        memset(&map->bits[class][1 + words], 0, CLASSMAP_PAD * sizeof map->bits[class][0]);
    }
}

void classmap_fill_scalar(const struct classmap_table *table, const uint8_t *text, size_t len,
                          struct classmap *map)
{
    const size_t whole = len / 64;
    for (size_t word = 0; word < whole; word++) {
        classify_word(table, text + 64 * word, map, 1 + word);
    }
    if (len % 64 != 0) {
        uint8_t last[64] = {0};
        memcpy(last, text + 64 * whole, len % 64);
        classify_word(table, last, map, 1 + whole);
    }
    classmap_clear_ends(map, classmap_words(len));
}
