/* Walks a web archive. */
#include "crawler/unpack/warc_walk.h"

#include "crawler/unpack/archive_stream.h"
#include "crawler/unpack/chunked_source.h"
#include "crawler/unpack/member_path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define WARC_HEADERS_MAX ((size_t)32 * 1024)
#define WARC_LOOK 7

struct warc_record {
    uint64_t size; /* of the block */
    size_t headers;
    uint8_t name[MEMBER_NAME_MAX];
    size_t name_len;
};

static bool warc_looks_right(struct span bytes)
{
    return bytes.len >= WARC_LOOK && memcmp(bytes.ptr, "WARC/", 5) == 0 &&
           (bytes.ptr[5] == '0' || bytes.ptr[5] == '1') && bytes.ptr[6] == '.';
}

static const struct gap_mark warc_mark = {
    .first = 'W', .look = WARC_LOOK, .looks_right = warc_looks_right};

/* The length of headers, with the empty line behind them, of which at most max bytes are looked at;
 * 0: they do not end there. */
static size_t warc_find_end(struct window *window, size_t max)
{
    size_t seen = 0;
    for (size_t want = 512; seen < max; want *= 2) {
        const size_t held = window_fill(window, want < max ? want : max);
        const uint8_t *const bytes = window_at(window);
        const size_t end = held < max ? held : max;
        for (size_t i = seen; i < end; i++) {
            if (bytes[i] == '\n' && i >= 1 &&
                (bytes[i - 1] == '\n' || (i >= 2 && bytes[i - 1] == '\r' && bytes[i - 2] == '\n')))
                return i + 1;
        }
        if (held < want)
            return 0;
        seen = end;
    }
    return 0;
}

/* What stands behind "name:" in line, without blanks; len 0 when it is another header. */
static struct span warc_value(struct span line, const char *name)
{
    const size_t len = strlen(name);
    if (line.len <= len || strncasecmp((const char *)line.ptr, name, len) != 0 ||
        line.ptr[len] != ':')
        return (struct span){line.ptr, 0};
    struct span value = {line.ptr + len + 1, line.len - len - 1};
    while (value.len > 0 && (*value.ptr == ' ' || *value.ptr == '\t')) {
        value.ptr++;
        value.len--;
    }
    while (value.len > 0 && (value.ptr[value.len - 1] == ' ' || value.ptr[value.len - 1] == '\t'))
        value.len--;
    return value;
}

static bool warc_parse_size(struct span value, uint64_t *size)
{
    *size = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9' || *size > UINT64_MAX / 16)
            return false;
        *size = 10 * *size + (value.ptr[i] - '0');
    }
    return value.len > 0;
}

static void warc_set_name(struct warc_record *record, struct span name)
{
    /* Some writers put the URI into angle brackets. */
    if (name.len > 2 && name.ptr[0] == '<' && name.ptr[name.len - 1] == '>')
        name = (struct span){name.ptr + 1, name.len - 2};
    record->name_len = name.len < sizeof record->name ? name.len : sizeof record->name;
    memcpy(record->name, name.ptr, record->name_len);
}

/* Takes the first line off headers; false: there is none. line comes without its end. */
static bool warc_take_line(struct span *headers, struct span *line)
{
    if (headers->len == 0)
        return false;
    const uint8_t *const end = memchr(headers->ptr, '\n', headers->len);
    const size_t len = end == NULL ? headers->len : (size_t)(end - headers->ptr) + 1;
    *line = (struct span){headers->ptr, len};
    *headers = (struct span){headers->ptr + len, headers->len - len};
    while (line->len > 0 && (line->ptr[line->len - 1] == '\n' || line->ptr[line->len - 1] == '\r'))
        line->len--;
    return true;
}

/* False when the headers do not say how long the block is. */
static bool warc_parse(struct span headers, struct warc_record *record)
{
    bool has_size = false;
    struct span line;
    while (warc_take_line(&headers, &line)) {
        const struct span size = warc_value(line, "Content-Length");
        const struct span uri = warc_value(line, "WARC-Target-URI");
        if (size.len > 0)
            has_size = warc_parse_size(size, &record->size);
        if (uri.len > 0)
            warc_set_name(record, uri);
    }
    return has_size;
}

static enum status warc_give_headers(struct archive_stream *archive, const char *what, uint64_t len)
{
    char label[48];
    snprintf(label, sizeof label, "%s@%" PRIu64, what, archive->window->offset);
    const struct span name = {(const uint8_t *)label, strlen(label)};
    return archive_give_next(archive, ARCHIVE_PART_STRAY, name, len);
}

/* The coding that comes last, which chunks are, is the one that was done last. */
static bool warc_has_chunks(struct span headers)
{
    static const char coding[] = "chunked";
    enum { LEN = sizeof coding - 1 };
    struct span line;
    while (warc_take_line(&headers, &line)) {
        const struct span value = warc_value(line, "Transfer-Encoding");
        if (value.len >= LEN &&
            strncasecmp((const char *)value.ptr + value.len - LEN, coding, LEN) == 0)
            return true;
    }
    return false;
}

static enum status warc_give_chunks(struct archive_stream *archive,
                                    const struct warc_record *record)
{
    struct chunked_source body;
    chunked_source_init(&body, archive->window, record->size);
    const struct span name = {record->name, record->name_len};
    const enum status status = archive_give(archive, ARCHIVE_PART_MEMBER, name, &body.source);
    if (chunked_source_is_cut(&body))
        coverage_add(archive->meter->coverage, REASON_TRUNCATED);
    if (chunked_source_is_damaged(&body))
        coverage_add(archive->meter->coverage, REASON_CORRUPT);
    return status == STATUS_OK ? archive_end_part(archive, name, record->size, body.body.left)
                               : status;
}

static enum status warc_give_block(struct archive_stream *archive, struct warc_record *record)
{
    struct window *const window = archive->window;
    const size_t max = record->size < WARC_HEADERS_MAX ? (size_t)record->size : WARC_HEADERS_MAX;
    if (max >= 5 && window_fill(window, 5) >= 5 && memcmp(window_at(window), "HTTP/", 5) == 0) {
        const size_t len = warc_find_end(window, max);
        const bool has_chunks = warc_has_chunks((struct span){window_at(window), len});
        const enum status status = warc_give_headers(archive, "http-headers", len);
        if (status != STATUS_OK)
            return status;
        record->size -= len;
        if (has_chunks)
            return warc_give_chunks(archive, record);
    }
    const struct span name = {record->name, record->name_len};
    return archive_give_next(archive, ARCHIVE_PART_MEMBER, name, record->size);
}

/* Two empty lines end a record: others would be those of a block that is longer than it says. */
static void warc_end_record(struct archive_stream *archive)
{
    struct window *const window = archive->window;
    const size_t held = window_fill(window, 4);
    const uint8_t *const bytes = window_at(window);
    if (held >= 4 && memcmp(bytes, "\r\n\r\n", 4) == 0)
        window_take(window, 4);
    else if (held >= 2 && memcmp(bytes, "\n\n", 2) == 0)
        window_take(window, 2);
    else if (held > 0)
        coverage_add(archive->meter->coverage,
                     held < 4 && window->status == STATUS_END ? REASON_TRUNCATED : REASON_CORRUPT);
}

static enum status warc_walk_record(struct archive_stream *archive)
{
    struct window *const window = archive->window;
    struct warc_record record = {.size = 0};
    char label[32];
    archive->is_ended = false;
    const size_t len = warc_find_end(window, WARC_HEADERS_MAX);
    if (len == 0 && window->status != STATUS_OK)
        return warc_give_headers(archive, "headers", UINT64_MAX);
    snprintf(label, sizeof label, "record@%" PRIu64, window->offset);
    warc_set_name(&record, (struct span){(const uint8_t *)label, strlen(label)});
    const bool is_right = len > 0 && warc_parse((struct span){window_at(window), len}, &record);
    enum status status = warc_give_headers(archive, "headers", is_right ? len : WARC_LOOK);
    if (status == STATUS_OK && !is_right)
        status = archive_give_gap(archive, &warc_mark);
    else if (status == STATUS_OK)
        status = warc_give_block(archive, &record);
    if (status == STATUS_OK && is_right && !archive->is_ended)
        warc_end_record(archive);
    return status;
}

static void warc_skip_lines(struct window *window)
{
    while (window_fill(window, 1) > 0 && (*window_at(window) == '\r' || *window_at(window) == '\n'))
        window_take(window, 1);
}

enum status warc_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                      void *user)
{
    struct archive_stream archive;
    enum status status = STATUS_OK;
    archive_stream_init(&archive, window, meter, visit, user);
    while (status == STATUS_OK && !meter_is_stopped(meter)) {
        warc_skip_lines(window);
        const size_t held = window_fill(window, WARC_LOOK);
        if (held == 0) {
            archive.is_ended = true;
            break;
        }
        if (warc_looks_right((struct span){window_at(window), held}))
            status = warc_walk_record(&archive);
        else
            status = archive_give_gap(&archive, &warc_mark);
    }
    return status == STATUS_OK ? archive_finish(&archive) : status;
}
