/* Walks a ZIP archive as it streams by. */
#include "crawler/unpack/zip_walk.h"

#include "crawler/unpack/member_path.h"
#include "crawler/unpack/zip_directory.h"
#include "crawler/unpack/zip_entry.h"
#include "crawler/unpack/zip_index.h"
#include "crawler/unpack/zip_method.h"
#include "crawler/unpack/zip_missed.h"
#include "crawler/unpack/zip_record.h"
#include "crawler/unpack/zip_sealed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct zip {
    struct window *window;
    struct meter *meter;
    struct coverage *coverage;
    archive_visit_fn visit;
    void *user;
    struct zip_decoders decoders;
    struct zip_sealed *sealed; /* NULL until an entry is encrypted and there are passwords */
    bool is_embedded;
    bool is_unsealed;  /* the entry at hand was opened by a password */
    bool has_record;   /* some record was met: bytes before are a prefix, bytes after are a gap */
    bool is_ended;     /* an end record was met, and no record since */
    bool has_trailing; /* bytes behind an end were given */
    bool is_open;      /* an entry or central record was met, and no end record since */
    bool has_end64;
    uint64_t end64_at;
    struct zip_end end64;
    struct zip_directory directory;
    struct zip_index *index; /* NULL: only the stream is there, or no directory */
    uint8_t name[MEMBER_NAME_MAX];
    size_t name_len;
};

/* ---- parts ---- */

static enum status zip_give(struct zip *zip, enum archive_part_kind kind, struct byte_source *bytes,
                            struct meter *meter)
{
    const struct archive_part part = {kind, {zip->name, zip->name_len}, bytes, meter};
    const enum status status = zip->visit(zip->user, &part);
    return status == STATUS_OK && bytes != NULL ? byte_source_drain(bytes) : status;
}

/* Behind an entry: what was lost of it goes by its name, which is still at hand. */
static enum status zip_end_entry(struct zip *zip)
{
    const struct span name = {zip->name, zip->name_len};
    return archive_part_end(zip->visit, zip->user, name, zip->meter);
}

static void zip_set_label(struct zip *zip, const char *label)
{
    zip->name_len = (size_t)snprintf((char *)zip->name, sizeof zip->name, "%s", label);
}

/* Takes a name, of which the first bytes are kept; false: the window ended. */
static bool zip_take_name(struct zip *zip, size_t len, uint64_t *hash)
{
    *hash = ZIP_NAME_HASH;
    zip->name_len = 0;
    for (size_t left = len; left > 0;) {
        const size_t held = window_fill(zip->window, 1);
        const size_t step = held < left ? held : left;
        const size_t room = sizeof zip->name - zip->name_len;
        const size_t kept = step < room ? step : room;
        if (step == 0)
            return false;
        *hash = zip_hash_name(*hash, window_at(zip->window), step);
        memcpy(zip->name + zip->name_len, window_at(zip->window), kept);
        zip->name_len += kept;
        window_take(zip->window, step);
        left -= step;
    }
    return true;
}

/* The window ended inside a record, of which what is held is of no use. */
static enum status zip_cut(struct zip *zip)
{
    window_take(zip->window, window_held(zip->window));
    if (window_is_given_up(zip->window))
        return zip->window->status;
    if (zip->window->status == STATUS_END)
        coverage_add(zip->coverage, REASON_TRUNCATED);
    return STATUS_OK;
}

/* ---- entries ---- */

static bool zip_is_folder(const struct zip *zip, const struct zip_header *header)
{
    return zip->name_len > 0 && zip->name[zip->name_len - 1] == '/' && header->packed == 0 &&
           (header->flags & ZIP_FLAG_DESCRIPTOR) == 0;
}

/* An entry that no password opens. */
static enum status zip_give_closed(struct zip *zip, const struct zip_entry *entry)
{
    const enum status status = zip_give(zip, ARCHIVE_PART_CLOSED, NULL, zip->meter);
    coverage_cut(zip->coverage, REASON_ENCRYPTED, 0, entry->meter.size);
    return status;
}

static enum status zip_give_sealed(struct zip *zip, struct zip_entry *entry)
{
    struct password_ring *const keys = zip->meter->keys;
    const bool has_keys = keys != NULL && passwords_count(keys->passwords) > 0;
    if (has_keys && zip->sealed == NULL)
        zip->sealed = zip_sealed_create();
    if (has_keys && zip->sealed == NULL)
        return STATUS_NO_MEMORY;
    zip->is_unsealed = has_keys && zip_sealed_open(zip->sealed, entry, keys);
    if (!zip->is_unsealed) {
        const enum status status = zip_give_closed(zip, entry);
        return status == STATUS_OK ? byte_source_drain(&entry->source) : status;
    }
    enum status status = zip_give(zip, ARCHIVE_PART_MEMBER, zip_sealed_bytes(zip->sealed),
                                  zip_sealed_meter(zip->sealed));
    if (status == STATUS_OK)
        zip_sealed_finish(zip->sealed, zip->coverage);
    return status;
}

/* Gives the data of an entry, or goes over what cannot be read. */
static enum status zip_give_entry(struct zip *zip, struct zip_entry *entry)
{
    const struct zip_header *const header = &entry->header;
    zip->is_unsealed = false;
    if (zip_entry_is_readable(entry))
        return zip_give(zip, ARCHIVE_PART_MEMBER, &entry->source, &entry->meter);
    if ((header->flags & (ZIP_FLAG_ENCRYPTED | ZIP_FLAG_STRONG)) != 0 || header->method == ZIP_AES)
        return zip_give_sealed(zip, entry);
    const enum status status = zip_give(zip, ARCHIVE_PART_STRAY, &entry->source, &entry->meter);
    zip->coverage->formats[zip_method_format(header->method)]++;
    coverage_add(zip->coverage, REASON_UNSUPPORTED_METHOD);
    return status;
}

static enum status zip_walk_entry(struct zip *zip)
{
    struct window *const window = zip->window;
    const uint64_t at = window->offset;
    uint64_t hash;
    zip->is_open = true;
    zip_index_note(zip->index, at, ZIP_BROKEN);
    if (window_fill(window, ZIP_LOCAL_LEN) < ZIP_LOCAL_LEN)
        return zip_cut(zip);
    struct zip_header header = zip_parse_local(window_at(window));
    window_take(window, ZIP_LOCAL_LEN);
    header.offset = at;
    if (!zip_take_name(zip, header.name_len, &hash) || !zip_take_extra(window, &header))
        return zip_cut(zip);
    if (zip_is_folder(zip, &header)) {
        zip_directory_add_local(&zip->directory, &header, hash, true);
        return zip_give(zip, ARCHIVE_PART_FOLDER, NULL, zip->meter);
    }
    struct zip_entry entry;
    zip_entry_init(&entry, window, &zip->decoders, &header, zip->meter);
    enum status status = zip_give_entry(zip, &entry);
    if (status != STATUS_OK)
        return status;
    const bool is_known = zip_entry_finish(&entry, zip->coverage);
    if (zip->is_unsealed || zip_entry_is_right(&entry))
        zip_index_note(zip->index, at, ZIP_MET);
    if (zip->is_unsealed && is_known)
        zip_sealed_compare(zip->sealed, zip->coverage);
    status = zip_end_entry(zip);
    zip_directory_add_local(&zip->directory, &entry.header, hash, is_known);
    /* A bomb whose length is not known: what follows of it is not worth a scan. */
    if (entry.end == ZIP_ENTRY_STOPPED && !meter_is_stopped(zip->meter))
        gap_skip(window, &zip_mark);
    return window_is_given_up(window) ? window->status : status;
}

/* ---- the directory ---- */

/* Text of the archive itself, len bytes of it. */
static enum status zip_give_comment(struct zip *zip, size_t len)
{
    struct window_source comment;
    if (len == 0)
        return STATUS_OK;
    window_source_init(&comment, zip->window, len);
    const enum status status = zip_give(zip, ARCHIVE_PART_STRAY, &comment.source, zip->meter);
    return status == STATUS_OK && comment.left > 0 ? zip_cut(zip) : status;
}

static enum status zip_walk_central(struct zip *zip)
{
    static const char suffix[] = ".comment";
    struct window *const window = zip->window;
    const uint64_t at = window->offset;
    uint64_t hash;
    zip->is_open = true;
    if (window_fill(window, ZIP_CENTRAL_LEN) < ZIP_CENTRAL_LEN)
        return zip_cut(zip);
    struct zip_header header = zip_parse_central(window_at(window));
    window_take(window, ZIP_CENTRAL_LEN);
    if (!zip_take_name(zip, header.name_len, &hash) || !zip_take_extra(window, &header))
        return zip_cut(zip);
    zip_directory_add_central(&zip->directory, &header, hash, at);
    if (zip->name_len > sizeof zip->name - sizeof suffix)
        zip->name_len = sizeof zip->name - sizeof suffix;
    memcpy(zip->name + zip->name_len, suffix, sizeof suffix - 1);
    zip->name_len += sizeof suffix - 1;
    return zip_give_comment(zip, header.comment_len);
}

static enum status zip_walk_end64(struct zip *zip)
{
    struct window *const window = zip->window;
    zip->is_open = true;
    if (window_fill(window, ZIP64_END_LEN) < ZIP64_END_LEN)
        return zip_cut(zip);
    zip->has_end64 = true;
    zip->end64_at = window->offset;
    zip->end64 = zip64_parse_end(window_at(window));
    window_take(window, ZIP64_END_LEN);
    return STATUS_OK;
}

static enum status zip_walk_end(struct zip *zip)
{
    struct window *const window = zip->window;
    uint64_t at = window->offset;
    if (window_fill(window, ZIP_END_LEN) < ZIP_END_LEN)
        return zip_cut(zip);
    struct zip_end end = zip_parse_end(window_at(window));
    window_take(window, ZIP_END_LEN);
    const size_t comment_len = end.comment_len;
    if (zip->has_end64) {
        end = zip->end64;
        at = zip->end64_at;
    }
    zip_directory_judge(&zip->directory, &end, at, zip->coverage);
    zip_directory_reset(&zip->directory);
    zip->has_end64 = false;
    zip->is_open = false;
    zip->is_ended = true;
    zip_set_label(zip, "comment");
    return zip_give_comment(zip, comment_len);
}

/* ---- the walk ---- */

/* What is written to a tape or a pipe may end in zeros; true when that was all up to a record. */
static bool zip_skip_padding(struct zip *zip)
{
    struct window *const window = zip->window;
    while (window_fill(window, 1) > 0 && *window_at(window) == 0)
        window_take(window, 1);
    const size_t held = window_fill(window, zip_mark.look);
    return held == 0 || zip_mark.looks_right((struct span){window_at(window), held});
}

/* Bytes that are no record, up to the next one. */
static enum status zip_walk_gap(struct zip *zip)
{
    struct gap gap;
    char label[32] = "trailing";
    if (zip->is_ended && zip_skip_padding(zip))
        return STATUS_OK;
    if (!zip->has_record)
        snprintf(label, sizeof label, "prefix");
    else if (!zip->is_ended)
        snprintf(label, sizeof label, "gap@%" PRIu64, zip->window->offset);
    zip_set_label(zip, label);
    const bool is_cut = zip->is_open && window_held(zip->window) < 4;
    if (zip->has_record && !is_cut && !(zip->is_embedded && zip->is_ended))
        coverage_add(zip->coverage, REASON_CORRUPT);
    gap_init(&gap, zip->window, &zip_mark);
    /* Once is enough: a stream of end records must not cost a look at each byte between them. */
    const bool is_trailing = zip->is_ended && !zip->has_trailing;
    const enum archive_part_kind kind = is_trailing ? ARCHIVE_PART_TRAILING : ARCHIVE_PART_STRAY;
    zip->has_trailing = zip->has_trailing || is_trailing;
    const enum status status = zip_give(zip, kind, &gap.source, zip->meter);
    return status == STATUS_OK && window_is_given_up(zip->window) ? zip->window->status : status;
}

static enum status zip_walk_record(struct zip *zip, uint32_t signature)
{
    switch (signature) {
    case ZIP_LOCAL:
        return zip_walk_entry(zip);
    case ZIP_CENTRAL:
        return zip_walk_central(zip);
    case ZIP64_END:
        return zip_walk_end64(zip);
    case ZIP64_LOCATOR: /* says nothing of use */
        return window_skip(zip->window, ZIP64_LOCATOR_LEN) < ZIP64_LOCATOR_LEN ? zip_cut(zip)
                                                                               : STATUS_OK;
    case ZIP_END:
        return zip_walk_end(zip);
    default:
        return zip_walk_gap(zip);
    }
}

static enum status zip_walk_all(struct zip *zip)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !meter_is_stopped(zip->meter)) {
        const size_t held = window_fill(zip->window, 4);
        if (held == 0)
            break;
        const uint32_t signature = held >= 4 ? zip_u32(window_at(zip->window)) : 0;
        status = zip_walk_record(zip, signature);
        zip->has_record = true;
        zip->is_ended = zip->is_ended && signature == ZIP_END;
    }
    if (status != STATUS_OK || meter_is_stopped(zip->meter))
        return status;
    if (window_is_given_up(zip->window))
        return zip->window->status;
    if (zip->is_open && zip->window->status == STATUS_END)
        coverage_add(zip->coverage, REASON_TRUNCATED);
    return STATUS_OK;
}

/* ---- what only the directory knows ---- */

static enum status zip_give_missed(struct zip *zip, struct zip_missed *missed)
{
    struct zip_entry *const entry = &missed->entry;
    const bool is_closed = missed->is_encrypted;
    memcpy(zip->name, missed->name, missed->name_len);
    zip->name_len = missed->name_len;
    const enum status status =
        is_closed ? zip_give_closed(zip, entry)
                  : zip_give(zip, ARCHIVE_PART_MEMBER, &entry->source, &entry->meter);
    if (status != STATUS_OK)
        return status;
    if (!is_closed)
        zip_entry_finish(entry, zip->coverage);
    return zip_end_entry(zip);
}

/* Entries that were listed and not met. Where entries claim the same bytes that is no damage, and
 * nothing is unpacked twice. */
static enum status zip_walk_missed(struct zip *zip)
{
    struct range_source *const file = zip->window->upstream->ranges;
    struct zip_missed missed = {.window = NULL};
    enum status status = STATUS_OK;
    const struct zip_listed *row = zip_index_next_missed(zip->index);
    if (row == NULL || zip_index_overlaps(zip->index))
        return STATUS_OK;
    missed.window = window_create(&missed.stream.source);
    if (missed.window == NULL)
        return STATUS_NO_MEMORY;
    for (; row != NULL && status == STATUS_OK && !meter_is_stopped(zip->meter);
         row = zip_index_next_missed(zip->index)) {
        if (zip_missed_open(&missed, file, row, &zip->decoders, zip->meter))
            status = zip_give_missed(zip, &missed);
    }
    free(missed.window);
    return status;
}

static enum status zip_walk_known(struct zip *zip)
{
    struct range_source *const file = zip->window->upstream->ranges;
    enum status status = file != NULL ? zip_index_read(file, &zip->index) : STATUS_OK;
    if (zip_index_overlaps(zip->index))
        coverage_add(zip->coverage, REASON_ZIP_OVERLAP);
    if (status == STATUS_OK)
        status = zip_walk_all(zip);
    return status == STATUS_OK ? zip_walk_missed(zip) : status;
}

enum status zip_walk(struct window *window, struct meter *meter, bool is_embedded,
                     archive_visit_fn visit, void *user)
{
    struct zip *const zip = calloc(1, sizeof *zip);
    if (zip == NULL)
        return STATUS_NO_MEMORY;
    zip->window = window;
    zip->meter = meter;
    meter->in_at = &window->offset;
    meter->size = window->upstream->size;
    zip->coverage = meter->coverage;
    zip->visit = visit;
    zip->user = user;
    zip->is_embedded = is_embedded;
    const enum status status =
        zip_decoders_init(&zip->decoders) ? zip_walk_known(zip) : STATUS_NO_MEMORY;
    zip_decoders_free(&zip->decoders);
    zip_sealed_free(zip->sealed);
    zip_index_free(zip->index);
    free(zip);
    return status;
}
