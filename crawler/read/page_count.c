/* Which page of a text stands where. */
#include "crawler/read/page_count.h"

#include <string.h>

uint32_t page_count_move(struct page_count *count, const struct segment *segment, uint64_t offset)
{
    while (count->at < offset) {
        const uint8_t *const at = segment->text + (count->at - segment->offset);
        const uint8_t *const found = memchr(at, '\f', (size_t)(offset - count->at));
        if (found == NULL) {
            count->at = offset;
            break;
        }
        count->page++;
        count->at += (uint64_t)(found - at) + 1;
    }
    return count->page;
}
