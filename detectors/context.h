/* What stands around a value and names it, or speaks against it. */
#ifndef DETECTORS_CONTEXT_H
#define DETECTORS_CONTEXT_H

#include "detectors/tile.h"

/* Which labels compete for a value: it belongs to the nearest one. */
enum rival {
    RIVAL_NONE, /* its shape says what it is */
    RIVAL_NUMBER,
    RIVAL_DATE
};

enum context_strength {
    CONTEXT_NONE,
    CONTEXT_WORD, /* a label in the window */
    CONTEXT_FIELD /* a label directly in front: only punctuation and words like "is" or "number"
                     stand between */
};

struct context {
    enum context_strength strength;
    uint16_t word; /* index into labels_table; 0 when there is none */
};

/* A value in a tile, and how far to look around it. */
struct context_query {
    uint64_t labels; /* the kinds that name it */
    enum rival rival;
    size_t at;
    size_t end;
    size_t before;
    size_t after;
};

struct context context_find(const struct tile *tile, const struct context_query *query);

/* As context_find(), but only a label directly in front counts; needs no end of the value. */
bool context_is_field(const struct tile *tile, uint64_t labels, enum rival rival, size_t at);

/* The label of the kinds nearest to a value within the given bytes, or 0: context without rivals.
 */
uint16_t context_find_word(const struct tile *tile, const struct context_query *query);

/* The word that makes the value at [at, end) an example or says that it is none, or 0. */
uint16_t context_find_negative(const struct tile *tile, size_t at, size_t end);

/* True when only what connects a label with its value stands in [from, to). */
bool context_is_connected(const struct tile *tile, size_t from, size_t to);

#endif
