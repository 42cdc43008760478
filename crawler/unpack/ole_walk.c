/* Walks a compound file. */
#include "crawler/unpack/ole_walk.h"

#include "crawler/base/buffer.h"
#include "crawler/unpack/format.h"
#include "crawler/unpack/office_seal.h"
#include "crawler/unpack/office_sealed.h"
#include "crawler/unpack/ole_bare.h"
#include "crawler/unpack/word_cells.h"

#include <stdlib.h>
#include <string.h>

#define OLE_SUMMARY_MAX ((size_t)4 << 20) /* bytes of encrypted properties */

struct ole {
    struct ole_file file;
    struct ole_seal seal;
    struct meter *meter;
    archive_visit_fn visit;
    void *user;
    struct buffer info; /* EncryptionInfo: what opens ... */
    struct ole_entry
        package; /* ... EncryptedPackage, which is walked last; size 0: there is none */
};

/* A workbook of a form that nothing reads. */
static void ole_note(struct ole *ole, const struct ole_entry *entry, struct span head)
{
    const bool is_workbook = ole_entry_is(entry, "Workbook") || ole_entry_is(entry, "Book");
    if (is_workbook && format_recognise(head, false) != FORMAT_BIFF)
        coverage_add(ole->file.coverage, REASON_UNSUPPORTED_FORMAT);
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

/* Gives the stream as a member: bytes, which are its own or come of them. */
static enum status ole_give(struct ole *ole, struct ole_stream *stream, const char *name,
                            struct byte_source *bytes)
{
    struct word_cells cells;
    word_cells_init(&cells, bytes);
    if (strcmp(name, "WordDocument") == 0)
        bytes = &cells.source;
    const enum status status = ole_visit(
        ole, stream, name, (struct archive_part){.kind = ARCHIVE_PART_MEMBER, .bytes = bytes});
    ole_stream_drain(stream);
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
    struct ole_stream stream = ole_stream_of(&ole->file, ole->meter, entry);
    while (byte_source_read(&stream.source, bytes, sizeof bytes, &len) == STATUS_OK) {
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
    struct ole_stream stream = ole_stream_of(&ole->file, ole->meter, &ole->package);
    struct office_sealed *const sealed =
        office_sealed_create(ole_encryption(ole), ole->meter->keys);
    if (sealed == NULL)
        coverage_cut(ole->file.coverage, REASON_ENCRYPTED, 0, ole->package.size);
    const enum status status =
        ole_give(ole, &stream, ole->package.name,
                 sealed != NULL ? office_sealed_bytes(sealed, &stream.source) : &stream.source);
    office_sealed_free(sealed);
    return status;
}

/* Properties that are encrypted all together. What is too long to be kept stays closed. */
static enum status ole_walk_summary(struct ole *ole, struct ole_stream *stream,
                                    const struct ole_entry *entry)
{
    struct buffer bytes;
    struct ole_stream look = ole_stream_look(&ole->file, entry, 0);
    size_t len = 0;
    buffer_init(&bytes, OLE_SUMMARY_MAX);
    uint8_t *const room =
        entry->size <= look.left ? buffer_room(&bytes, (size_t)entry->size) : NULL;
    if (room != NULL)
        byte_source_fill(&look.source, room, (size_t)entry->size, &len);
    const bool is_open =
        room != NULL && len == entry->size && ole_bare_summary(&ole->seal, room, len);
    struct byte_source *const open =
        is_open ? byte_source_from_span((struct span){room, len}) : NULL;
    if (!is_open)
        coverage_cut(ole->file.coverage, REASON_ENCRYPTED, 0, entry->size);
    const enum status status = is_open && open == NULL ? STATUS_NO_MEMORY
                                                       : ole_give(ole, stream, entry->name,
                                                                  is_open ? open : &stream->source);
    byte_source_close(open);
    buffer_wipe(&bytes);
    return status;
}

static enum status ole_walk_stream(struct ole *ole, const struct ole_entry *entry)
{
    uint8_t head[OLE_LOOK];
    size_t len = 0;
    struct ole_bare bare;
    struct ole_stream look = ole_stream_look(&ole->file, entry, 0);
    struct ole_stream stream = ole_stream_of(&ole->file, ole->meter, entry);
    const enum status status = byte_source_fill(&look.source, head, sizeof head, &len);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    const struct span start = {head, len};
    const struct ole_sealed how = ole_seal_find(&ole->seal, entry, start);
    ole_note(ole, entry, start);
    if (how.cover == OLE_SUMMARY)
        return ole_walk_summary(ole, &stream, entry);
    if (how.cover == OLE_CLOSED)
        coverage_cut(ole->file.coverage, REASON_ENCRYPTED, 0, entry->size);
    if (how.cover == OLE_CLOSED || how.cover == OLE_PLAIN)
        return ole_give(ole, &stream, entry->name, &stream.source);
    ole_bare_open(&bare, &ole->seal, how, &stream);
    const enum status given = ole_give(ole, &stream, entry->name, &bare.source);
    byte_source_close(&bare.source);
    return given;
}

static enum status ole_walk_root(struct ole *ole, const struct ole_entry *entry)
{
    const enum status status = ole_file_set_home(&ole->file, entry->start);
    return status == STATUS_OK && ole->seal.file == NULL
               ? ole_seal_open(&ole->seal, &ole->file, ole->meter->keys)
               : status;
}

static enum status ole_walk_entry(struct ole *ole, const struct ole_entry *entry)
{
    if (entry->type == OLE_ROOT)
        return ole_walk_root(ole, entry);
    if (entry->size == 0)
        return STATUS_OK;
    if (ole_entry_is(entry, "EncryptionInfo") && ole->info.len == 0 &&
        entry->size <= OFFICE_INFO_MAX)
        return ole_walk_encryption(ole, entry);
    if (ole_entry_is(entry, "EncryptedPackage") && ole->package.size == 0) {
        ole->package = *entry;
        return STATUS_OK;
    }
    return ole_walk_stream(ole, entry);
}

static enum status ole_walk_directory(struct ole *ole)
{
    struct ole_directory directory;
    struct ole_entry entry;
    enum status status = STATUS_OK;
    ole_directory_open(&directory, &ole->file, true);
    while (status == STATUS_OK && !meter_is_stopped(ole->meter)) {
        status = ole_directory_next(&directory, &entry);
        if (status == STATUS_OK)
            status = ole_walk_entry(ole, &entry);
    }
    return status == STATUS_SKIP || status == STATUS_END ? STATUS_OK : status;
}

/* Gives out what belongs to no stream. */
static enum status ole_walk_stray(struct ole *ole, struct ole_stream stream)
{
    return ole_visit(ole, &stream, "recovered",
                     (struct archive_part){.kind = ARCHIVE_PART_STRAY, .bytes = &stream.source});
}

/* Gives out the sectors that nobody took: what was deleted or moved. */
static enum status ole_walk_free(struct ole *ole)
{
    const struct ole_stream stream = ole_stream_of_free(&ole->file, ole->meter);
    return meter_is_stopped(ole->meter) || stream.left == 0 ? STATUS_OK
                                                            : ole_walk_stray(ole, stream);
}

enum status ole_walk(struct range_source *ranges, struct meter *meter, archive_visit_fn visit,
                     void *user)
{
    struct ole ole = {.meter = meter, .visit = visit, .user = user};
    buffer_init(&ole.info, OFFICE_INFO_MAX);
    ole_seal_init(&ole.seal);
    enum status status = ole_file_open(&ole.file, ranges, meter->coverage);
    if (status == STATUS_OK)
        status = ole_walk_directory(&ole);
    if (status == STATUS_OK)
        status = ole_walk_package(&ole);
    if (status == STATUS_OK)
        status = ole_walk_free(&ole);
    else if (status == STATUS_SKIP)
        status = ole_walk_stray(&ole, ole_stream_of_all(&ole.file, meter));
    ole_seal_free(&ole.seal);
    ole_file_close(&ole.file);
    buffer_free(&ole.info);
    return status;
}
