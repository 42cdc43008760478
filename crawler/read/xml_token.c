/* The tokens of XML. */
#include "crawler/read/xml_token.h"

#include "crawler/read/reader.h"
#include "detectors/ascii.h"

#include <string.h>

#define REFERENCE_MAX 12 /* "&#x0010FFFF;" */
#define CODE_POINT_MAX 0x10ffff

static bool xml_is_in_name(uint8_t byte)
{
    return xml_starts_name(byte) || ascii_is_digit(byte) || byte == '-' || byte == '.';
}

size_t xml_name_end(struct span text, size_t at)
{
    if (at >= text.len || !xml_starts_name(text.ptr[at]))
        return at;
    while (at < text.len && xml_is_in_name(text.ptr[at]))
        at++;
    return at;
}

size_t xml_cdata_start(struct span text)
{
    static const char mark[] = "<![CDATA[";
    const size_t len = sizeof mark - 1;
    return text.len >= len && memcmp(text.ptr, mark, len) == 0 ? len : 0;
}

struct span xml_without_cdata_end(struct span text)
{
    static const char mark[] = "]]>";
    const size_t len = sizeof mark - 1;
    if (text.len >= len && memcmp(text.ptr + text.len - len, mark, len) == 0)
        text.len -= len;
    return text;
}

struct span xml_local_name(struct span name)
{
    const uint8_t *const sign = name.len > 0 ? memrchr(name.ptr, ':', name.len) : NULL;
    if (sign == NULL)
        return name;
    const size_t skipped = (size_t)(sign - name.ptr) + 1;
    return (struct span){name.ptr + skipped, name.len - skipped};
}

struct span xml_prefix(struct span name)
{
    const size_t local = xml_local_name(name).len;
    return (struct span){name.ptr, local < name.len ? name.len - local - 1 : 0};
}

static size_t xml_skip_white(struct span text, size_t at)
{
    while (at < text.len && ascii_is_white(text.ptr[at]))
        at++;
    return at;
}

bool xml_find_attribute(struct span text, size_t at, struct xml_attribute *attribute)
{
    const size_t name_end = xml_name_end(text, at);
    if (name_end == at || name_end == text.len)
        return false;
    *attribute = (struct xml_attribute){.name = {text.ptr + at, name_end - at}, .end = name_end};
    size_t next = xml_skip_white(text, name_end);
    if (next < text.len && text.ptr[next] != '=') {
        attribute->is_whole = true;
        return true;
    }
    next = xml_skip_white(text, next + 1);
    if (next >= text.len)
        return false;
    attribute->end = next;
    if (text.ptr[next] != '"' && text.ptr[next] != '\'') {
        attribute->is_whole = true;
        return true;
    }
    attribute->quote = text.ptr[next++];
    const uint8_t *const close = memchr(text.ptr + next, attribute->quote, text.len - next);
    attribute->is_whole = close != NULL;
    attribute->value.ptr = text.ptr + next;
    attribute->value.len = close != NULL ? (size_t)(close - text.ptr) - next : text.len - next;
    attribute->end = close != NULL ? next + attribute->value.len + 1 : next;
    return true;
}

/* ---- references ---- */

size_t xml_put_char(uint32_t code, uint8_t *out)
{
    if (code == 0 || code > CODE_POINT_MAX || (code >= 0xd800 && code < 0xe000))
        return 0;
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    const size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t leads[] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = (uint8_t)(leads[more] | (code >> (6 * more)));
    for (size_t i = 1; i <= more; i++)
        out[i] = (uint8_t)(0x80 | ((code >> (6 * (more - i))) & 0x3f));
    return more + 1;
}

/* The number between "&#" and ";", 0 when it is none. */
static uint32_t xml_reference_code(struct span digits)
{
    const bool is_hex = digits.len > 0 && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X');
    uint32_t code = 0;
    for (size_t i = is_hex; i < digits.len; i++) {
        const uint8_t byte = digits.ptr[i];
        const uint8_t letter = ascii_to_upper(byte);
        uint32_t digit = 0;
        if (ascii_is_digit(byte))
            digit = (uint32_t)(byte - '0');
        else if (is_hex && letter >= 'A' && letter <= 'F')
            digit = (uint32_t)(letter - 'A') + 10;
        else
            return 0;
        code = code * (is_hex ? 16 : 10) + digit;
        if (code > CODE_POINT_MAX)
            return 0;
    }
    return code;
}

/* What the reference at text.ptr[at], an '&', stands for: its length in out, 0 when it is none that
 * is known; *used is its own length. */
static size_t xml_resolve(struct span text, size_t at, uint8_t out[4], size_t *used)
{
    static const struct {
        const char *name;
        char byte;
    } entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    const size_t room = text.len - at - 1;
    const size_t look = room < REFERENCE_MAX ? room : REFERENCE_MAX;
    const uint8_t *const end = memchr(text.ptr + at + 1, ';', look);
    if (end == NULL)
        return 0;
    const struct span name = {text.ptr + at + 1, (size_t)(end - text.ptr) - at - 1};
    *used = name.len + 2;
    if (name.len > 1 && name.ptr[0] == '#')
        return xml_put_char(xml_reference_code((struct span){name.ptr + 1, name.len - 1}), out);
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (span_is(name, entities[i].name)) {
            out[0] = (uint8_t)entities[i].byte;
            return 1;
        }
    }
    return 0;
}

struct span xml_decode(struct span raw, uint8_t *out)
{
    if (raw.len == 0 || memchr(raw.ptr, '&', raw.len) == NULL)
        return raw;
    size_t len = 0;
    for (size_t at = 0; at < raw.len;) {
        uint8_t resolved[4];
        size_t used = 1;
        const size_t size = raw.ptr[at] == '&' ? xml_resolve(raw, at, resolved, &used) : 0;
        if (size == 0) {
            out[len++] = raw.ptr[at++];
            continue;
        }
        memcpy(out + len, resolved, size);
        len += size;
        at += used;
    }
    return (struct span){out, len};
}

/* ---- recognition ---- */

static size_t skip_behind(struct span head, size_t at, const char *mark)
{
    const uint8_t *const found = memmem(head.ptr + at, head.len - at, mark, strlen(mark));
    return found != NULL ? (size_t)(found - head.ptr) + strlen(mark) : head.len;
}

/* Behind <!DOCTYPE ...>, or in front of its last sign when it defines something. */
static size_t skip_doctype(struct span head, size_t at)
{
    const uint8_t *const end = memchr(head.ptr + at, '>', head.len - at);
    const size_t len = end != NULL ? (size_t)(end - head.ptr) - at : head.len - at;
    return skip_behind(head, at, memchr(head.ptr + at, '[', len) != NULL ? "]" : ">");
}

size_t xml_find_root(struct span head)
{
    size_t at = reader_text_start(head);
    while (at < head.len) {
        if (ascii_is_white(head.ptr[at]) || head.ptr[at] == '>')
            at++;
        else if (xml_starts_with(head, at, "<?"))
            at = skip_behind(head, at, "?>");
        else if (xml_starts_with(head, at, "<!--"))
            at = skip_behind(head, at, "-->");
        else if (xml_starts_with(head, at, "<!DOCTYPE"))
            at = skip_doctype(head, at);
        else
            break;
    }
    return at;
}

static bool is_html(struct span root)
{
    return root.len == 4 && ascii_starts_with(root.ptr, root.len, "html");
}

/* True for the tag of a root that is no HTML, with a tag behind it that closes something. */
static bool xml_is_root(struct span tag, bool is_declared)
{
    const size_t name_end = tag.len > 1 && tag.ptr[0] == '<' ? xml_name_end(tag, 1) : 1;
    const struct span name = {tag.ptr + 1, name_end - 1};
    if (is_declared)
        return name_end == 1 || !is_html(xml_local_name(name));
    if (name.len == 0 || tag.len == name_end || is_html(xml_local_name(name)))
        return false;
    const uint8_t behind = tag.ptr[name_end];
    return (ascii_is_white(behind) || behind == '/' || behind == '>') &&
           (memmem(tag.ptr, tag.len, "</", 2) != NULL || memmem(tag.ptr, tag.len, "/>", 2) != NULL);
}

bool xml_is_document(struct span head)
{
    const size_t at = reader_text_start(head);
    if (at == head.len || head.ptr[at] != '<')
        return false;
    const size_t root = xml_find_root(head);
    return xml_is_root((struct span){head.ptr + root, head.len - root},
                       xml_starts_with(head, at, "<?xml"));
}
