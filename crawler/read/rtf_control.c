/* Control words of the Rich Text Format. */
#include "crawler/read/rtf_control.h"

#include "detectors/ascii.h"

#define NUMBER_DIGITS_MAX 9

struct rtf_control rtf_find_control(struct span text)
{
    size_t at = 1;
    while (at < text.len && at <= RTF_WORD_MAX && ascii_is_alpha(text.ptr[at]))
        at++;
    struct rtf_control control = {.word = {text.ptr + 1, at - 1}};
    const bool is_negative =
        at + 1 < text.len && text.ptr[at] == '-' && ascii_is_digit(text.ptr[at + 1]);
    at += is_negative;
    const size_t digits = ascii_count_digits(text.ptr + at, text.len - at, NUMBER_DIGITS_MAX);
    if (digits > 0) {
        control.has_number = true;
        control.number = (int32_t)ascii_read_number(text.ptr + at, digits);
        control.number = is_negative ? -control.number : control.number;
    }
    at += digits;
    control.len = at + (at < text.len && text.ptr[at] == ' ');
    return control;
}

struct rtf_word {
    const char *word;
    enum rtf_action action;
    uint16_t code;
};

static const struct rtf_word words[] = {
    {"par", RTF_BREAK, 0},
    {"line", RTF_BREAK, 0},
    {"intbl", RTF_IN_TABLE, 0},
    {"cell", RTF_CELL, 0},
    {"row", RTF_ROW, 0},
    {"nestcell", RTF_BREAK, 0},
    {"nestrow", RTF_BREAK, 0},
    {"sect", RTF_BREAK, 0},
    {"page", RTF_BREAK, 0},
    {"column", RTF_BREAK, 0},
    {"softline", RTF_BREAK, 0},
    {"tab", RTF_CHARACTER, '\t'},
    {"emdash", RTF_CHARACTER, 0x2014},
    {"endash", RTF_CHARACTER, 0x2013},
    {"lquote", RTF_CHARACTER, 0x2018},
    {"rquote", RTF_CHARACTER, 0x2019},
    {"ldblquote", RTF_CHARACTER, 0x201c},
    {"rdblquote", RTF_CHARACTER, 0x201d},
    {"bullet", RTF_CHARACTER, 0x2022},
    {"emspace", RTF_CHARACTER, ' '},
    {"enspace", RTF_CHARACTER, ' '},
    {"qmspace", RTF_CHARACTER, ' '},
    {"u", RTF_UNICODE, 0},
    {"uc", RTF_FALLBACK, 0},
    {"bin", RTF_BINARY, 0},
    {"ansicpg", RTF_PAGE, 0},
    {"f", RTF_FONT, 0},
    {"fcharset", RTF_FONT_SET, 0},
    {"fonttbl", RTF_FONTS, 0},
    {"colortbl", RTF_SKIP, 0},
    {"stylesheet", RTF_SKIP, 0},
    {"pict", RTF_SKIP, 0},
    {"blipuid", RTF_SKIP, 0},
    {"themedata", RTF_SKIP, 0},
    {"colorschememapping", RTF_SKIP, 0},
    {"latentstyles", RTF_SKIP, 0},
    {"datastore", RTF_SKIP, 0},
    {"rsidtbl", RTF_SKIP, 0},
    {"listtable", RTF_SKIP, 0},
    {"listoverridetable", RTF_SKIP, 0},
    {"pnseclvl", RTF_SKIP, 0},
    {"xmlnstbl", RTF_SKIP, 0},
    {"generator", RTF_SKIP, 0},
    {"mmathPr", RTF_SKIP, 0},
    {"wgrffmtfilter", RTF_SKIP, 0},
    {"bkmkstart", RTF_SKIP, 0},
    {"bkmkend", RTF_SKIP, 0},
    {"atrfstart", RTF_SKIP, 0},
    {"atrfend", RTF_SKIP, 0},
    {"objdata", RTF_OBJECT, 0},
    {"footnote", RTF_ASIDE, 0},
    {"annotation", RTF_ASIDE, 0},
    {"atnauthor", RTF_ASIDE, 0},
    {"atnid", RTF_ASIDE, 0},
    {"header", RTF_ASIDE, 0},
    {"headerl", RTF_ASIDE, 0},
    {"headerr", RTF_ASIDE, 0},
    {"headerf", RTF_ASIDE, 0},
    {"footer", RTF_ASIDE, 0},
    {"footerl", RTF_ASIDE, 0},
    {"footerr", RTF_ASIDE, 0},
    {"footerf", RTF_ASIDE, 0},
    {"fldinst", RTF_ASIDE, 0},
    {"info", RTF_ASIDE, 0},
    {"title", RTF_ASIDE, 0},
    {"subject", RTF_ASIDE, 0},
    {"author", RTF_ASIDE, 0},
    {"manager", RTF_ASIDE, 0},
    {"company", RTF_ASIDE, 0},
    {"operator", RTF_ASIDE, 0},
    {"category", RTF_ASIDE, 0},
    {"keywords", RTF_ASIDE, 0},
    {"comment", RTF_ASIDE, 0},
    {"doccomm", RTF_ASIDE, 0},
    {"shptxt", RTF_ASIDE, 0},
};

enum rtf_action rtf_action_of(struct span word, uint16_t *code)
{
    *code = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (span_is(word, words[i].word)) {
            *code = words[i].code;
            return words[i].action;
        }
    }
    return RTF_FORMAT;
}

static uint8_t hex_digit(uint8_t byte)
{
    return ascii_is_digit(byte) ? (uint8_t)(byte - '0')
                                : (uint8_t)(ascii_to_upper(byte) - 'A' + 10);
}

bool rtf_find_byte(struct span text, uint8_t *byte)
{
    if (text.len < 4 || !ascii_is_hex(text.ptr[2]) || !ascii_is_hex(text.ptr[3]))
        return false;
    *byte = (uint8_t)(hex_digit(text.ptr[2]) << 4 | hex_digit(text.ptr[3]));
    return true;
}

uint32_t rtf_code_of_byte(uint8_t byte)
{
    static const uint16_t codes[32] = {
        0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};
    if (byte == 0xa0)
        return ' ';
    return byte >= 0x80 && byte < 0xa0 ? codes[byte - 0x80] : byte;
}
