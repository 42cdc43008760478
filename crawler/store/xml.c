/* A small pull parser that takes listings and error answers and refuses everything clever. */
#include "crawler/store/xml.h"

#include "crawler/base/utf8.h"

#include <string.h>
#include <strings.h>

void xml_init(struct xml *xml, struct span input)
{
    static const struct span nothing = {(const uint8_t *)"", 0};
    *xml = (struct xml){.input = input.len > 0 ? input : nothing,
                        .is_bad = input.len > XML_DOCUMENT_MAX};
    buffer_init(&xml->text, XML_TEXT_MAX);
}

void xml_free(struct xml *xml)
{
    buffer_wipe(&xml->text); /* it may be of an answer with secrets */
}

static enum xml_event bad(struct xml *xml)
{
    xml->is_bad = true;
    return XML_BAD;
}

static struct span rest(const struct xml *xml)
{
    return (struct span){xml->input.ptr + xml->at, xml->input.len - xml->at};
}

static bool span_starts_with(struct span span, const char *text)
{
    const size_t len = strlen(text);
    return span.len >= len && memcmp(span.ptr, text, len) == 0;
}

/* Where text begins in span, or span.len. */
static size_t span_find(struct span span, const char *text)
{
    const uint8_t *const found =
        span.len == 0 ? NULL : memmem(span.ptr, span.len, text, strlen(text));
    return found == NULL ? span.len : (size_t)(found - span.ptr);
}

static size_t span_find_byte(struct span span, char byte)
{
    const uint8_t *const found = span.len == 0 ? NULL : memchr(span.ptr, byte, span.len);
    return found == NULL ? span.len : (size_t)(found - span.ptr);
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool span_is_blank(struct span span)
{
    for (size_t i = 0; i < span.len; i++)
        if (!is_space(span.ptr[i]))
            return false;
    return true;
}

static struct span span_skip(struct span span, size_t len)
{
    return (struct span){span.ptr + len, span.len - len};
}

static struct span span_skip_blanks(struct span span)
{
    while (span.len > 0 && is_space(*span.ptr))
        span = span_skip(span, 1);
    return span;
}

/* ---- text ---- */

static int digit_of(uint8_t c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (base == 16 && c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (base == 16 && c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The body of a numeric reference, "38" or "x26"; 0 when it is none that stands for a character. */
static uint32_t number_of_reference(struct span body)
{
    const unsigned base = body.len > 0 && body.ptr[0] == 'x' ? 16 : 10;
    size_t i = base == 16 ? 1 : 0;
    uint32_t point = 0;
    if (i == body.len)
        return 0;
    for (; i < body.len; i++) {
        const int digit = digit_of(body.ptr[i], base);
        if (digit < 0 || point > 0x10FFFF)
            return 0;
        point = point * base + (uint32_t)digit;
    }
    return point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF) ? 0 : point;
}

/* name: what stands between '&' and ';'. */
static bool append_reference(struct buffer *text, struct span name)
{
    static const struct {
        const char *name;
        char value;
    } entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (span_is(name, entities[i].name)) {
            buffer_append_char(text, entities[i].value);
            return true;
        }
    if (name.len < 2 || name.ptr[0] != '#')
        return false;
    const uint32_t point = number_of_reference((struct span){name.ptr + 1, name.len - 1});
    uint8_t encoded[4];
    if (point == 0)
        return false;
    buffer_append(text, encoded, utf8_encode(point, encoded));
    return true;
}

static bool characters_are_valid(struct span raw)
{
    uint8_t all = 0, has_nul = 0;
    for (size_t i = 0; i < raw.len; i++) { /* the compiler makes vectors of it */
        all |= raw.ptr[i];
        has_nul |= raw.ptr[i] == 0;
    }
    return has_nul == 0 && (all < 0x80 || utf8_is_valid(raw));
}

/* Characters between tags, references replaced. */
static bool append_characters(struct buffer *text, struct span raw)
{
    if (!characters_are_valid(raw))
        return false;
    while (raw.len > 0) {
        const size_t plain = span_find_byte(raw, '&');
        buffer_append(text, raw.ptr, plain);
        if (plain == raw.len)
            break;
        raw = span_skip(raw, plain + 1);
        const size_t end = span_find(raw, ";");
        if (end == raw.len || end > 10 || !append_reference(text, (struct span){raw.ptr, end}))
            return false;
        raw = span_skip(raw, end + 1);
    }
    return !text->is_failed;
}

/* ---- what stands between elements ---- */

/* Whether what the prolog says about its encoding, if anything, is UTF-8. */
static bool prolog_is_utf8(struct span prolog)
{
    static const char word[] = "encoding";
    const size_t at = span_find(prolog, word);
    if (at == prolog.len)
        return true;
    struct span value = span_skip_blanks(span_skip(prolog, at + sizeof word - 1));
    if (!span_starts_with(value, "="))
        return false;
    value = span_skip_blanks(span_skip(value, 1));
    return value.len >= 7 && (value.ptr[0] == '"' || value.ptr[0] == '\'') &&
           strncasecmp((const char *)value.ptr + 1, "utf-8", 5) == 0 &&
           value.ptr[6] == value.ptr[0];
}

/* A byte order mark and the prolog, at the very start: "<?xml ... ?>". */
static bool skip_prolog(struct xml *xml)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (span_starts_with(rest(xml), mark))
        xml->at += sizeof mark - 1;
    if (!span_starts_with(rest(xml), "<?xml"))
        return true;
    const struct span prolog = {rest(xml).ptr, span_find(rest(xml), "?>")};
    if (prolog.len == rest(xml).len || prolog.len > 256)
        return false;
    xml->at += prolog.len + 2;
    return prolog_is_utf8(prolog);
}

/* A comment or CDATA section at the cursor. */
static bool take_markup(struct xml *xml)
{
    const bool is_comment = span_starts_with(rest(xml), "<!--");
    if (!is_comment && (!span_starts_with(rest(xml), "<![CDATA[") || xml->open_count == 0))
        return false;
    xml->at += is_comment ? 4 : 9;
    const struct span inside = rest(xml);
    const size_t end = span_find(inside, is_comment ? "-->" : "]]>");
    if (end == inside.len)
        return false;
    xml->at += end + 3;
    if (is_comment)
        return true;
    const struct span raw = {inside.ptr, end};
    if (!characters_are_valid(raw))
        return false;
    buffer_append(&xml->text, raw.ptr, raw.len);
    return !xml->text.is_failed;
}

/* ---- tags ---- */

static bool is_name_end(uint8_t c)
{
    static const bool ends[256] = {
        [' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['/'] = true, ['>'] = true,
        ['='] = true, ['<'] = true,  ['"'] = true,  ['\''] = true, ['\0'] = true};
    return ends[c];
}

/* The name at the cursor; the cursor moves behind it. */
static bool take_name(struct xml *xml, struct span *name)
{
    const struct span from = rest(xml);
    size_t len = 0;
    while (len < from.len && !is_name_end(from.ptr[len]))
        len++;
    *name = (struct span){from.ptr, len};
    xml->at += len;
    return len > 0 && len <= XML_NAME_MAX && len < from.len;
}

/* How long a tag is up to its '>', which may also stand within quotes. span.len: it has no end. */
static size_t tag_len(struct span span)
{
    uint8_t quote = 0;
    for (size_t i = 0; i < span.len; i++) {
        const uint8_t c = span.ptr[i];
        if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i;
        if (c == '<')
            break;
    }
    return span.len;
}

static enum xml_event take_start_tag(struct xml *xml)
{
    xml->at++;
    if ((xml->has_root && xml->open_count == 0) || xml->open_count == XML_DEPTH_MAX ||
        !take_name(xml, &xml->name))
        return bad(xml);
    const size_t len = tag_len(rest(xml));
    if (len == rest(xml).len || len > XML_TEXT_MAX)
        return bad(xml);
    xml->attributes = (struct span){rest(xml).ptr, len};
    xml->is_empty_tag = len > 0 && xml->attributes.ptr[len - 1] == '/';
    if (xml->is_empty_tag)
        xml->attributes.len--;
    xml->at += len + 1;
    xml->open[xml->open_count++] = xml->name;
    xml->depth = xml->open_count;
    xml->has_root = true;
    buffer_clear(&xml->text);
    return XML_START;
}

static enum xml_event close_element(struct xml *xml)
{
    xml->depth = xml->open_count;
    xml->open_count--;
    xml->name = xml->open[xml->open_count];
    return XML_END;
}

static enum xml_event take_end_tag(struct xml *xml)
{
    xml->at += 2;
    if (xml->open_count == 0)
        return bad(xml);
    const struct span *const open = &xml->open[xml->open_count - 1];
    const struct span name = rest(xml);
    if (name.len < open->len || memcmp(name.ptr, open->ptr, open->len) != 0)
        return bad(xml);
    const struct span end = span_skip_blanks(span_skip(name, open->len));
    if (end.len == 0 || end.ptr[0] != '>')
        return bad(xml);
    xml->at = (size_t)(end.ptr - xml->input.ptr) + 1;
    return close_element(xml);
}

/* Takes the characters up to the next tag into text. */
static bool take_text(struct xml *xml)
{
    const struct span from = rest(xml);
    const struct span raw = {from.ptr, span_find_byte(from, '<')};
    xml->at += raw.len;
    if (xml->open_count == 0)
        return span_is_blank(raw);
    return append_characters(&xml->text, raw);
}

/* The event of the tag at the cursor; *is_event false: it was none (a comment, a CDATA section). */
static enum xml_event take_tag(struct xml *xml, bool *is_event)
{
    const struct span next = rest(xml);
    *is_event = true;
    if (next.len == 0)
        return xml->has_root && xml->open_count == 0 ? XML_DONE : bad(xml);
    if (span_starts_with(next, "</"))
        return take_end_tag(xml);
    if (!span_starts_with(next, "<!") && !span_starts_with(next, "<?"))
        return take_start_tag(xml);
    *is_event = !take_markup(xml);
    return *is_event ? bad(xml) : XML_DONE;
}

enum xml_event xml_next(struct xml *xml)
{
    if (xml->is_bad)
        return XML_BAD;
    if (xml->is_empty_tag) {
        xml->is_empty_tag = false;
        return close_element(xml);
    }
    if (!xml->is_started && !skip_prolog(xml))
        return bad(xml);
    /* After an end tag the characters that follow are not the next element's. */
    if (xml->is_started && xml->depth > xml->open_count)
        buffer_clear(&xml->text);
    xml->is_started = true;
    enum xml_event event;
    bool is_event;
    do {
        if (!take_text(xml))
            return bad(xml);
        event = take_tag(xml, &is_event);
    } while (!is_event);
    return event;
}

bool xml_attribute_is(const struct xml *xml, const char *name, const char *value)
{
    struct span left = xml->attributes;
    const size_t name_len = strlen(name), value_len = strlen(value);
    while (left.len > 0) {
        const size_t at = span_find(left, name);
        if (at + name_len + value_len + 3 > left.len)
            return false;
        const uint8_t *const found = left.ptr + at;
        const uint8_t *const quoted = found + name_len + 1;
        if (at > 0 && is_space(found[-1]) && quoted[-1] == '=' &&
            (quoted[0] == '"' || quoted[0] == '\'') && memcmp(quoted + 1, value, value_len) == 0 &&
            quoted[value_len + 1] == quoted[0])
            return true;
        left = (struct span){found + 1, left.len - at - 1};
    }
    return false;
}

struct span xml_text(const struct xml *xml)
{
    return (struct span){xml->text.ptr, xml->text.len};
}

bool xml_text_is(const struct xml *xml, const char *text)
{
    return span_is(xml_text(xml), text);
}
