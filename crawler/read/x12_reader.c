/*
 * X12 interchanges (ASC X12.5): segments of elements, with the signs that the ISA segment tells.
 * Paths are those of the guides: "NM109", and "HI01-2" for a component.
 */
#include "crawler/read/reader.h"
#include "crawler/read/x12_elements.h"

#include "detectors/ascii.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ISA_LEN 106 /* with its end sign */
#define ISA_LEN_MIN 38
#define ISA_ELEMENTS 16
#define ST_LEN_MIN 8 /* "ST*837*1" */
#define DATE_DIGITS 8

enum x12_next { X12_NEXT_SEGMENT, X12_NEXT_ELEMENT, X12_NEXT_CODE, X12_NEXT_REST };

struct x12_signs {
    uint8_t element, component, end;
    uint8_t component_len; /* more than 1: it is written as a reference, of which it is the first */
};

struct x12_reader {
    const struct field_rules *rules;
    uint64_t at; /* offset of the next byte */
    enum x12_next next;
    struct x12_signs signs;
    struct x12_place place;
    const char *code;        /* X12_NEXT_CODE: the detector of the component that comes */
    struct x12_place behind; /* ... and the place behind its element */
    bool is_within;          /* the interchange stands within other text */
    bool is_over;            /* and that goes on */
    struct reader_facts facts;
    char path[16];
};

static void *x12_create(const struct field_rules *rules)
{
    struct x12_reader *const x12 = calloc(1, sizeof *x12);
    if (x12 != NULL)
        x12->rules = rules;
    return x12;
}

static void x12_free(void *state)
{
    free(state);
}

/* None is a letter or digit, a blank is at most the component sign, and all differ. */
static bool x12_may_be_signs(const struct x12_signs *signs)
{
    return !ascii_is_alnum(signs->element) && !ascii_is_alnum(signs->component) &&
           !ascii_is_alnum(signs->end) && signs->element != ' ' && signs->end != ' ' &&
           signs->element != signs->component && signs->element != signs->end &&
           signs->component != signs->end;
}

/* How many bytes the component sign at text has: XML and the like write '>' as a reference. */
static uint8_t x12_component_len(struct span text)
{
    static const char *const references[] = {"&gt;", "&lt;", "&amp;", "&#62;", "&#x3e;", "&#x3E;"};
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        if (ascii_starts_with(text.ptr, text.len, references[i]))
            return (uint8_t)strlen(references[i]);
    }
    return 1;
}

/* Reads the signs of an ISA segment: the element sign stands sixteen times, then come the component
 * sign and the end sign. Elements that lost their blanks are as good. */
static bool x12_read_signs(struct span text, struct x12_signs *signs)
{
    if (text.len < ISA_LEN_MIN || memcmp(text.ptr, "ISA", 3) != 0)
        return false;
    const size_t limit = text.len < ISA_LEN ? text.len : ISA_LEN;
    signs->element = text.ptr[3];
    size_t at = 3;
    for (unsigned count = 0; count < ISA_ELEMENTS; at++) {
        if (at + 2 >= limit || text.ptr[at] == '\r' || text.ptr[at] == '\n')
            return false;
        count += text.ptr[at] == signs->element;
    }
    signs->component = text.ptr[at];
    signs->component_len = x12_component_len((struct span){text.ptr + at, text.len - at});
    at += signs->component_len;
    if (at >= text.len)
        return false;
    const bool is_break = text.ptr[at] == ' ' && at + 1 < text.len && text.ptr[at + 1] == '\r';
    signs->end = is_break ? '\r' : text.ptr[at]; /* "\n" of a string, folded */
    return x12_may_be_signs(signs);
}

/* The signs of a transaction that lost its envelope ("ST*837*0021*005010X222A1~"), as examples are
 * printed: the end sign is what ends its last element. */
static bool x12_guess_signs(struct span text, struct x12_signs *signs)
{
    if (text.len < ST_LEN_MIN || memcmp(text.ptr, "ST", 2) != 0 || text.ptr[2] != text.ptr[6] ||
        !ascii_is_one_of(text.ptr[2], "*|^"))
        return false;
    const struct x12_place place = {.id = "ST", .element = 1};
    *signs = (struct x12_signs){.element = text.ptr[2], .component = ':', .component_len = 1};
    size_t at = ST_LEN_MIN - 1;
    while (at < text.len && (ascii_is_alnum(text.ptr[at]) || text.ptr[at] == signs->element))
        at++;
    signs->end = at < text.len ? text.ptr[at] : ' ';
    return signs->end != ' ' && signs->end != signs->component &&
           x12_tells_health(&place, (struct span){text.ptr + 3, 3});
}

static void x12_start(struct x12_reader *x12, size_t at, bool is_within)
{
    x12->at = at;
    x12->next = X12_NEXT_SEGMENT;
    x12->place = (struct x12_place){.element = 1};
    x12->is_within = is_within;
    x12->is_over = false;
    x12->facts = (struct reader_facts){false, false};
}

static bool x12_begin(void *state, struct span head, bool is_whole)
{
    struct x12_reader *const x12 = state;
    const size_t at = reader_text_start(head);
    const struct span text = {head.ptr + at, head.len - at};
    (void)is_whole;
    x12_start(x12, at, false);
    return x12_read_signs(text, &x12->signs) || x12_guess_signs(text, &x12->signs);
}

static bool x12_begin_within(void *state, struct span head, bool is_whole)
{
    struct x12_reader *const x12 = state;
    (void)is_whole;
    x12_start(x12, 0, true);
    return x12_read_signs(head, &x12->signs);
}

/* ---- values ---- */

static struct span x12_render_path(struct x12_reader *x12, bool is_component)
{
    if (x12->place.id[0] == '\0')
        return (struct span){NULL, 0};
    const int len = snprintf(x12->path, sizeof x12->path, "%s%02u%s", x12->place.id,
                             x12->place.element, is_component ? "-2" : "");
    return (struct span){(const uint8_t *)x12->path, len > 0 ? (size_t)len : 0};
}

/* The components of "ABK:E119:..."; false when there is but one. */
static bool x12_split(const struct x12_reader *x12, struct span raw, struct span *qualifier,
                      struct span *value)
{
    const uint8_t *const sign = memchr(raw.ptr, x12->signs.component, raw.len);
    if (sign == NULL)
        return false;
    *qualifier = (struct span){raw.ptr, (size_t)(sign - raw.ptr)};
    if (raw.len - qualifier->len <= x12->signs.component_len)
        return false;
    const uint8_t *const start = sign + x12->signs.component_len;
    const size_t rest = raw.len - (size_t)(start - raw.ptr);
    const uint8_t *const end = memchr(start, x12->signs.component, rest);
    *value = (struct span){start, end != NULL ? (size_t)(end - start) : rest};
    return value->len > 0;
}

static void x12_note_patient(struct x12_reader *x12, const struct field *field)
{
    const bool is_patient = x12->place.is_person || strcmp(x12->place.id, "DMG") == 0;
    if (!x12->facts.has_patient && is_patient)
        x12->facts.has_patient = reader_tells_person(x12->rules, field);
}

/* A value that stands at offset; detector NULL: it means nothing. */
struct x12_value {
    const char *detector;
    struct span text;
    uint64_t offset;
    bool is_component;
};

static void x12_emit(struct x12_reader *x12, const struct x12_value *value, struct field_sink *sink)
{
    struct field field = {.meaning = FIELD_NO_MEANING,
                          .offset = value->offset,
                          .length = value->text.len,
                          .value = value->text};
    if (value->detector != NULL)
        field.meaning = field_meaning_of(value->detector);
    field.meaning.is_stated = !x12_is_date(&x12->place);
    field.meaning.is_other = x12_is_other(&x12->place);
    if (x12_is_date(&x12->place) &&
        ascii_count_digits(value->text.ptr, value->text.len, DATE_DIGITS) == DATE_DIGITS)
        field.value.len = DATE_DIGITS; /* of a range (RD8) the first, of a time the day */
    if (field.meaning.detector >= 0)
        x12_note_patient(x12, &field);
    if (!field_sink_wants(sink, field.meaning, field.offset + field.length))
        return;
    field.path = x12_render_path(x12, value->is_component);
    sink->emit(sink->user, &field);
}

/* What an element, or the component of it that is meant, says. A component that starts behind the
 * owned bytes is the next segment's: its place in raw, otherwise 0. */
static size_t x12_take(struct x12_reader *x12, struct span raw, uint64_t offset,
                       const struct segment *segment, struct field_sink *sink)
{
    struct span qualifier, text = raw;
    struct x12_value value = {.detector = x12_detector_of(&x12->place)};
    x12->facts.is_health_format |= x12_tells_health(&x12->place, raw);
    if (x12_is_composite(&x12->place) && x12_split(x12, raw, &qualifier, &text)) {
        value.detector = x12_detector_of_code(&x12->place, qualifier);
        value.is_component = value.detector != NULL;
    }
    /* Most elements of most interchanges: nobody asks for them. */
    if (value.detector == NULL && !field_sink_wants(sink, FIELD_NO_MEANING, offset + raw.len))
        return 0;
    value.text = value.is_component ? text : raw;
    const size_t at = (size_t)(value.text.ptr - raw.ptr);
    value.offset = offset + at;
    if (value.offset >= segment->offset + segment->len) {
        x12->code = value.detector;
        return at;
    }
    x12_emit(x12, &value, sink);
    return 0;
}

/* ---- tokens ---- */

static size_t x12_find_end(const struct x12_reader *x12, const uint8_t *text, size_t at,
                           size_t limit)
{
    while (at < limit && text[at] != x12->signs.element && text[at] != x12->signs.end)
        at++;
    return at;
}

/* Goes on behind the sign that ended an element. */
static void x12_pass_sign(struct x12_reader *x12, uint8_t sign, struct span element)
{
    x12->next = sign == x12->signs.element ? X12_NEXT_ELEMENT : X12_NEXT_SEGMENT;
    x12_pass_element(&x12->place, element);
}

/* An element that is too long for a field goes on: to its end, or to the end of what is owned. */
static size_t x12_read_rest(struct x12_reader *x12, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    const size_t stop = x12_find_end(x12, segment->text, at, segment->len);
    const struct field field = {.meaning = FIELD_NO_MEANING,
                                .offset = segment->offset + at,
                                .length = stop - at,
                                .path = x12_render_path(x12, false)};
    if (stop > at && field_sink_wants(sink, field.meaning, segment->offset + stop))
        sink->emit(sink->user, &field);
    if (stop == segment->len)
        return stop;
    x12_pass_sign(x12, segment->text[stop], (struct span){NULL, 0});
    return stop + 1;
}

static size_t x12_read_element(struct x12_reader *x12, const struct segment *segment, size_t at,
                               struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    const size_t stop = x12_find_end(x12, segment->text, at, limit);
    if (stop == limit && limit < end) {
        x12->next = X12_NEXT_REST;
        return at;
    }
    const struct span raw = {segment->text + at, stop - at};
    const size_t later = raw.len > 0 ? x12_take(x12, raw, segment->offset + at, segment, sink) : 0;
    if (later > 0) {
        x12->next = X12_NEXT_CODE;
        x12->behind = x12->place;
        x12_pass_element(&x12->behind, raw);
        return at + later;
    }
    if (stop == end)
        return end;
    x12_pass_sign(x12, segment->text[stop], raw);
    return stop + 1;
}

/* The component of an element whose qualifier stood in the segment in front. */
static size_t x12_read_code(struct x12_reader *x12, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    const size_t limit = reader_value_limit(segment, at);
    const size_t stop = x12_find_end(x12, segment->text, at, limit);
    const struct span raw = {segment->text + at, stop - at};
    const uint8_t *const sign = memchr(raw.ptr, x12->signs.component, raw.len);
    const struct x12_value value = {
        .detector = x12->code,
        .text = {raw.ptr, sign != NULL ? (size_t)(sign - raw.ptr) : raw.len},
        .offset = segment->offset + at,
        .is_component = true};
    x12_emit(x12, &value, sink);
    if (stop == limit) {
        x12->next = X12_NEXT_REST;
        return stop;
    }
    x12->next = segment->text[stop] == x12->signs.element ? X12_NEXT_ELEMENT : X12_NEXT_SEGMENT;
    x12->place = x12->behind;
    return stop + 1;
}

/* The identifier of a segment, with its first sign; a header's signs, too. */
static size_t x12_read_segment(struct x12_reader *x12, const struct segment *segment, size_t at)
{
    const struct span rest = {segment->text + at, segment->len + segment->after - at};
    if (ascii_is_white(rest.ptr[0]) || rest.ptr[0] == x12->signs.end)
        return at + 1;
    struct x12_signs signs;
    if (x12_read_signs(rest, &signs))
        x12->signs = signs;
    char id[4] = "";
    size_t len = 0;
    while (len < 3 && len < rest.len &&
           (ascii_is_upper(rest.ptr[len]) || ascii_is_digit(rest.ptr[len])))
        len++;
    const bool is_id = len >= 2 && len < rest.len && rest.ptr[len] == x12->signs.element;
    x12->is_over = x12->is_within && (!is_id || strcmp(x12->place.id, "IEA") == 0);
    if (x12->is_over)
        return at;
    if (is_id)
        memcpy(id, rest.ptr, len);
    x12_start_segment(&x12->place, id);
    x12->next = X12_NEXT_ELEMENT;
    return is_id ? at + len + 1 : at;
}

/* The end of a segment of which nothing is left that says or is asked for anything, when it ends in
 * the owned bytes; else at. */
static size_t x12_skip_segment(struct x12_reader *x12, const struct segment *segment, size_t at,
                               const struct field_sink *sink)
{
    if (x12->place.element <= x12->place.last)
        return at;
    const uint8_t *const end = memchr(segment->text + at, x12->signs.end, segment->len - at);
    const size_t stop = end != NULL ? (size_t)(end - segment->text) : at;
    if (end == NULL || segment->offset + stop > sink->wanted)
        return at;
    x12->next = X12_NEXT_SEGMENT;
    return stop + 1;
}

static bool x12_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct x12_reader *const x12 = state;
    while (!x12->is_over && x12->at < segment->offset + segment->len) {
        const size_t at = (size_t)(x12->at - segment->offset);
        size_t next = at;
        switch (x12->next) {
        case X12_NEXT_SEGMENT:
            next = x12_read_segment(x12, segment, at);
            break;
        case X12_NEXT_ELEMENT:
            next = x12_skip_segment(x12, segment, at, sink);
            if (next == at)
                next = x12_read_element(x12, segment, at, sink);
            break;
        case X12_NEXT_CODE:
            next = x12_read_code(x12, segment, at, sink);
            break;
        case X12_NEXT_REST:
            next = x12_read_rest(x12, segment, at, sink);
            break;
        }
        x12->at = segment->offset + next;
    }
    return !x12->is_over;
}

static struct reader_facts x12_facts(const void *state)
{
    return ((const struct x12_reader *)state)->facts;
}

const struct reader_ops x12_reader_ops = {"x12",     x12_create, x12_free,
                                          x12_begin, x12_feed,   x12_facts};

const struct reader_ops x12_within_ops = {"x12",    x12_create, x12_free, x12_begin_within,
                                          x12_feed, x12_facts};

uint64_t x12_reader_at(const void *state)
{
    return ((const struct x12_reader *)state)->at;
}
