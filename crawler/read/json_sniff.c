/* Tells JSON from other text. */
#include "crawler/read/json_sniff.h"

#include "detectors/ascii.h"

bool json_sniff(struct span head, bool is_whole)
{
    size_t at = 0;
    while (at < head.len && ascii_is_white(head.ptr[at]))
        at++;
    if (at == head.len || !ascii_is_one_of(head.ptr[at], "{["))
        return false;
    const bool is_object = head.ptr[at++] == '{';
    while (at < head.len && ascii_is_white(head.ptr[at]))
        at++;
    if (at == head.len)
        return !is_whole;
    return ascii_is_one_of(head.ptr[at], is_object ? "\"}" : "\"{[]-0123456789tfn");
}

size_t json_sniff_line(const struct segment *segment, size_t at, bool *is_found)
{
    const size_t end = segment->len + segment->after;
    const uint8_t *const text = segment->text;
    *is_found = at + segment->before > 0 && text[at] == '{' && (text + at)[-1] == '\n';
    if (*is_found)
        return at;
    const uint8_t *const line = memchr(text + at, '\n', segment->len - at);
    const size_t next = line == NULL ? segment->len : (size_t)(line - text) + 1;
    *is_found = line != NULL && next < end && text[next] == '{';
    return next;
}
