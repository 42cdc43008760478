/*
 * HL7 v2 messages (chapter 2, 2.5 message construction and 2.7 escapes), one or many, as files, in
 * batches (FHS, BHS) or with the bytes of MLLP around them. Paths are those of the standard:
 * "PID-19", "PID-5.1", "PID-3[2].1" for the second repetition.
 */
#include "crawler/read/embedded.h"
#include "crawler/read/hl7_fields.h"
#include "crawler/read/hl7_signs.h"
#include "crawler/read/reader.h"

#include "detectors/ascii.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MAX 9999
#define DATE_DIGITS 8
#define VALUE_FIELD 5 /* of OBX */

enum hl7_next { HL7_NEXT_SEGMENT, HL7_NEXT_COMPONENT, HL7_NEXT_REST };

struct hl7_reader {
    const struct field_rules *rules;
    uint64_t at; /* offset of the next byte */
    enum hl7_next next;
    struct hl7_signs signs;
    char segment[4]; /* "": not known */
    unsigned field, repetition, component;
    const struct hl7_rule *rules_of_segment, *rule; /* of the field */
    const struct hl7_rule *rule_of_value;           /* of field 5 of the segment; NULL: as any */
    struct reader_facts facts;
    char path[48];
    uint8_t value[READER_VALUE_MAX];
};

static void *hl7_create(const struct field_rules *rules)
{
    struct hl7_reader *const hl7 = calloc(1, sizeof *hl7);
    if (hl7 != NULL)
        hl7->rules = rules;
    return hl7;
}

static void hl7_free(void *state)
{
    free(state);
}

static bool hl7_begin(void *state, struct span head, bool is_whole)
{
    struct hl7_reader *const hl7 = state;
    size_t at = reader_text_start(head);
    while (at < head.len && (ascii_is_white(head.ptr[at]) || head.ptr[at] == HL7_MLLP_START))
        at++;
    (void)is_whole;
    if (!hl7_signs_is_header((struct span){head.ptr + at, head.len - at}))
        return false;
    hl7->at = at;
    hl7->next = HL7_NEXT_SEGMENT;
    hl7->facts = (struct reader_facts){true, false};
    return true;
}

/* ---- places ---- */

static void hl7_set_field(struct hl7_reader *hl7, unsigned field)
{
    hl7->field = field < COUNT_MAX ? field : COUNT_MAX;
    hl7->repetition = hl7->component = 1;
    hl7->rule = hl7->rule_of_value != NULL && hl7->field == VALUE_FIELD
                    ? hl7->rule_of_value
                    : hl7_rule_of(hl7->rules_of_segment, hl7->field);
}

/* Goes on behind the sign that ended a component. */
static void hl7_pass_sign(struct hl7_reader *hl7, uint8_t sign)
{
    hl7->next = HL7_NEXT_COMPONENT;
    if (hl7_signs_is_line_end(sign)) {
        hl7->next = HL7_NEXT_SEGMENT;
    } else if (sign == hl7->signs.field) {
        hl7_set_field(hl7, hl7->field + 1);
    } else if (sign == hl7->signs.repetition) {
        hl7->repetition += hl7->repetition < COUNT_MAX;
        hl7->component = 1;
    } else {
        hl7->component += hl7->component < COUNT_MAX;
    }
}

static struct span hl7_render_path(struct hl7_reader *hl7, bool is_alone)
{
    if (hl7->segment[0] == '\0')
        return (struct span){NULL, 0};
    char repetition[16] = "", component[16] = "";
    if (hl7->repetition > 1)
        snprintf(repetition, sizeof repetition, "[%u]", hl7->repetition);
    const bool is_plain =
        hl7->rule != NULL && (hl7->rule->type == HL7_PLAIN || hl7->rule->type == HL7_DATE);
    if (hl7->component > 1 || (!is_plain && (hl7->rule != NULL || !is_alone)))
        snprintf(component, sizeof component, ".%u", hl7->component);
    const int len = snprintf(hl7->path, sizeof hl7->path, "%s-%u%s%s", hl7->segment, hl7->field,
                             repetition, component);
    return (struct span){(const uint8_t *)hl7->path, len > 0 ? (size_t)len : 0};
}

/* ---- values ---- */

/* The day of a time stamp: the time and its zone are none of the date's. */
static struct span hl7_day(struct span value)
{
    if (ascii_count_digits(value.ptr, value.len, DATE_DIGITS) == DATE_DIGITS)
        value.len = DATE_DIGITS;
    return value;
}

/* How much of the component and its neighbours is the value. */
static size_t hl7_value_len(const struct hl7_reader *hl7, const struct hl7_parts *parts)
{
    const struct span first = parts->parts[0];
    const enum hl7_type type = (enum hl7_type)hl7->rule->type;
    if (type == HL7_PHONE && hl7->component == 6 && parts->count > 1) /* area code and number */
        return (size_t)(parts->parts[1].ptr - first.ptr) + parts->parts[1].len;
    if (type == HL7_ADDRESS || first.len == 0)
        return first.len;
    const uint8_t *const end = memchr(first.ptr, hl7->signs.part, first.len);
    return end != NULL ? (size_t)(end - first.ptr) : first.len;
}

static void hl7_note_patient(struct hl7_reader *hl7, const struct field *field)
{
    if (!hl7->facts.has_patient && strcmp(hl7->segment, "PID") == 0)
        hl7->facts.has_patient = reader_tells_person(hl7->rules, field);
}

/* What the component parts->parts[0] of a field with a rule is. */
static struct field_meaning hl7_meaning(struct hl7_reader *hl7, const struct hl7_parts *parts)
{
    const struct hl7_rule *const rule = hl7->rule;
    if (rule->type == HL7_KIND)
        hl7->rule_of_value = hl7_rule_of_value(parts->parts[0]);
    const char *const detector = hl7_detector_of(rule, hl7->component, parts);
    struct field_meaning meaning = detector != NULL ? field_meaning_of(detector) : FIELD_NO_MEANING;
    meaning.is_stated = rule->type != HL7_DATE; /* a year alone is no date */
    meaning.is_other = detector != NULL && hl7_is_of_other(rule, hl7->component);
    return meaning;
}

/* Emits the component parts->parts[0], or the value that begins with it; returns its length. */
static size_t hl7_take(struct hl7_reader *hl7, const struct hl7_parts *parts, uint64_t offset,
                       struct field_sink *sink)
{
    const struct span raw = parts->parts[0];
    const bool is_null = raw.len == 2 && memcmp(raw.ptr, "\"\"", 2) == 0;
    struct field field = {.meaning = FIELD_NO_MEANING, .offset = offset, .length = raw.len};
    if (raw.len == 0 || is_null)
        return raw.len;
    if (hl7->rule != NULL)
        field.meaning = hl7_meaning(hl7, parts);
    if (field.meaning.detector >= 0) {
        field.length = hl7_value_len(hl7, parts);
        const struct span value = {raw.ptr, field.length};
        field.value.ptr = hl7->value;
        field.value.len = hl7_signs_decode(&hl7->signs, value, hl7->value, sizeof hl7->value);
        if (hl7->rule->type == HL7_DATE)
            field.value = hl7_day(field.value);
        hl7_note_patient(hl7, &field);
    }
    const size_t len = field.length > raw.len ? field.length : raw.len;
    if (field.length == 0 || !field_sink_wants(sink, field.meaning, offset + field.length))
        return len;
    field.path = hl7_render_path(hl7, parts->count == 1);
    sink->emit(sink->user, &field);
    return len;
}

/* ---- tokens ---- */

/* Where the component at text[at] ends, limit when it does not end in front of that. */
static size_t hl7_find_end(const struct hl7_reader *hl7, const uint8_t *text, size_t at,
                           size_t limit)
{
    while (at < limit && !hl7->signs.is_end[text[at]])
        at++;
    return at;
}

/* The components from text[at] on, as far as they end in front of limit, or at it when it is the
 * end of the text. */
static struct hl7_parts hl7_split(const struct hl7_reader *hl7, struct span text, size_t at,
                                  bool is_end)
{
    const size_t most = hl7_parts_needed(hl7->rule);
    struct hl7_parts parts;
    parts.count = 0;
    while (parts.count < most) {
        const size_t stop = hl7_find_end(hl7, text.ptr, at, text.len);
        if (stop == text.len && !is_end)
            break;
        parts.parts[parts.count++] = (struct span){text.ptr + at, stop - at};
        if (stop == text.len || text.ptr[stop] != hl7->signs.component)
            break;
        at = stop + 1;
    }
    return parts;
}

/* HL7 v2.5.1, 2.A.24: the fifth component of a value of type ED is a file. */
static void hl7_embed(struct hl7_reader *hl7, struct span letters, bool is_last,
                      struct field_sink *sink)
{
    const bool is_file =
        memcmp(hl7->segment, "OBX", 3) == 0 && hl7->field == VALUE_FIELD && hl7->component == 5;
    if (sink->embedded == NULL || !is_file)
        return;
    const struct embedded_piece piece = {hl7_render_path(hl7, false), letters, true, is_last};
    embedded_take(sink->embedded, &piece);
}

/* A component that is too long for a field goes on: to its end, or to the end of what is owned. */
static size_t hl7_read_rest(struct hl7_reader *hl7, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    const size_t stop = hl7_find_end(hl7, segment->text, at, segment->len);
    const struct field field = {.meaning = FIELD_NO_MEANING,
                                .offset = segment->offset + at,
                                .length = stop - at,
                                .path = hl7_render_path(hl7, false)};
    if (stop > at && field_sink_wants(sink, field.meaning, segment->offset + stop))
        sink->emit(sink->user, &field);
    hl7_embed(hl7, (struct span){segment->text + at, stop - at}, stop < segment->len, sink);
    if (stop == segment->len)
        return stop;
    hl7_pass_sign(hl7, segment->text[stop]);
    return stop + 1;
}

static size_t hl7_read_component(struct hl7_reader *hl7, const struct segment *segment, size_t at,
                                 struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    const struct hl7_parts parts =
        hl7_split(hl7, (struct span){segment->text, limit}, at, limit == end);
    if (parts.count == 0) {
        hl7->next = HL7_NEXT_REST;
        return at;
    }
    const size_t stop = at + hl7_take(hl7, &parts, segment->offset + at, sink);
    if (stop > at + parts.parts[0].len)
        hl7->component++; /* the value took the next component, too */
    if (stop == end)
        return end;
    hl7_pass_sign(hl7, segment->text[stop]);
    return stop + 1;
}

/* The name of a segment, with its first sign; a header's signs, too. */
static size_t hl7_read_segment(struct hl7_reader *hl7, const struct segment *segment, size_t at)
{
    const struct span rest = {segment->text + at, segment->len + segment->after - at};
    if (hl7_signs_is_line_end(rest.ptr[0]) || rest.ptr[0] == HL7_MLLP_START || rest.ptr[0] == ' ')
        return at + 1;
    hl7->next = HL7_NEXT_COMPONENT;
    hl7->segment[0] = '\0';
    hl7->rule_of_value = NULL;
    if (hl7_signs_is_header(rest)) {
        hl7_signs_read(&hl7->signs, rest.ptr);
        memcpy(hl7->segment, rest.ptr, 3);
        hl7->rules_of_segment = hl7_rules_of(hl7->segment);
        hl7_set_field(hl7, 2);
        return at + HL7_HEADER_LEN;
    }
    const bool is_name = rest.len > 3 && ascii_is_upper(rest.ptr[0]) &&
                         (ascii_is_upper(rest.ptr[1]) || ascii_is_digit(rest.ptr[1])) &&
                         (ascii_is_upper(rest.ptr[2]) || ascii_is_digit(rest.ptr[2])) &&
                         rest.ptr[3] == hl7->signs.field;
    if (is_name)
        memcpy(hl7->segment, rest.ptr, 3);
    hl7->rules_of_segment = is_name ? hl7_rules_of(hl7->segment) : NULL;
    hl7_set_field(hl7, 1);
    return is_name ? at + 4 : at;
}

/*
 * Steps over components without a meaning that end in front of what is wanted, in the owned bytes;
 * does what hl7_read_component() does for each. Returns where it stopped, perhaps at at.
 */
static size_t hl7_skip_components(struct hl7_reader *hl7, const struct segment *segment, size_t at,
                                  const struct field_sink *sink)
{
    while (at < segment->len && hl7->next == HL7_NEXT_COMPONENT &&
           !hl7_may_mean(hl7->rule, hl7->component)) {
        const size_t stop = hl7_find_end(hl7, segment->text, at, segment->len);
        if (stop == segment->len || stop - at >= READER_VALUE_MAX ||
            segment->offset + stop > sink->wanted)
            return at;
        hl7_pass_sign(hl7, segment->text[stop]);
        at = stop + 1;
    }
    return at;
}

static bool hl7_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct hl7_reader *const hl7 = state;
    while (hl7->at < segment->offset + segment->len) {
        const size_t at = (size_t)(hl7->at - segment->offset);
        size_t next = at;
        switch (hl7->next) {
        case HL7_NEXT_SEGMENT:
            next = hl7_read_segment(hl7, segment, at);
            break;
        case HL7_NEXT_COMPONENT:
            next = hl7_skip_components(hl7, segment, at, sink);
            if (next == at)
                next = hl7_read_component(hl7, segment, at, sink);
            break;
        case HL7_NEXT_REST:
            next = hl7_read_rest(hl7, segment, at, sink);
            break;
        }
        hl7->at = segment->offset + next;
    }
    return true;
}

static struct reader_facts hl7_facts(const void *state)
{
    return ((const struct hl7_reader *)state)->facts;
}

const struct reader_ops hl7_reader_ops = {"hl7v2",   hl7_create, hl7_free,
                                          hl7_begin, hl7_feed,   hl7_facts};
