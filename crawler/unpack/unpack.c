/* Takes an object apart, in memory, streaming: what something is decides how it is walked, layer by
 * layer. */
#include "crawler/unpack/unpack.h"

#include "crawler/unpack/codec.h"
#include "crawler/unpack/leaf.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/window.h"

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
uint64_t walk_memory(const struct unpack_limits *limits)
{
    return limits->memory > 0 ? limits->memory : unpack_default_limits.memory;
}

bool walk_is_final(enum status status)
{
    return status != STATUS_OK && status != STATUS_END && status != STATUS_SKIP;
}

void walk_count_format(struct walk *walk, enum format format)
{
    walk->coverage->formats[format]++;
    if (format_is_encrypted(format))
        coverage_cut(walk->coverage, REASON_ENCRYPTED, 0, 0);
    else if (format_is_partial(format))
        coverage_add(walk->coverage, REASON_UNSUPPORTED_FORMAT);
}

enum status walk_visit(struct walk *walk, const struct content *content, enum format format)
{
    const struct member member = {
        .path = content->place.path,
        .depth = content->place.depth,
        .format = format,
        .bytes = content->bytes,
        .ranges = content->bytes->ranges,
    };
    const enum status status = walk->visitor->visit(walk->visitor->user, &member);
    return walk_is_final(status) ? status : STATUS_OK;
}

enum status walk_named(struct walk *walk, const struct content *content,
                       const struct member_path *names)
{
    return member_path_is_failed(names) ? STATUS_NO_MEMORY : walk_content(walk, content);
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
        coverage_cut(walk->coverage, REASON_LIMIT_DEPTH, 0, content->bytes->size);
        return walk_visit(walk, content, format);
    }
    if (codec_find(format) != NULL)
        return walk_layer(walk, content, format);
    if (format == FORMAT_OOXML || format == FORMAT_OPENDOCUMENT)
        return walk_office(walk, content, format);
    return walk_archive(walk, content, format);
}

enum status walk_content(struct walk *walk, const struct content *content)
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
        const enum format format = format_recognise(head, is_whole);
        status = walk_format(walk, &watched, format_by_name(format, head, content->place.name));
    }
    byte_source_close(peek);
    return leaf_is_given_up(&leaf) ? leaf.status : status;
}

/* That of a whole object. */
static struct meter walk_meter(const struct walk *walk, struct password_ring *keys)
{
    return (struct meter){.limits = walk->limits,
                          .coverage = walk->coverage,
                          .keys = keys,
                          .memory = walk_memory(walk->limits)};
}

enum status unpack_walk(struct byte_source *object, struct span name,
                        const struct unpack_limits *limits, struct coverage *coverage,
                        const struct unpack_visitor *visitor)
{
    struct walk walk = {limits, coverage, visitor};
    struct password_ring keys = {.passwords = visitor->passwords};
    struct meter meter = walk_meter(&walk, &keys);
    meter.in_at = &coverage->bytes_read;
    meter.size = object->size;
    const struct content content = {object, {.name = name}, &meter};
    return walk_content(&walk, &content);
}

enum status unpack_walk_within(struct byte_source *bytes, const struct unpack_place *at,
                               const struct unpack_limits *limits, struct coverage *coverage,
                               const struct unpack_visitor *visitor)
{
    struct walk walk = {limits, coverage, visitor};
    struct password_ring keys = {.passwords = visitor->passwords};
    struct meter meter = walk_meter(&walk, &keys);
    const struct place outer = {.path = at->path, .depth = at->depth};
    if (!meter_count_member(&meter))
        return STATUS_OK;
    coverage_name(coverage, at->path);
    struct member_path names;
    member_path_init(&names);
    const struct content content = {bytes, member_path_enter(&names, &outer, at->name), &meter};
    const enum status status = walk_named(&walk, &content, &names);
    coverage_name(coverage, content.place.path);
    member_path_free(&names);
    return status;
}
