/* Walks a message, part by part, and a mailbox, message by message. */
#include "crawler/unpack/mime_walk.h"

#include "crawler/unpack/archive_stream.h"
#include "crawler/unpack/charset_source.h"
#include "crawler/unpack/member_path.h"
#include "crawler/unpack/mime_header.h"
#include "crawler/unpack/mime_lines.h"
#include "crawler/unpack/transfer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIME_DEPTH 16 /* of multiparts: deeper ones are read as text */
#define MIME_HEADERS_MAX ((size_t)256 * 1024)
#define MIME_LABEL_MAX (MIME_DEPTH * 8)

struct mime_level {
    char boundary[MIME_BOUNDARY_MAX + 1];
    size_t boundary_len;
    unsigned parts; /* so far */
};

struct mime {
    struct archive_stream archive;
    struct mime_level levels[MIME_DEPTH];
    size_t depth;
    struct buffer headers; /* of the part at hand, as they stand */
    struct buffer decoded;
    struct mime_header header;
    struct transfer_source content;
    struct charset_source text;
};

/* ---- boundaries ---- */

/* The level whose boundary line is, from the inside out; depth: none. */
static size_t mime_find_level(const struct mime *mime, struct span line)
{
    if (line.len < 3 || line.ptr[0] != '-' || line.ptr[1] != '-')
        return mime->depth;
    for (size_t i = mime->depth; i > 0; i--) {
        const struct mime_level *const level = &mime->levels[i - 1];
        if (line.len >= 2 + level->boundary_len &&
            memcmp(line.ptr + 2, level->boundary, level->boundary_len) == 0)
            return i - 1;
    }
    return mime->depth;
}

static bool mime_is_boundary(const void *user, struct span line)
{
    const struct mime *const mime = user;
    return mime_find_level(mime, line) < mime->depth;
}

/* True when nothing but a line break stands in front of the next boundary, or of the end. */
static bool mime_is_at_boundary(const struct mime *mime)
{
    struct window *const window = mime->archive.window;
    const size_t held = window_fill(window, 2 * MIME_LINE_LOOK);
    const uint8_t *const at = window_at(window);
    size_t blank = 0;
    while (blank < held && blank < MIME_LINE_LOOK && (at[blank] == '\r' || at[blank] == '\n'))
        blank++;
    return blank == held || mime_is_boundary(mime, (struct span){at + blank, held - blank});
}

/* Gives what stands up to the next boundary of any level. */
static enum status mime_give_rest(struct mime *mime, enum archive_part_kind kind, struct span name,
                                  enum transfer_encoding encoding)
{
    struct mime_lines lines;
    if (kind == ARCHIVE_PART_TRAILING && mime_is_at_boundary(mime))
        return STATUS_OK;
    mime_lines_init(&lines, mime->archive.window, mime_is_boundary, mime);
    lines.takes_break = true;
    transfer_source_init(&mime->content, &lines.source, encoding);
    const bool is_decoded =
        kind == ARCHIVE_PART_MEMBER && mime->header.charset != NULL &&
        charset_source_init(&mime->text, &mime->content.source, mime->header.charset);
    const enum status status = archive_give(
        &mime->archive, kind, name, is_decoded ? &mime->text.source : &mime->content.source);
    if (is_decoded)
        charset_source_free(&mime->text);
    const bool has_check = encoding == TRANSFER_BASE64 || encoding == TRANSFER_UU;
    if (has_check && mime->content.transfer.has_stray)
        coverage_add(mime->archive.meter->coverage, REASON_CORRUPT);
    return status;
}

/* ---- headers ---- */

static bool mime_take_line(struct mime *mime, bool *is_empty)
{
    struct window *const window = mime->archive.window;
    const struct buffer *const taken = &mime->headers;
    const size_t held = window_fill(window, MIME_LINE_LOOK);
    const size_t look = held < MIME_LINE_LOOK ? held : MIME_LINE_LOOK;
    if (held == 0)
        return false;
    /* Of a longer line a piece: its end must not look like an empty line. */
    const bool is_start = taken->len == 0 || taken->ptr[taken->len - 1] == '\n';
    const uint8_t *const at = window_at(window);
    const uint8_t *const end = memchr(at, '\n', look);
    const size_t len = end == NULL ? look : (size_t)(end - at) + 1;
    *is_empty = is_start && at[len - 1] == '\n' && (len == 1 || (len == 2 && at[0] == '\r'));
    buffer_append(&mime->headers, at, len);
    window_take(window, len);
    return true;
}

/* Takes headers up to their empty line; more than MIME_HEADERS_MAX of them are a body already. */
static enum status mime_take_headers(struct mime *mime)
{
    bool is_empty = false;
    buffer_clear(&mime->headers);
    buffer_clear(&mime->decoded);
    while (!is_empty && mime->headers.len < MIME_HEADERS_MAX && mime_take_line(mime, &is_empty))
        continue;
    const struct span headers = {mime->headers.ptr, mime->headers.len};
    mime_header_parse(headers, &mime->header);
    mime_header_decode(headers, &mime->decoded);
    return mime->headers.is_failed || mime->decoded.is_failed ? STATUS_NO_MEMORY : STATUS_OK;
}

/* "2.1", and what it is followed by. */
static struct span mime_label(const struct mime *mime, const char *behind, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < mime->depth && len < MIME_LABEL_MAX / 2; i++)
        len += (size_t)snprintf(out + len, MIME_LABEL_MAX - len, i > 0 ? ".%u" : "%u",
                                mime->levels[i].parts);
    if (behind[0] != '\0')
        len += (size_t)snprintf(out + len, MIME_LABEL_MAX - len, len > 0 ? ".%s" : "%s", behind);
    return (struct span){(const uint8_t *)out, len};
}

static enum status mime_give_headers(struct mime *mime)
{
    char label[MIME_LABEL_MAX];
    struct byte_source *const source =
        byte_source_from_span((struct span){mime->decoded.ptr, mime->decoded.len});
    if (source == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = archive_give(&mime->archive, ARCHIVE_PART_STRAY,
                                            mime_label(mime, "headers", label), source);
    byte_source_close(source);
    return status;
}

/* ---- parts ---- */

static enum status mime_enter(struct mime *mime)
{
    char label[MIME_LABEL_MAX];
    struct mime_level *const level = &mime->levels[mime->depth];
    const struct span name = mime_label(mime, "preamble", label);
    memcpy(level->boundary, mime->header.boundary, sizeof level->boundary);
    level->boundary_len = mime->header.boundary_len;
    level->parts = 0;
    mime->depth++;
    return mime_give_rest(mime, ARCHIVE_PART_TRAILING, name, TRANSFER_IDENTITY);
}

static enum status mime_give_body(struct mime *mime)
{
    char label[MIME_LABEL_MAX];
    const struct span name = mime->header.name_len > 0
                                 ? (struct span){mime->header.name, mime->header.name_len}
                                 : mime_label(mime, mime->depth == 0 ? "1" : "", label);
    return mime_give_rest(mime, ARCHIVE_PART_MEMBER, name, mime->header.encoding);
}

static enum status mime_walk_part(struct mime *mime)
{
    enum status status = mime_take_headers(mime);
    if (status == STATUS_OK)
        status = mime_give_headers(mime);
    if (status != STATUS_OK)
        return status;
    if (mime->header.is_multipart && mime->depth < MIME_DEPTH)
        return mime_enter(mime);
    if (mime->header.is_multipart)
        coverage_add(mime->archive.meter->coverage, REASON_LIMIT_DEPTH);
    return mime_give_body(mime);
}

/* Window stands at a line break and a boundary: goes behind them, and to the level that it says. */
static enum status mime_walk_boundary(struct mime *mime)
{
    struct window *const window = mime->archive.window;
    char label[MIME_LABEL_MAX];
    bool is_empty = false;
    while (window_fill(window, MIME_LINE_LOOK) > 0 &&
           (*window_at(window) == '\r' || *window_at(window) == '\n'))
        window_take(window, 1);
    const struct span line = {window_at(window), window_held(window)};
    const size_t level = mime_find_level(mime, line);
    if (level == mime->depth)
        return STATUS_OK; /* cannot be: the bytes in front ended here */
    const size_t len = 2 + mime->levels[level].boundary_len;
    const bool is_close = line.len >= len + 2 && memcmp(line.ptr + len, "--", 2) == 0;
    buffer_clear(&mime->headers);
    mime_take_line(mime, &is_empty);
    mime->depth = level + !is_close;
    if (!is_close) {
        mime->levels[level].parts++;
        return mime_walk_part(mime);
    }
    mime->archive.is_ended |= mime->depth == 0;
    const struct span name = mime_label(mime, "epilogue", label);
    return mime_give_rest(mime, ARCHIVE_PART_TRAILING, name, TRANSFER_IDENTITY);
}

static enum status mime_walk_all(struct mime *mime)
{
    enum status status = mime_walk_part(mime);
    mime->archive.is_ended = mime->depth == 0;
    while (status == STATUS_OK && mime->depth > 0 && !meter_is_stopped(mime->archive.meter) &&
           window_fill(mime->archive.window, 1) > 0)
        status = mime_walk_boundary(mime);
    return status == STATUS_OK ? archive_finish(&mime->archive) : status;
}

enum status mime_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                      void *user)
{
    struct mime *const mime = calloc(1, sizeof *mime);
    if (mime == NULL)
        return STATUS_NO_MEMORY;
    archive_stream_init(&mime->archive, window, meter, visit, user);
    buffer_init(&mime->headers, MIME_HEADERS_MAX + WINDOW_SIZE);
    buffer_init(&mime->decoded, 2 * (MIME_HEADERS_MAX + WINDOW_SIZE));
    const enum status status = mime_walk_all(mime);
    buffer_free(&mime->headers);
    buffer_free(&mime->decoded);
    free(mime);
    return status;
}

/* ---- mailboxes ---- */

static bool mailbox_is_start(const void *user, struct span line)
{
    (void)user;
    return line.len >= 5 && memcmp(line.ptr, "From ", 5) == 0;
}

#define ENVELOPE_MAX 1024

/* The line itself names who sent it: it is given with the message behind it, as its first line. */
static enum status mailbox_walk_message(struct archive_stream *archive)
{
    char label[40];
    struct mime_lines lines;
    struct window *const window = archive->window;
    snprintf(label, sizeof label, "message@%" PRIu64, window->offset);
    /* Of a longer line the rest belongs to the message. */
    const size_t held = window_fill(window, ENVELOPE_MAX);
    const size_t look = held < ENVELOPE_MAX ? held : ENVELOPE_MAX;
    const uint8_t *const end = memchr(window_at(window), '\n', look);
    const size_t len = end == NULL ? look : (size_t)(end - window_at(window)) + 1;
    const enum status status = archive_give_next(
        archive, ARCHIVE_PART_STRAY, (struct span){(const uint8_t *)"envelope", 8}, len);
    if (status != STATUS_OK)
        return status;
    mime_lines_init(&lines, window, mailbox_is_start, NULL);
    return archive_give(archive, ARCHIVE_PART_MEMBER,
                        (struct span){(const uint8_t *)label, strlen(label)}, &lines.source);
}

enum status mailbox_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                         void *user)
{
    struct archive_stream archive;
    enum status status = STATUS_OK;
    archive_stream_init(&archive, window, meter, visit, user);
    archive.is_ended = true;
    while (status == STATUS_OK && !meter_is_stopped(meter) &&
           window_fill(window, MIME_LINE_LOOK) > 0)
        status = mailbox_walk_message(&archive);
    return status == STATUS_OK ? archive_finish(&archive) : status;
}
