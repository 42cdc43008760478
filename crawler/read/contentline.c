/* Where content lines and their parts end, and what their values say. */
#include "crawler/read/contentline.h"

#include "crawler/unpack/transfer.h"
#include "detectors/ascii.h"

#include <string.h>

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

/* The byte that stands count bytes in front of text[at]; 0 when there is none. */
static uint8_t byte_before(const struct contentline_view *view, size_t at, size_t count)
{
    return view->front + at >= count ? (view->text + at)[-(ptrdiff_t)count] : 0;
}

/* True when text[at], a line feed, ends the content line. */
static bool is_end(const struct contentline_view *view, size_t at)
{
    if (at + 1 < view->end && is_blank(view->text[at + 1]))
        return false;
    if (view->encoding != CONTENTLINE_QUOTED)
        return true;
    const uint8_t before = byte_before(view, at, 1);
    return before != '=' && (before != '\r' || byte_before(view, at, 2) != '=');
}

size_t contentline_find_end(const struct contentline_view *view, size_t at)
{
    while (at < view->limit) {
        const uint8_t *const feed = memchr(view->text + at, '\n', view->limit - at);
        if (feed == NULL)
            return view->limit;
        at = (size_t)(feed - view->text);
        if (is_end(view, at))
            return at;
        at++;
    }
    return view->limit;
}

size_t contentline_find_stop(const struct contentline_view *view, size_t at, const char *stops,
                             bool has_quotes)
{
    bool is_quoted = false, is_escaped = false;
    for (; at < view->limit; at++) {
        const uint8_t byte = view->text[at];
        if (byte == '\n' && is_end(view, at))
            return at;
        if (has_quotes && byte == '"')
            is_quoted = !is_quoted;
        if (!is_quoted && !is_escaped && ascii_is_one_of(byte, stops))
            return at;
        is_escaped = byte == '\\' && !is_escaped;
    }
    return view->limit;
}

/* How many bytes of a fold stand at the start of rest: a line break and a blank. */
static size_t fold_len(struct span rest)
{
    const size_t feed = rest.len > 0 && rest.ptr[0] == '\r' ? 1 : 0;
    const bool is_fold =
        rest.len > feed + 1 && rest.ptr[feed] == '\n' && is_blank(rest.ptr[feed + 1]);
    return is_fold ? feed + 2 : 0;
}

/* Puts text without folds and escapes to out, which may be text itself. */
static size_t resolve(struct span text, bool has_escapes, uint8_t *out)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len;) {
        const size_t fold = fold_len((struct span){text.ptr + i, text.len - i});
        if (fold > 0) {
            i += fold;
            continue;
        }
        uint8_t byte = text.ptr[i++];
        if (has_escapes && byte == '\\' && i < text.len) {
            byte = text.ptr[i++];
            byte = byte == 'n' || byte == 'N' ? ' ' : byte;
        }
        out[len++] = byte;
    }
    return len;
}

struct span contentline_decode(struct span raw, enum contentline_encoding encoding,
                               bool has_escapes, uint8_t *out)
{
    static const enum transfer_encoding transfers[] = {
        [CONTENTLINE_PLAIN] = TRANSFER_IDENTITY,
        [CONTENTLINE_QUOTED] = TRANSFER_QUOTED,
        [CONTENTLINE_BASE64] = TRANSFER_BASE64,
    };
    struct span text = raw;
    if (encoding != CONTENTLINE_PLAIN) {
        struct transfer transfer = {.encoding = transfers[encoding]};
        text = (struct span){out, transfer_decode(&transfer, raw.ptr, raw.len, true, out)};
    }
    const bool is_ready = memchr(text.ptr, '\n', text.len) == NULL &&
                          (!has_escapes || memchr(text.ptr, '\\', text.len) == NULL);
    if (text.len == 0 || is_ready)
        return text;
    return (struct span){out, resolve(text, has_escapes, out)};
}

struct span contentline_pass_scheme(struct span value)
{
    static const char *const schemes[] = {"tel:", "mailto:", "geo:"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const size_t len = strlen(schemes[i]);
        if (!ascii_starts_with(value.ptr, value.len, schemes[i]))
            continue;
        const uint8_t *const parameters = memchr(value.ptr, ';', value.len);
        value.len = parameters != NULL ? (size_t)(parameters - value.ptr) : value.len;
        return (struct span){value.ptr + len, value.len - len};
    }
    return value;
}

bool contentline_has_word(struct span text, const char *word)
{
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_starts_with(text.ptr + i, text.len - i, word))
            return true;
    }
    return false;
}
