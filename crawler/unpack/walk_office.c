/* Office documents: archives whose parts refer to one another. */
#include "crawler/base/range_stream.h"
#include "crawler/unpack/office_part.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_walk.h"

#include <stdlib.h>

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

/* Twice when it can be read by place, or copied. A larger one is read once: numbers of strings in
 * its sheets stay numbers, and the strings are read where they stand. */
static enum status walk_ooxml(struct walk *walk, const struct content *outer)
{
    struct range_source *copy = NULL;
    enum status status = STATUS_END;
    if (outer->bytes->ranges == NULL)
        status = range_source_copy(outer->bytes, RANGE_COPY_MAX, &copy);
    if (walk_is_final(status))
        return status;
    struct range_source *const file = copy != NULL ? copy : outer->bytes->ranges;
    struct range_stream stream;
    range_stream_init(&stream, file);
    const struct content whole = {&stream.source, outer->place, outer->meter};
    const struct archive_user user = {walk, copy != NULL ? &whole : outer, FORMAT_OOXML, true};
    if (status == STATUS_OK)
        coverage_add(walk->coverage, REASON_LIMIT_MEMORY);
    status = walk_referred(walk, outer, file);
    if (status == STATUS_OK)
        status = walk_stream(&user, walk_zip_parts);
    range_source_close(copy);
    return status;
}

enum status walk_office(struct walk *walk, const struct content *outer, enum format format)
{
    const struct archive_user user = {.walk = walk, .outer = outer, .format = format};
    return format == FORMAT_OOXML ? walk_ooxml(walk, outer) : walk_stream(&user, walk_zip_parts);
}
