/* Text of the older character sets. */
#include "crawler/base/code_page.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CODE_PAGE_NAME_MAX 40

/* Names that content uses, and those of iconv; Latin-1 is read as Windows-1252, as everybody does.
 */
static const struct {
    const char *name, *charset;
} code_pages[] = {
    {"iso-8859-1", "CP1252"},
    {"latin1", "CP1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-9", "ISO-8859-9"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-15", "ISO-8859-15"},
    {"iso-8859-16", "ISO-8859-16"},
    {"windows-874", "CP874"},
    {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},
    {"windows-1252", "CP1252"},
    {"windows-1253", "CP1253"},
    {"windows-1254", "CP1254"},
    {"windows-1255", "CP1255"},
    {"windows-1256", "CP1256"},
    {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"},
    {"cp437", "CP437"},
    {"cp850", "CP850"},
    {"cp852", "CP852"},
    {"cp866", "CP866"},
    {"cp874", "CP874"},
    {"cp932", "CP932"},
    {"cp936", "CP936"},
    {"cp949", "CP949"},
    {"cp950", "CP950"},
    {"cp1250", "CP1250"},
    {"cp1251", "CP1251"},
    {"cp1252", "CP1252"},
    {"cp1253", "CP1253"},
    {"cp1254", "CP1254"},
    {"cp1255", "CP1255"},
    {"cp1256", "CP1256"},
    {"cp1257", "CP1257"},
    {"cp1258", "CP1258"},
    {"cp10000", "MACINTOSH"},
    {"macintosh", "MACINTOSH"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"tis-620", "TIS-620"},
    {"shift_jis", "CP932"},
    {"euc-jp", "EUC-JP"},
    {"iso-2022-jp", "ISO-2022-JP-2"},
    {"iso-2022-jp-2", "ISO-2022-JP-2"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"iso-2022-kr", "ISO-2022-KR"},
    {"gb2312", "CP936"},
    {"gbk", "CP936"},
    {"gb18030", "GB18030"},
    {"big5", "CP950"},
    {"hz-gb-2312", "HZ"},
    {"utf-7", "UTF-7"},
    {"utf-16", "UTF-16"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
    {"ibm037", "IBM037"},
    {"cp1047", "IBM1047"},
};

const char *code_page_find(struct span name)
{
    for (size_t i = 0; i < sizeof code_pages / sizeof code_pages[0]; i++) {
        if (name.len == strlen(code_pages[i].name) &&
            strncasecmp((const char *)name.ptr, code_pages[i].name, name.len) == 0)
            return code_pages[i].charset;
    }
    return NULL;
}

const char *code_page_of_number(unsigned number)
{
    char name[CODE_PAGE_NAME_MAX];
    const int len = snprintf(name, sizeof name, "cp%u", number);
    return code_page_find((struct span){(const uint8_t *)name, (size_t)len});
}

bool code_page_open(struct code_page *page, const char *charset)
{
    if (page->handle != NULL && strcmp(page->charset, charset) == 0)
        return true;
    code_page_close(page);
    const iconv_t handle = iconv_open("UTF-8", charset);
    if (handle == (iconv_t)-1)
        return false;
    page->handle = handle;
    page->charset = charset;
    return true;
}

void code_page_close(struct code_page *page)
{
    if (page->handle != NULL)
        iconv_close(page->handle);
    page->handle = NULL;
}

void code_page_append(struct code_page *page, struct span raw, struct buffer *out)
{
    char *in = (char *)(uintptr_t)raw.ptr; /* iconv(3) does not write there */
    size_t left = raw.len;
    iconv(page->handle, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char decoded[512];
        char *to = decoded;
        size_t room = sizeof decoded;
        const size_t before = left;
        const size_t done = iconv(page->handle, &in, &left, &to, &room);
        buffer_append(out, decoded, sizeof decoded - room);
        if (done != (size_t)-1 || (errno == E2BIG && left < before))
            continue;
        buffer_append_str(out, "\xEF\xBF\xBD");
        in++;
        left--;
    }
}

size_t code_page_character(struct code_page *page, struct span raw, uint8_t out[8])
{
    char *in = (char *)(uintptr_t)raw.ptr, *to = (char *)out;
    size_t left = raw.len, room = 8;
    iconv(page->handle, NULL, NULL, NULL, NULL);
    const size_t done = iconv(page->handle, &in, &left, &to, &room);
    return done != (size_t)-1 && left == 0 ? 8 - room : 0;
}
