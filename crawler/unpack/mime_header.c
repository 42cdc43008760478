/* The headers of a message or of a part of one. */
#include "crawler/unpack/mime_header.h"

#include "crawler/base/code_page.h"

#include <string.h>
#include <strings.h>

#define MIME_VALUE_MAX 1024                /* of a header that is looked at */
#define MIME_WORDS_MAX ((size_t)16 * 1024) /* bytes of words side by side */
#define MIME_HEAD ((size_t)4000)

/* ---- lines and parameters ---- */

static bool mime_is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next header, folded lines included, without its last line break; false at the end. */
static bool mime_next_header(struct span headers, size_t *at, struct span *line)
{
    const size_t start = *at;
    size_t end = start;
    do {
        const uint8_t *const found =
            end < headers.len ? memchr(headers.ptr + end, '\n', headers.len - end) : NULL;
        end = found == NULL ? headers.len : (size_t)(found - headers.ptr) + 1;
    } while (end < headers.len && (headers.ptr[end] == ' ' || headers.ptr[end] == '\t'));
    *at = end;
    while (end > start && mime_is_blank(headers.ptr[end - 1]))
        end--;
    *line = (struct span){headers.ptr + start, end - start};
    return line->len > 0;
}

static bool mime_is_named(struct span line, const char *name, struct span *value)
{
    const size_t len = strlen(name);
    if (line.len <= len || line.ptr[len] != ':' ||
        strncasecmp((const char *)line.ptr, name, len) != 0)
        return false;
    size_t at = len + 1;
    while (at < line.len && mime_is_blank(line.ptr[at]))
        at++;
    *value = (struct span){line.ptr + at, line.len - at};
    return true;
}

static bool mime_starts_with(struct span value, const char *text)
{
    const size_t len = strlen(text);
    return value.len >= len && strncasecmp((const char *)value.ptr, text, len) == 0;
}

/* The value of a parameter at at, behind its '=': quoted or not; returns the place behind it. */
static size_t mime_take_value(struct span text, size_t at, uint8_t *out, size_t *len)
{
    const bool is_quoted = at < text.len && text.ptr[at] == '"';
    *len = 0;
    for (at += is_quoted; at < text.len; at++) {
        const uint8_t c = text.ptr[at];
        if (is_quoted ? c == '"' : c == ';' || mime_is_blank(c))
            break;
        if (is_quoted && c == '\\' && at + 1 < text.len)
            at++;
        if (*len < MIME_VALUE_MAX)
            out[(*len)++] = text.ptr[at];
    }
    return at + is_quoted;
}

/* Finds "; name=value" in the value of a header. */
static bool mime_find_parameter(struct span text, const char *name, uint8_t *out, size_t *len)
{
    const size_t name_len = strlen(name);
    size_t at = 0;
    while (at < text.len) {
        while (at < text.len && text.ptr[at] != ';' && text.ptr[at] != '"')
            at++;
        if (at < text.len && text.ptr[at] == '"') {
            at = mime_take_value(text, at, out, len);
            continue;
        }
        for (at++; at < text.len && mime_is_blank(text.ptr[at]);)
            at++;
        const struct span rest = {text.ptr + (at < text.len ? at : text.len),
                                  at < text.len ? text.len - at : 0};
        if (mime_starts_with(rest, name) && rest.len > name_len && rest.ptr[name_len] == '=') {
            mime_take_value(text, at + name_len + 1, out, len);
            return true;
        }
    }
    return false;
}

/* ---- encoded words ---- */

struct mime_word {
    struct span charset; /* without a language, RFC 2231, 5 */
    struct span text;
    bool is_base64;
    size_t len; /* of the word, with its marks */
};

/* Takes "=?charset*language?B?text?=" apart; false when it is none. */
static bool mime_parse_word(struct span word, struct mime_word *parts)
{
    if (word.len < 8 || memcmp(word.ptr, "=?", 2) != 0)
        return false;
    const uint8_t *const name = word.ptr + 2;
    const uint8_t *const mark = memchr(name, '?', word.len - 2);
    if (mark == NULL || mark + 3 >= word.ptr + word.len || mark[2] != '?')
        return false;
    const uint8_t *const language = memchr(name, '*', (size_t)(mark - name));
    const uint8_t kind = mark[1] & 0xDF;
    const uint8_t *const text = mark + 3;
    const uint8_t *const end = memmem(text, (size_t)(word.ptr + word.len - text), "?=", 2);
    if (end == NULL || end - text > MIME_VALUE_MAX)
        return false;
    *parts = (struct mime_word){{name, (size_t)((language != NULL ? language : mark) - name)},
                                {text, (size_t)(end - text)},
                                kind == 'B',
                                (size_t)(end - word.ptr) + 2};
    return kind == 'B' || kind == 'Q';
}

/* Appends the bytes that a word stands for. */
static void mime_append_word(const struct mime_word *parts, struct buffer *out)
{
    uint8_t raw[MIME_VALUE_MAX], decoded[MIME_VALUE_MAX + 3];
    for (size_t i = 0; i < parts->text.len; i++) {
        const uint8_t c = parts->text.ptr[i];
        raw[i] = !parts->is_base64 && c == '_' ? ' ' : c;
    }
    struct transfer transfer = {.encoding = parts->is_base64 ? TRANSFER_BASE64 : TRANSFER_QUOTED};
    const size_t len = transfer_decode(&transfer, raw, parts->text.len, true, decoded);
    buffer_append(out, decoded, len);
}

static bool mime_is_same_set(struct span a, struct span b)
{
    return a.len == b.len && strncasecmp((const char *)a.ptr, (const char *)b.ptr, a.len) == 0;
}

/* Appends text as UTF-8 when its set is known, else as it is. */
static void mime_append_set(struct span charset, struct span text, struct buffer *out)
{
    struct code_page page = {0};
    const char *const name = code_page_find(charset);
    if (name != NULL && text.len > 0 && code_page_open(&page, name))
        code_page_append(&page, text, out);
    else
        buffer_append(out, text.ptr, text.len);
    code_page_close(&page);
}

/*
 * Appends what a word means, and the words behind it that stand for more of the same text: blanks
 * between two are none of it (RFC 2047, 6.2), and a character may be cut by them. Returns the
 * length of all; 0: it is none.
 */
static size_t mime_decode_word(struct span text, struct buffer *out)
{
    struct mime_word word, next;
    struct buffer bytes;
    size_t len = 0;
    if (!mime_parse_word(text, &word))
        return 0;
    buffer_init(&bytes, MIME_WORDS_MAX);
    for (next = word; mime_is_same_set(word.charset, next.charset);) {
        mime_append_word(&next, &bytes);
        size_t blanks = len + next.len;
        len = blanks;
        while (blanks < text.len && mime_is_blank(text.ptr[blanks]))
            blanks++;
        if (bytes.len > MIME_WORDS_MAX - 2 * MIME_VALUE_MAX || blanks == len ||
            !mime_parse_word((struct span){text.ptr + blanks, text.len - blanks}, &next))
            break;
        len = blanks;
    }
    mime_append_set(word.charset, (struct span){bytes.ptr, bytes.len}, out);
    buffer_free(&bytes);
    return len;
}

void mime_header_decode(struct span headers, struct buffer *out)
{
    size_t at = 0;
    while (at < headers.len) {
        const uint8_t *const found = memchr(headers.ptr + at, '=', headers.len - at);
        const size_t next = found == NULL ? headers.len : (size_t)(found - headers.ptr);
        buffer_append(out, headers.ptr + at, next - at);
        at = next;
        if (at == headers.len)
            break;
        const size_t len = mime_decode_word((struct span){headers.ptr + at, headers.len - at}, out);
        if (len == 0)
            buffer_append(out, headers.ptr + at, 1);
        at += len > 0 ? len : 1;
    }
}

/* ---- a part ---- */

static void mime_set_name(struct mime_header *header, const uint8_t *name, size_t len)
{
    struct buffer decoded;
    buffer_init(&decoded, MIME_VALUE_MAX * 2);
    mime_header_decode((struct span){name, len}, &decoded);
    header->name_len = decoded.len < MIME_NAME_MAX ? decoded.len : MIME_NAME_MAX;
    if (decoded.ptr != NULL)
        memcpy(header->name, decoded.ptr, header->name_len);
    buffer_free(&decoded);
}

/* "utf-8'en'na%C3%AFve.csv": a value with a star, made a plain one in place. Returns its length. */
static size_t mime_decode_extended(uint8_t *text, size_t len)
{
    size_t from = 0, to = 0;
    for (int quotes = 0; quotes < 2 && from < len; from++)
        quotes += text[from] == '\'';
    for (; from < len; from++) {
        struct transfer transfer = {.encoding = TRANSFER_QUOTED};
        uint8_t code[] = {'=', 0, 0}, decoded[sizeof code + 3];
        if (text[from] != '%' || from + 2 >= len) {
            text[to++] = text[from];
            continue;
        }
        memcpy(code + 1, text + from + 1, 2);
        const bool is_code = transfer_decode(&transfer, code, sizeof code, true, decoded) == 1;
        text[to++] = is_code ? decoded[0] : '%';
        from += is_code ? 2 : 0;
    }
    return to;
}

/* "filename" of where the part goes, or "name" of its type. */
static void mime_take_name(struct mime_header *header, struct span value)
{
    static const char *const names[] = {"filename*", "filename", "name*", "name", "filename*0"};
    uint8_t name[MIME_VALUE_MAX];
    size_t len;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && header->name_len == 0; i++) {
        if (!mime_find_parameter(value, names[i], name, &len))
            continue;
        const bool is_extended = names[i][strlen(names[i]) - 1] == '*';
        mime_set_name(header, name, is_extended ? mime_decode_extended(name, len) : len);
    }
}

/* Windows-1252 and what has units of two bytes are known by themselves. */
static void mime_take_charset(struct mime_header *header, struct span value)
{
    uint8_t name[MIME_VALUE_MAX];
    size_t len;
    if (!mime_starts_with(value, "text/") || !mime_find_parameter(value, "charset", name, &len))
        return;
    const char *const charset = code_page_find((struct span){name, len});
    if (charset != NULL && strcmp(charset, "CP1252") != 0 && strncmp(charset, "UTF-16", 6) != 0)
        header->charset = charset;
}

static void mime_take_type(struct mime_header *header, struct span value)
{
    uint8_t boundary[MIME_VALUE_MAX];
    size_t len;
    mime_take_name(header, value);
    mime_take_charset(header, value);
    if (!mime_starts_with(value, "multipart/") ||
        !mime_find_parameter(value, "boundary", boundary, &len) || len == 0 ||
        len > MIME_BOUNDARY_MAX)
        return;
    header->is_multipart = true;
    header->boundary_len = len;
    memcpy(header->boundary, boundary, len);
}

void mime_header_parse(struct span headers, struct mime_header *header)
{
    size_t at = 0;
    struct span line, value;
    *header = (struct mime_header){.encoding = TRANSFER_IDENTITY};
    while (mime_next_header(headers, &at, &line)) {
        if (mime_is_named(line, "Content-Type", &value))
            mime_take_type(header, value);
        else if (mime_is_named(line, "Content-Disposition", &value))
            mime_take_name(header, value);
        else if (!mime_is_named(line, "Content-Transfer-Encoding", &value))
            continue;
        else if (mime_starts_with(value, "base64"))
            header->encoding = TRANSFER_BASE64;
        else if (mime_starts_with(value, "quoted-printable"))
            header->encoding = TRANSFER_QUOTED;
        else if (mime_starts_with(value, "x-uu") || mime_starts_with(value, "uuencode"))
            header->encoding = TRANSFER_UU;
    }
}

/* ---- what is a message ---- */

/* A header's name: letters, digits and '-', then a colon. */
static bool mime_is_header(struct span line)
{
    size_t i = 0;
    while (i < line.len && line.ptr[i] > ' ' && line.ptr[i] < 0x7F && line.ptr[i] != ':')
        i++;
    return i > 0 && i < line.len && line.ptr[i] == ':';
}

/* How many headers there are that a message has, or 0 when a line is none at all. */
static unsigned mime_count_headers(struct span head)
{
    static const char *const names[] = {"From",        "To",           "Date",
                                        "Subject",     "Message-ID",   "Received",
                                        "Return-Path", "MIME-Version", "Delivered-To"};
    unsigned count = 0;
    size_t at = 0;
    struct span line, value;
    while (mime_next_header(head, &at, &line)) {
        /* The last line may be cut. */
        if (!mime_is_header(line) && at < head.len)
            return 0;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            count += mime_is_named(line, names[i], &value);
    }
    return count;
}

/* True when a header has an encoded word. */
static bool mime_has_word(struct span headers)
{
    size_t at = 0;
    struct span line;
    struct mime_word parts;
    while (mime_next_header(headers, &at, &line)) {
        const uint8_t *const mark = memmem(line.ptr, line.len, "=?", 2);
        if (mark != NULL &&
            mime_parse_word((struct span){mark, (size_t)(line.ptr + line.len - mark)}, &parts))
            return true;
    }
    return false;
}

bool mime_header_is_message(struct span head)
{
    struct mime_header header;
    if (head.len < 16 || mime_count_headers(head) < 2)
        return false;
    mime_header_parse(head, &header);
    /* Headers of more than head may say it later. */
    const bool goes_on = head.len >= MIME_HEAD && memmem(head.ptr, head.len, "\n\n", 2) == NULL &&
                         memmem(head.ptr, head.len, "\n\r\n", 3) == NULL;
    return header.is_multipart || header.encoding != TRANSFER_IDENTITY || header.charset != NULL ||
           goes_on || mime_has_word(head);
}

bool mime_header_is_mailbox(struct span head)
{
    if (head.len < 5 || memcmp(head.ptr, "From ", 5) != 0)
        return false;
    const uint8_t *const end = memchr(head.ptr, '\n', head.len);
    if (end == NULL)
        return false;
    const size_t at = (size_t)(end - head.ptr) + 1;
    return mime_count_headers((struct span){head.ptr + at, head.len - at}) >= 2;
}
