/* Tells contacts, calendars and directories from other text, by their first line. */
#include "crawler/read/contentline_sniff.h"

#include "crawler/read/reader.h"
#include "detectors/ascii.h"

#include <string.h>

static size_t line_end(struct span head, size_t at)
{
    const uint8_t *const feed = at < head.len ? memchr(head.ptr + at, '\n', head.len - at) : NULL;
    return feed != NULL ? (size_t)(feed - head.ptr) : head.len;
}

/* True when the first line that says something is word (lower case) and nothing else. */
static bool is_first_line(struct span head, size_t at, const char *word)
{
    const struct span line = ascii_trim(head.ptr + at, line_end(head, at) - at);
    return line.len == strlen(word) && ascii_starts_with(line.ptr, line.len, word);
}

/* "dn: cn=Ann Lee,dc=example", behind a version and comments. */
static bool is_directory(struct span head, size_t at)
{
    for (; at < head.len; at = line_end(head, at) + 1) {
        const struct span line = ascii_trim(head.ptr + at, line_end(head, at) - at);
        const bool is_front = line.len == 0 || line.ptr[0] == '#' ||
                              ascii_starts_with(line.ptr, line.len, "version:");
        if (!is_front)
            return ascii_starts_with(line.ptr, line.len, "dn:") &&
                   (line.len == 3 || line.ptr[3] == ':' || memchr(line.ptr, '=', line.len) != NULL);
    }
    return false;
}

bool contentline_sniff(struct span head, enum contentline_dialect dialect, size_t *start)
{
    const size_t at = *start = reader_text_start(head);
    if (dialect == CONTENTLINE_DIRECTORY)
        return is_directory(head, at);
    return is_first_line(head, at, dialect == CONTENTLINE_CARD ? "begin:vcard" : "begin:vcalendar");
}
