/* Takes an object apart, in memory, streaming: what something is decides how it is walked, layer by
 * layer. */
#include "crawler/unpack/unpack.h"

#include "crawler/base/range_stream.h"
#include "crawler/unpack/ar_walk.h"
#include "crawler/unpack/codec.h"
#include "crawler/unpack/cpio_walk.h"
#include "crawler/unpack/gap.h"
#include "crawler/unpack/isolated_walk.h"
#include "crawler/unpack/layer.h"
#include "crawler/unpack/leaf.h"
#include "crawler/unpack/member_path.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/mime_walk.h"
#include "crawler/unpack/office_part.h"
#include "crawler/unpack/ole_walk.h"
#include "crawler/unpack/pdf_text.h"
#include "crawler/unpack/rpm_walk.h"
#include "crawler/unpack/tar_walk.h"
#include "crawler/unpack/warc_walk.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_record.h"
#include "crawler/unpack/zip_walk.h"

#include <stdlib.h>
#include <string.h>

const struct unpack_limits unpack_default_limits = {
    .depth = 17,
    .members = 1000000,
    .bytes = UINT64_C(1) << 40,
    .ratio = 200,
    .ratio_arms_at = UINT64_C(64) << 20,
    .memory = UINT64_C(160) << 20,
};

/* The largest window that programs ask for without being told to is 128 MiB, by "zstd --long"; all
 * decoders together have twice what the outermost has. */
static uint64_t walk_memory(const struct unpack_limits *limits)
{
    return limits->memory > 0 ? limits->memory : unpack_default_limits.memory;
}

struct walk {
    const struct unpack_limits *limits;
    struct coverage *coverage;
    const struct unpack_visitor *visitor;
};

/* Something to be walked: bytes, where they stand and the meter they are counted on. */
struct content {
    struct byte_source *bytes;
    struct place place;
    struct meter *meter;
};

static enum status walk_content(struct walk *walk, const struct content *content);

static bool status_is_final(enum status status)
{
    return status != STATUS_OK && status != STATUS_END && status != STATUS_SKIP;
}

static void walk_count_format(struct walk *walk, enum format format)
{
    walk->coverage->formats[format]++;
    if (format_is_encrypted(format))
        coverage_add(walk->coverage, REASON_ENCRYPTED);
    else if (format_is_partial(format))
        coverage_add(walk->coverage, REASON_UNSUPPORTED_FORMAT);
}

static enum status walk_visit(struct walk *walk, const struct content *content, enum format format)
{
    const struct member member = {
        .path = content->place.path,
        .depth = content->place.depth,
        .format = format,
        .bytes = content->bytes,
        .ranges = content->bytes->ranges,
    };
    const enum status status = walk->visitor->visit(walk->visitor->user, &member);
    return status_is_final(status) ? status : STATUS_OK;
}

/* Reads what the visitor left, so that layers around come to their own end. */
static enum status walk_drain(struct byte_source *bytes)
{
    uint8_t buf[4096];
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        size_t len;
        status = byte_source_read(bytes, buf, sizeof buf, &len);
    }
    return status_is_final(status) ? status : STATUS_OK;
}

/* Walks what stands at a place whose names were just made. */
static enum status walk_named(struct walk *walk, const struct content *content,
                              const struct member_path *names)
{
    return member_path_is_failed(names) ? STATUS_NO_MEMORY : walk_content(walk, content);
}

/* ---- compression layers ---- */

static struct span walk_label(const char *label)
{
    return (struct span){(const uint8_t *)label, strlen(label)};
}

/* Walks bytes that stand in the layer at outer but are no part of its streams, under a label. */
static enum status walk_stray(struct walk *walk, const struct content *outer,
                              struct byte_source *bytes, const char *label)
{
    struct member_path names;
    member_path_init(&names);
    const struct content stray = {
        bytes, member_path_enter(&names, &outer->place, walk_label(label)), outer->meter};
    enum status status = walk_named(walk, &stray, &names);
    if (status == STATUS_OK)
        status = walk_drain(bytes);
    member_path_free(&names);
    return status;
}

/*
 * What follows the last stream: nothing, something appended, or, behind a fault, bytes that cannot
 * be decoded and then perhaps streams that can.
 */
static enum status walk_layer_rest(struct walk *walk, const struct content *outer,
                                   struct window *window, const struct layer *layer)
{
    if (layer_end(layer) == LAYER_STOPPED || window_fill(window, 1) == 0)
        return STATUS_OK;
    struct window_source rest;
    window_source_init(&rest, window, UINT64_MAX);
    if (layer_end(layer) == LAYER_WHOLE)
        coverage_add(walk->coverage, REASON_CORRUPT);
    if (layer_end(layer) == LAYER_WHOLE || layer_mark(layer) == NULL)
        return walk_stray(walk, outer, &rest.source, "trailing");
    struct gap gap;
    gap_init(&gap, window, layer_mark(layer));
    const enum status status = walk_stray(walk, outer, &gap.source, "trailing");
    if (status != STATUS_OK || !gap.is_found)
        return status;
    return walk_stray(walk, outer, &rest.source, "recovered");
}

static enum status walk_layer_streams(struct walk *walk, const struct content *outer,
                                      struct window *window, struct layer *layer)
{
    struct member_path names;
    member_path_init(&names);
    const struct content inner = {layer_bytes(layer), member_path_unwrap(&names, &outer->place),
                                  layer_meter(layer)};
    enum status status = walk_named(walk, &inner, &names);
    if (status == STATUS_OK)
        status = walk_drain(layer_bytes(layer));
    member_path_free(&names);
    if (status == STATUS_OK && !meter_is_stopped(outer->meter))
        status = walk_layer_rest(walk, outer, window, layer);
    return status;
}

static enum status walk_layer(struct walk *walk, const struct content *outer, enum format format)
{
    if (!meter_count_member(outer->meter))
        return STATUS_OK;
    enum status status = STATUS_NO_MEMORY;
    struct layer *layer = NULL;
    struct window *const window = window_create(outer->bytes);
    if (window != NULL)
        layer = layer_create(window, format, outer->meter);
    if (layer != NULL)
        status = walk_layer_streams(walk, outer, window, layer);
    layer_free(layer);
    free(window);
    return status;
}

/* ---- archives ---- */

struct archive_user {
    struct walk *walk;
    const struct content *outer;
    enum format format;
    bool has_strings; /* of a workbook: they were read before */
};

/* A part of an office document, as what it is there; everything else by its bytes. */
static enum status walk_member(const struct archive_user *user, const struct content *content,
                               struct span name)
{
    const enum format format = office_part_format(user->format, name);
    if (user->has_strings && office_part_is_strings(name))
        return STATUS_OK;
    return format == FORMAT_EMPTY ? walk_content(user->walk, content)
                                  : walk_visit(user->walk, content, format);
}

static enum status walk_archive_part(void *user, const struct archive_part *part)
{
    const struct archive_user *const self = user;
    struct walk *const walk = self->walk;
    const bool is_member = part->kind == ARCHIVE_PART_MEMBER || part->kind == ARCHIVE_PART_FOLDER;
    if (is_member && !meter_count_member(part->meter))
        return STATUS_OK;
    if (part->kind == ARCHIVE_PART_FOLDER)
        return STATUS_OK;
    struct member_path names;
    member_path_init(&names);
    const struct content inner = {
        part->bytes, member_path_enter(&names, &self->outer->place, part->name), part->meter};
    enum status status = STATUS_NO_MEMORY;
    if (!member_path_is_failed(&names))
        status = part->kind == ARCHIVE_PART_STRAY ? walk_visit(walk, &inner, FORMAT_BINARY)
                                                  : walk_member(self, &inner, part->name);
    member_path_free(&names);
    return status;
}

static enum status walk_zip_window(struct walk *walk, const struct content *outer,
                                   struct window *window, bool is_embedded)
{
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    return zip_walk(window, &meter, is_embedded, walk_archive_part, &user);
}

static enum status walk_zip(struct walk *walk, const struct content *outer)
{
    struct window *const window = window_create(outer->bytes);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = walk_zip_window(walk, outer, window, false);
    free(window);
    return status;
}

/* ---- office documents ---- */

/* Gives only what sheets refer to, and stops where there is nothing of the kind. */
static enum status walk_referred_part(void *user, const struct archive_part *part)
{
    const struct archive_user *const self = user;
    if (office_part_is_no_workbook(part->name))
        return STATUS_STOP;
    if (part->kind != ARCHIVE_PART_MEMBER || !office_part_is_referred_to(part->name))
        return STATUS_OK;
    const struct content content = {part->bytes, {.name = part->name}, part->meter};
    return walk_visit(self->walk, &content, FORMAT_SHEET);
}

/* Sheets refer to parts that stand behind them: those are read first. What is wrong with the
 * archive shows when it is read for good. */
static enum status walk_referred(struct walk *walk, const struct content *outer,
                                 struct range_source *file)
{
    struct coverage unused = {0};
    struct meter meter = {
        .limits = walk->limits, .coverage = &unused, .memory = outer->meter->memory};
    struct archive_user user = {.walk = walk, .outer = outer};
    struct range_stream stream;
    range_stream_init(&stream, file);
    struct window *const window = window_create(&stream.source);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = zip_walk(window, &meter, false, walk_referred_part, &user);
    free(window);
    return status == STATUS_STOP ? STATUS_OK : status;
}

static enum status walk_office_file(struct walk *walk, const struct content *outer,
                                    enum format format, bool has_strings)
{
    struct window *const window = window_create(outer->bytes);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {walk, outer, format, has_strings};
    const enum status status = zip_walk(window, &meter, false, walk_archive_part, &user);
    free(window);
    return status;
}

/* Twice when it can be read by place, or copied. A larger one is read once: numbers of strings in
 * its sheets stay numbers, and the strings are read where they stand. */
static enum status walk_ooxml(struct walk *walk, const struct content *outer)
{
    struct range_source *copy = NULL;
    enum status status = STATUS_END;
    if (outer->bytes->ranges == NULL)
        status = range_source_copy(outer->bytes, RANGE_COPY_MAX, &copy);
    if (status_is_final(status))
        return status;
    struct range_source *const file = copy != NULL ? copy : outer->bytes->ranges;
    struct range_stream stream;
    range_stream_init(&stream, file);
    const struct content whole = {&stream.source, outer->place, outer->meter};
    if (status == STATUS_OK)
        coverage_add(walk->coverage, REASON_LIMIT_MEMORY);
    status = walk_referred(walk, outer, file);
    if (status == STATUS_OK)
        status = walk_office_file(walk, copy != NULL ? &whole : outer, FORMAT_OOXML, true);
    range_source_close(copy);
    return status;
}

/* ---- archives that stream by ---- */

/* Archives that are walked as they stream by. */
typedef enum status (*walk_archive_fn)(struct window *window, struct meter *meter,
                                       archive_visit_fn visit, void *user);

static const struct {
    enum format format;
    walk_archive_fn walk;
} archive_rows[] = {
    {FORMAT_TAR, tar_walk},      {FORMAT_CPIO, cpio_walk}, {FORMAT_AR, ar_walk},
    {FORMAT_RPM, rpm_walk},      {FORMAT_WARC, warc_walk}, {FORMAT_MAIL, mime_walk},
    {FORMAT_MBOX, mailbox_walk},
};

static walk_archive_fn walk_find(enum format format)
{
    for (size_t i = 0; i < sizeof archive_rows / sizeof archive_rows[0]; i++) {
        if (archive_rows[i].format == format)
            return archive_rows[i].walk;
    }
    return NULL;
}

static enum status walk_archive(struct walk *walk, const struct content *outer,
                                walk_archive_fn walk_parts)
{
    struct window *const window = window_create(outer->bytes);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    const enum status status = walk_parts(window, &meter, walk_archive_part, &user);
    free(window);
    return status;
}

/* ---- what is decoded by a child ---- */

static bool walk_is_isolated(const struct walk *walk, enum format format)
{
    static const enum format formats[] = {FORMAT_7Z, FORMAT_RAR, FORMAT_CAB, FORMAT_LHA,
                                          FORMAT_ISO9660};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (formats[i] == format)
            return isolator_can(walk->visitor->isolator, ISOLATOR_ARCHIVE);
    }
    return format == FORMAT_PDF && isolator_can(walk->visitor->isolator, ISOLATOR_PDF);
}

static enum status walk_isolated_file(struct walk *walk, const struct content *outer,
                                      struct range_source *file)
{
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    const struct isolated_archive archive = {walk->visitor->isolator, file, &meter};
    return isolated_walk(&archive, walk_archive_part, &user);
}

/* By place where that is offered; otherwise from a copy, as far as there may be one. */
static enum status walk_isolated_archive(struct walk *walk, const struct content *outer)
{
    struct range_source *copy = NULL;
    if (outer->bytes->ranges != NULL)
        return walk_isolated_file(walk, outer, outer->bytes->ranges);
    enum status status = range_source_copy(outer->bytes, RANGE_COPY_MAX, &copy);
    if (status == STATUS_OK)
        coverage_add(walk->coverage, REASON_LIMIT_MEMORY);
    if (copy != NULL)
        status = walk_isolated_file(walk, outer, copy);
    range_source_close(copy);
    return status_is_final(status) ? status : STATUS_OK;
}

static enum status walk_pdf(struct walk *walk, const struct content *outer)
{
    enum status status;
    struct pdf_text *const pdf =
        pdf_text_create(walk->visitor->isolator, outer->bytes, walk->coverage, &status);
    if (pdf == NULL)
        return status_is_final(status) ? status : STATUS_OK;
    const struct content text = {pdf_text_bytes(pdf), outer->place, outer->meter};
    status = walk_visit(walk, &text, FORMAT_PDF);
    if (status == STATUS_OK)
        status = walk_drain(text.bytes);
    pdf_text_free(pdf);
    return status;
}

static enum status walk_isolated(struct walk *walk, const struct content *outer, enum format format)
{
    walk->coverage->formats[format]++;
    if (format == FORMAT_PDF)
        return walk_pdf(walk, outer);
    if (outer->place.depth < walk->limits->depth)
        return walk_isolated_archive(walk, outer);
    coverage_add(walk->coverage, REASON_LIMIT_DEPTH);
    return walk_visit(walk, outer, format);
}

/* ---- compound files ---- */

static enum status walk_ole_ranges(struct walk *walk, const struct content *outer,
                                   struct range_source *ranges)
{
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    return ole_walk(ranges, &meter, walk_archive_part, &user);
}

static enum status walk_ole(struct walk *walk, const struct content *outer)
{
    if (outer->bytes->ranges != NULL)
        return walk_ole_ranges(walk, outer, outer->bytes->ranges);
    struct range_source *copy = NULL;
    enum status status = range_source_copy(outer->bytes, RANGE_COPY_MAX, &copy);
    if (status == STATUS_OK)
        coverage_add(walk->coverage, REASON_LIMIT_MEMORY);
    if (copy != NULL)
        status = walk_ole_ranges(walk, outer, copy);
    range_source_close(copy);
    return status_is_final(status) ? status : STATUS_OK;
}

/* ---- the rest ---- */

/* ECMA-119: the first volume descriptor stands in sector 16. */
static bool walk_is_iso9660(struct window *window)
{
    enum { AT = 16 * 2048 + 1, LEN = 5 };
    return window_fill(window, AT + LEN) >= AT + LEN &&
           memcmp(window_at(window) + AT, "CD001", LEN) == 0;
}

/* A leaf that may carry a zip archive behind its own bytes: it ends where that begins. */
static enum status walk_hiding(struct walk *walk, const struct content *outer, enum format format)
{
    struct window *const window = window_create(outer->bytes);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    if (format == FORMAT_BINARY && walk_is_iso9660(window))
        format = FORMAT_ISO9660;
    if (walk_is_isolated(walk, format)) {
        struct window_source whole;
        window_source_init(&whole, window, UINT64_MAX);
        whole.source.ranges = outer->bytes->ranges;
        const struct content image = {&whole.source, outer->place, outer->meter};
        const enum status ended = walk_isolated(walk, &image, format);
        free(window);
        return ended;
    }
    walk_count_format(walk, format);
    struct gap gap;
    gap_init(&gap, window, &zip_local_mark);
    const struct content front = {&gap.source, outer->place, outer->meter};
    enum status status = walk_visit(walk, &front, format);
    if (status == STATUS_OK)
        status = walk_drain(&gap.source);
    if (status == STATUS_OK && gap.is_found && outer->place.depth < walk->limits->depth) {
        walk_count_format(walk, FORMAT_ZIP);
        status = walk_zip_window(walk, outer, window, true);
    }
    free(window);
    return status;
}

static enum status walk_format(struct walk *walk, const struct content *content, enum format format)
{
    if (format_may_hide_archive(format))
        return walk_hiding(walk, content, format);
    if (walk_is_isolated(walk, format))
        return walk_isolated(walk, content, format);
    walk_count_format(walk, format);
    if (format == FORMAT_EMPTY)
        return STATUS_OK;
    if (format_handling(format) != FORMAT_UNPACK)
        return walk_visit(walk, content, format);
    if (content->place.depth >= walk->limits->depth) {
        coverage_add(walk->coverage, REASON_LIMIT_DEPTH);
        return walk_visit(walk, content, format);
    }
    if (codec_find(format) != NULL)
        return walk_layer(walk, content, format);
    if (format == FORMAT_OLE2)
        return walk_ole(walk, content);
    if (format == FORMAT_OOXML)
        return walk_ooxml(walk, content);
    if (format == FORMAT_OPENDOCUMENT)
        return walk_office_file(walk, content, format, false);
    const walk_archive_fn walk_parts = walk_find(format);
    return walk_parts != NULL ? walk_archive(walk, content, walk_parts) : walk_zip(walk, content);
}

static enum status walk_content(struct walk *walk, const struct content *content)
{
    struct leaf leaf;
    leaf_init(&leaf, content->bytes, walk->coverage);
    struct byte_source *const peek = peek_source_create(&leaf.source);
    if (peek == NULL)
        return STATUS_NO_MEMORY;
    struct span head;
    peek_source_peek(peek, &head);
    peek->ranges = content->bytes->ranges;
    const bool is_whole = leaf.status != STATUS_OK;
    enum status status = STATUS_OK;
    /* Something that broke off before its first byte is on record, and nothing to look at. */
    if (!leaf_is_given_up(&leaf) && (head.len > 0 || leaf.status == STATUS_END)) {
        const struct content watched = {peek, content->place, content->meter};
        status = walk_format(walk, &watched,
                             format_by_name(format_recognise(head, is_whole), content->place.name));
    }
    byte_source_close(peek);
    return leaf_is_given_up(&leaf) ? leaf.status : status;
}

enum status unpack_walk(struct byte_source *object, struct span name,
                        const struct unpack_limits *limits, struct coverage *coverage,
                        const struct unpack_visitor *visitor)
{
    struct walk walk = {limits, coverage, visitor};
    struct meter meter = {.limits = limits, .coverage = coverage, .memory = walk_memory(limits)};
    const struct content content = {object, {.name = name}, &meter};
    return walk_content(&walk, &content);
}

enum status unpack_walk_within(struct byte_source *bytes, const struct unpack_place *at,
                               const struct unpack_limits *limits, struct coverage *coverage,
                               const struct unpack_visitor *visitor)
{
    struct walk walk = {limits, coverage, visitor};
    struct meter meter = {.limits = limits, .coverage = coverage, .memory = walk_memory(limits)};
    const struct place outer = {.path = at->path, .depth = at->depth};
    if (!meter_count_member(&meter))
        return STATUS_OK;
    struct member_path names;
    member_path_init(&names);
    const struct content content = {bytes, member_path_enter(&names, &outer, at->name), &meter};
    const enum status status = walk_named(&walk, &content, &names);
    member_path_free(&names);
    return status;
}
