/* The tokens of HTML. */
#include "crawler/read/html_token.h"

#include "crawler/read/xml_token.h"
#include "detectors/ascii.h"

#include <string.h>

bool html_name_is(struct span name, const char *word)
{
    return name.len == strlen(word) && ascii_starts_with(name.ptr, name.len, word);
}

static const struct {
    const char *name;
    enum html_element element;
} elements[] = {
    {"p", HTML_BLOCK},        {"br", HTML_BLOCK},       {"div", HTML_BLOCK},
    {"td", HTML_CELL},        {"th", HTML_HEAD_CELL},   {"tr", HTML_ROW},
    {"table", HTML_TABLE},    {"li", HTML_BLOCK},       {"ul", HTML_BLOCK},
    {"ol", HTML_BLOCK},       {"dl", HTML_TABLE},       {"dt", HTML_TERM},
    {"dd", HTML_CELL},        {"h1", HTML_BLOCK},       {"h2", HTML_BLOCK},
    {"h3", HTML_BLOCK},       {"h4", HTML_BLOCK},       {"h5", HTML_BLOCK},
    {"h6", HTML_BLOCK},       {"hr", HTML_BLOCK},       {"script", HTML_RAW},
    {"style", HTML_RAW},      {"html", HTML_BLOCK},     {"head", HTML_BLOCK},
    {"body", HTML_BLOCK},     {"title", HTML_BLOCK},    {"meta", HTML_BLOCK},
    {"link", HTML_BLOCK},     {"thead", HTML_BLOCK},    {"tbody", HTML_BLOCK},
    {"tfoot", HTML_BLOCK},    {"caption", HTML_BLOCK},  {"col", HTML_BLOCK},
    {"colgroup", HTML_BLOCK}, {"form", HTML_BLOCK},     {"fieldset", HTML_BLOCK},
    {"legend", HTML_BLOCK},   {"label", HTML_BLOCK},    {"select", HTML_FIELD},
    {"option", HTML_FIELD},   {"optgroup", HTML_BLOCK}, {"textarea", HTML_FIELD},
    {"button", HTML_BLOCK},   {"input", HTML_BLOCK},    {"pre", HTML_BLOCK},
    {"section", HTML_BLOCK},  {"article", HTML_BLOCK},  {"aside", HTML_BLOCK},
    {"header", HTML_BLOCK},   {"footer", HTML_BLOCK},   {"main", HTML_BLOCK},
    {"nav", HTML_BLOCK},      {"address", HTML_BLOCK},  {"blockquote", HTML_BLOCK},
    {"center", HTML_BLOCK},   {"figure", HTML_BLOCK},   {"figcaption", HTML_BLOCK},
    {"details", HTML_BLOCK},  {"summary", HTML_BLOCK},  {"dialog", HTML_BLOCK},
    {"iframe", HTML_BLOCK},   {"object", HTML_BLOCK},   {"param", HTML_BLOCK},
    {"menu", HTML_BLOCK},     {"template", HTML_BLOCK}, {"noscript", HTML_BLOCK},
};

static enum html_element element_of(struct span name)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (html_name_is(name, elements[i].name))
            return elements[i].element;
    }
    return HTML_INLINE;
}

bool html_starts_markup(struct span text)
{
    if (text.len < 2)
        return false;
    const bool is_end = text.ptr[1] == '/' && text.len > 2;
    return ascii_is_alpha(text.ptr[is_end ? 2 : 1]) || text.ptr[1] == '!' || text.ptr[1] == '?';
}

/* Where the tag's '>' stands, quotes minded; text.len when it is not there. */
static size_t find_tag_end(struct span text, size_t at)
{
    uint8_t quote = 0;
    for (; at < text.len; at++) {
        const uint8_t byte = text.ptr[at];
        if (quote != 0)
            quote = byte == quote ? 0 : quote;
        else if (byte == '>')
            return at;
        else if ((byte == '"' || byte == '\'') && text.ptr[at - 1] == '=')
            quote = byte;
    }
    return at;
}

bool html_find_tag(struct span text, struct html_tag *tag)
{
    const bool is_end = text.len > 1 && text.ptr[1] == '/';
    const size_t start = is_end ? 2 : 1;
    size_t name_end = start;
    while (name_end < text.len && !ascii_is_white(text.ptr[name_end]) &&
           !ascii_is_one_of(text.ptr[name_end], "/>"))
        name_end++;
    const size_t end = find_tag_end(text, name_end);
    if (end == text.len)
        return false;
    const struct span name = {text.ptr + start, name_end - start};
    *tag = (struct html_tag){name, element_of(name), is_end, name_end, end + 1};
    return true;
}

static size_t skip_white(struct span text, size_t at)
{
    while (at < text.len && ascii_is_white(text.ptr[at]))
        at++;
    return at;
}

/* The value at *at, quoted or not. */
static struct span attribute_value(struct span tag, size_t *at)
{
    const uint8_t quote = *at < tag.len ? tag.ptr[*at] : 0;
    size_t start = *at, end = *at;
    if (quote == '"' || quote == '\'') {
        end = ++start;
        while (end < tag.len && tag.ptr[end] != quote)
            end++;
        *at = end + (end < tag.len);
    } else {
        while (end < tag.len && !ascii_is_white(tag.ptr[end]) && tag.ptr[end] != '>')
            end++;
        *at = end;
    }
    return (struct span){tag.ptr + start, end - start};
}

bool html_next_attribute(struct span tag, size_t *at, struct html_attribute *attribute)
{
    size_t next = *at;
    while (next < tag.len &&
           (ascii_is_white(tag.ptr[next]) || ascii_is_one_of(tag.ptr[next], "/\"'=")))
        next++;
    if (next >= tag.len || tag.ptr[next] == '>')
        return false;
    const size_t start = next;
    while (next < tag.len && !ascii_is_white(tag.ptr[next]) &&
           !ascii_is_one_of(tag.ptr[next], "=/>"))
        next++;
    *attribute = (struct html_attribute){{tag.ptr + start, next - start}, {tag.ptr + next, 0}};
    const size_t sign = skip_white(tag, next);
    if (sign < tag.len && tag.ptr[sign] == '=') {
        next = skip_white(tag, sign + 1);
        attribute->value = attribute_value(tag, &next);
    }
    *at = next;
    return true;
}

/* ---- character references ---- */

struct html_entity {
    const char *name;
    uint16_t code;
};

/* HTML 4: ISO 8859-1 and punctuation. */
static const struct html_entity entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
    {"nbsp", ' '},     {"shy", 0},        {"ndash", 0x2013}, {"mdash", 0x2014},  {"lsquo", 0x2018},
    {"rsquo", 0x2019}, {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bull", 0x2022},   {"hellip", 0x2026},
    {"ensp", ' '},     {"emsp", ' '},     {"thinsp", ' '},   {"zwnj", 0},        {"zwj", 0},
    {"colon", ':'},    {"comma", ','},    {"period", '.'},   {"hyphen", 0x2010}, {"commat", '@'},
    {"lpar", '('},     {"rpar", ')'},     {"num", '#'},      {"sol", '/'},       {"plus", '+'},
    {"lowbar", '_'},   {"NewLine", '\n'}, {"Tab", '\t'},     {"semi", ';'},      {"equals", '='},
    {"percnt", '%'},   {"dollar", '$'},   {"euro", 0x20ac},  {"trade", 0x2122},  {"middot", 183},
    {"copy", 169},     {"reg", 174},      {"deg", 176},      {"sect", 167},      {"Agrave", 192},
    {"Aacute", 193},   {"Acirc", 194},    {"Atilde", 195},   {"Auml", 196},      {"Aring", 197},
    {"AElig", 198},    {"Ccedil", 199},   {"Egrave", 200},   {"Eacute", 201},    {"Ecirc", 202},
    {"Euml", 203},     {"Igrave", 204},   {"Iacute", 205},   {"Icirc", 206},     {"Iuml", 207},
    {"Ntilde", 209},   {"Ograve", 210},   {"Oacute", 211},   {"Ocirc", 212},     {"Otilde", 213},
    {"Ouml", 214},     {"Oslash", 216},   {"Ugrave", 217},   {"Uacute", 218},    {"Ucirc", 219},
    {"Uuml", 220},     {"Yacute", 221},   {"szlig", 223},    {"agrave", 224},    {"aacute", 225},
    {"acirc", 226},    {"atilde", 227},   {"auml", 228},     {"aring", 229},     {"aelig", 230},
    {"ccedil", 231},   {"egrave", 232},   {"eacute", 233},   {"ecirc", 234},     {"euml", 235},
    {"igrave", 236},   {"iacute", 237},   {"icirc", 238},    {"iuml", 239},      {"eth", 240},
    {"ntilde", 241},   {"ograve", 242},   {"oacute", 243},   {"ocirc", 244},     {"otilde", 245},
    {"ouml", 246},     {"oslash", 248},   {"ugrave", 249},   {"uacute", 250},    {"ucirc", 251},
    {"uuml", 252},     {"yacute", 253},   {"thorn", 254},    {"yuml", 255},      {"OElig", 338},
    {"oelig", 339},    {"Scaron", 352},   {"scaron", 353},
};

#define NOT_A_CHAR UINT32_MAX

static uint32_t code_of_number(struct span digits)
{
    const bool is_hex = digits.len > 0 && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X');
    uint32_t code = 0;
    if (digits.len == (size_t)is_hex)
        return NOT_A_CHAR;
    for (size_t i = is_hex; i < digits.len; i++) {
        const uint8_t upper = ascii_to_upper(digits.ptr[i]);
        if (!(is_hex ? ascii_is_hex(upper) : ascii_is_digit(upper)) || code > 0x10ffff)
            return NOT_A_CHAR;
        code = code * (is_hex ? 16 : 10) +
               (uint32_t)(ascii_is_digit(upper) ? upper - '0' : upper - 'A' + 10);
    }
    return code == 160 ? ' ' : code == 173 ? 0 : code;
}

static uint32_t code_of_name(struct span name)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (span_is(name, entities[i].name))
            return entities[i].code;
    }
    return NOT_A_CHAR;
}

size_t html_resolve(struct span text, uint8_t out[4], size_t *len)
{
    const bool is_number = text.len > 2 && text.ptr[1] == '#';
    const size_t start = is_number ? 2 : 1;
    size_t end = start;
    while (end < text.len && end < HTML_REFERENCE_MAX && ascii_is_alnum(text.ptr[end]))
        end++;
    const struct span name = {text.ptr + start, end - start};
    const bool is_closed = end < text.len && text.ptr[end] == ';';
    if (name.len == 0 || !(is_closed || is_number || html_name_is(name, "nbsp")))
        return 0;
    const uint32_t code = is_number ? code_of_number(name) : code_of_name(name);
    if (code == NOT_A_CHAR)
        return 0;
    *len = xml_put_char(code, out);
    return end + is_closed;
}

size_t html_decode(struct span raw, uint8_t *out)
{
    size_t len = 0;
    for (size_t at = 0; at < raw.len;) {
        uint8_t resolved[4];
        size_t size = 0;
        const size_t used =
            raw.ptr[at] == '&'
                ? html_resolve((struct span){raw.ptr + at, raw.len - at}, resolved, &size)
                : 0;
        if (used == 0) {
            out[len++] = raw.ptr[at++];
            continue;
        }
        memcpy(out + len, resolved, size);
        len += size;
        at += used;
    }
    return len;
}

size_t html_find_mark(struct span rest, const char *mark)
{
    for (size_t at = 0; at < rest.len; at++) {
        const uint8_t *const next = memchr(rest.ptr + at, mark[0], rest.len - at);
        if (next == NULL)
            return rest.len;
        at = (size_t)(next - rest.ptr);
        if (ascii_starts_with(next, rest.len - at, mark))
            return at;
    }
    return rest.len;
}

uint64_t html_find_number(struct span tag, size_t at, const char *const *names)
{
    struct html_attribute attribute;
    while (html_next_attribute(tag, &at, &attribute)) {
        const struct span name = xml_local_name(attribute.name);
        const size_t digits = ascii_count_digits(attribute.value.ptr, attribute.value.len, 7);
        for (size_t i = 0; names[i] != NULL; i++) {
            if (html_name_is(name, names[i]))
                return ascii_read_number(attribute.value.ptr, digits);
        }
    }
    return 0;
}

size_t html_whole(struct span raw)
{
    const size_t near = raw.len < HTML_REFERENCE_MAX ? raw.len : HTML_REFERENCE_MAX;
    const uint8_t *const mark = memrchr(raw.ptr + raw.len - near, '&', near);
    size_t len = mark != NULL ? (size_t)(mark - raw.ptr) : raw.len;
    for (size_t i = 0; mark == NULL && i < 3 && len > 0 && (raw.ptr[len - 1] & 0xC0) == 0x80; i++)
        len--;
    if (mark == NULL && len > 0 && raw.ptr[len - 1] >= 0xC0)
        len--;
    return len > 0 ? len : raw.len;
}
