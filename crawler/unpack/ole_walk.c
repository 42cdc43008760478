/* Walks a compound file. */
#include "crawler/unpack/ole_walk.h"

#include "crawler/base/buffer.h"
#include "crawler/base/endian.h"
#include "crawler/base/utf8.h"
#include "crawler/unpack/format.h"
#include "crawler/unpack/office_seal.h"
#include "crawler/unpack/office_sealed.h"
#include "crawler/unpack/ole_file.h"

#include <stdlib.h>
#include <string.h>

#define OLE_ENTRY 128
#define OLE_NAME_MAX 64
#define OLE_STREAM 2
#define OLE_ROOT 5

struct ole_entry {
    char name[3 * OLE_NAME_MAX];
    uint8_t type;
    uint32_t start;
    uint64_t size;
};

struct ole {
    struct ole_file file;
    struct meter *meter;
    archive_visit_fn visit;
    void *user;
    struct buffer info; /* EncryptionInfo: what opens ... */
    struct ole_entry
        package; /* ... EncryptedPackage, which is walked last; size 0: there is none */
};

/* ---- streams ---- */

/* The bytes of a chain of sectors; or, without a table, of all sectors that no chain has. */
struct ole_stream {
    struct byte_source source;
    struct ole *ole;
    struct ole_table *table;
    bool is_free;    /* goes through sectors that nobody took */
    uint32_t next;   /* sector behind the one at hand */
    uint64_t offset; /* of what is left of the one at hand */
    uint32_t rest;   /* bytes of it */
    uint64_t left;   /* bytes of the stream */
    enum status status;
};

/* Where a sector of the stream's table stands, OLE_NONE: nowhere. */
static uint64_t ole_stream_place(const struct ole_stream *stream, uint32_t sector)
{
    const struct ole_file *const file = &stream->ole->file;
    if (stream->table != &file->minis)
        return ole_file_offset(file, sector);
    const uint32_t in_home = file->sector_size / file->mini_size;
    if (sector / in_home >= file->mini_home_count)
        return UINT64_MAX;
    return ole_file_offset(file, file->mini_home[sector / in_home]) +
           (uint64_t)(sector % in_home) * file->mini_size;
}

/* The next sector that nobody took. */
static bool ole_stream_find_free(struct ole_stream *stream)
{
    const struct ole_table *const table = stream->table;
    while (stream->next < table->count && table->is_taken[stream->next] != 0)
        stream->next++;
    if (stream->next >= table->count)
        return false;
    stream->offset = ole_stream_place(stream, stream->next++);
    return true;
}

/* Goes on to the next sector. */
static enum status ole_stream_advance(struct ole_stream *stream)
{
    struct ole_file *const file = &stream->ole->file;
    const uint32_t size = stream->table == &file->minis ? file->mini_size : file->sector_size;
    const uint32_t sector = stream->next;
    if (stream->is_free) {
        if (!ole_stream_find_free(stream))
            return STATUS_END;
    } else if (!ole_table_take(stream->table, &stream->next) ||
               ole_stream_place(stream, sector) == UINT64_MAX) {
        coverage_add(file->coverage, REASON_CORRUPT);
        fault_set(&stream->source.fault, REASON_CORRUPT, "a chain of sectors is broken");
        return STATUS_SKIP;
    } else {
        stream->offset = ole_stream_place(stream, sector);
    }
    const uint64_t there =
        stream->offset < file->ranges->size ? file->ranges->size - stream->offset : 0;
    stream->rest = there < size ? (uint32_t)there : size;
    return stream->rest > 0 ? STATUS_OK : STATUS_END;
}

static enum status ole_stream_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct ole_stream *const stream = (struct ole_stream *)source;
    if (stream->status == STATUS_OK && (stream->left == 0 || meter_is_stopped(stream->ole->meter)))
        stream->status = STATUS_END;
    if (stream->status == STATUS_OK && stream->rest == 0)
        stream->status = ole_stream_advance(stream);
    if (stream->status != STATUS_OK)
        return stream->status;
    size_t step = stream->rest < cap ? stream->rest : cap;
    if (step > stream->left)
        step = (size_t)stream->left;
    stream->status = ole_file_read(&stream->ole->file, stream->offset, buf, step);
    if (stream->status != STATUS_OK) {
        source->fault = stream->ole->file.ranges->fault;
        return stream->status;
    }
    stream->offset += step;
    stream->rest -= (uint32_t)step;
    stream->left -= step;
    meter_count(stream->ole->meter, stream->ole->file.ranges->size, step);
    *len = step;
    return STATUS_OK;
}

static void ole_stream_close(struct byte_source *source)
{
    (void)source; /* lives on the stack of who visits it */
}

static const struct byte_source_ops ole_stream_ops = {ole_stream_read, ole_stream_close};

/* ---- what a stream says of the file ---- */

static bool ole_is_named(const struct ole_entry *entry, const char *name)
{
    return strcmp(entry->name, name) == 0;
}

/* Whether the start of a workbook ([MS-XLS], FilePass) or document ([MS-DOC], FibBase) says that
 * the rest is encrypted. */
static bool ole_is_encrypted(const struct ole_entry *entry, const uint8_t *head, size_t len)
{
    if (ole_is_named(entry, "EncryptedPackage"))
        return true;
    if (ole_is_named(entry, "WordDocument"))
        return len >= 12 && (head[11] & 1) != 0;
    if (ole_is_named(entry, "Current User")) /* [MS-PPT], CurrentUserAtom */
        return len >= 16 && endian_little(head + 12, 4) == 0xF3D1C4DF;
    if (!ole_is_named(entry, "Workbook") && !ole_is_named(entry, "Book"))
        return false;
    for (size_t at = 0; at + 4 <= len; at += 4 + endian_little(head + at + 2, 2)) {
        if (endian_little(head + at, 2) == 0x2F)
            return true;
    }
    return false;
}

/* A workbook of a form that nothing reads. */
static void ole_note(struct ole *ole, const struct ole_entry *entry, struct span head)
{
    const bool is_workbook = ole_is_named(entry, "Workbook") || ole_is_named(entry, "Book");
    if (is_workbook && format_recognise(head, false) != FORMAT_BIFF)
        coverage_add(ole->file.coverage, REASON_UNSUPPORTED_FORMAT);
}

/* ---- the directory ---- */

static bool ole_entry_read(const struct ole_file *file, const uint8_t *bytes,
                           struct ole_entry *entry)
{
    size_t len = 0;
    const uint32_t name = endian_little(bytes + 64, 2);
    for (size_t i = 0; i + 2 < name && i < OLE_NAME_MAX - 2; i += 2) {
        const uint32_t unit = endian_little(bytes + i, 2);
        const bool is_odd = unit < ' ' || (unit >= 0xD800 && unit < 0xE000);
        len += is_odd ? 0 : utf8_encode(unit, (uint8_t *)entry->name + len);
    }
    entry->name[len] = '\0';
    entry->type = bytes[66];
    entry->start = endian_little(bytes + 116, 4);
    entry->size = endian_little(bytes + 120, 4);
    if (file->sector_size > 512)
        entry->size |= endian_little(bytes + 124, 4) << 32;
    return entry->type == OLE_STREAM || entry->type == OLE_ROOT;
}

static struct ole_stream ole_stream_of(struct ole *ole, const struct ole_entry *entry)
{
    const bool is_mini = entry->size < ole->file.mini_cutoff;
    return (struct ole_stream){
        .source.ops = &ole_stream_ops,
        .ole = ole,
        .table = is_mini ? &ole->file.minis : &ole->file.table,
        .next = entry->start,
        .left = entry->size,
        .status = STATUS_OK,
    };
}

/* The first bytes of a stream, before it is taken. */
static enum status ole_peek(struct ole *ole, const struct ole_entry *entry, uint8_t *head,
                            size_t *len)
{
    const struct ole_stream stream = ole_stream_of(ole, entry);
    const uint32_t size = stream.table == &ole->file.minis ? ole->file.mini_size : 512;
    const uint64_t offset =
        entry->start < stream.table->count ? ole_stream_place(&stream, entry->start) : UINT64_MAX;
    *len = entry->size < size ? (size_t)entry->size : size;
    if (offset >= ole->file.ranges->size || ole->file.ranges->size - offset < *len) {
        *len = 0;
        return STATUS_OK;
    }
    return ole_file_read(&ole->file, offset, head, *len);
}

/* Visits bytes, which are those of stream or come of them. */
static enum status ole_visit(struct ole *ole, const struct ole_stream *stream, const char *name,
                             struct archive_part part)
{
    part.name = (struct span){(const uint8_t *)name, strlen(name)};
    part.meter = ole->meter;
    const enum status status = ole->visit(ole->user, &part);
    const bool is_given_up =
        stream->status == STATUS_CANCELLED || stream->status == STATUS_NO_MEMORY;
    return is_given_up ? stream->status : status;
}

/* Reads what a visitor left, so that the sectors are known as this stream's. */
static void ole_drain(struct ole_stream *stream)
{
    while (stream->status == STATUS_OK && stream->left > 0) {
        stream->left -= stream->rest < stream->left ? stream->rest : stream->left;
        stream->rest = 0;
        if (stream->left > 0)
            stream->status = ole_stream_advance(stream);
    }
}

/* Gives the stream as a member: bytes, which are its own or come of them. */
static enum status ole_give(struct ole *ole, struct ole_stream *stream, const char *name,
                            struct byte_source *bytes)
{
    const enum status status = ole_visit(
        ole, stream, name, (struct archive_part){.kind = ARCHIVE_PART_MEMBER, .bytes = bytes});
    ole_drain(stream);
    return status;
}

static struct span ole_encryption(const struct ole *ole)
{
    return (struct span){ole->info.ptr, ole->info.len};
}

/* EncryptionInfo is kept for the package that it belongs to. */
static enum status ole_walk_encryption(struct ole *ole, const struct ole_entry *entry)
{
    uint8_t bytes[512];
    size_t len = 0;
    struct ole_stream stream = ole_stream_of(ole, entry);
    while (ole_stream_read(&stream.source, bytes, sizeof bytes, &len) == STATUS_OK) {
        buffer_append(&ole->info, bytes, len);
        len = 0;
    }
    if (ole->info.is_failed)
        return STATUS_NO_MEMORY;
    struct byte_source *const copy = byte_source_from_span(ole_encryption(ole));
    if (copy == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = ole_give(ole, &stream, entry->name, copy);
    byte_source_close(copy);
    return status;
}

/* What stands in an encrypted document, if a password opens it. */
static enum status ole_walk_package(struct ole *ole)
{
    if (ole->package.size == 0 || meter_is_stopped(ole->meter))
        return STATUS_OK;
    struct ole_stream stream = ole_stream_of(ole, &ole->package);
    struct office_sealed *const sealed =
        office_sealed_create(ole_encryption(ole), ole->meter->keys);
    if (sealed == NULL)
        coverage_add(ole->file.coverage, REASON_ENCRYPTED);
    const enum status status =
        ole_give(ole, &stream, ole->package.name,
                 sealed != NULL ? office_sealed_bytes(sealed, &stream.source) : &stream.source);
    office_sealed_free(sealed);
    return status;
}

static enum status ole_walk_entry(struct ole *ole, const struct ole_entry *entry)
{
    uint8_t head[512];
    size_t len = 0;
    if (entry->type == OLE_ROOT)
        return ole_file_set_home(&ole->file, entry->start);
    if (entry->size == 0)
        return STATUS_OK;
    if (ole_is_named(entry, "EncryptionInfo") && ole->info.len == 0 &&
        entry->size <= OFFICE_INFO_MAX)
        return ole_walk_encryption(ole, entry);
    if (ole_is_named(entry, "EncryptedPackage") && ole->package.size == 0) {
        ole->package = *entry;
        return STATUS_OK;
    }
    enum status status = ole_peek(ole, entry, head, &len);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    if (status == STATUS_OK && ole_is_encrypted(entry, head, len))
        coverage_add(ole->file.coverage, REASON_ENCRYPTED);
    ole_note(ole, entry, (struct span){head, len});
    struct ole_stream stream = ole_stream_of(ole, entry);
    return ole_give(ole, &stream, entry->name, &stream.source);
}

/* Walks the entries of the sectors of the directory. */
static enum status ole_walk_directory(struct ole *ole)
{
    uint8_t bytes[OLE_SECTOR_MAX];
    uint32_t sector = ole->file.directory;
    enum status status = STATUS_OK;
    while (sector != OLE_NONE && !meter_is_stopped(ole->meter)) {
        const uint32_t at = sector;
        if (!ole_table_take(&ole->file.table, &sector)) {
            coverage_add(ole->file.coverage, REASON_CORRUPT);
            return STATUS_OK;
        }
        status = ole_file_read(&ole->file, ole_file_offset(&ole->file, at), bytes,
                               ole->file.sector_size);
        for (size_t i = 0; status == STATUS_OK && i < ole->file.sector_size; i += OLE_ENTRY) {
            struct ole_entry entry;
            if (ole_entry_read(&ole->file, bytes + i, &entry))
                status = ole_walk_entry(ole, &entry);
        }
        if (status != STATUS_OK)
            return status == STATUS_SKIP ? STATUS_OK : status;
    }
    return STATUS_OK;
}

/* Gives out the sectors that nobody took: what was deleted or moved. */
static enum status ole_walk_free(struct ole *ole)
{
    struct ole_stream stream = {
        .source.ops = &ole_stream_ops,
        .ole = ole,
        .table = &ole->file.table,
        .is_free = true,
        .left = UINT64_MAX,
        .status = STATUS_OK,
    };
    if (meter_is_stopped(ole->meter) || !ole_stream_find_free(&stream))
        return STATUS_OK;
    stream.next--;
    return ole_visit(ole, &stream, "recovered",
                     (struct archive_part){.kind = ARCHIVE_PART_STRAY, .bytes = &stream.source});
}

/* Gives out the whole file as it is. */
static enum status ole_walk_whole(struct ole *ole)
{
    struct ole_table nothing = {0};
    const uint64_t size = ole->file.ranges->size;
    struct ole_stream stream = {
        .source.ops = &ole_stream_ops,
        .ole = ole,
        .table = &nothing,
        .is_free = true,
        .rest = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX,
        .left = size,
        .status = STATUS_OK,
    };
    return ole_visit(ole, &stream, "recovered",
                     (struct archive_part){.kind = ARCHIVE_PART_STRAY, .bytes = &stream.source});
}

enum status ole_walk(struct range_source *ranges, struct meter *meter, archive_visit_fn visit,
                     void *user)
{
    struct ole ole = {.meter = meter, .visit = visit, .user = user};
    buffer_init(&ole.info, OFFICE_INFO_MAX);
    enum status status = ole_file_open(&ole.file, ranges, meter->coverage);
    if (status == STATUS_OK)
        status = ole_walk_directory(&ole);
    if (status == STATUS_OK)
        status = ole_walk_package(&ole);
    if (status == STATUS_OK)
        status = ole_walk_free(&ole);
    else if (status == STATUS_SKIP)
        status = ole_walk_whole(&ole);
    ole_file_close(&ole.file);
    buffer_free(&ole.info);
    return status;
}
