/* Archives: those that stream by, zip, and compound files. */
#include "crawler/base/range_source.h"
#include "crawler/unpack/ar_walk.h"
#include "crawler/unpack/cpio_walk.h"
#include "crawler/unpack/mime_walk.h"
#include "crawler/unpack/office_part.h"
#include "crawler/unpack/ole_walk.h"
#include "crawler/unpack/rpm_walk.h"
#include "crawler/unpack/tar_walk.h"
#include "crawler/unpack/walk.h"
#include "crawler/unpack/warc_walk.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_walk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A picture of the first page is lost without a loss: all that it shows is read, or is a part that
 * says so itself. What else may stand in its place is walked as any other part. */
static enum status walk_preview(struct walk *walk, const struct content *content)
{
    struct span head;
    struct byte_source *const peek = peek_source_create(content->bytes);
    if (peek == NULL)
        return STATUS_NO_MEMORY;
    peek_source_peek(peek, &head);
    peek->ranges = content->bytes->ranges;
    const struct content whole = {peek, content->place, content->meter};
    const enum format format = format_recognise(head, false);
    const char *const name = format_name(format);
    enum status status;
    if (strcmp(name, "png") == 0 || strcmp(name, "jpeg") == 0) {
        walk->coverage->formats[format]++;
        status = walk_visit(walk, &whole, format);
    } else {
        status = walk_content(walk, &whole);
    }
    byte_source_close(peek);
    return status;
}

/* A part of an office document, as what it is there; everything else by its bytes. */
static enum status walk_member(const struct archive_user *user, const struct content *content,
                               struct span name)
{
    const enum format format = office_part_format(user->format, name);
    if (user->has_strings && office_part_is_strings(name))
        return STATUS_OK;
    if (office_part_is_preview(user->format, name))
        return walk_preview(user->walk, content);
    if (office_part_is_unread(name))
        coverage_add(user->walk->coverage, REASON_UNSUPPORTED_FORMAT);
    return format == FORMAT_EMPTY ? walk_content(user->walk, content)
                                  : walk_visit(user->walk, content, format);
}

/* A member that stays closed has a name to be looked at, and no bytes. */
static enum status walk_closed(struct walk *walk, const struct content *closed)
{
    struct byte_source *const nothing = byte_source_from_span((struct span){NULL, 0});
    if (nothing == NULL)
        return STATUS_NO_MEMORY;
    const struct content content = {nothing, closed->place, closed->meter};
    const enum status status = walk_visit(walk, &content, FORMAT_EMPTY);
    byte_source_close(nothing);
    return status;
}

static enum status walk_part(const struct archive_user *user, const struct content *content,
                             const struct archive_part *part)
{
    switch (part->kind) {
    case ARCHIVE_PART_LOSS:
        return STATUS_OK;
    case ARCHIVE_PART_CLOSED:
        return walk_closed(user->walk, content);
    case ARCHIVE_PART_STRAY:
        return walk_visit(user->walk, content, FORMAT_BINARY);
    default:
        return walk_member(user, content, part->name);
    }
}

enum status walk_archive_part(void *user, const struct archive_part *part)
{
    const struct archive_user *const self = user;
    struct coverage *const coverage = self->walk->coverage;
    const bool is_member = part->kind == ARCHIVE_PART_MEMBER || part->kind == ARCHIVE_PART_FOLDER ||
                           part->kind == ARCHIVE_PART_CLOSED;
    if (is_member && !meter_count_member(part->meter))
        return STATUS_OK;
    if (part->kind == ARCHIVE_PART_FOLDER)
        return STATUS_OK;
    if (part->kind != ARCHIVE_PART_LOSS)
        coverage_name(coverage, self->outer->place.path);
    struct member_path names;
    member_path_init(&names);
    const struct content inner = {
        part->bytes, member_path_enter(&names, &self->outer->place, part->name), part->meter};
    const enum status status =
        member_path_is_failed(&names) ? STATUS_NO_MEMORY : walk_part(self, &inner, part);
    coverage_name(coverage, inner.place.path);
    member_path_free(&names);
    return status;
}

enum status walk_zip_window(struct walk *walk, const struct content *outer, struct window *window,
                            bool is_embedded)
{
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    return zip_walk(window, &meter, is_embedded, walk_archive_part, &user);
}

enum status walk_zip_parts(struct window *window, struct meter *meter, archive_visit_fn visit,
                           void *user)
{
    return zip_walk(window, meter, false, visit, user);
}

static const struct {
    enum format format;
    walk_archive_fn walk;
} archive_rows[] = {
    {FORMAT_ZIP, walk_zip_parts}, {FORMAT_TAR, tar_walk},      {FORMAT_CPIO, cpio_walk},
    {FORMAT_AR, ar_walk},         {FORMAT_RPM, rpm_walk},      {FORMAT_WARC, warc_walk},
    {FORMAT_MAIL, mime_walk},     {FORMAT_MBOX, mailbox_walk},
};

static walk_archive_fn walk_find(enum format format)
{
    for (size_t i = 0; i < sizeof archive_rows / sizeof archive_rows[0]; i++) {
        if (archive_rows[i].format == format)
            return archive_rows[i].walk;
    }
    return NULL;
}

enum status walk_stream(const struct archive_user *user, walk_archive_fn walk_parts)
{
    struct window *const window = window_create(user->outer->bytes);
    if (window == NULL)
        return STATUS_NO_MEMORY;
    struct meter meter = meter_below(user->outer->meter);
    struct archive_user parts = *user;
    const enum status status = walk_parts(window, &meter, walk_archive_part, &parts);
    free(window);
    return status;
}

enum status walk_by_place(struct walk *walk, const struct content *outer, walk_file_fn walk_file)
{
    if (outer->bytes->ranges != NULL)
        return walk_file(walk, outer, outer->bytes->ranges);
    struct range_source *copy = NULL;
    enum status status = range_source_copy(outer->bytes, RANGE_COPY_MAX, &copy);
    if (status == STATUS_OK)
        coverage_cut(walk->coverage, REASON_LIMIT_MEMORY, RANGE_COPY_MAX, outer->bytes->size);
    if (copy != NULL)
        status = walk_file(walk, outer, copy);
    range_source_close(copy);
    return walk_is_final(status) ? status : STATUS_OK;
}

static enum status walk_ole(struct walk *walk, const struct content *outer,
                            struct range_source *file)
{
    struct meter meter = meter_below(outer->meter);
    struct archive_user user = {.walk = walk, .outer = outer};
    return ole_walk(file, &meter, walk_archive_part, &user);
}

enum status walk_archive(struct walk *walk, const struct content *outer, enum format format)
{
    const struct archive_user user = {.walk = walk, .outer = outer};
    if (format == FORMAT_OLE2)
        return walk_by_place(walk, outer, walk_ole);
    const walk_archive_fn walk_parts = walk_find(format);
    assert(walk_parts != NULL);
    return walk_stream(&user, walk_parts);
}
