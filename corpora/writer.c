/* An object in the making, with the truth about it. */
#include "corpora/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITER_CAP_MAX ((size_t)4 << 30)

struct writer writer_create(struct prng prng)
{
    const struct writer writer = {.prng = prng};
    return writer;
}

void writer_free(struct writer *writer)
{
    free(writer->bytes);
    free(writer->entities);
    *writer = writer_create(writer->prng);
}

static bool writer_reserve(struct writer *writer, size_t more)
{
    if (writer->has_failed)
        return false;
    if (more <= writer->cap - writer->len)
        return true;
    size_t cap = writer->cap ? writer->cap * 2 : 4096;
    while (cap < writer->len + more)
        cap *= 2;
    char *const bytes = cap <= WRITER_CAP_MAX ? realloc(writer->bytes, cap) : NULL;
    if (!bytes) {
        writer->has_failed = true;
        return false;
    }
    writer->bytes = bytes;
    writer->cap = cap;
    return true;
}

void writer_bytes(struct writer *writer, const void *bytes, size_t len)
{
    if (len == 0 || !writer_reserve(writer, len))
        return;
    memcpy(writer->bytes + writer->len, bytes, len);
    writer->len += len;
}

void writer_text(struct writer *writer, const char *text)
{
    writer_bytes(writer, text, strlen(text));
}

void writer_format(struct writer *writer, const char *format, ...)
{
    char text[1001];
    va_list arguments;
    va_start(arguments, format);
    const int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (len < 0 || (size_t)len >= sizeof text)
        writer->has_failed = true;
    else
        writer_bytes(writer, text, (size_t)len);
}

void writer_value(struct writer *writer, const struct value *value, enum label label)
{
    if (writer->entity_count == writer->entity_cap) {
        const size_t cap = writer->entity_cap ? writer->entity_cap * 2 : 64;
        struct entity *const entities = realloc(writer->entities, cap * sizeof *entities);
        if (!entities) {
            writer->has_failed = true;
            return;
        }
        writer->entities = entities;
        writer->entity_cap = cap;
    }
    writer->entities[writer->entity_count++] = (struct entity){writer->len, label, *value};
    writer_text(writer, value->text);
}

void writer_draw(struct writer *writer, enum value_kind kind, enum label label)
{
    const struct value value = value_draw(kind, &writer->prng);
    writer_value(writer, &value, label);
}

void writer_field(struct writer *writer, const char *label, enum value_kind kind, const char *end)
{
    writer_text(writer, label);
    writer_draw(writer, kind, LABELLED);
    writer_text(writer, end);
}

void writer_cell(struct writer *writer, enum value_kind kind, const char *separator)
{
    writer_draw(writer, kind, COLUMN);
    writer_text(writer, separator);
}

void writer_number(struct writer *writer, uint32_t low, uint32_t high, unsigned digits)
{
    writer_format(writer, "%0*u", (int)digits, prng_between(&writer->prng, low, high));
}

void writer_word(struct writer *writer, const struct word_list *list)
{
    writer_text(writer, word_pick(list, &writer->prng));
}
