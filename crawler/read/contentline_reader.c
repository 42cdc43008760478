/*
 * Contacts, calendars and directories: vCard 2.1, 3.0 and 4.0 (RFC 6350), iCalendar (RFC 5545) and
 * LDIF (RFC 2849). Paths are names of properties: "item1.TEL", "N.2" for the second component,
 * "ATTENDEE;CN" for a parameter.
 */
#include "crawler/read/contentline.h"
#include "crawler/read/contentline_fields.h"
#include "crawler/read/contentline_sniff.h"
#include "crawler/read/reader.h"

#include "detectors/ascii.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 64
#define COMPONENT_MAX 99
#define DAY_DIGITS 8
#define DAY_LEN 10         /* "1970-01-02" */
#define NOT_OWNED SIZE_MAX /* the value starts behind what the segment owns: ask again */

enum contentline_next {
    CONTENTLINE_NEXT_NAME,
    CONTENTLINE_NEXT_PARAMETER,
    CONTENTLINE_NEXT_VALUE,
    CONTENTLINE_NEXT_REST /* of a line that is too long, or no content line */
};

struct contentline_reader {
    const struct field_rules *rules;
    enum contentline_dialect dialect;
    uint64_t at; /* offset of the next byte */
    enum contentline_next next;
    char name[NAME_MAX_BYTES + 1]; /* "": none, or a longer one */
    const struct contentline_rule *rule;
    enum contentline_encoding encoding;
    unsigned component; /* from 1 */
    bool is_fax;
    bool is_other; /* the entry is no person's */
    char path[NAME_MAX_BYTES + 16];
    uint8_t value[READER_VALUE_MAX + 3];
};

static void *contentline_create(const struct field_rules *rules)
{
    struct contentline_reader *const reader = calloc(1, sizeof *reader);
    if (reader != NULL)
        reader->rules = rules;
    return reader;
}

static void contentline_free(void *state)
{
    free(state);
}

/* ---- which dialect ---- */

static bool contentline_begin(struct contentline_reader *reader, struct span head,
                              enum contentline_dialect dialect)
{
    size_t start = 0;
    if (!contentline_sniff(head, dialect, &start))
        return false;
    reader->dialect = dialect;
    reader->at = start;
    reader->next = CONTENTLINE_NEXT_NAME;
    reader->is_other = false;
    return true;
}

static bool vcard_begin(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return contentline_begin(state, head, CONTENTLINE_CARD);
}

static bool icalendar_begin(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return contentline_begin(state, head, CONTENTLINE_CALENDAR);
}

static bool ldif_begin(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return contentline_begin(state, head, CONTENTLINE_DIRECTORY);
}

/* ---- places ---- */

/* "" when the name may be a value. */
static struct span contentline_path(struct contentline_reader *reader, const char *parameter)
{
    const struct span name = {(const uint8_t *)reader->name, strlen(reader->name)};
    if (!reader_may_show(name))
        return (struct span){NULL, 0};
    const bool has_parts = reader->rule != NULL && (reader->rule->form == CONTENTLINE_NAME ||
                                                    reader->rule->form == CONTENTLINE_PLACE);
    char part[16] = "";
    if (parameter != NULL)
        snprintf(part, sizeof part, ";%s", parameter);
    else if (has_parts)
        snprintf(part, sizeof part, ".%u", reader->component);
    const int len = snprintf(reader->path, sizeof reader->path, "%s%s", reader->name, part);
    return (struct span){(const uint8_t *)reader->path, len > 0 ? (size_t)len : 0};
}

/* What may be looked at from at on, for a value that starts there. */
static struct contentline_view view_of(const struct contentline_reader *reader,
                                       const struct segment *segment, size_t at)
{
    return (struct contentline_view){segment->text, segment->before,
                                     reader_value_limit(segment, at), segment->len + segment->after,
                                     reader->encoding};
}

/* ---- values ---- */

static struct field_meaning contentline_meaning(const struct contentline_reader *reader)
{
    const struct span name =
        contentline_bare_name((struct span){(const uint8_t *)reader->name, strlen(reader->name)});
    struct field_meaning meaning = FIELD_NO_MEANING;
    if (reader->rule != NULL) {
        const char *const detector = contentline_detector_of(reader->rule, reader->component);
        if (detector != NULL)
            meaning = field_meaning_of(reader->is_fax ? "fax" : detector);
        meaning.is_stated = reader->rule->form == CONTENTLINE_STATED ||
                            reader->rule->form == CONTENTLINE_NAME ||
                            (reader->rule->form == CONTENTLINE_PLACE && reader->component <= 3);
    } else if (ascii_starts_with(name.ptr, name.len, "x-")) {
        meaning = field_meaning_of_name(reader->rules, (struct span){name.ptr + 2, name.len - 2});
    } else if (reader->dialect == CONTENTLINE_DIRECTORY && name.len > 0) {
        meaning = field_meaning_of_name(reader->rules, name);
    }
    if (meaning.detector >= 0 && meaning.is_weak)
        return FIELD_NO_MEANING;
    meaning.is_other |= reader->is_other;
    return meaning;
}

static struct span contentline_shape(struct contentline_reader *reader, struct span value)
{
    const enum contentline_form form =
        reader->rule != NULL ? reader->rule->form : CONTENTLINE_NOTHING;
    if (form == CONTENTLINE_DAY) {
        const size_t digits = ascii_count_digits(value.ptr, value.len, DAY_DIGITS);
        const size_t most = digits == DAY_DIGITS ? DAY_DIGITS : DAY_LEN;
        value.len = value.len < most ? value.len : most;
    }
    uint8_t *const sign =
        form == CONTENTLINE_PAIR && value.len > 0 ? memchr(value.ptr, ';', value.len) : NULL;
    if (sign != NULL) {
        memmove(reader->value, value.ptr, value.len);
        reader->value[sign - value.ptr] = ',';
        value.ptr = reader->value;
    }
    return value;
}

static bool has_escapes(const struct contentline_reader *reader)
{
    return reader->dialect != CONTENTLINE_DIRECTORY;
}

/* Emits raw, the value of a property or of a parameter. */
static void contentline_emit(struct contentline_reader *reader, struct field *field,
                             struct span raw, struct field_sink *sink)
{
    field->length = raw.len;
    if (raw.len == 0 || !field_sink_wants(sink, field->meaning, field->offset + raw.len))
        return;
    if (field->meaning.detector >= 0) {
        const struct span value =
            contentline_decode(raw, reader->encoding, has_escapes(reader), reader->value);
        field->value = contentline_shape(reader, ascii_trim(value.ptr, value.len));
    }
    sink->emit(sink->user, field);
}

/* The entry's kind, as far as raw tells it. */
static void contentline_note_kind(struct contentline_reader *reader, struct span raw)
{
    if (reader->rule != NULL && reader->rule->form == CONTENTLINE_KIND)
        reader->is_other |= contentline_is_other(raw);
}

static size_t contentline_read_value(struct contentline_reader *reader,
                                     const struct segment *segment, size_t at,
                                     struct field_sink *sink)
{
    const bool has_parts = reader->rule != NULL && (reader->rule->form == CONTENTLINE_NAME ||
                                                    reader->rule->form == CONTENTLINE_PLACE);
    if (reader->dialect == CONTENTLINE_DIRECTORY && segment->text[at] == ':' &&
        reader->encoding == CONTENTLINE_PLAIN) {
        reader->encoding = CONTENTLINE_BASE64;
        return at + 1;
    }
    const struct contentline_view view = view_of(reader, segment, at);
    const size_t stop =
        has_parts ? contentline_find_stop(&view, at, ";", false) : contentline_find_end(&view, at);
    if (stop == view.limit && view.limit < view.end) {
        reader->next = CONTENTLINE_NEXT_REST;
        return at;
    }
    const struct span raw = contentline_pass_scheme(ascii_trim(segment->text + at, stop - at));
    if (raw.len > 0 && raw.ptr >= segment->text + segment->len)
        return NOT_OWNED;
    struct field field = {.meaning = contentline_meaning(reader),
                          .offset = segment->offset + (uint64_t)(raw.ptr - segment->text),
                          .path = contentline_path(reader, NULL)};
    contentline_note_kind(reader, raw);
    contentline_emit(reader, &field, raw, sink);
    reader->component += reader->component < COMPONENT_MAX;
    if (stop == view.end || segment->text[stop] == '\n')
        reader->next = CONTENTLINE_NEXT_NAME;
    return stop < view.end ? stop + 1 : stop;
}

/* A line that is too long for a value goes on: to its end, or to the end of what is owned. */
static size_t contentline_read_rest(struct contentline_reader *reader,
                                    const struct segment *segment, size_t at,
                                    struct field_sink *sink)
{
    struct contentline_view view = view_of(reader, segment, at);
    view.limit = segment->len;
    const size_t stop = contentline_find_end(&view, at);
    struct field field = {.meaning = FIELD_NO_MEANING,
                          .offset = segment->offset + at,
                          .path = contentline_path(reader, NULL)};
    contentline_emit(reader, &field, (struct span){segment->text + at, stop - at}, sink);
    if (stop == segment->len)
        return stop;
    reader->next = CONTENTLINE_NEXT_NAME;
    return stop + 1;
}

/* ---- names and parameters ---- */

/* What a parameter means that holds a value; the name as in paths. */
static const char *contentline_parameter(const struct contentline_reader *reader, struct span name,
                                         struct field_meaning *meaning)
{
    static const struct {
        enum contentline_dialect dialect;
        const char *name, *shown, *detector;
    } rows[] = {{CONTENTLINE_CALENDAR, "cn=", "CN", "person-name"},
                {CONTENTLINE_CALENDAR, "email=", "EMAIL", "email"},
                {CONTENTLINE_CARD, "label=", "LABEL", "postal-address"}};
    *meaning = FIELD_NO_MEANING;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (reader->rule == NULL || rows[i].dialect != reader->dialect ||
            !ascii_starts_with(name.ptr, name.len, rows[i].name))
            continue;
        *meaning = field_meaning_of(rows[i].detector);
        meaning->is_stated = reader->dialect == CONTENTLINE_CARD;
        return rows[i].shown;
    }
    return NULL;
}

/* A parameter without a value of its own says how to read the property's. */
static void contentline_note_parameter(struct contentline_reader *reader, struct span text)
{
    if (contentline_has_word(text, "quoted-printable"))
        reader->encoding = CONTENTLINE_QUOTED;
    const bool is_phone = reader->rule != NULL && reader->rule->detector != NULL &&
                          strcmp(reader->rule->detector, "phone") == 0;
    reader->is_fax |= is_phone && contentline_has_word(text, "fax");
}

static size_t contentline_read_parameter(struct contentline_reader *reader,
                                         const struct segment *segment, size_t at,
                                         struct field_sink *sink)
{
    const struct contentline_view view = view_of(reader, segment, at);
    const size_t stop = contentline_find_stop(&view, at, ":;", true);
    if (stop == view.limit || segment->text[stop] == '\n') {
        reader->next = CONTENTLINE_NEXT_REST;
        return at;
    }
    const struct span text = {segment->text + at, stop - at};
    struct field field = {.meaning = FIELD_NO_MEANING};
    const char *const shown = contentline_parameter(reader, text, &field.meaning);
    if (shown != NULL) {
        struct span raw = {text.ptr + strlen(shown) + 1, text.len - strlen(shown) - 1};
        if (raw.len >= 2 && raw.ptr[0] == '"' && raw.ptr[raw.len - 1] == '"')
            raw = (struct span){raw.ptr + 1, raw.len - 2};
        if (raw.len > 0 && raw.ptr >= segment->text + segment->len)
            return NOT_OWNED;
        /* Rooms and lists have names, too; what they are may stand behind. */
        const struct span line = {segment->text + at, contentline_find_end(&view, at) - at};
        field.meaning.is_other = reader->is_other || contentline_has_word(line, "cutype=room") ||
                                 contentline_has_word(line, "cutype=resource") ||
                                 contentline_has_word(line, "cutype=group");
        field.offset = segment->offset + (uint64_t)(raw.ptr - segment->text);
        field.path = contentline_path(reader, shown);
        contentline_emit(reader, &field, raw, sink);
    } else {
        contentline_note_parameter(reader, text);
    }
    if (segment->text[stop] == ':')
        reader->next = CONTENTLINE_NEXT_VALUE;
    return stop + 1;
}

static void contentline_set_name(struct contentline_reader *reader, struct span raw)
{
    uint8_t name[READER_VALUE_MAX + 3];
    const struct span text = contentline_decode(raw, CONTENTLINE_PLAIN, false, name);
    const size_t len = text.len <= NAME_MAX_BYTES ? text.len : 0;
    if (len > 0)
        memcpy(reader->name, text.ptr, len);
    reader->name[len] = '\0';
    const struct span known = {(const uint8_t *)reader->name, strlen(reader->name)};
    reader->rule = contentline_rule_of(reader->dialect, known);
    /* Every entry starts with one of these. */
    if (strcasecmp(reader->name, "begin") == 0 || strcasecmp(reader->name, "dn") == 0)
        reader->is_other = false;
}

/* The name at the start of a line. */
static size_t contentline_read_name(struct contentline_reader *reader,
                                    const struct segment *segment, size_t at)
{
    reader->encoding = CONTENTLINE_PLAIN;
    reader->component = 1;
    reader->is_fax = false;
    reader->name[0] = '\0';
    reader->rule = NULL;
    if (segment->text[at] == '\r' || segment->text[at] == '\n')
        return at + 1;
    const struct contentline_view view = view_of(reader, segment, at);
    const size_t stop = contentline_find_stop(&view, at, ":;", false);
    if (stop == view.limit || segment->text[stop] == '\n') {
        reader->next = CONTENTLINE_NEXT_REST;
        return at;
    }
    contentline_set_name(reader, (struct span){segment->text + at, stop - at});
    reader->next = segment->text[stop] == ':' ? CONTENTLINE_NEXT_VALUE : CONTENTLINE_NEXT_PARAMETER;
    return stop + 1;
}

static bool contentline_feed(void *state, const struct segment *given, struct field_sink *sink)
{
    struct contentline_reader *const reader = state;
    /* A value was announced in what was owned before, and did not start there. */
    const struct segment reached = reader_reach_back(given, reader->at);
    const struct segment *const segment = &reached;
    while (reader->at < segment->offset + segment->len) {
        const size_t at = (size_t)(reader->at - segment->offset);
        size_t next = at;
        switch (reader->next) {
        case CONTENTLINE_NEXT_NAME:
            next = contentline_read_name(reader, segment, at);
            break;
        case CONTENTLINE_NEXT_PARAMETER:
            next = contentline_read_parameter(reader, segment, at, sink);
            break;
        case CONTENTLINE_NEXT_VALUE:
            next = contentline_read_value(reader, segment, at, sink);
            break;
        case CONTENTLINE_NEXT_REST:
            next = contentline_read_rest(reader, segment, at, sink);
            break;
        }
        if (next == NOT_OWNED)
            return true;
        reader->at = segment->offset + next;
    }
    return true;
}

const struct reader_ops vcard_reader_ops = {"vcard",     contentline_create, contentline_free,
                                            vcard_begin, contentline_feed,   NULL};
const struct reader_ops icalendar_reader_ops = {
    "icalendar", contentline_create, contentline_free, icalendar_begin, contentline_feed, NULL};
const struct reader_ops ldif_reader_ops = {"ldif",     contentline_create, contentline_free,
                                           ldif_begin, contentline_feed,   NULL};
