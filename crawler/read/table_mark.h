/* Where cells of delimited text end: what a reader of tables does for every byte. */
#ifndef CRAWLER_READ_TABLE_MARK_H
#define CRAWLER_READ_TABLE_MARK_H

#include <stddef.h>
#include <stdint.h>

/* The first delimiter or line feed in text[at, limit); limit when there is none. Reads no byte
 * outside of it. */
size_t table_mark_find(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter);

#define TABLE_MARK_BLOCK 64

/* Bit i is set when byte i of the block at text is a delimiter or line feed. len: of these bytes,
 * as many may be read, and bits from there on are 0; at most a block. */
uint64_t table_mark_bits(const uint8_t *text, size_t len, uint8_t delimiter);

/* The marks of a stretch of text, one after the other. */
struct table_marks {
    const uint8_t *text;
    size_t limit;
    size_t block;  /* bits are those of the block that starts here */
    uint64_t bits; /* as far as not taken */
    uint8_t delimiter;
};

static inline void table_marks_load(struct table_marks *marks)
{
    const size_t rest = marks->limit - marks->block;
    marks->bits =
        table_mark_bits(marks->text + marks->block,
                        rest < TABLE_MARK_BLOCK ? rest : TABLE_MARK_BLOCK, marks->delimiter);
}

/* Those of text[at, limit). */
static inline struct table_marks table_marks_of(const uint8_t *text, size_t at, size_t limit,
                                                uint8_t delimiter)
{
    struct table_marks marks = {text, limit, at, 0, delimiter};
    table_marks_load(&marks);
    return marks;
}

/* The next one, or limit. */
static inline size_t table_marks_take(struct table_marks *marks)
{
    while (marks->bits == 0) {
        if (marks->limit - marks->block <= TABLE_MARK_BLOCK)
            return marks->limit;
        marks->block += TABLE_MARK_BLOCK;
        table_marks_load(marks);
    }
    const size_t at = marks->block + (size_t)__builtin_ctzll(marks->bits);
    marks->bits &= marks->bits - 1;
    return at;
}

#endif
