/* What components of HL7 v2 fields say, and where they stand. */
#include "crawler/read/hl7_state.h"

#include "detectors/ascii.h"

#include <stdio.h>
#include <string.h>

#define DATE_DIGITS 8

void hl7_set_field(struct hl7_reader *hl7, unsigned field)
{
    hl7->field = field < HL7_COUNT_MAX ? field : HL7_COUNT_MAX;
    hl7->repetition = hl7->component = 1;
    hl7->rule = hl7->rule_of_value != NULL && hl7->field == HL7_VALUE_FIELD
                    ? hl7->rule_of_value
                    : hl7_rule_of(hl7->rules_of_segment, hl7->field);
}

struct span hl7_render_path(struct hl7_reader *hl7, bool is_alone)
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

static bool hl7_has_digit(struct span value)
{
    size_t at = 0;
    while (at < value.len && !ascii_is_digit(value.ptr[at]))
        at++;
    return at < value.len;
}

/* What the component parts->parts[0] of a field with a rule is. */
static struct field_meaning hl7_meaning(struct hl7_reader *hl7, const struct hl7_parts *parts)
{
    const struct hl7_rule *const rule = hl7->rule;
    if (rule->type == HL7_KIND)
        hl7->rule_of_value = hl7_rule_of_value(parts->parts[0]);
    const char *detector = hl7_detector_of(rule, hl7->component, parts);
    /* In prose about messages: "PID|1||id^^^facility^MR". */
    if (hl7->is_within && rule->type == HL7_ID && !hl7_has_digit(parts->parts[0]))
        detector = NULL;
    struct field_meaning meaning = detector != NULL ? field_meaning_of(detector) : FIELD_NO_MEANING;
    meaning.is_stated = rule->type != HL7_DATE; /* a year alone is no date */
    meaning.is_other = detector != NULL && hl7_is_of_other(rule, hl7->component);
    return meaning;
}

/* Two quotes, perhaps with what a string around the message does to them. */
static bool hl7_is_null(struct span raw)
{
    size_t i = 0;
    while (i < raw.len && (raw.ptr[i] == '"' || raw.ptr[i] == '\\'))
        i++;
    return i == raw.len && i > 1;
}

size_t hl7_take(struct hl7_reader *hl7, const struct hl7_parts *parts, uint64_t offset,
                struct field_sink *sink)
{
    const struct span raw = parts->parts[0];
    const bool is_null = hl7_is_null(raw);
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
