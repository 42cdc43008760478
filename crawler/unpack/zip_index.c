/* The central directory of a ZIP archive, by place. */
#include "crawler/unpack/zip_index.h"

#include "crawler/base/range_stream.h"
#include "crawler/unpack/window.h"

#include <stdlib.h>
#include <string.h>

#define ZIP_TAIL ((size_t)65535 + ZIP_END_LEN) /* the end record with the longest comment */
#define ZIP_INDEX_FIRST 64

struct zip_index {
    struct zip_listed *rows; /* by offset */
    size_t count, capacity;
    bool has_overlap;
    size_t next; /* row that zip_index_next_missed() looks at */
    unsigned told;
};

/* Where the directory is. */
struct zip_place {
    uint64_t at;    /* in the file */
    uint64_t shift; /* from offsets in the directory to those in the file; wraps */
    uint64_t entries;
};

/* What is being read: the last bytes of the file. */
struct zip_tail {
    struct range_source *file;
    uint64_t at;
    size_t len;
    uint8_t bytes[ZIP_TAIL];
};

/* ---- the end record ---- */

/* Where the directory stands of which the end record (of the 64-bit kind if there is one) stands at
 * at; false when it does not fit in front of it, or counts from another part of a split archive. */
static bool zip_place_of(const struct zip_end *end, uint64_t at, struct zip_place *place)
{
    if (end->disk != 0 || end->size > at || end->entries > end->size / ZIP_CENTRAL_LEN)
        return false;
    *place = (struct zip_place){at - end->size, at - end->size - end->offset, end->entries};
    return end->offset <= place->at;
}

/* The record of 64 bits that the locator in front of the end record speaks of; it says its place
 * without what stands in front of the archive, and stands right before the locator. */
static enum status zip_read_end64(const struct zip_tail *tail, uint64_t end_at, bool *is_found,
                                  struct zip_place *place)
{
    uint8_t bytes[ZIP64_END_LEN + ZIP64_LOCATOR_LEN];
    *is_found = false;
    if (end_at < sizeof bytes)
        return STATUS_OK;
    const uint64_t at = end_at - sizeof bytes;
    enum status status = STATUS_OK;
    if (at >= tail->at)
        memcpy(bytes, tail->bytes + (at - tail->at), sizeof bytes);
    else
        status = range_source_read_at(tail->file, at, bytes, sizeof bytes);
    if (status != STATUS_OK)
        return status;
    if (zip_u32(bytes) != ZIP64_END || zip_u32(bytes + ZIP64_END_LEN) != ZIP64_LOCATOR)
        return STATUS_OK;
    const struct zip_end end = zip64_parse_end(bytes);
    *is_found = zip_place_of(&end, at, place);
    return STATUS_OK;
}

/* The last end record whose directory fits. */
static enum status zip_find_place(struct zip_tail *tail, bool *is_found, struct zip_place *place)
{
    *is_found = false;
    for (size_t at = tail->len - ZIP_END_LEN + 1; at-- > 0;) {
        const uint8_t *const bytes = tail->bytes + at;
        if (zip_u32(bytes) != ZIP_END)
            continue;
        const struct zip_end end = zip_parse_end(bytes);
        const enum status status = zip_read_end64(tail, tail->at + at, is_found, place);
        if (status != STATUS_OK || *is_found)
            return status;
        *is_found = zip_place_of(&end, tail->at + at, place);
        if (*is_found)
            return STATUS_OK;
    }
    return STATUS_OK;
}

/* ---- the records ---- */

static bool zip_index_add(struct zip_index *index, const struct zip_listed *row)
{
    if (index->count == index->capacity) {
        const size_t capacity = index->capacity > 0 ? 2 * index->capacity : ZIP_INDEX_FIRST;
        struct zip_listed *const rows = realloc(index->rows, capacity * sizeof *rows);
        if (rows == NULL)
            return false;
        index->rows = rows;
        index->capacity = capacity;
    }
    index->rows[index->count++] = *row;
    return true;
}

/* One record; false when there is none here. */
static bool zip_take_listed(struct window *window, const struct zip_place *place,
                            struct zip_listed *row)
{
    const uint64_t record_at = place->at + window->offset;
    if (window_fill(window, ZIP_CENTRAL_LEN) < ZIP_CENTRAL_LEN ||
        zip_u32(window_at(window)) != ZIP_CENTRAL)
        return false;
    struct zip_header header = zip_parse_central(window_at(window));
    window_take(window, ZIP_CENTRAL_LEN);
    if (window_skip(window, header.name_len) < header.name_len ||
        !zip_take_extra(window, &header) ||
        window_skip(window, header.comment_len) < header.comment_len)
        return false;
    const uint64_t offset = header.offset + place->shift;
    const uint64_t fixed = offset + ZIP_LOCAL_LEN + header.name_len;
    const uint64_t end = header.packed < UINT64_MAX - fixed ? fixed + header.packed : UINT64_MAX;
    *row = (struct zip_listed){offset, end, record_at, ZIP_MISSED};
    return true;
}

static int zip_listed_compare(const void *a, const void *b)
{
    const struct zip_listed *const left = a, *const right = b;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

static enum status zip_index_fill(struct zip_index *index, struct window *window,
                                  const struct zip_place *place)
{
    struct zip_listed row;
    uint64_t reached = 0;
    while (index->count < place->entries && zip_take_listed(window, place, &row)) {
        if (!zip_index_add(index, &row))
            return STATUS_NO_MEMORY;
    }
    if (index->count > 0)
        qsort(index->rows, index->count, sizeof index->rows[0], zip_listed_compare);
    for (size_t i = 0; i < index->count; i++) {
        index->has_overlap |= index->rows[i].offset < reached;
        reached = index->rows[i].end > reached ? index->rows[i].end : reached;
    }
    return window_is_given_up(window) ? window->status : STATUS_OK;
}

static enum status zip_index_make(struct range_source *file, const struct zip_place *place,
                                  struct zip_index **index)
{
    struct range_stream stream;
    range_stream_init(&stream, file);
    stream.at = place->at;
    struct zip_index *const made = calloc(1, sizeof *made);
    struct window *const window = window_create(&stream.source);
    enum status status = STATUS_NO_MEMORY;
    if (made != NULL && window != NULL)
        status = zip_index_fill(made, window, place);
    free(window);
    if (status == STATUS_OK && made->count > 0) {
        *index = made;
        return STATUS_OK;
    }
    zip_index_free(made);
    return status;
}

enum status zip_index_read(struct range_source *file, struct zip_index **index)
{
    struct zip_place place;
    bool is_found = false;
    *index = NULL;
    if (file->size < ZIP_END_LEN)
        return STATUS_OK;
    struct zip_tail *const tail = malloc(sizeof *tail);
    if (tail == NULL)
        return STATUS_NO_MEMORY;
    tail->file = file;
    tail->len = file->size < ZIP_TAIL ? (size_t)file->size : ZIP_TAIL;
    tail->at = file->size - tail->len;
    enum status status = range_source_read_at(file, tail->at, tail->bytes, tail->len);
    if (status == STATUS_OK)
        status = zip_find_place(tail, &is_found, &place);
    free(tail);
    if (status == STATUS_OK && is_found && place.entries <= ZIP_INDEX_MAX)
        status = zip_index_make(file, &place, index);
    /* What cannot be read by place comes with the stream, or is missed there. */
    return status == STATUS_SKIP ? STATUS_OK : status;
}

void zip_index_free(struct zip_index *index)
{
    if (index == NULL)
        return;
    free(index->rows);
    free(index);
}

/* ---- what it tells ---- */

bool zip_index_overlaps(const struct zip_index *index)
{
    return index != NULL && index->has_overlap;
}

void zip_index_note(struct zip_index *index, uint64_t offset, enum zip_meeting meeting)
{
    const struct zip_listed wanted = {.offset = offset};
    if (index == NULL)
        return;
    struct zip_listed *const row =
        bsearch(&wanted, index->rows, index->count, sizeof index->rows[0], zip_listed_compare);
    if (row != NULL)
        row->meeting = meeting;
}

const struct zip_listed *zip_index_next_missed(struct zip_index *index)
{
    while (index != NULL && index->next < index->count && index->told < ZIP_MISSED_MAX) {
        const struct zip_listed *const row = &index->rows[index->next++];
        if (row->meeting == ZIP_MET)
            continue;
        index->told++;
        return row;
    }
    return NULL;
}
