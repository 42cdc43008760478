/* Office documents: archives whose parts refer to one another. */
#include "crawler/base/range_stream.h"
#include "crawler/unpack/office_part.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_walk.h"

#include <stdlib.h>
#include <string.h>

/* Gives only what sheets refer to, and stops where there is nothing of the kind. */
static enum status walk_referred_part(void *user, const struct archive_part *part)
{
    struct archive_user *const self = user;
    if (office_part_is_no_workbook(part->name))
        return STATUS_STOP;
    if (part->kind != ARCHIVE_PART_MEMBER || !office_part_is_referred_to(part->name))
        return STATUS_OK;
    const struct content content = {part->bytes, {.name = part->name}, part->meter};
    self->has_strings |= office_part_is_strings(part->name);
    return walk_visit(self->walk, &content, FORMAT_SHEET);
}

/* Sheets refer to parts that stand behind them: those are read first. What is wrong with the
 * archive shows when it is read for good. */
static enum status walk_referred(struct archive_user *user, struct range_source *file)
{
    struct coverage unused = {0};
    struct meter meter = {.limits = user->walk->limits,
                          .coverage = &unused,
                          .keys = user->outer->meter->keys,
                          .memory = user->outer->meter->memory};
    struct range_stream stream;
    range_stream_init(&stream, file);
    struct window *const window = window_create(&stream.source);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = zip_walk(window, &meter, false, walk_referred_part, user);
    free(window);
    return status == STATUS_STOP ? STATUS_OK : status;
}

/* Tells who reads the sheets that the workbook is over: an empty part, in the place of the strings,
 * of which those are left that no cell shows. */
static enum status walk_end_of_workbook(const struct archive_user *user)
{
    struct byte_source *const nothing =
        byte_source_from_span((struct span){(const uint8_t *)"", 0});
    struct member_path names;
    member_path_init(&names);
    const struct span name = {(const uint8_t *)OFFICE_STRINGS, strlen(OFFICE_STRINGS)};
    const struct content content = {nothing, member_path_enter(&names, &user->outer->place, name),
                                    user->outer->meter};
    enum status status = STATUS_NO_MEMORY;
    if (nothing != NULL && !member_path_is_failed(&names))
        status = walk_visit(user->walk, &content, FORMAT_SHEET);
    member_path_free(&names);
    byte_source_close(nothing);
    return status;
}

/* What sheets refer to, then all but the strings that were read so, and the end. */
static enum status walk_workbook(struct walk *walk, const struct content *outer,
                                 struct range_source *file)
{
    struct archive_user user = {.walk = walk, .outer = outer, .format = FORMAT_OOXML};
    enum status status = walk_referred(&user, file);
    if (status == STATUS_OK)
        status = walk_stream(&user, walk_zip_parts);
    return status == STATUS_OK && user.has_strings ? walk_end_of_workbook(&user) : status;
}

/* One source behind another. */
struct joined_source {
    struct byte_source source;
    struct byte_source *first, *second; /* not owned */
};

static enum status joined_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct joined_source *const self = (struct joined_source *)source;
    enum status status = byte_source_read(self->first, buf, cap, len);
    if (status != STATUS_END)
        return status;
    status = byte_source_read(self->second, buf, cap, len);
    if (status == STATUS_SKIP)
        source->fault = self->second->fault;
    return status;
}

static void joined_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops joined_ops = {.read = joined_read, .close = joined_close};

/*
 * A workbook can be read twice by place, or from a copy. Of one that is larger than a copy may be,
 * that is its start, and the rest follows: it is read once, numbers of strings in its sheets stay
 * numbers, and the strings are read where they stand.
 */
static enum status walk_ooxml(struct walk *walk, const struct content *outer)
{
    struct range_source *copy = NULL;
    struct range_stream stream;
    if (outer->bytes->ranges != NULL)
        return walk_workbook(walk, outer, outer->bytes->ranges);
    enum status status = range_source_copy(outer->bytes, RANGE_COPY_MAX, &copy);
    if (walk_is_final(status))
        return status;
    range_stream_init(&stream, copy);
    struct joined_source joined = {{.ops = &joined_ops}, &stream.source, outer->bytes};
    const struct content whole = {&joined.source, outer->place, outer->meter};
    if (status == STATUS_OK) {
        const struct archive_user user = {.walk = walk, .outer = &whole, .format = FORMAT_OOXML};
        coverage_add(walk->coverage, REASON_LIMIT_MEMORY); /* all bytes are read, without cells */
        status = walk_stream(&user, walk_zip_parts);
    } else {
        status = walk_workbook(walk, &whole, copy);
    }
    range_source_close(copy);
    return status;
}

enum status walk_office(struct walk *walk, const struct content *outer, enum format format)
{
    const struct archive_user user = {.walk = walk, .outer = outer, .format = format};
    return format == FORMAT_OOXML ? walk_ooxml(walk, outer) : walk_stream(&user, walk_zip_parts);
}
