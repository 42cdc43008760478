/* Files that stand inside a value, in base64. */
#include "crawler/read/embedded.h"

#include <string.h>

#define EMBEDDED_PATHS ((size_t)1 << 20)
#define EMBEDDED_PIECE ((size_t)4096)

void embedded_init(struct embedded *embedded)
{
    buffer_init(&embedded->paths, EMBEDDED_PATHS);
    /* Whole ones of a segment, which are small, and one that may be large. */
    buffer_init(&embedded->content, EMBEDDED_MAX + ((size_t)1 << 20));
    embedded_reset(embedded);
}

void embedded_free(struct embedded *embedded)
{
    buffer_free(&embedded->paths);
    buffer_free(&embedded->content);
}

void embedded_reset(struct embedded *embedded)
{
    buffer_clear(&embedded->paths);
    buffer_clear(&embedded->content);
    embedded->count = 0;
    embedded->is_open = embedded->is_lost = false;
}

void embedded_open(struct embedded *embedded, struct span path)
{
    if (embedded == NULL)
        return;
    embedded->is_open = embedded->count < EMBEDDED_FILES && !embedded->paths.is_failed &&
                        !embedded->content.is_failed;
    embedded->is_lost |= !embedded->is_open;
    if (!embedded->is_open)
        return;
    embedded->files[embedded->count] =
        (struct embedded_file){embedded->paths.len, path.len, embedded->content.len, 0};
    embedded->transfer = (struct transfer){.encoding = TRANSFER_BASE64};
    buffer_append(&embedded->paths, path.ptr, path.len);
}

/* Keeps what there is room for. */
static void embedded_keep(struct embedded *embedded, const uint8_t *bytes, size_t len)
{
    struct embedded_file *const file = &embedded->files[embedded->count];
    const size_t room = EMBEDDED_MAX - file->len;
    const size_t kept = len < room ? len : room;
    embedded->is_lost |= kept < len;
    buffer_append(&embedded->content, bytes, kept);
    file->len += kept;
}

void embedded_add(struct embedded *embedded, struct span letters)
{
    uint8_t decoded[EMBEDDED_PIECE + 3];
    if (embedded == NULL || !embedded->is_open)
        return;
    for (size_t at = 0; at < letters.len; at += EMBEDDED_PIECE) {
        const size_t left = letters.len - at;
        const size_t len =
            transfer_decode(&embedded->transfer, letters.ptr + at,
                            left < EMBEDDED_PIECE ? left : EMBEDDED_PIECE, false, decoded);
        embedded_keep(embedded, decoded, len);
    }
}

void embedded_add_bytes(struct embedded *embedded, struct span bytes)
{
    if (embedded != NULL && embedded->is_open)
        embedded_keep(embedded, bytes.ptr, bytes.len);
}

void embedded_close(struct embedded *embedded)
{
    if (embedded == NULL || !embedded->is_open)
        return;
    embedded->is_open = false;
    embedded->is_lost |= embedded->content.is_failed || embedded->paths.is_failed;
    if (!embedded->content.is_failed && !embedded->paths.is_failed)
        embedded->count++;
}

void embedded_take(struct embedded *embedded, const struct embedded_piece *piece)
{
    if (embedded == NULL || (!embedded->is_open && !piece->is_wanted))
        return;
    if (!embedded->is_open)
        embedded_open(embedded, piece->path);
    embedded_add(embedded, piece->letters);
    if (piece->is_last)
        embedded_close(embedded);
}

struct span embedded_path(const struct embedded *embedded, size_t file)
{
    const struct embedded_file *const at = &embedded->files[file];
    return (struct span){embedded->paths.ptr + at->path_at, at->path_len};
}

struct span embedded_content(const struct embedded *embedded, size_t file)
{
    const struct embedded_file *const at = &embedded->files[file];
    return (struct span){embedded->content.ptr + at->at, at->len};
}

void embedded_forget(struct embedded *embedded)
{
    struct embedded_file open = embedded->files[embedded->count];
    if (!embedded->is_open) {
        buffer_clear(&embedded->paths);
        buffer_clear(&embedded->content);
    } else if (embedded->count > 0) {
        memmove(embedded->paths.ptr, embedded->paths.ptr + open.path_at, open.path_len);
        memmove(embedded->content.ptr, embedded->content.ptr + open.at, open.len);
        embedded->paths.len = open.path_len;
        embedded->content.len = open.len;
        open.path_at = open.at = 0;
    }
    embedded->count = 0;
    embedded->files[0] = open;
}
