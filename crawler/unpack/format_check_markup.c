/* HTML: no magic, but a first tag that nothing else starts with. */
#include "crawler/unpack/format_check.h"

#include <string.h>
#include <strings.h>

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static size_t skip_blank(struct span head, size_t at)
{
    while (at < head.len && is_blank(head.ptr[at]))
        at++;
    return at;
}

/* True when word stands at head.ptr[at], and its last byte ends a name. */
static bool has_word(struct span head, size_t at, const char *word)
{
    const size_t len = strlen(word);
    if (head.len - at < len || strncasecmp((const char *)head.ptr + at, word, len) != 0)
        return false;
    const uint8_t next = at + len < head.len ? head.ptr[at + len] : '>';
    return is_blank(next) || next == '>' || next == '/';
}

/* Where the first tag starts, behind comments, an XML declaration and white space. */
static size_t find_first_tag(struct span head)
{
    size_t at = head.len >= 3 && memcmp(head.ptr, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (;;) {
        at = skip_blank(head, at);
        const bool is_comment = head.len - at > 4 && memcmp(head.ptr + at, "<!--", 4) == 0;
        const bool is_xml = head.len - at > 5 && memcmp(head.ptr + at, "<?xml", 5) == 0;
        if (!is_comment && !is_xml)
            return at;
        const char *const mark = is_comment ? "-->" : "?>";
        const uint8_t *const end = memmem(head.ptr + at, head.len - at, mark, strlen(mark));
        if (end == NULL)
            return head.len;
        at = (size_t)(end - head.ptr) + strlen(mark);
    }
}

bool format_check_html(struct span head)
{
    static const char *const alone[] = {"<!doctype html", "<html", "<head", "<body"};
    static const char *const parts[] = {"<table", "<div",   "<p",    "<h1",   "<h2",
                                        "<meta",  "<style", "<span", "<font", "<center",
                                        "<ul",    "<br",    "<b"};
    const size_t at = find_first_tag(head);
    if (head.len - at < 3 || head.ptr[at] != '<')
        return false;
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (has_word(head, at, alone[i]))
            return true;
    }
    /* Parts of pages. A section, a title or a form may be XML of somebody's own, and whatever has a
     * declaration. */
    const bool is_xml = memmem(head.ptr, at, "<?xml", 5) != NULL;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !is_xml; i++) {
        if (has_word(head, at, parts[i]))
            return memmem(head.ptr + at, head.len - at, "</", 2) != NULL;
    }
    return false;
}
