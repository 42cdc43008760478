/* Values of a reader of records -> one text, and the way back. */
#include "crawler/read/record_text.h"

#include "crawler/read/fold_value.h"

#include "crawler/base/buffer.h"
#include "crawler/read/record_bytes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Names and paths of the values that are remembered; those that find no room are left out. */
#define NAMES_MAX ((size_t)4 << 20)
#define PLACES_MIN 256

/* A name or path; where none is kept, len is 0 and at is where the next one would stand. */
struct kept_name {
    uint64_t at; /* in all names of the member */
    uint8_t len;
};

/* What is remembered of a value. */
struct place {
    uint64_t start, text_len; /* in the text */
    uint64_t offset, length;  /* in the member */
    uint64_t row, column;
    struct kept_name name, path;
    uint32_t page;
    bool is_raw;
    struct field_meaning meaning;
};

struct record_text {
    struct byte_source source; /* the text */
    struct record_bytes bytes; /* what the reader reads */
    const struct field_rules *rules;
    struct embedded *embedded;         /* takes files in values; NULL: nobody */
    const struct record_ops *ops;      /* NULL: none yet */
    void *state;                       /* of ops */
    const struct record_ops *kept_ops; /* the one that is_kept */
    void *kept;                        /* its state; NULL: none yet */
    enum status status;                /* of the last next() */
    struct record_value value;         /* what is being given out ... */
    size_t value_at;                   /* ... from here on */
    bool is_started;                   /* it is remembered, and what stands in front is given out */
    bool is_broken;                    /* a line break is due in front of the next text */
    uint64_t len;                      /* of the text given out so far */
    struct place *places;              /* [first, count) are remembered */
    size_t first, count, cap;
    size_t next;              /* the first that was not looked at by record_text_feed() */
    struct fold_value folded; /* the value at hand, where it is not given out as it is */
    struct buffer names;      /* of the places */
    uint64_t names_at;        /* where names[0] stands in all names of the member */
};

static void source_close(struct byte_source *source)
{
    (void)source; /* part of struct record_text */
}

/* ---- what is remembered ---- */

/* Makes room at the end of places; false when memory is short. */
static bool record_text_make_room(struct record_text *text)
{
    if (text->count < text->cap)
        return true;
    if (text->first > text->cap / 2) {
        memmove(text->places, text->places + text->first,
                (text->count - text->first) * sizeof *text->places);
        text->count -= text->first;
        text->next -= text->first;
        text->first = 0;
        return true;
    }
    const size_t cap = text->cap > 0 ? 2 * text->cap : PLACES_MIN;
    struct place *const places = realloc(text->places, cap * sizeof *places);
    if (places == NULL)
        return false;
    text->places = places;
    text->cap = cap;
    return true;
}

static struct span record_text_name(const struct record_text *text, struct kept_name name)
{
    if (name.len == 0)
        return (struct span){NULL, 0};
    return (struct span){text->names.ptr + (name.at - text->names_at), name.len};
}

/* Keeps name, unless the place before has the same. */
static struct kept_name record_text_keep(struct record_text *text, struct span name,
                                         struct kept_name before)
{
    const uint8_t len = (uint8_t)(name.len < RECORD_NAME_MAX ? name.len : RECORD_NAME_MAX);
    const uint64_t at = text->names_at + text->names.len;
    if (len > 0 && len == before.len &&
        memcmp(name.ptr, record_text_name(text, before).ptr, len) == 0)
        return before;
    if (len == 0 || len > NAMES_MAX - text->names.len)
        return (struct kept_name){at, 0};
    buffer_append(&text->names, name.ptr, len);
    return (struct kept_name){at, len};
}

/* Remembers the value at hand, whose text starts where the text ends; false: memory is short. */
static bool record_text_remember(struct record_text *text)
{
    if (!record_text_make_room(text))
        return false;
    const struct record_value *const value = &text->value;
    const bool is_first = text->count == text->first;
    const struct kept_name none = {0, 0};
    const struct place *const before = is_first ? NULL : &text->places[text->count - 1];
    struct place *const place = &text->places[text->count++];
    *place = (struct place){
        .start = text->len,
        .text_len = value->text.len,
        .offset = value->offset,
        .length = value->length,
        .row = value->row,
        .column = value->column,
        .name = record_text_keep(text, value->name, is_first ? none : before->name),
        .path = record_text_keep(text, value->path, is_first ? none : before->path),
        .page = value->page,
        .is_raw = value->is_raw,
        .meaning = value->meaning,
    };
    return !text->names.is_failed;
}

/* Gives back what names in front of at take, when it is worth the copy. */
static void record_text_forget_names(struct record_text *text, uint64_t at)
{
    const size_t gone = (size_t)(at - text->names_at);
    if (gone <= text->names.len / 2)
        return;
    text->names.len -= gone;
    memmove(text->names.ptr, text->names.ptr + gone, text->names.len);
    text->names_at = at;
}

/* Forgets the places that end at or in front of offset. */
static void record_text_forget(struct record_text *text, uint64_t offset)
{
    while (text->first < text->next &&
           text->places[text->first].start + text->places[text->first].text_len <= offset)
        text->first++;
    if (text->first == text->count) {
        record_text_forget_names(text, text->names_at + text->names.len);
        text->first = text->count = text->next = 0;
        return;
    }
    /* A place shares names with the one before or has newer ones: the first has the oldest. */
    const struct place *const place = &text->places[text->first];
    record_text_forget_names(text,
                             place->name.at < place->path.at ? place->name.at : place->path.at);
}

/* ---- the text ---- */

static enum status record_text_next(struct record_text *text, struct record_value *value)
{
    *value = (struct record_value){.meaning = FIELD_NO_MEANING};
    if (text->bytes.is_rest)
        return record_bytes_rest(&text->bytes, value);
    const enum status status = text->ops->next(text->state, value);
    return status == STATUS_SKIP ? record_bytes_rest(&text->bytes, value) : status;
}

/* Keeps a file that stands in a value; the value is none of the text then. */
static void record_text_take_file(struct record_text *text)
{
    struct record_value *const value = &text->value;
    if (text->embedded == NULL)
        return;
    if (!value->is_file || !value->is_joined)
        embedded_close(text->embedded);
    if (value->is_file && !value->is_joined)
        embedded_open(text->embedded, value->path);
    if (value->is_file)
        embedded_add_bytes(text->embedded, value->text);
}

/* Asks for the next value that is not empty. */
static void record_text_advance(struct record_text *text)
{
    do {
        text->status = record_text_next(text, &text->value);
        record_text_take_file(text);
        if (text->value.is_file)
            text->value.text.len = 0;
        text->is_broken |= !text->value.is_joined;
        /* Places in raw values are those of their bytes. */
        if (!text->value.is_raw && text->value.text.len > 0)
            text->value.text = fold_value_plain(&text->folded, text->value.text);
    } while (text->status == STATUS_OK && text->value.text.len == 0);
    text->value_at = 0;
    text->is_started = false;
}

/* Gives out what stands in front of the value at hand, at most a byte, and remembers the value. */
static size_t record_text_start_value(struct record_text *text, uint8_t *buf)
{
    if (text->is_broken && text->len > 0) {
        text->is_broken = false;
        text->len++;
        *buf = '\n';
        return 1;
    }
    text->is_broken = false;
    text->is_started = true;
    if (!record_text_remember(text))
        text->status = STATUS_NO_MEMORY;
    return 0;
}

static size_t record_text_copy(struct record_text *text, uint8_t *buf, size_t cap)
{
    const size_t left = text->value.text.len - text->value_at;
    const size_t len = left < cap ? left : cap;
    memcpy(buf, text->value.text.ptr + text->value_at, len);
    text->value_at += len;
    text->len += len;
    return len;
}

static enum status record_text_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                    size_t *len)
{
    struct record_text *const text = (struct record_text *)source;
    *len = 0;
    while (*len < cap && text->status == STATUS_OK) {
        if (text->value_at == text->value.text.len)
            record_text_advance(text);
        else if (!text->is_started)
            *len += record_text_start_value(text, buf + *len);
        else
            *len += record_text_copy(text, buf + *len, cap - *len);
    }
    return *len > 0 ? STATUS_OK : text->status;
}

static const struct byte_source_ops record_text_ops = {record_text_read, source_close};

struct record_text *record_text_create(const struct field_rules *rules)
{
    struct record_text *const text = calloc(1, sizeof *text);
    if (text == NULL)
        return NULL;
    text->rules = rules;
    text->source.ops = &record_text_ops;
    buffer_init(&text->names, NAMES_MAX);
    fold_value_init(&text->folded);
    return text;
}

static void record_text_drop_state(struct record_text *text)
{
    if (text->state != NULL && text->state != text->kept)
        text->ops->free(text->state);
    text->state = NULL;
}

/* Another reader comes; false when memory is short. */
static bool record_text_change(struct record_text *text, const struct record_ops *ops)
{
    record_text_drop_state(text);
    text->ops = ops;
    text->state = ops->is_kept && text->kept != NULL ? text->kept : ops->create(text->rules);
    if (ops->is_kept) {
        text->kept_ops = ops;
        text->kept = text->state;
    }
    return text->state != NULL;
}

void record_text_begin_object(struct record_text *text)
{
    if (text->state == text->kept)
        text->state = NULL;
    if (text->kept != NULL)
        text->kept_ops->free(text->kept);
    text->kept = NULL;
}

void record_text_free(struct record_text *text)
{
    if (text == NULL)
        return;
    record_text_begin_object(text);
    record_text_drop_state(text);
    buffer_wipe(&text->names);
    fold_value_free(&text->folded);
    free(text->places);
    free(text);
}

bool record_text_begin(struct record_text *text, const struct record_ops *ops,
                       struct byte_source *bytes, struct coverage *coverage,
                       struct embedded *embedded)
{
    text->embedded = embedded;
    if ((text->ops != ops || text->state == NULL) && !record_text_change(text, ops))
        return false;
    record_bytes_begin(&text->bytes, bytes);
    text->status = STATUS_OK;
    text->value = (struct record_value){.meaning = FIELD_NO_MEANING};
    text->value_at = 0;
    text->is_started = text->is_broken = false;
    text->len = 0;
    text->first = text->count = text->next = 0;
    text->names_at = 0;
    buffer_clear(&text->names);
    ops->begin(text->state, &text->bytes.source, coverage);
    return true;
}

struct byte_source *record_text_bytes(struct record_text *text)
{
    return &text->source;
}

void record_text_feed(struct record_text *text, const struct segment *segment,
                      struct field_sink *sink)
{
    record_text_forget(text, segment->offset - segment->before);
    const uint64_t end = segment->offset + segment->len;
    for (; text->next < text->count && text->places[text->next].start < end; text->next++) {
        const struct place *const place = &text->places[text->next];
        if (place->meaning.detector < 0 || place->text_len > READER_VALUE_MAX)
            continue;
        assert(place->start >= segment->offset &&
               place->start + place->text_len <= end + segment->after);
        const struct field field = {
            .meaning = place->meaning,
            .value = {segment->text + (place->start - segment->offset), (size_t)place->text_len},
            .offset = place->start,
            .length = place->text_len,
        };
        sink->emit(sink->user, &field);
    }
}

/* The last place that starts at or in front of a byte of the text; NULL: none is remembered. */
static const struct place *record_text_find(const struct record_text *text, uint64_t at)
{
    size_t low = text->first, high = text->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (text->places[middle].start <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low > text->first ? &text->places[low - 1] : NULL;
}

/* Where the byte at of the text stands in the member (is_end: ends), as its value tells. */
static uint64_t place_offset(const struct place *place, uint64_t at, bool is_end)
{
    const uint64_t in_text = at - place->start;
    if (place->is_raw && in_text < place->text_len)
        return place->offset + in_text + (is_end ? 1 : 0);
    return place->offset + (is_end ? place->length : 0);
}

struct record_place record_text_locate(const struct record_text *text,
                                       const struct finding *finding)
{
    const struct place *const place = record_text_find(text, finding->offset);
    if (place == NULL)
        return (struct record_place){0};
    const uint64_t last = finding->offset + (finding->length > 0 ? finding->length - 1 : 0);
    const uint64_t offset = place_offset(place, finding->offset, false);
    uint64_t end = place_offset(record_text_find(text, last), last, true);
    if (end < offset) /* it goes on in a value that stands in front */
        end = place->offset + place->length;
    return (struct record_place){
        .offset = offset,
        .length = end > offset ? end - offset : 0,
        .row = place->row,
        .column = place->column,
        .name = record_text_name(text, place->name),
        .path = record_text_name(text, place->path),
        .page = place->page,
    };
}

uint64_t record_text_scanned(const struct record_text *text)
{
    return record_bytes_read(&text->bytes);
}

struct reader_facts record_text_facts(const struct record_text *text)
{
    return text->ops->facts != NULL ? text->ops->facts(text->state) : (struct reader_facts){0};
}
