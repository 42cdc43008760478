/*
 * An object in the making: its bytes, and the truth about what was planted in them. One random
 * generator per object.
 *
 * A write that finds no memory sets has_failed and the rest does nothing; look once, at the end.
 */
#ifndef CORPORA_WRITER_H
#define CORPORA_WRITER_H

#include "corpora/prng.h"
#include "corpora/values.h"
#include "corpora/words.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether something says what the value is: nothing; words or a name in front of it; the head of
 * its column. */
enum label { UNLABELLED, LABELLED, COLUMN };

struct entity {
    size_t start; /* offset of the first byte; the end follows from value */
    enum label label;
    struct value value;
};

struct writer {
    struct prng prng;
    char *bytes;
    size_t len, cap;
    struct entity *entities;
    size_t entity_count, entity_cap;
    bool has_failed;
};

struct writer writer_create(struct prng prng);
void writer_free(struct writer *writer);

void writer_bytes(struct writer *writer, const void *bytes, size_t len);
void writer_text(struct writer *writer, const char *text);
/* At most 1,000 bytes a call. */
void writer_format(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends the value and records it. */
void writer_value(struct writer *writer, const struct value *value, enum label label);

/* Draws a value of this kind and appends it: labelled, some break their rule; unlabelled, too. */
void writer_draw(struct writer *writer, enum value_kind kind, enum label label);

/* Appends label, a drawn value and end: writer_field(w, "SSN: ", VALUE_SSN, "\n"). */
void writer_field(struct writer *writer, const char *label, enum value_kind kind, const char *end);

/*
 * A drawn number, low to high, with at least digits digits. One call a number, never two draws in
 * one argument list: C leaves open which comes first.
 */
void writer_number(struct writer *writer, uint32_t low, uint32_t high, unsigned digits);

/* A cell of a table: a drawn value and the separator behind it. */
void writer_cell(struct writer *writer, enum value_kind kind, const char *separator);

/* One word of the list, appended. */
void writer_word(struct writer *writer, const struct word_list *list);

#endif
