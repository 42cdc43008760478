/*
 * Marks of a text, found 64 bytes at a time and taken one after the other: where most marks follow
 * closely on one another, a search from mark to mark costs more than the bytes.
 */
#ifndef CRAWLER_READ_MARKS_H
#define CRAWLER_READ_MARKS_H

#include <stddef.h>
#include <stdint.h>

#define MARKS_BLOCK 64

struct marks;

/* Bit i is set when a mark stands at text[block + i]; only the first len bits count, which are at
 * most a block, and only so many bytes may be read there. */
typedef uint64_t (*marks_find_fn)(const struct marks *marks, size_t len);

struct marks {
    marks_find_fn find;
    const uint8_t *text;
    size_t before;  /* bytes in front of text[0] that may be read */
    size_t limit;   /* marks are in front of text[limit] */
    size_t block;   /* bits are those of the block that starts here */
    uint64_t bits;  /* as far as not taken */
    uint8_t wanted; /* what find looks for, where that is not always the same */
};

/* Finds the marks of the block at marks->block: once at the start, then marks_take() does. */
static inline void marks_load(struct marks *marks)
{
    const size_t rest = marks->limit - marks->block;
    const size_t len = rest < MARKS_BLOCK ? rest : MARKS_BLOCK;
    const uint64_t bits = marks->find(marks, len);
    marks->bits = len < MARKS_BLOCK ? bits & ((UINT64_C(1) << len) - 1) : bits;
}

/* The place of the next mark, or limit. */
static inline size_t marks_take(struct marks *marks)
{
    while (marks->bits == 0) {
        if (marks->limit - marks->block <= MARKS_BLOCK)
            return marks->limit;
        marks->block += MARKS_BLOCK;
        marks_load(marks);
    }
    const size_t at = marks->block + (size_t)__builtin_ctzll(marks->bits);
    marks->bits &= marks->bits - 1;
    return at;
}

#endif
