/* Walks a cpio archive as it streams by. */
#include "crawler/unpack/cpio_walk.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/archive_stream.h"
#include "crawler/unpack/member_path.h"

#include <limits.h>
#include <string.h>

#define CPIO_MAGIC 6
#define CPIO_HEADER_MAX 110
#define CPIO_NAME_MAX ((size_t)32 * 1024) /* longer ones are no names */
#define CPIO_TYPE 0170000U
#define CPIO_FILE 0100000U

/* The four kinds of header: where numbers stand, how they are written, what is padded. */
enum cpio_digits { CPIO_OCTAL, CPIO_HEX, CPIO_LITTLE, CPIO_BIG };

struct cpio_kind {
    const char *magic;
    size_t magic_len;
    enum cpio_digits digits;
    size_t header;
    size_t align; /* of name and content */
    struct {
        size_t at, len;
    } mode, name_len, size, sum; /* of the content's bytes; len 0: there is none */
};

static const struct cpio_kind cpio_kinds[] = {
    {"070701", 6, CPIO_HEX, 110, 4, {14, 8}, {94, 8}, {54, 8}, {0, 0}},
    {"070702", 6, CPIO_HEX, 110, 4, {14, 8}, {94, 8}, {54, 8}, {102, 8}},
    {"070707", 6, CPIO_OCTAL, 76, 1, {18, 6}, {59, 6}, {65, 11}, {0, 0}},
    {"\xC7\x71", 2, CPIO_LITTLE, 26, 2, {6, 2}, {20, 2}, {22, 4}, {0, 0}},
    {"\x71\xC7", 2, CPIO_BIG, 26, 2, {6, 2}, {20, 2}, {22, 4}, {0, 0}},
};
#define CPIO_KINDS (sizeof cpio_kinds / sizeof cpio_kinds[0])

struct cpio_entry {
    const struct cpio_kind *kind;
    uint64_t mode, name_len, size, sum;
};

static bool cpio_parse_text(const uint8_t *text, size_t len, unsigned base, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < len; i++) {
        const unsigned c = text[i];
        unsigned digit = c >= '0' && c <= '9' ? c - '0' : UINT_MAX;
        if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        if (digit >= base)
            return false;
        *number = base * *number + digit;
    }
    return true;
}

/* Numbers of the old kind are words of the machine, of two the higher first. */
static bool cpio_parse_words(const uint8_t *bytes, size_t len, bool is_big, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < len; i += 2)
        *number = *number << 16 | endian_number(bytes + i, 2, is_big);
    return true;
}

static bool cpio_parse(enum cpio_digits digits, const uint8_t *bytes, size_t len, uint64_t *number)
{
    switch (digits) {
    case CPIO_OCTAL:
        return cpio_parse_text(bytes, len, 8, number);
    case CPIO_HEX:
        return cpio_parse_text(bytes, len, 16, number);
    case CPIO_LITTLE:
        return cpio_parse_words(bytes, len, false, number);
    default:
        return cpio_parse_words(bytes, len, true, number);
    }
}

static bool cpio_parse_as(const struct cpio_kind *kind, struct span bytes, struct cpio_entry *entry)
{
    if (bytes.len < kind->header || memcmp(bytes.ptr, kind->magic, kind->magic_len) != 0)
        return false;
    entry->kind = kind;
    return cpio_parse(kind->digits, bytes.ptr + kind->mode.at, kind->mode.len, &entry->mode) &&
           cpio_parse(kind->digits, bytes.ptr + kind->name_len.at, kind->name_len.len,
                      &entry->name_len) &&
           cpio_parse(kind->digits, bytes.ptr + kind->size.at, kind->size.len, &entry->size) &&
           cpio_parse(kind->digits, bytes.ptr + kind->sum.at, kind->sum.len, &entry->sum) &&
           entry->name_len > 0 && entry->name_len <= CPIO_NAME_MAX;
}

static bool cpio_parse_header(struct span bytes, struct cpio_entry *entry)
{
    for (size_t i = 0; i < CPIO_KINDS; i++) {
        if (cpio_parse_as(&cpio_kinds[i], bytes, entry))
            return true;
    }
    return false;
}

/* Behind a fault only the kinds with a long magic can be told from content. */
static bool cpio_looks_right(struct span bytes)
{
    struct cpio_entry entry;
    return cpio_parse_header(bytes, &entry);
}

static const struct gap_mark cpio_mark = {
    .first = '0', .look = CPIO_HEADER_MAX, .looks_right = cpio_looks_right};

static uint64_t cpio_padding(const struct cpio_kind *kind, uint64_t len)
{
    return (kind->align - len % kind->align) % kind->align;
}

/* ---- content ---- */

/* The content of a member, added up as it is read. */
struct cpio_content {
    struct byte_source source;
    struct window_source stored;
    uint32_t sum;
};

static enum status cpio_content_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                     size_t *len)
{
    struct cpio_content *const content = (struct cpio_content *)source;
    const enum status status = byte_source_read(&content->stored.source, buf, cap, len);
    for (size_t i = 0; i < *len; i++)
        content->sum += buf[i];
    source->fault = content->stored.source.fault;
    return status;
}

static void cpio_content_close(struct byte_source *source)
{
    (void)source;
}

static enum status cpio_give_content(struct archive_stream *archive, const struct cpio_entry *entry,
                                     struct span name)
{
    static const struct byte_source_ops ops = {cpio_content_read, cpio_content_close};
    struct cpio_content content = {.source = {.ops = &ops, .size = entry->size}};
    window_source_init(&content.stored, archive->window, entry->size);
    const enum status status = archive_give(archive, ARCHIVE_PART_MEMBER, name, &content.source);
    const uint64_t left = content.stored.left;
    /* Of a file with several names all but the last have neither content nor sum. */
    if (left == 0 && entry->size > 0 && entry->kind->sum.len > 0 && content.sum != entry->sum)
        coverage_add(archive->meter->coverage, REASON_CHECKSUM);
    return status == STATUS_OK ? archive_end_part(archive, name, entry->size, left) : status;
}

/* ---- entries ---- */

static enum status cpio_give(struct archive_stream *archive, const struct cpio_entry *entry,
                             struct span name)
{
    if ((entry->mode & CPIO_TYPE) != CPIO_FILE && entry->size == 0)
        return archive_give(archive, ARCHIVE_PART_FOLDER, name, NULL);
    const enum status status = cpio_give_content(archive, entry, name);
    return status != STATUS_OK || archive->is_ended
               ? status
               : archive_skip(archive, cpio_padding(entry->kind, entry->size));
}

static enum status cpio_walk_entry(struct archive_stream *archive, const struct cpio_entry *entry)
{
    static const char last[] = "TRAILER!!!";
    uint8_t name[MEMBER_NAME_MAX];
    struct window *const window = archive->window;
    const size_t name_len = (size_t)entry->name_len;
    archive->is_ended = false;
    window_take(window, entry->kind->header);
    if (window_fill(window, name_len) < name_len)
        return archive_cut(archive);
    size_t len = strnlen((const char *)window_at(window), name_len);
    if (len > sizeof name)
        len = sizeof name;
    memcpy(name, window_at(window), len);
    window_take(window, name_len);
    const enum status status =
        archive_skip(archive, cpio_padding(entry->kind, entry->kind->header + name_len));
    if (status != STATUS_OK || archive->is_ended)
        return status;
    if (len == sizeof last - 1 && memcmp(name, last, len) == 0) {
        archive->is_ended = true;
        return archive_skip(archive, entry->size);
    }
    return cpio_give(archive, entry, (struct span){name, len});
}

/* Blocks are filled up with zeros behind the end. */
static bool cpio_skip_zero(struct archive_stream *archive)
{
    const bool is_zero = archive->is_ended && *window_at(archive->window) == 0;
    if (is_zero)
        window_take(archive->window, 1);
    return is_zero;
}

enum status cpio_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                      void *user)
{
    struct archive_stream archive;
    enum status status = STATUS_OK;
    archive_stream_init(&archive, window, meter, visit, user);
    while (status == STATUS_OK && !meter_is_stopped(meter)) {
        const size_t held = window_fill(window, CPIO_HEADER_MAX);
        struct cpio_entry entry;
        if (held == 0)
            break;
        if (cpio_skip_zero(&archive))
            continue;
        if (cpio_parse_header((struct span){window_at(window), held}, &entry))
            status = cpio_walk_entry(&archive, &entry);
        else
            status = archive_give_gap(&archive, &cpio_mark);
    }
    return status == STATUS_OK ? archive_finish(&archive) : status;
}
