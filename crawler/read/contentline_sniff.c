/* Tells contacts, calendars and directories from other text, by their first line. */
#include "crawler/read/contentline_sniff.h"

#include "crawler/read/reader.h"
#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>

/* True when the first line that says something is word (lower case) and nothing else. */
static bool is_first_line(struct span head, size_t at, const char *word)
{
    const struct span line = text_line_trimmed(head, at);
    return line.len == strlen(word) && ascii_starts_with(line.ptr, line.len, word);
}

/* "dn: cn=Ann Lee,dc=example", behind a version and comments. */
static bool is_directory(struct span head, size_t at)
{
    for (; at < head.len; at = text_line_next(head, at)) {
        const struct span line = text_line_trimmed(head, at);
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
