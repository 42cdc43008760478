/* Tokens of SQL. */
#include "crawler/read/sql_token.h"

#include "detectors/ascii.h"

#include <string.h>

/* Letters, digits, _ $ @ . and whatever is not ASCII: a bit for each byte. */
static bool is_word_byte(uint8_t byte)
{
    static const uint64_t bits[4] = {0x03FF401000000000, 0x07FFFFFE87FFFFFF, UINT64_MAX,
                                     UINT64_MAX};
    return (bits[byte / 64] >> byte % 64 & 1) != 0;
}

/* Where a string that is open at text[at] ends: the place of its closing quote, or limit. A doubled
 * quote is none. */
static size_t string_end(const uint8_t *text, size_t at, size_t limit, uint8_t quote,
                         bool has_backslash)
{
    const uint8_t *const first = at < limit ? memchr(text + at, quote, limit - at) : NULL;
    if (first == NULL)
        return limit;
    const size_t stop = (size_t)(first - text);
    const bool is_doubled = stop + 1 < limit && first[1] == quote;
    if (!is_doubled && !(has_backslash && memchr(text + at, '\\', stop - at) != NULL))
        return stop;
    while (at < limit) {
        if (text[at] == quote) {
            if (at + 1 >= limit || text[at + 1] != quote)
                return at;
            at += 2;
        } else {
            at += has_backslash && text[at] == '\\' ? 2 : 1;
        }
    }
    return limit;
}

static struct sql_token read_quoted(const uint8_t *text, size_t at, size_t limit,
                                    bool has_backslash)
{
    const uint8_t quote = text[at] == '[' ? ']' : text[at];
    const bool is_string = quote == '\'';
    const size_t start = at + 1;
    const size_t stop = string_end(text, start, limit, quote, is_string && has_backslash);
    struct sql_token token = {.kind = is_string ? SQL_STRING : SQL_WORD,
                              .text = {text + start, stop - start},
                              .next = stop + 1,
                              .quote = quote,
                              .is_at_quote = !is_string};
    if (stop == limit) {
        token.kind = SQL_LONG;
        token.next = start;
    }
    return token;
}

/* A name, keyword or number, or a sign. */
static struct sql_token read_word(const uint8_t *text, size_t at, size_t limit)
{
    const bool is_signed =
        (text[at] == '+' || text[at] == '-') && at + 1 < limit && ascii_is_digit(text[at + 1]);
    size_t stop = at + 1;
    if (!is_word_byte(text[at]) && !is_signed)
        return (struct sql_token){.kind = SQL_SIGN, .text = {text + at, 1}, .next = stop};
    while (stop < limit && is_word_byte(text[stop]))
        stop++;
    return (struct sql_token){.kind = SQL_WORD, .text = {text + at, stop - at}, .next = stop};
}

struct sql_token sql_token_read(const uint8_t *text, size_t at, size_t limit, bool has_backslash)
{
    const uint8_t byte = text[at], next = at + 1 < limit ? text[at + 1] : 0;
    size_t stop = at + 1;
    if (byte == '\'' || byte == '"' || byte == '`' || byte == '[')
        return read_quoted(text, at, limit, has_backslash);
    if ((byte == '-' && next == '-') || byte == '#')
        return (struct sql_token){.kind = SQL_LINE, .next = at + 1};
    if (byte == '/' && next == '*')
        return (struct sql_token){.kind = SQL_BLOCK, .next = at + 2};
    if (ascii_is_white(byte)) {
        while (stop < limit && ascii_is_white(text[stop]))
            stop++;
        return (struct sql_token){.kind = SQL_BLANK, .next = stop};
    }
    return read_word(text, at, limit);
}

static uint8_t unescape(uint8_t byte)
{
    switch (byte) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return byte;
    }
}

struct span sql_string_decode(struct span raw, bool has_backslash, uint8_t *out)
{
    if (raw.len == 0 || (memchr(raw.ptr, '\'', raw.len) == NULL &&
                         (!has_backslash || memchr(raw.ptr, '\\', raw.len) == NULL)))
        return raw;
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (has_backslash && raw.ptr[i] == '\\' && i + 1 < raw.len)
            out[len++] = unescape(raw.ptr[++i]);
        else
            out[len++] = raw.ptr[i];
        if (raw.ptr[i] == '\'' && i + 1 < raw.len && raw.ptr[i + 1] == '\'')
            i++;
    }
    return (struct span){out, len};
}
