/* The list of readers, and the one that reads the member at hand. */
#include "crawler/read/reader.h"

#include "crawler/read/fixed_reader.h"
#include "detectors/ascii.h"
#include "detectors/registry.h"

#include <stdlib.h>
#include <string.h>

#define NAME_SHOWN_MAX 64
#define NAME_DIGITS_MAX 3

static const struct reader_ops *const readers[] = {
    &json_reader_ops,   &hl7_reader_ops,       &x12_reader_ops,    &ncpdp_reader_ops,
    &cda_reader_ops,    &fhir_xml_reader_ops,  &script_reader_ops, &xml_reader_ops,
    &vcard_reader_ops,  &icalendar_reader_ops, &ldif_reader_ops,   &sql_reader_ops,
    &access_reader_ops, &log_reader_ops,       &table_reader_ops,  &inline_table_reader_ops,
    &fixed_reader_ops};

#define READERS (sizeof readers / sizeof readers[0])
#define FIXED (READERS - 1)  /* knows no member by itself */
#define INLINE (READERS - 2) /* takes any */

struct reader {
    void *states[READERS];
    size_t current; /* READERS: none */
    bool is_broken;
};

struct reader *reader_create(const struct field_rules *rules)
{
    struct reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->current = READERS;
    for (size_t i = 0; i < READERS; i++) {
        reader->states[i] = readers[i]->create(rules);
        if (reader->states[i] == NULL) {
            reader_free(reader);
            return NULL;
        }
    }
    return reader;
}

void reader_free(struct reader *reader)
{
    if (reader == NULL)
        return;
    for (size_t i = 0; i < READERS; i++) {
        if (reader->states[i] != NULL)
            readers[i]->free(reader->states[i]);
    }
    free(reader);
}

void reader_begin(struct reader *reader, struct span head, bool is_whole)
{
    reader->is_broken = false;
    reader->current = 0;
    while (!readers[reader->current]->begin(reader->states[reader->current], head, is_whole))
        reader->current++; /* INLINE takes any */
}

void reader_begin_document(struct reader *reader, struct span head, bool is_whole)
{
    reader->is_broken = false;
    reader->current = INLINE;
    inline_table_reader_ops.begin(reader->states[INLINE], head, is_whole);
}

void reader_begin_fixed(struct reader *reader, const struct layout_set *set, struct span head,
                        bool is_whole)
{
    void *const state = reader->states[FIXED];
    reader->is_broken = false;
    reader->current = FIXED;
    fixed_reader_set(state, set);
    if (!fixed_reader_ops.begin(state, head, is_whole))
        reader->current = READERS;
}

void reader_feed(struct reader *reader, const struct segment *segment, struct field_sink *sink)
{
    if (reader->current < READERS && !reader->is_broken)
        reader->is_broken =
            !readers[reader->current]->feed(reader->states[reader->current], segment, sink);
}

struct reader_facts reader_facts(const struct reader *reader)
{
    if (reader->current == READERS || readers[reader->current]->facts == NULL)
        return (struct reader_facts){false, false};
    return readers[reader->current]->facts(reader->states[reader->current]);
}

struct reader_format reader_format(const struct reader *reader)
{
    if (reader->current == READERS)
        return (struct reader_format){.name = NULL};
    const struct reader_ops *const ops = readers[reader->current];
    struct reader_format format = {.name = ops->name};
    if (ops == &table_reader_ops)
        format = table_reader_format(reader->states[reader->current]);
    if (ops == &json_reader_ops)
        format = json_reader_format(reader->states[reader->current]);
    if (ops == &fixed_reader_ops)
        format = fixed_reader_format(reader->states[reader->current]);
    format.is_broken |= reader->is_broken;
    return format;
}

bool reader_reads_messages(const struct reader *reader)
{
    return reader->current < READERS && (readers[reader->current] == &hl7_reader_ops ||
                                         readers[reader->current] == &x12_reader_ops);
}

size_t reader_text_start(struct span head)
{
    size_t at = head.len >= 3 && memcmp(head.ptr, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < head.len && ascii_is_white(head.ptr[at]))
        at++;
    return at;
}

bool reader_tells_person(const struct field_rules *rules, const struct field *field)
{
    if (detector_at((size_t)field->meaning.detector)->role != ROLE_PERSON)
        return false;
    const enum field_verdict verdict = field_check(rules, field->meaning, field->value);
    return verdict != FIELD_EMPTY && verdict != FIELD_ALIEN;
}

bool reader_may_show(struct span name)
{
    size_t digits = 0;
    for (size_t i = 0; i < name.len; i++) {
        const uint8_t byte = name.ptr[i];
        digits += ascii_is_digit(byte);
        if (!ascii_is_alnum(byte) && !ascii_is_one_of(byte, "_-.:/ #$()[]"))
            return false;
    }
    return name.len > 0 && name.len <= NAME_SHOWN_MAX && digits <= NAME_DIGITS_MAX;
}
