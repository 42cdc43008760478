/* Takes an object apart, in memory, streaming. */
#include "crawler/unpack/unpack.h"

#include "crawler/unpack/leaf.h"

const struct unpack_limits unpack_default_limits = {
    .depth = 17,
    .members = 1000000,
    .bytes = UINT64_C(1) << 40,
    .ratio = 200,
    .ratio_arms_at = UINT64_C(64) << 20,
};

struct walk {
    const struct unpack_limits *limits;
    struct coverage *coverage;
    unpack_member_fn visit;
    void *user;
};

static void walk_count_format(struct walk *walk, enum format format)
{
    walk->coverage->formats[format]++;
    if (format_is_encrypted(format))
        coverage_add(walk->coverage, REASON_ENCRYPTED);
    else if (format_is_partial(format))
        coverage_add(walk->coverage, REASON_UNSUPPORTED_FORMAT);
}

static enum status walk_visit(struct walk *walk, struct byte_source *content, enum format format)
{
    struct leaf leaf;
    leaf_init(&leaf, content, walk->coverage);
    const struct member member = {.format = format, .bytes = &leaf.source};
    const enum status status = walk->visit(walk->user, &member);
    return leaf_is_given_up(&leaf) ? leaf.status : status;
}

enum status unpack_walk(struct byte_source *object, struct span name,
                        const struct unpack_limits *limits, struct coverage *coverage,
                        unpack_member_fn visit, void *user)
{
    (void)name;
    struct walk walk = {limits, coverage, visit, user};
    struct byte_source *const peek = peek_source_create(object);
    if (peek == NULL)
        return STATUS_NO_MEMORY;
    struct span head;
    enum status status = peek_source_peek(peek, &head);
    if (status != STATUS_CANCELLED && status != STATUS_NO_MEMORY) {
        const enum format format = format_recognise(head, status == STATUS_END);
        walk_count_format(&walk, format);
        status = walk_visit(&walk, peek, format);
    }
    byte_source_close(peek);
    return status == STATUS_END || status == STATUS_SKIP ? STATUS_OK : status;
}
