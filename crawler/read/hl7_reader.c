/*
 * HL7 v2 messages (chapter 2, 2.5 message construction and 2.7 escapes), one or many, as files, in
 * batches (FHS, BHS) or with the bytes of MLLP around them. Paths are those of the standard:
 * "PID-19", "PID-5.1", "PID-3[2].1" for the second repetition.
 */
#include "crawler/read/embedded.h"
#include "crawler/read/hl7_state.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MIN 24 /* letters of the shortest file that is worth a look */

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

/* Starts at place at of head, where a header is. */
static void hl7_start(struct hl7_reader *hl7, struct span head, size_t at, bool is_within)
{
    hl7->at = at;
    hl7->next = HL7_NEXT_SEGMENT;
    hl7->is_within = is_within;
    hl7->is_over = false;
    hl7->quote = (struct hl7_quote){0, false};
    hl7->facts = (struct reader_facts){true, false};
    hl7_signs_read(&hl7->signs, head.ptr + at);
}

/* True when segments are parted by what a program wrote for a line break: "MSH|...<CR>PID|". */
static bool hl7_has_spelled_breaks(const struct hl7_signs *signs, struct span text)
{
    for (size_t at = 0; at < text.len && !hl7_signs_is_line_end(text.ptr[at]); at++) {
        if (hl7_breaks_may_begin(text.ptr[at]) &&
            hl7_breaks_len(signs, (struct span){text.ptr + at, text.len - at}) > 0)
            return true;
    }
    return false;
}

static bool hl7_begin(void *state, struct span head, bool is_whole)
{
    struct hl7_reader *const hl7 = state;
    size_t at = reader_text_start(head);
    while (at < head.len && (ascii_is_white(head.ptr[at]) || head.ptr[at] == HL7_MLLP_START))
        at++;
    (void)is_whole;
    const struct span text = {head.ptr + at, head.len - at};
    if (!hl7_signs_is_header(text))
        return false;
    hl7_start(hl7, head, at, false);
    return !hl7_has_spelled_breaks(&hl7->signs, text);
}

static bool hl7_begin_within(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    if (!hl7_signs_is_header(head))
        return false;
    hl7_start(state, head, 0, true);
    return true;
}

/* ---- tokens ---- */

/* Goes on behind the sign, or the break, at text[stop] that ended a component; returns where. */
static size_t hl7_pass_sign(struct hl7_reader *hl7, const uint8_t *text, size_t stop)
{
    const uint8_t sign = text[stop];
    hl7->next = HL7_NEXT_COMPONENT;
    if (!hl7_signs_is_within(&hl7->signs, sign)) {
        const struct span rest = {text + stop, (size_t)(hl7->seen - text) - stop};
        hl7->next = HL7_NEXT_SEGMENT;
        return stop + hl7_breaks_len(&hl7->signs, rest);
    }
    if (sign == hl7->signs.field) {
        hl7_set_field(hl7, hl7->field + 1);
    } else if (sign == hl7->signs.repetition) {
        hl7->repetition += hl7->repetition < HL7_COUNT_MAX;
        hl7->component = 1;
    } else {
        hl7->component += hl7->component < HL7_COUNT_MAX;
    }
    return stop + 1;
}

/* Whether the byte text[at], which may be an end, is one in a message within other text. */
static bool hl7_ends_within(const struct hl7_reader *hl7, const uint8_t *text, size_t at)
{
    const struct span seen = {text, (size_t)(hl7->seen - text)};
    if (hl7_signs_is_within(&hl7->signs, text[at]))
        return true;
    if (hl7_breaks_len(&hl7->signs, (struct span){text + at, seen.len - at}) > 0)
        return true;
    return hl7_breaks_is_end(&hl7->signs, hl7->quote, seen, at);
}

/* Where the component at text[at] ends, limit when it does not end in front of that. */
static size_t hl7_find_end(const struct hl7_reader *hl7, const uint8_t *text, size_t at,
                           size_t limit)
{
    while (at < limit &&
           (!hl7->signs.is_end[text[at]] || (hl7->is_within && !hl7_ends_within(hl7, text, at))))
        at++;
    return at;
}

/* Where looking for the end of the component at text[at] ends; a break may begin in front of it. */
static size_t hl7_limit(const struct hl7_reader *hl7, const struct segment *segment, size_t at)
{
    const size_t limit = reader_value_limit(segment, at);
    const bool is_end = limit == segment->len + segment->after;
    return hl7->is_within && !is_end ? limit - HL7_BREAK_REACH : limit;
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
        memcmp(hl7->segment, "OBX", 3) == 0 && hl7->field == HL7_VALUE_FIELD && hl7->component == 5;
    if (sink->embedded == NULL || !is_file)
        return;
    const struct embedded_piece piece = {hl7_render_path(hl7, false), letters, true, is_last};
    embedded_take(sink->embedded, &piece);
}

/* A file that is as short as a value, made of the letters of base64 and of nothing else. */
static bool hl7_is_short_file(const struct hl7_reader *hl7, struct span raw)
{
    size_t at = 0;
    if (hl7->rule == NULL || hl7->rule->type != HL7_FILE || hl7->component != 5)
        return false;
    while (at < raw.len && (ascii_is_alnum(raw.ptr[at]) || ascii_is_one_of(raw.ptr[at], "+/=")))
        at++;
    return at == raw.len && at >= FILE_MIN && at % 4 == 0;
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
    return hl7_pass_sign(hl7, segment->text, stop);
}

static size_t hl7_read_component(struct hl7_reader *hl7, const struct segment *segment, size_t at,
                                 struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t limit = hl7_limit(hl7, segment, at);
    const struct hl7_parts parts =
        hl7_split(hl7, (struct span){segment->text, limit}, at, limit == end);
    if (parts.count == 0) {
        hl7->next = HL7_NEXT_REST;
        return at;
    }
    if (hl7_is_short_file(hl7, parts.parts[0]))
        hl7_embed(hl7, parts.parts[0], true, sink);
    const size_t stop = at + hl7_take(hl7, &parts, segment->offset + at, sink);
    if (stop > at + parts.parts[0].len)
        hl7->component++; /* the value took the next component, too */
    if (stop == end)
        return end;
    return hl7_pass_sign(hl7, segment->text, stop);
}

/* Takes the signs of a header, and of the text around it. */
static void hl7_read_header(struct hl7_reader *hl7, struct span front, const uint8_t *header)
{
    hl7_signs_read(&hl7->signs, header);
    if (!hl7->is_within)
        return;
    const struct hl7_quote quote = hl7_breaks_quote(front);
    hl7->quote = quote.sign != 0 ? quote : hl7->quote;
    hl7->signs.is_end[hl7->quote.sign] = true;
    for (unsigned byte = 0; byte < 256; byte++)
        hl7->signs.is_end[byte] |= hl7_breaks_may_begin((uint8_t)byte);
}

/* How much stands in front of the next segment, within other text; when none is in sight the
 * message is over, as it is when that is the header of another one, behind text of its own. */
static size_t hl7_pass_aside(struct hl7_reader *hl7, struct span rest)
{
    const size_t len = hl7_breaks_len(&hl7->signs, rest);
    if (len > 0)
        return len;
    const size_t next = hl7_breaks_find_segment(&hl7->signs, rest);
    hl7->is_over =
        next == SIZE_MAX || hl7_breaks_is_quote(hl7->quote, rest) ||
        (next > 0 && hl7_signs_is_header((struct span){rest.ptr + next, rest.len - next}));
    return hl7->is_over ? 0 : next;
}

/* A capital letter and two more or digits, and the first sign. */
static bool hl7_is_name(const struct hl7_reader *hl7, struct span text)
{
    if (text.len <= 3 || !ascii_is_upper(text.ptr[0]) || text.ptr[3] != hl7->signs.field)
        return false;
    return (ascii_is_upper(text.ptr[1]) || ascii_is_digit(text.ptr[1])) &&
           (ascii_is_upper(text.ptr[2]) || ascii_is_digit(text.ptr[2]));
}

/* The name of a segment, with its first sign; a header's signs, too. */
static size_t hl7_read_segment(struct hl7_reader *hl7, const struct segment *segment, size_t at)
{
    const struct span rest = {segment->text + at, segment->len + segment->after - at};
    if (hl7_signs_is_line_end(rest.ptr[0]) || rest.ptr[0] == HL7_MLLP_START || rest.ptr[0] == ' ')
        return at + 1;
    const size_t aside = hl7->is_within ? hl7_pass_aside(hl7, rest) : 0;
    if (aside > 0 || hl7->is_over)
        return at + aside;
    hl7->next = HL7_NEXT_COMPONENT;
    hl7->segment[0] = '\0';
    hl7->rule_of_value = NULL;
    if (hl7_signs_is_header(rest)) {
        const struct span front = {segment->text - segment->before, segment->before + at};
        hl7_read_header(hl7, front, rest.ptr);
        memcpy(hl7->segment, rest.ptr, 3);
        hl7->rules_of_segment = hl7_rules_of(hl7->segment);
        hl7_set_field(hl7, 2);
        return at + HL7_HEADER_LEN;
    }
    const bool is_name = hl7_is_name(hl7, rest);
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
        at = hl7_pass_sign(hl7, segment->text, stop);
    }
    return at;
}

static bool hl7_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct hl7_reader *const hl7 = state;
    hl7->seen = segment->text + segment->len + segment->after;
    while (!hl7->is_over && hl7->at < segment->offset + segment->len) {
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
    return !hl7->is_over;
}

static struct reader_facts hl7_facts(const void *state)
{
    return ((const struct hl7_reader *)state)->facts;
}

const struct reader_ops hl7_reader_ops = {"hl7v2",   hl7_create, hl7_free,
                                          hl7_begin, hl7_feed,   hl7_facts};

const struct reader_ops hl7_within_ops = {"hl7v2",          hl7_create, hl7_free,
                                          hl7_begin_within, hl7_feed,   hl7_facts};

uint64_t hl7_reader_at(const void *state)
{
    return ((const struct hl7_reader *)state)->at;
}
