/*
 * Marks of a text (mark_find.h), taken one after the other: where most marks follow closely on one
 * another, a search from mark to mark costs more than the bytes.
 */
#ifndef CRAWLER_READ_MARKS_H
#define CRAWLER_READ_MARKS_H

#include "crawler/read/mark_find.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct marks {
    mark_find_fn find;
    const uint8_t *text;
    size_t before;  /* bytes in front of text[0] that may be read */
    size_t limit;   /* marks are in front of text[limit] */
    size_t block;   /* bits are those of the block that starts here */
    uint64_t bits;  /* as far as not taken */
    uint8_t wanted; /* what find looks for, where that is not always the same */
};

/* A block that is cut by the limit, or has less in front of it than is looked at: nothing but what
 * may be read is. */
static inline void marks_load_edge(struct marks *marks)
{
    const size_t rest = marks->limit - marks->block, seen = marks->before + marks->block;
    const size_t len = rest < MARKS_BLOCK ? rest : MARKS_BLOCK;
    const size_t front = seen < MARKS_FRONT ? seen : MARKS_FRONT;
    uint8_t copy[MARKS_FRONT + MARKS_BLOCK] = {0};
    memcpy(copy + MARKS_FRONT - front, marks->text + marks->block - front, front + len);
    const uint8_t *text = copy + MARKS_FRONT;
    marks->bits = marks->find(&text, 1, marks->wanted);
    if (len < MARKS_BLOCK)
        marks->bits &= (UINT64_C(1) << len) - 1;
}

/* Goes on to the next block with marks, from marks->block on, as far as blocks are whole. */
static inline void marks_load(struct marks *marks)
{
    const size_t count = (marks->limit - marks->block) / MARKS_BLOCK;
    if (count == 0 || marks->before + marks->block < MARKS_FRONT) {
        marks_load_edge(marks);
        return;
    }
    const uint8_t *text = marks->text + marks->block;
    marks->bits = marks->find(&text, count, marks->wanted);
    marks->block = (size_t)(text - marks->text);
}

/* The marks in text[at, limit); before: bytes in front of text[0] that may be read. */
static inline struct marks marks_of(enum mark mark, const uint8_t *text, size_t before, size_t at,
                                    size_t limit)
{
    struct marks marks = {mark_find_choose(mark, MARKS_BLOCK), text, before, limit, at, 0, 0};
    marks_load(&marks);
    return marks;
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
