/* What stands around a value and names it, or speaks against it. */
#ifndef DETECTORS_CONTEXT_H
#define DETECTORS_CONTEXT_H

#include "detectors/tile.h"

#define CONTEXT_CONNECTOR_MAX 28 /* bytes between a label and its value */

/* Which labels compete for a value: it belongs to the nearest one. */
enum rival {
    RIVAL_NONE, /* its shape says what it is */
    RIVAL_NUMBER,
    RIVAL_DATE
};

/* The kinds of labels that compete for such a value. */
uint64_t context_rivals(enum rival rival);

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

/* True when value is a code of some kind. */
typedef bool (*context_code_fn)(const uint8_t *value, size_t len);

/* The same, or behind a few such codes that a label is directly in front of: "Diagnosis codes:
 * I10, E119", "CPT: 99214-25, 93000". */
bool context_is_listed(const struct tile *tile, uint64_t labels, context_code_fn is_code,
                       size_t at);

/* The label of the kinds nearest to a value within the given bytes, or 0: context without rivals.
 */
uint16_t context_find_word(const struct tile *tile, const struct context_query *query);

/* A value whose surroundings are to be judged. */
struct context_value {
    size_t at;
    size_t end;
    bool is_labelled; /* a label stands directly in front */
    bool is_bare;     /* only its digits make it a number: a unit behind it speaks against it */
    bool is_contact;  /* an address or telephone number */
};

/* What speaks against a value: a word of labels_table, 0 for nothing, and the points it costs. */
struct context_doubt {
    uint16_t word;
    int points;
};

/*
 * What stands around a value and speaks against it: words of examples and tests, a negation, the
 * name of a thing directly in front ("version", "part no"), a unit of measure behind, whoever
 * published the text, a fence of code. An example that a line or sentence parts from a labelled
 * value does not count. Of several the one that costs most.
 */
struct context_doubt context_find_doubt(const struct tile *tile, const struct context_value *value);

/* True directly behind a key as "id", tweet_id or orderId, which names a number of another kind. */
bool context_is_of_id(const struct tile *tile, size_t at);

/* True when only what connects a label with its value stands in [from, to). */
bool context_is_connected(const struct tile *tile, size_t from, size_t to);

#endif
