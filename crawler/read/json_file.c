/* Files within JSON. */
#include "crawler/read/json_file.h"

#include "crawler/read/json_string.h"

#include <string.h>

#define PIECE_MAX ((size_t)1024)
#define ESCAPE_MAX 6 /* \uXXXX */
#define ESCAPES_MAX 64

size_t json_file_cut_escape(struct span raw)
{
    const size_t look = raw.len < ESCAPE_MAX ? raw.len : ESCAPE_MAX;
    const uint8_t *const last = look > 0 ? memrchr(raw.ptr + raw.len - look, '\\', look) : NULL;
    if (last == NULL)
        return 0;
    size_t at = (size_t)(last - raw.ptr);
    while (at > 0 && raw.len - at <= ESCAPES_MAX && raw.ptr[at - 1] == '\\')
        at--;
    return raw.len - at <= ESCAPES_MAX ? raw.len - at : 0;
}

/* How many of the first bytes of raw to decode at once: no escape is cut. */
static size_t piece_of(struct span raw)
{
    if (raw.len <= PIECE_MAX)
        return raw.len;
    return PIECE_MAX - json_file_cut_escape((struct span){raw.ptr, PIECE_MAX});
}

static void add_text(struct embedded *embedded, struct span raw)
{
    uint8_t decoded[PIECE_MAX];
    while (raw.len > 0) {
        const size_t len = piece_of(raw);
        const struct span text = json_string_decode((struct span){raw.ptr, len}, decoded);
        memmove(decoded, text.ptr, text.len);
        for (size_t i = 0; i < text.len; i++) /* fold_escape.h makes \n a carriage return */
            decoded[i] = decoded[i] == '\r' ? '\n' : decoded[i];
        embedded_add_bytes(embedded, (struct span){decoded, text.len});
        raw.ptr += len;
        raw.len -= len;
    }
}

static bool is_base64(struct json_path *path)
{
    const struct json_frame *const top = json_path_top(path);
    if (!json_file_may_be_base64(top))
        return false;
    json_path_keep(path);
    const char *const name = top->key_len == 4 ? "data" : "content";
    return memcmp(path->keys + top->key_at, name, top->key_len) == 0;
}

/* That of a string, or of the array whose first line is at hand. */
static struct span path_of_document(struct json_path *path)
{
    struct span text = json_path_render(path);
    const bool is_line = text.len > 0 && !json_path_top(path)->is_object;
    const uint8_t *const index = is_line ? memrchr(text.ptr, '[', text.len) : NULL;
    text.len = index != NULL ? (size_t)(index - text.ptr) : text.len;
    return text;
}

void json_file_take(struct embedded *embedded, struct json_path *path,
                    const struct json_file_piece *piece)
{
    const struct json_frame *const top = json_path_top(path);
    if (embedded == NULL || top == NULL || (piece->raw.len == 0 && !embedded->is_open))
        return;
    if (json_file_is_document(top)) {
        if (!embedded->is_open)
            embedded_open(embedded, path_of_document(path));
        add_text(embedded, piece->raw);
        if (top->is_object && piece->is_last)
            embedded_close(embedded);
        return;
    }
    if ((!piece->is_health && top->fhir.resource != FHIR_FILE) || !is_base64(path))
        return; /* as nearly always: spares the path */
    const struct embedded_piece letters = {json_path_render(path), piece->raw, true,
                                           piece->is_last};
    embedded_take(embedded, &letters);
}
