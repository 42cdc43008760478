/* Cells and records of SQLite's b-tree pages. */
#include "crawler/read/sqlite_record.h"

#include "crawler/base/endian.h"

#include <string.h>

/* Of what is taken for a deleted row: the fewest bytes, and the longest head. */
#define CARVED_MIN 6
#define CARVED_HEAD_MAX 127

size_t sqlite_read_varint(struct span bytes, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < bytes.len && i < 9; i++) {
        if (i == 8) {
            *number = *number << 8 | bytes.ptr[i];
            return 9;
        }
        *number = *number << 7 | (bytes.ptr[i] & 0x7F);
        if (bytes.ptr[i] < 0x80)
            return i + 1;
    }
    return 0;
}

static struct span span_from(struct span bytes, size_t at)
{
    return at < bytes.len ? (struct span){bytes.ptr + at, bytes.len - at} : (struct span){NULL, 0};
}

static bool is_interior(enum sqlite_page_type type)
{
    return type == SQLITE_INDEX_INTERIOR || type == SQLITE_TABLE_INTERIOR;
}

bool sqlite_page_read(struct span bytes, size_t head, struct sqlite_page *page)
{
    if (bytes.len < head + 12)
        return false;
    const uint8_t type = bytes.ptr[head];
    if (type != SQLITE_INDEX_INTERIOR && type != SQLITE_TABLE_INTERIOR &&
        type != SQLITE_INDEX_LEAF && type != SQLITE_TABLE_LEAF)
        return false;
    *page = (struct sqlite_page){.bytes = bytes, .head = head, .type = (enum sqlite_page_type)type};
    page->cells_at = head + (is_interior(page->type) ? 12 : 8);
    if (is_interior(page->type))
        page->right = (uint32_t)endian_big(bytes.ptr + head + 8, 4);
    const size_t room = (bytes.len - page->cells_at) / 2;
    const uint32_t cells = (uint32_t)endian_big(bytes.ptr + head + 3, 2);
    page->cells = cells < room ? cells : (uint32_t)room;
    return true;
}

size_t sqlite_page_cell(const struct sqlite_page *page, uint32_t cell)
{
    const size_t at = (size_t)endian_big(page->bytes.ptr + page->cells_at + 2 * (size_t)cell, 2);
    return at >= page->cells_at + 2 * (size_t)page->cells && at < page->bytes.len ? at : 0;
}

/* How much of a payload stands in the page itself. */
static uint64_t local_of(const struct sqlite_page *page, uint64_t payload)
{
    const uint64_t usable = page->bytes.len;
    const uint64_t most =
        page->type == SQLITE_TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (payload <= most)
        return payload;
    const uint64_t least = (usable - 12) * 32 / 255 - 23;
    const uint64_t even = least + (payload - least) % (usable - 4);
    return even <= most ? even : least;
}

bool sqlite_cell_read(const struct sqlite_page *page, size_t at, struct sqlite_cell *cell)
{
    *cell = (struct sqlite_cell){0};
    struct span rest = span_from(page->bytes, at);
    if (is_interior(page->type)) {
        if (rest.len < 4)
            return false;
        cell->child = (uint32_t)endian_big(rest.ptr, 4);
        at += 4;
    }
    size_t len = 1;
    if (page->type != SQLITE_TABLE_INTERIOR) {
        len = sqlite_read_varint(span_from(page->bytes, at), &cell->payload);
        at += len;
    }
    uint64_t rowid = 0;
    if (len > 0 && (page->type == SQLITE_TABLE_LEAF || page->type == SQLITE_TABLE_INTERIOR)) {
        len = sqlite_read_varint(span_from(page->bytes, at), &rowid);
        at += len;
    }
    if (len == 0)
        return false;
    cell->rowid = (int64_t)rowid;
    const uint64_t local = local_of(page, cell->payload);
    rest = span_from(page->bytes, at);
    const bool is_over = local < cell->payload;
    if (local + (is_over ? 4 : 0) > rest.len)
        return false;
    cell->start = at;
    cell->local = (size_t)local;
    if (is_over)
        cell->overflow = (uint32_t)endian_big(rest.ptr + local, 4);
    cell->end = at + (size_t)local + (is_over ? 4 : 0);
    return true;
}

bool sqlite_record_begin(struct sqlite_record *record, struct span payload)
{
    uint64_t head = 0;
    const size_t len = sqlite_read_varint(payload, &head);
    if (len == 0 || head < len || head > payload.len)
        return false;
    *record = (struct sqlite_record){payload, len, (size_t)head, (size_t)head};
    return true;
}

static int64_t signed_of(const uint8_t *bytes, size_t size)
{
    const uint64_t number = endian_big(bytes, size);
    const uint64_t sign = (uint64_t)1 << (8 * size - 1);
    return (int64_t)((number ^ sign) - sign);
}

/* The value of a type; its bytes are there, as far as it is a number. */
static bool value_read(struct span payload, uint64_t type, struct sqlite_value *value)
{
    static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (type >= 12) {
        value->kind = type % 2 == 0 ? SQLITE_BLOB : SQLITE_TEXT;
        value->length = (type - 12) / 2;
        return true;
    }
    if (type > 9)
        return false;
    value->kind = type == 0 ? SQLITE_NULL : type == 7 ? SQLITE_REAL : SQLITE_INTEGER;
    value->length = sizes[type];
    value->integer = type == 9;
    if (value->length > payload.len || value->at > payload.len - value->length)
        return false;
    if (value->length > 0)
        value->integer = signed_of(payload.ptr + value->at, (size_t)value->length);
    if (type == 7)
        memcpy(&value->real, &value->integer, sizeof value->real);
    return true;
}

bool sqlite_record_next(struct sqlite_record *record, struct sqlite_value *value)
{
    uint64_t type = 0;
    if (record->types >= record->types_end)
        return false;
    const struct span types = {record->payload.ptr + record->types,
                               record->types_end - record->types};
    const size_t len = sqlite_read_varint(types, &type);
    *value = (struct sqlite_value){.at = record->body};
    if (len == 0 || !value_read(record->payload, type, value))
        return false;
    record->types += len;
    const size_t left = record->payload.len - record->body;
    record->body += value->length < left ? (size_t)value->length : left;
    return true;
}

/* Whether the values of record, whose payload is whole, fill it. */
static bool record_fills(struct sqlite_record *record)
{
    struct sqlite_value value;
    size_t values = 0, texts = 0;
    uint64_t end = record->body;
    while (sqlite_record_next(record, &value)) {
        values++;
        texts += value.kind == SQLITE_TEXT && value.length > 0;
        end = value.at + value.length;
        if (end > record->payload.len)
            return false;
    }
    return record->types == record->types_end && end == record->payload.len && values >= 2 &&
           texts > 0;
}

bool sqlite_cell_carve(struct span bytes, size_t at, struct sqlite_cell *cell)
{
    uint64_t payload = 0, rowid = 0;
    const size_t first = sqlite_read_varint(span_from(bytes, at), &payload);
    if (first == 0 || payload < CARVED_MIN || payload >= bytes.len)
        return false;
    const size_t second = sqlite_read_varint(span_from(bytes, at + first), &rowid);
    const struct span rest = span_from(bytes, at + first + second);
    if (second == 0 || payload > rest.len || rest.ptr[0] > CARVED_HEAD_MAX)
        return false;
    struct sqlite_record record;
    if (!sqlite_record_begin(&record, (struct span){rest.ptr, (size_t)payload}) ||
        !record_fills(&record))
        return false;
    *cell = (struct sqlite_cell){.rowid = (int64_t)rowid,
                                 .payload = payload,
                                 .start = at + first + second,
                                 .local = (size_t)payload,
                                 .end = at + first + second + (size_t)payload};
    return true;
}
