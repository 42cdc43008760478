/* Escapes in text. */
#include "crawler/read/fold_escape.h"

#include "crawler/base/utf8.h"
#include "crawler/read/fold_point.h"
#include "detectors/ascii.h"

#include <string.h>

#define BACKSLASHES_MAX 4
#define AMPERSANDS_MAX 3
#define QUOTED_LINE_MIN 64 /* a soft line break ends a line of nearly 76 bytes, RFC 2045 6.7 */
#define QUOTED_LINE_MAX 77

static const struct fold_unit nothing = {0};

static unsigned hex_value(uint8_t byte)
{
    return (unsigned)(ascii_is_digit(byte) ? byte - '0' : ascii_to_lower(byte) - 'a' + 10);
}

/* The number of count hexadecimal digits from at on; -1 when there are less. */
static int32_t read_hex(const struct fold_view *view, size_t at, size_t count)
{
    int32_t value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (!ascii_is_hex(fold_view_at(view, i)))
            return -1;
        value = value * 16 + (int32_t)hex_value(fold_view_at(view, i));
    }
    return value;
}

/* raw_len bytes stand for point. */
static struct fold_unit make_unit(uint32_t point, size_t raw_len)
{
    struct fold_unit unit = {.raw_len = raw_len};
    const unsigned plain = fold_point(point);
    if (plain == FOLD_DROP)
        return unit;
    if (plain != FOLD_KEEP)
        point = plain;
    if (point == '\'' && raw_len >= 3)
        point = 0x2019; /* O'Brien, without a quote that would end a string */
    if (point < 0x80) {
        const uint8_t byte = (uint8_t)point;
        unit.bytes[0] =
            ascii_is_alnum(byte) || ascii_is_one_of(byte, "-._~@:/+()#=*!$?%") ? byte : ' ';
        unit.len = 1;
        return unit;
    }
    uint8_t bytes[4];
    unit.len = utf8_encode(point, bytes);
    if (point < 0xA0 || (point >= 0xD800 && point < 0xE000) || point > 0x10FFFF ||
        unit.len > raw_len)
        return nothing;
    memcpy(unit.bytes, bytes, unit.len);
    return unit;
}

/* A UTF-8 character whose bytes are each written as mark and two hexadecimal digits; *raw_len its
 * length. 0 when there is none. */
static uint32_t read_chain(const struct fold_view *view, uint8_t mark, size_t *raw_len)
{
    uint8_t bytes[4];
    size_t count = 0;
    while (count < 4 && fold_view_at(view, 3 * count) == mark) {
        const int32_t value = read_hex(view, 3 * count + 1, 2);
        if (value < 0x80)
            break;
        bytes[count++] = (uint8_t)value;
    }
    uint32_t point = 0;
    const size_t len = count > 0 ? utf8_decode((struct span){bytes, count}, &point) : 0;
    *raw_len = 3 * len;
    return len > 0 ? point : 0;
}

/* ---- %2D ---- */

/* A percent sign that was itself escaped, as %252D, counts once. */
static size_t percent_prefix(const struct fold_view *view)
{
    size_t at = 0;
    while (at < 8 && fold_view_at(view, at + 1) == '2' && fold_view_at(view, at + 2) == '5' &&
           read_hex(view, at + 3, 2) >= 0)
        at += 2;
    return at;
}

static struct fold_unit fold_percent(const struct fold_view *view)
{
    const size_t at = percent_prefix(view);
    const int32_t value = read_hex(view, at + 1, 2);
    if (value < 0)
        return nothing;
    if (value >= 0x80) {
        size_t raw_len = 0;
        const uint32_t point = at == 0 ? read_chain(view, '%', &raw_len) : 0;
        return point > 0 ? make_unit(point, raw_len) : nothing;
    }
    /* Nobody must escape a letter: it is one only among other escapes. */
    const bool is_chain = view->after_percent ||
                          (fold_view_at(view, at + 3) == '%' && read_hex(view, at + 4, 2) >= 0);
    if (ascii_is_alnum((uint8_t)value) && !is_chain)
        return nothing;
    return make_unit((uint32_t)value, at + 3);
}

/* ---- &#45; ---- */

struct entity {
    const char *name;
    uint32_t point;
};

/* Those of HTML 4 and 5 that stand for something in a name or number. Of letters with accents, the
 * capital ones; small ones are 0x20 further. */
static const struct entity entities[] = {
    {"nbsp", 0xA0},    {"ensp", 0x2002},  {"emsp", 0x2003}, {"thinsp", 0x2009}, {"numsp", 0x2007},
    {"shy", 0xAD},     {"zwnj", 0x200C},  {"zwj", 0x200D},  {"hyphen", 0x2010}, {"dash", 0x2010},
    {"ndash", 0x2013}, {"minus", 0x2212}, {"commat", '@'},  {"period", '.'},    {"sol", '/'},
    {"colon", ':'},    {"lowbar", '_'},   {"plus", '+'},    {"num", '#'},       {"lpar", '('},
    {"rpar", ')'},     {"rsquo", 0x2019}, {"Agrave", 0xC0}, {"Aacute", 0xC1},   {"Acirc", 0xC2},
    {"Atilde", 0xC3},  {"Auml", 0xC4},    {"Aring", 0xC5},  {"AElig", 0xC6},    {"Ccedil", 0xC7},
    {"Egrave", 0xC8},  {"Eacute", 0xC9},  {"Ecirc", 0xCA},  {"Euml", 0xCB},     {"Igrave", 0xCC},
    {"Iacute", 0xCD},  {"Icirc", 0xCE},   {"Iuml", 0xCF},   {"Ntilde", 0xD1},   {"Ograve", 0xD2},
    {"Oacute", 0xD3},  {"Ocirc", 0xD4},   {"Otilde", 0xD5}, {"Ouml", 0xD6},     {"Oslash", 0xD8},
    {"Ugrave", 0xD9},  {"Uacute", 0xDA},  {"Ucirc", 0xDB},  {"Uuml", 0xDC},     {"Yacute", 0xDD},
    {"szlig", 0xDF},
};

#define ENTITY_MAX 8

static uint32_t find_entity(const uint8_t *name, size_t len)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        const struct entity *const entity = &entities[i];
        if (strlen(entity->name) != len || memcmp(entity->name + 1, name + 1, len - 1) != 0)
            continue;
        if (name[0] == (uint8_t)entity->name[0])
            return entity->point;
        if (ascii_is_upper((uint8_t)entity->name[0]) &&
            name[0] == ascii_to_lower((uint8_t)entity->name[0]))
            return entity->point + 0x20;
    }
    return 0;
}

/* The number behind "&#", which ends in front of a semicolon; *at goes behind that. 0: none. */
static uint32_t read_number(const struct fold_view *view, size_t *at)
{
    const bool is_hex = ascii_to_lower(fold_view_at(view, *at)) == 'x';
    size_t digits = 0;
    uint32_t value = 0;
    for (*at += is_hex; digits < 8; digits++) {
        const uint8_t byte = fold_view_at(view, *at);
        if (!(is_hex ? ascii_is_hex(byte) : ascii_is_digit(byte)))
            break;
        value = value * (is_hex ? 16 : 10) + hex_value(byte);
        (*at)++;
    }
    return fold_view_at(view, (*at)++) == ';' && digits > 0 ? value : 0;
}

static struct fold_unit fold_entity(const struct fold_view *view)
{
    size_t at = 1;
    for (int i = 0;
         i < AMPERSANDS_MAX && fold_view_at(view, at) == 'a' && fold_view_at(view, at + 1) == 'm' &&
         fold_view_at(view, at + 2) == 'p' && fold_view_at(view, at + 3) == ';';
         i++)
        at += 4;
    uint32_t point = 0;
    if (fold_view_at(view, at) == '#') {
        at++;
        point = read_number(view, &at);
    } else {
        uint8_t name[ENTITY_MAX];
        size_t len = 0;
        while (len < ENTITY_MAX && ascii_is_alpha(fold_view_at(view, at)))
            name[len++] = fold_view_at(view, at++);
        if (len > 1 && fold_view_at(view, at++) == ';')
            point = find_entity(name, len);
    }
    /* What would be markup is left as it is. */
    return point == 0 || point == '&' || point == '<' || point == '>' ? nothing
                                                                      : make_unit(point, at);
}

/* ---- \u002d ---- */

/*
 * \n, \r and \t behind at - 1 backslashes, in strings of JSON, SQL and programs: a line break
 * becomes a carriage return, which ends a line for detectors, and no record of a format. In a path
 * of Windows a small letter follows, mostly; in text one does behind the end of a sentence.
 */
static struct fold_unit fold_break(const struct fold_view *view, size_t at)
{
    const uint8_t kind = fold_view_at(view, at);
    const bool is_before_small = ascii_is_lower(fold_view_at(view, at + 1));
    if (is_before_small && !ascii_is_one_of(fold_view_front(view, 1), ".,;!?)"))
        return nothing;
    return (struct fold_unit){
        .raw_len = at + 1, .len = 2, .bytes = {' ', kind == 'n' ? '\r' : ' '}};
}

/* \x2d behind at - 1 backslashes, of a program: letters of this kind are mostly bytes of something
 * else. */
static struct fold_unit fold_byte(const struct fold_view *view, size_t at)
{
    const int32_t byte = read_hex(view, at + 1, 2);
    const bool is_sign = byte > 0 && byte < 0x80 && ascii_is_one_of((uint8_t)byte, " -./@:");
    return is_sign && fold_view_front(view, 1) != '\\' ? make_unit((uint32_t)byte, at + 3)
                                                       : nothing;
}

/* \/ between digits: a date of JSON. */
static struct fold_unit fold_slash(const struct fold_view *view)
{
    return ascii_is_digit(fold_view_front(view, 1)) && ascii_is_digit(fold_view_at(view, 2))
               ? make_unit('/', 2)
               : nothing;
}

static struct fold_unit fold_unicode(const struct fold_view *view, size_t at)
{
    const int32_t point = read_hex(view, at + 1, 4);
    return point >= ' ' && point != '&' ? make_unit((uint32_t)point, at + 5) : nothing;
}

/* \.br\ between at backslashes each: the line break of HL7 v2 (2.7.6), which ends no segment. */
static struct fold_unit fold_hl7_break(const struct fold_view *view, size_t at)
{
    size_t end = at + 3;
    while (end < 2 * at + 3 && fold_view_at(view, end) == '\\')
        end++;
    const bool is_break =
        fold_view_at(view, at + 1) == 'b' && fold_view_at(view, at + 2) == 'r' && end > at + 3;
    return is_break ? (struct fold_unit){.raw_len = end, .len = 2, .bytes = "  "} : nothing;
}

static struct fold_unit fold_backslash(const struct fold_view *view)
{
    size_t at = 1;
    while (at < BACKSLASHES_MAX && fold_view_at(view, at) == '\\')
        at++;
    switch (fold_view_at(view, at)) {
    case '/':
        return at == 1 ? fold_slash(view) : nothing;
    case 'u':
        return fold_unicode(view, at);
    case 'n':
    case 'r':
    case 't':
        return fold_break(view, at);
    case 'x':
        return fold_byte(view, at);
    case '.':
        return fold_hl7_break(view, at);
    default:
        return nothing;
    }
}

/* ---- =2D ---- */

/* "=" and a line end in the middle of a word, at the end of a line as long as such lines are. */
static struct fold_unit fold_soft_break(const struct fold_view *view)
{
    const size_t at = fold_view_at(view, 1) == '\r' ? 2 : 1;
    const uint8_t next = fold_view_at(view, at + 1), last = fold_view_front(view, 1);
    if (fold_view_at(view, at) != '\n' ||
        !(ascii_is_alnum(last) || ascii_is_one_of(last, "-/._@:")) ||
        !(ascii_is_alnum(next) || ascii_is_one_of(next, "-/._@:=")))
        return nothing;
    size_t line = 0;
    while (line < QUOTED_LINE_MAX && view->write > line && fold_view_front(view, line + 1) != '\n')
        line++;
    if (line < QUOTED_LINE_MIN || line >= QUOTED_LINE_MAX)
        return nothing;
    return (struct fold_unit){.raw_len = at + 1, .has_line = true};
}

/* True when =XX stands where it can be nothing else: "id=20" is a number. */
static bool is_quoted(const struct fold_view *view, uint8_t byte)
{
    const uint8_t last = fold_view_front(view, 1), next = fold_view_at(view, 3);
    const bool is_number = ascii_is_digit(last) && (ascii_is_digit(next) || next == '=');
    const bool is_word = ascii_is_alpha(last) && ascii_is_alpha(next);
    switch (byte) {
    case '-':
        return is_number || is_word;
    case '/':
    case '.':
        return is_number;
    case ' ':
        return is_word;
    case '=':
        return ascii_is_alnum(last) && ascii_is_alnum(next);
    case '@': {
        size_t at = 3;
        while (at < FOLD_AHEAD &&
               (ascii_is_alnum(fold_view_at(view, at)) || fold_view_at(view, at) == '-'))
            at++;
        return ascii_is_alnum(last) && ascii_is_alpha(next) && fold_view_at(view, at) == '.' &&
               ascii_is_alpha(fold_view_at(view, at + 1));
    }
    default:
        return false;
    }
}

static struct fold_unit fold_quoted(const struct fold_view *view)
{
    const uint8_t first = fold_view_at(view, 1), second = fold_view_at(view, 2);
    if (first == '\r' || first == '\n')
        return fold_soft_break(view);
    const int32_t value = read_hex(view, 1, 2);
    if (value < 0 || ascii_is_lower(first) || ascii_is_lower(second))
        return nothing;
    if (value >= 0x80) {
        size_t raw_len = 0;
        const uint32_t point = read_chain(view, '=', &raw_len);
        return point > 0 ? make_unit(point, raw_len) : nothing;
    }
    return is_quoted(view, (uint8_t)value) ? make_unit((uint32_t)value, 3) : nothing;
}

struct fold_unit fold_escape(const struct fold_view *view)
{
    switch (fold_view_at(view, 0)) {
    case '%':
        return fold_percent(view);
    case '&':
        return fold_entity(view);
    case '\\':
        return fold_backslash(view);
    case '=':
        return fold_quoted(view);
    default:
        return nothing;
    }
}
