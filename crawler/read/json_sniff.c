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
