/* Walks an ar archive as it streams by. */
#include "crawler/unpack/ar_walk.h"

#include "crawler/unpack/archive_stream.h"
#include "crawler/unpack/member_path.h"

#include <stdlib.h>
#include <string.h>

#define AR_MAGIC "!<arch>\n"
#define AR_MAGIC_LEN 8
#define AR_HEADER 60
#define AR_NAME 16
#define AR_SIZE_AT 48
#define AR_SIZE 10
#define AR_END_AT 58
#define AR_NAMES_MAX ((size_t)64 * 1024) /* of the table of long names */

struct ar {
    struct archive_stream archive;
    uint8_t names[AR_NAMES_MAX];
    size_t names_len;
    uint8_t name[MEMBER_NAME_MAX]; /* of the member at hand */
    size_t name_len;
};

/* A number in decimal, padded with blanks; false when it is none. */
static bool ar_parse_number(const uint8_t *text, size_t len, uint64_t *number)
{
    size_t i = 0;
    *number = 0;
    for (; i < len && text[i] >= '0' && text[i] <= '9'; i++)
        *number = 10 * *number + (text[i] - '0');
    const bool has_digits = i > 0;
    while (i < len && text[i] == ' ')
        i++;
    return has_digits && i == len;
}

static bool ar_is_header(struct span bytes)
{
    uint64_t size;
    return bytes.len >= AR_HEADER && memcmp(bytes.ptr + AR_END_AT, "`\n", 2) == 0 &&
           ar_parse_number(bytes.ptr + AR_SIZE_AT, AR_SIZE, &size);
}

static bool ar_is_magic(struct span bytes)
{
    return bytes.len >= AR_MAGIC_LEN && memcmp(bytes.ptr, AR_MAGIC, AR_MAGIC_LEN) == 0;
}

/* Headers start with any byte: behind a fault only another archive can be found. */
static const struct gap_mark ar_mark = {
    .first = '!', .look = AR_MAGIC_LEN, .looks_right = ar_is_magic};

static void ar_set_name(struct ar *ar, const uint8_t *name, size_t len)
{
    ar->name_len = len < sizeof ar->name ? len : sizeof ar->name;
    memcpy(ar->name, name, ar->name_len);
}

/* "/123": a line of the table of names, which ends with '/' or a line break. */
static void ar_take_long_name(struct ar *ar, uint64_t at)
{
    size_t end = at < ar->names_len ? (size_t)at : ar->names_len;
    const size_t start = end;
    while (end < ar->names_len && ar->names[end] != '\n' && ar->names[end] != 0)
        end++;
    if (end > start && ar->names[end - 1] == '/')
        end--;
    ar_set_name(ar, ar->names + start, end - start);
}

/* Names of BSD stand in front of the content, and count as part of it. */
static enum status ar_take_bsd_name(struct ar *ar, uint64_t *size)
{
    uint64_t len;
    struct window *const window = ar->archive.window;
    if (!ar_parse_number(ar->name + 3, ar->name_len - 3, &len) || len > *size ||
        len > sizeof ar->name)
        return STATUS_OK; /* then it is a name like any other */
    if (window_fill(window, (size_t)len) < len)
        return archive_cut(&ar->archive);
    ar_set_name(ar, window_at(window), (size_t)len);
    ar->name_len = strnlen((const char *)ar->name, ar->name_len);
    window_take(window, (size_t)len);
    *size -= len;
    return STATUS_OK;
}

static enum status ar_take_name(struct ar *ar, uint64_t *size)
{
    uint64_t at;
    while (ar->name_len > 0 && ar->name[ar->name_len - 1] == ' ')
        ar->name_len--;
    if (ar->name_len > 3 && memcmp(ar->name, "#1/", 3) == 0)
        return ar_take_bsd_name(ar, size);
    if (ar->name_len == 0 || (ar->name[0] != '/' && ar->name[ar->name_len - 1] != '/'))
        return STATUS_OK;
    if (ar->name[0] != '/')
        ar->name_len--;
    else if (ar_parse_number(ar->name + 1, ar->name_len - 1, &at))
        ar_take_long_name(ar, at);
    return STATUS_OK;
}

static bool ar_is_named(const struct ar *ar, const char *name)
{
    return ar->name_len == strlen(name) && memcmp(ar->name, name, ar->name_len) == 0;
}

/* The table of long names; what is too long of it is not kept. */
static enum status ar_take_names(struct ar *ar, uint64_t size)
{
    struct window_source source;
    const size_t want = size < sizeof ar->names ? (size_t)size : sizeof ar->names;
    window_source_init(&source, ar->archive.window, want);
    const enum status status = byte_source_fill(&source.source, ar->names, want, &ar->names_len);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    return archive_skip(&ar->archive, size - ar->names_len);
}

static enum status ar_walk_content(struct ar *ar, uint64_t size)
{
    if (ar_is_named(ar, "//"))
        return ar_take_names(ar, size);
    const struct span name = {ar->name, ar->name_len};
    return archive_give_next(&ar->archive, ARCHIVE_PART_MEMBER, name, size);
}

static enum status ar_walk_entry(struct ar *ar)
{
    struct window *const window = ar->archive.window;
    uint64_t size;
    ar_parse_number(window_at(window) + AR_SIZE_AT, AR_SIZE, &size);
    const bool is_odd = size % 2 == 1;
    ar_set_name(ar, window_at(window), AR_NAME);
    window_take(window, AR_HEADER);
    enum status status = ar_take_name(ar, &size);
    if (status == STATUS_OK)
        status = ar_walk_content(ar, size);
    if (status == STATUS_OK && is_odd && window_fill(window, 1) > 0)
        window_take(window, 1);
    return status;
}

static enum status ar_walk_next(struct ar *ar, size_t held)
{
    const struct span bytes = {window_at(ar->archive.window), held};
    if (ar_is_magic(bytes))
        return archive_skip(&ar->archive, AR_MAGIC_LEN);
    if (ar_is_header(bytes))
        return ar_walk_entry(ar);
    return held < AR_HEADER ? archive_cut(&ar->archive) : archive_give_gap(&ar->archive, &ar_mark);
}

/* There is no end but that of the stream. */
static enum status ar_walk_all(struct ar *ar)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !meter_is_stopped(ar->archive.meter)) {
        const size_t held = window_fill(ar->archive.window, AR_HEADER);
        ar->archive.is_ended |= held == 0;
        if (held == 0)
            break;
        status = ar_walk_next(ar, held);
    }
    return status == STATUS_OK ? archive_finish(&ar->archive) : status;
}

enum status ar_walk(struct window *window, struct meter *meter, archive_visit_fn visit, void *user)
{
    struct ar *const ar = calloc(1, sizeof *ar);
    if (ar == NULL)
        return STATUS_NO_MEMORY;
    archive_stream_init(&ar->archive, window, meter, visit, user);
    const enum status status = ar_walk_all(ar);
    free(ar);
    return status;
}
