/* The character sets of an RTF document. */
#include "crawler/read/rtf_charset.h"

#include "crawler/base/utf8.h"
#include "crawler/read/rtf_control.h"

#include <string.h>

#define RTF_PAGE_USUAL 1252

/* RTF 1.9.1, \fcharset, by number. */
static const struct {
    uint8_t number;
    uint16_t page;
} rtf_font_sets[] = {
    {0, 1252},   {77, 10000}, {128, 932},  {129, 949},  {134, 936},  {136, 950},
    {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257},
    {204, 1251}, {222, 874},  {238, 1250}, {255, 437},
};

void rtf_charset_begin(struct rtf_charset *charset)
{
    const struct code_page page = charset->page;
    *charset = (struct rtf_charset){.document = RTF_PAGE_USUAL, .page = page};
}

void rtf_charset_describe(struct rtf_charset *charset, int32_t number)
{
    for (size_t i = 0; i < sizeof rtf_font_sets / sizeof rtf_font_sets[0]; i++) {
        if (rtf_font_sets[i].number == number && charset->described < RTF_FONTS_MAX)
            charset->fonts[charset->described] = rtf_font_sets[i].page;
    }
}

uint16_t rtf_charset_of_font(const struct rtf_charset *charset, int32_t font)
{
    const bool is_known = font >= 0 && font < RTF_FONTS_MAX && charset->fonts[font] != 0;
    return is_known ? charset->fonts[font] : charset->document;
}

uint32_t rtf_charset_decode(struct rtf_charset *charset, uint16_t page, uint8_t byte)
{
    const char *const name = page != RTF_PAGE_USUAL ? code_page_of_number(page) : NULL;
    if (name == NULL || !code_page_open(&charset->page, name))
        return rtf_code_of_byte(byte);
    const bool is_second = charset->lead != 0;
    const uint8_t bytes[2] = {is_second ? charset->lead : byte, byte};
    const struct span raw = {bytes, is_second ? 2 : 1};
    const bool may_lead = page == 932 || page == 936 || page == 949 || page == 950;
    uint8_t text[8];
    uint32_t point = byte < 0x80 ? byte : UTF8_REPLACEMENT;
    const size_t len = code_page_character(&charset->page, raw, text);
    charset->lead = len == 0 && !is_second && may_lead ? byte : 0;
    if (charset->lead != 0)
        return 0;
    if (len > 0)
        utf8_decode((struct span){text, len}, &point);
    return point;
}
