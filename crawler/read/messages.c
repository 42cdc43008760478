/* Messages within other text, between the fields of the reader of that. */
#include "crawler/read/messages.h"

#include "crawler/read/marks.h"
#include "detectors/ascii.h"

#include <stdio.h>
#include <stdlib.h>

/* What a message is, by its first three letters. */
enum kind { KIND_HL7, KIND_X12, KIND_FILE, KIND_NONE };

static const struct {
    const struct reader_ops *ops;
    uint64_t (*at)(const void *state);
} kinds[] = {{&hl7_within_ops, hl7_reader_at}, {&x12_within_ops, x12_reader_at}};

#define READERS (sizeof kinds / sizeof kinds[0])
#define HEADER_LETTERS 3
#define NOWHERE UINT64_MAX

struct messages {
    void *states[READERS];
    enum kind kind; /* of the message at hand, or of the one at next */
    bool is_inside; /* a message is at hand */
    uint64_t at;    /* all in front of this was looked at */
    uint64_t start; /* of the message at hand */
    uint64_t next;  /* where the next one starts; NOWHERE: none is in sight */
    uint64_t told;  /* end of the last field of a message */
    struct reader_facts facts;
    const char *format;
    bool has_files;
    const struct segment *segment;
    struct field_sink *sink;     /* takes all fields */
    struct field_sink of_reader; /* takes those of the member's reader */
    struct field_sink of_message;
    struct embedded files;
};

/* ---- headers ---- */

static bool is_letter(uint8_t byte)
{
    return ascii_is_alnum(byte) || ascii_is_one_of(byte, "+/-_=");
}

/* "MSH|^~\&|" or "ISA*00*" in base64, in that of URLs, too. */
static bool is_file(struct span text)
{
    return text.len > 12 &&
           ((memcmp(text.ptr, "TVNIfF5", 7) == 0 && memcmp(text.ptr + 8, "XCZ8", 4) == 0) ||
            memcmp(text.ptr, "SVNBKjAwK", 9) == 0);
}

/* What starts at text; its reader is then ready to read it. */
static enum kind kind_of(struct messages *messages, struct span text)
{
    if (!messages->has_files && is_file(text))
        return KIND_FILE;
    const bool has_sign = text.len > HEADER_LETTERS && text.ptr[HEADER_LETTERS] > ' ' &&
                          !ascii_is_alnum(text.ptr[HEADER_LETTERS]);
    if (!has_sign || !ascii_is_one_of(text.ptr[0], "MI"))
        return KIND_NONE;
    const enum kind kind = text.ptr[0] == 'M' ? KIND_HL7 : KIND_X12;
    return kinds[kind].ops->begin(messages->states[kind], text, false) ? kind : KIND_NONE;
}

/* Looks for the next message that starts at from or behind: in the segment, and as far behind it as
 * a value may reach that starts in it. */
static void messages_find(struct messages *messages, uint64_t from)
{
    const struct segment *const segment = messages->segment;
    const size_t after = segment->after < SCAN_REACH ? segment->after : SCAN_REACH;
    const size_t seen = segment->len + after, first = (size_t)(from - segment->offset);
    messages->next = NOWHERE;
    if (first >= seen)
        return;
    struct marks marks = marks_of(MARK_HEADER, segment->text, segment->before, first, seen);
    for (size_t mark = marks_take(&marks); mark < seen; mark = marks_take(&marks)) {
        const size_t at = mark - (HEADER_LETTERS - 1);
        if (mark < first + HEADER_LETTERS - 1)
            continue;
        messages->kind = kind_of(messages, (struct span){segment->text + at, seen - at});
        if (messages->kind != KIND_NONE) {
            messages->next = segment->offset + at;
            return;
        }
    }
}

/* ---- reading ---- */

/* The part of a file in base64 that stands at text; true when it goes on behind that. */
static bool read_file(struct messages *messages, const struct segment *piece)
{
    char path[40];
    size_t stop = 0;
    if (messages->at == messages->start) {
        const int len =
            snprintf(path, sizeof path, "base64@%llu", (unsigned long long)messages->start);
        embedded_open(&messages->files, (struct span){(const uint8_t *)path, (size_t)len});
    }
    while (stop < piece->len && is_letter(piece->text[stop]))
        stop++;
    embedded_add(&messages->files, (struct span){piece->text, stop});
    messages->at += stop;
    const bool goes_on = stop == piece->len && piece->after > 0;
    if (!goes_on)
        embedded_close(&messages->files);
    return goes_on;
}

/* The part of a message that stands at text; true when it goes on behind that. */
static bool read_message(struct messages *messages, const struct segment *piece)
{
    void *const state = messages->states[messages->kind];
    const bool goes_on = kinds[messages->kind].ops->feed(state, piece, &messages->of_message);
    messages->at = messages->start + kinds[messages->kind].at(state);
    return goes_on;
}

/* Reads messages up to an offset in the segment. */
static void messages_run(struct messages *messages, uint64_t to)
{
    const struct segment *const segment = messages->segment;
    while (messages->at < to) {
        if (!messages->is_inside && messages->next >= to) {
            messages->at = to;
            return;
        }
        if (!messages->is_inside)
            messages->at = messages->start = messages->next;
        const size_t at = (size_t)(messages->at - segment->offset);
        const size_t len = (size_t)(to - messages->at);
        const struct segment piece = {.text = segment->text + at,
                                      .len = len,
                                      .before = segment->before + at,
                                      .after = segment->len - at - len + segment->after,
                                      .offset = messages->at - messages->start};
        messages->is_inside = messages->kind == KIND_FILE ? read_file(messages, &piece)
                                                          : read_message(messages, &piece);
        if (!messages->is_inside) {
            const uint64_t behind = messages->start + HEADER_LETTERS;
            messages->at = messages->at > behind ? messages->at : behind;
            messages_find(messages, messages->at);
        }
    }
}

/* ---- two lists of fields in one ---- */

static void messages_emit(struct messages *messages, const struct field *field)
{
    messages->sink->emit(messages->sink->user, field);
    messages->of_reader.wanted = messages->of_message.wanted = messages->sink->wanted;
}

/* Takes a field of a message. */
static void take_of_message(void *user, const struct field *given)
{
    struct messages *const messages = user;
    struct field field = *given;
    field.offset += messages->start;
    messages_emit(messages, &field);
    messages->told = field.offset + field.length;
    if (field.meaning.detector < 0)
        return;
    const struct reader_facts facts =
        kinds[messages->kind].ops->facts(messages->states[messages->kind]);
    messages->facts.is_health_format |= facts.is_health_format;
    messages->facts.has_patient |= facts.has_patient;
    messages->format = kinds[messages->kind].ops->name;
}

/* Takes a field of the member's reader. One that starts in a message is none; one with a message in
 * it is text, and the place of what is in front of that. */
static void take_of_reader(void *user, const struct field *given)
{
    struct messages *const messages = user;
    const uint64_t owned = messages->segment->offset + messages->segment->len;
    messages_run(messages, given->offset < owned ? given->offset + 1 : owned);
    if (messages->is_inside || messages->told > given->offset)
        return;
    struct field field = *given;
    if (messages->next < field.offset + field.length) {
        field.meaning = FIELD_NO_MEANING;
        field.length = messages->next - field.offset;
    }
    if (field_sink_wants(messages->sink, field.meaning, field.offset + field.length))
        messages_emit(messages, &field);
}

/* ---- members ---- */

struct messages *messages_create(const struct field_rules *rules)
{
    struct messages *const messages = calloc(1, sizeof *messages);
    if (messages == NULL)
        return NULL;
    embedded_init(&messages->files);
    for (size_t i = 0; i < READERS; i++) {
        messages->states[i] = kinds[i].ops->create(rules);
        if (messages->states[i] == NULL) {
            messages_free(messages);
            return NULL;
        }
    }
    messages_begin(messages);
    return messages;
}

void messages_free(struct messages *messages)
{
    if (messages == NULL)
        return;
    for (size_t i = 0; i < READERS; i++) {
        if (messages->states[i] != NULL)
            kinds[i].ops->free(messages->states[i]);
    }
    embedded_free(&messages->files);
    free(messages);
}

void messages_begin(struct messages *messages)
{
    messages->is_inside = false;
    messages->at = messages->told = 0;
    messages->next = NOWHERE;
    messages->facts = (struct reader_facts){false, false};
    messages->format = NULL;
    embedded_reset(&messages->files);
}

struct field_sink *messages_open(struct messages *messages, const struct segment *segment,
                                 struct field_sink *sink, bool has_files)
{
    messages->segment = segment;
    messages->sink = NULL;
    messages->has_files = has_files;
    if (!messages->is_inside) {
        messages->at = segment->offset > messages->at ? segment->offset : messages->at;
        messages_find(messages, messages->at);
    }
    if (!messages->is_inside && messages->next == NOWHERE)
        return sink;
    messages->sink = sink;
    messages->of_reader = messages->of_message = *sink;
    messages->of_reader.emit = take_of_reader;
    messages->of_message.emit = take_of_message;
    messages->of_message.embedded = &messages->files;
    messages->of_reader.user = messages->of_message.user = messages;
    return &messages->of_reader;
}

void messages_close(struct messages *messages)
{
    if (messages->sink != NULL)
        messages_run(messages, messages->segment->offset + messages->segment->len);
}

struct embedded *messages_files(struct messages *messages)
{
    return &messages->files;
}

struct reader_facts messages_facts(const struct messages *messages)
{
    return messages->facts;
}

const char *messages_format(const struct messages *messages)
{
    return messages->format;
}
