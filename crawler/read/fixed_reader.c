/* Tables of fixed width, by the layouts that users give: lines, or records of one length. */
#include "crawler/read/fixed_reader.h"

#include "crawler/read/columns.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

struct fixed_reader {
    const struct field_rules *rules;
    struct layout_set set;
    struct columns columns[LAYOUT_SET_MAX]; /* of each layout */
    uint32_t record;                        /* 0: lines */

    uint64_t at;     /* offset of the next byte */
    uint64_t start;  /* of the record at hand */
    uint64_t row;    /* from 1; 0: none yet */
    size_t kind;     /* which layout the record has; set.count: none */
    size_t column;   /* the next one of it */
    bool is_started; /* kind is known */
    bool is_inside;  /* of a value that is too long for a field */
    bool is_sampling;
};

static void *fixed_create(const struct field_rules *rules)
{
    struct fixed_reader *const fixed = calloc(1, sizeof *fixed);
    if (fixed == NULL)
        return NULL;
    fixed->rules = rules;
    for (size_t i = 0; i < LAYOUT_SET_MAX; i++)
        columns_init(&fixed->columns[i], rules);
    return fixed;
}

static void fixed_free(void *state)
{
    struct fixed_reader *const fixed = state;
    for (size_t i = 0; i < LAYOUT_SET_MAX; i++)
        columns_free(&fixed->columns[i]);
    free(fixed);
}

void fixed_reader_set(void *state, const struct layout_set *set)
{
    struct fixed_reader *const fixed = state;
    fixed->set = set != NULL ? *set : (struct layout_set){.count = 0};
}

/* ---- records ---- */

/* Where the line ends within text[at, end): at its line feed; end when not there, or when records
 * are no lines. */
static size_t fixed_find_end(const struct fixed_reader *fixed, const uint8_t *text, size_t at,
                             size_t end)
{
    const uint8_t *const found =
        fixed->record == 0 && at < end ? memchr(text + at, '\n', end - at) : NULL;
    return found != NULL ? (size_t)(found - text) : end;
}

static void fixed_end_record(struct fixed_reader *fixed)
{
    fixed->is_started = fixed->is_inside = false;
    fixed->column = 0;
}

/* Sees which kind of record starts at text[at]; lines without a byte are none. */
static void fixed_start_record(struct fixed_reader *fixed, const struct segment *segment, size_t at)
{
    const size_t left = segment->len + segment->after - at;
    const struct span rest = {segment->text + at,
                              left < LAYOUT_STARTS_MAX ? left : LAYOUT_STARTS_MAX};
    const size_t mark = left > 1 && rest.ptr[0] == '\r';
    const bool is_empty = fixed->record == 0 && rest.ptr[mark] == '\n';
    fixed->is_started = true;
    fixed->start = fixed->at;
    fixed->kind = layout_set_find(&fixed->set, rest);
    fixed->row += !is_empty;
}

/* Goes on up to offset to, or to what is owned, or behind the end of the line. */
static void fixed_skip(struct fixed_reader *fixed, const struct segment *segment, uint64_t to)
{
    const uint64_t owned = segment->offset + segment->len;
    const size_t at = (size_t)(fixed->at - segment->offset);
    const size_t end = (size_t)((to < owned ? to : owned) - segment->offset);
    const size_t stop = fixed_find_end(fixed, segment->text, at, end);
    fixed->at = segment->offset + stop + (stop < end);
    if (stop < end)
        fixed_end_record(fixed);
}

/* Goes on to the next record. */
static void fixed_skip_rest(struct fixed_reader *fixed, const struct segment *segment)
{
    if (fixed->record == 0) {
        fixed_skip(fixed, segment, UINT64_MAX);
        return;
    }
    fixed->at = fixed->start + fixed->record;
    fixed_end_record(fixed);
}

/* ---- values ---- */

static struct span fixed_trim_end(struct span value)
{
    while (value.len > 0 && ascii_is_white(value.ptr[value.len - 1]))
        value.len--;
    return value;
}

static void fixed_take(struct fixed_reader *fixed, struct span raw, uint64_t offset,
                       struct field_sink *sink)
{
    const struct columns *const columns = &fixed->columns[fixed->kind];
    const struct span value = fixed_trim_end(raw);
    if (value.len == 0)
        return;
    if (fixed->is_sampling) {
        if (!fixed->is_inside)
            columns_sample(&fixed->columns[fixed->kind], fixed->column, value);
        return;
    }
    struct field field = {.meaning = FIELD_NO_MEANING};
    if (!fixed->is_inside)
        field.meaning = columns_meaning(columns, fixed->column);
    if (!field_sink_wants(sink, field.meaning, offset + value.len))
        return;
    if (field.meaning.detector >= 0)
        field.value = value;
    field.offset = offset;
    field.length = value.len;
    field.row = fixed->row;
    field.column = fixed->column + 1;
    field.name = columns_name(columns, fixed->column);
    sink->emit(sink->user, &field);
}

/*
 * Reads a value of the column that ends at end, whose first byte is at hand, or a part of one that
 * is too long: parts are counted from where it begins, so that they are the same however the text
 * is cut.
 */
static void fixed_read_value(struct fixed_reader *fixed, const struct segment *segment,
                             uint64_t end, struct field_sink *sink)
{
    const size_t at = (size_t)(fixed->at - segment->offset);
    const size_t there = segment->len + segment->after - at;
    const uint64_t left = end - fixed->at;
    size_t len = left < READER_VALUE_MAX ? (size_t)left : READER_VALUE_MAX;
    len = len < there ? len : there;
    const size_t stop = fixed_find_end(fixed, segment->text, at, at + len);
    fixed->is_inside |= left > READER_VALUE_MAX;
    fixed_take(fixed, (struct span){segment->text + at, stop - at}, fixed->at, sink);
    fixed->at = segment->offset + stop;
    if (stop == at + len && fixed->at < end)
        return;
    fixed->column++;
    fixed->is_inside = false;
}

/* Steps over the padding in front of a value of the column that ends at end; true when there is a
 * value at hand. */
static bool fixed_skip_padding(struct fixed_reader *fixed, const struct segment *segment,
                               uint64_t end)
{
    const uint64_t owned = segment->offset + segment->len;
    const uint64_t limit = end < owned ? end : owned;
    while (fixed->at < limit) {
        const uint8_t byte = segment->text[fixed->at - segment->offset];
        if (byte == '\n' && fixed->record == 0) {
            fixed_skip(fixed, segment, end);
            return false;
        }
        if (!ascii_is_white(byte))
            return true;
        fixed->at++;
    }
    fixed->column += fixed->at == end;
    return false;
}

/* Reads on in the record at hand. */
static void fixed_read(struct fixed_reader *fixed, const struct segment *segment,
                       struct field_sink *sink)
{
    const struct layout *const layout =
        fixed->kind < fixed->set.count ? fixed->set.layouts[fixed->kind] : NULL;
    if (layout == NULL || fixed->column == layout->column_count) {
        fixed_skip_rest(fixed, segment);
        return;
    }
    const struct layout_column *const column = &layout->columns[fixed->column];
    const uint64_t start = fixed->start + column->start;
    const uint64_t end = start + column->length;
    if (fixed->at < start)
        fixed_skip(fixed, segment, start);
    else if (fixed->is_inside || fixed_skip_padding(fixed, segment, end))
        fixed_read_value(fixed, segment, end, sink);
}

static bool fixed_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct fixed_reader *const fixed = state;
    while (fixed->at < segment->offset + segment->len) {
        if (!fixed->is_started)
            fixed_start_record(fixed, segment, (size_t)(fixed->at - segment->offset));
        fixed_read(fixed, segment, sink);
    }
    return true;
}

/* ---- a member ---- */

static void fixed_restart(struct fixed_reader *fixed)
{
    fixed->at = 0;
    fixed->row = 0;
    fixed_end_record(fixed);
}

/* How much of head is whole records. */
static size_t fixed_whole_records(const struct fixed_reader *fixed, struct span head, bool is_whole)
{
    size_t len = head.len;
    if (fixed->record > 0)
        return len - len % fixed->record;
    while (!is_whole && len > 0 && head.ptr[len - 1] != '\n')
        len--;
    return len;
}

static void fixed_start(struct fixed_reader *fixed, struct span head, bool is_whole)
{
    fixed->record = fixed->set.layouts[0]->record;
    for (size_t i = 0; i < fixed->set.count; i++) {
        const struct layout *const layout = fixed->set.layouts[i];
        columns_clear(&fixed->columns[i]);
        for (size_t column = 0; column < layout->column_count; column++)
            columns_add(&fixed->columns[i], layout->columns[column].name);
        columns_end(&fixed->columns[i]);
    }
    struct field_sink nobody = {0};
    const struct segment sample = {.text = head.ptr,
                                   .len = fixed_whole_records(fixed, head, is_whole)};
    fixed_restart(fixed);
    fixed->is_sampling = true;
    fixed_feed(fixed, &sample, &nobody);
    fixed->is_sampling = false;
    fixed_restart(fixed);
}

static bool fixed_begin(void *state, struct span head, bool is_whole)
{
    struct fixed_reader *const fixed = state;
    if (fixed->set.count == 0)
        return false;
    fixed_start(fixed, head, is_whole);
    return true;
}

struct reader_format fixed_reader_format(const void *state)
{
    const struct fixed_reader *const fixed = state;
    struct reader_format format = {.name = fixed_reader_ops.name};
    for (size_t i = 0; i < fixed->set.count; i++)
        format.pseudonyms |= columns_pseudonyms(&fixed->columns[i]);
    return format;
}

const struct reader_ops fixed_reader_ops = {"fixed-width", fixed_create, fixed_free,
                                            fixed_begin,   fixed_feed,   NULL};
