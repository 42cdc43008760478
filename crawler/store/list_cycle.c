/* Finds a listing that goes round in circles. */
#include "crawler/store/list_cycle.h"

#include "crawler/store/xml.h"

#include <string.h>

void list_cycle_init(struct list_cycle *cycle)
{
    *cycle = (struct list_cycle){0};
    buffer_init(&cycle->kept, 2 * XML_TEXT_MAX + 2);
}

void list_cycle_free(struct list_cycle *cycle)
{
    buffer_free(&cycle->kept);
}

static bool buffers_are_equal(const struct buffer *a, const struct buffer *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->ptr, b->ptr, a->len) == 0);
}

bool list_cycle_meets(struct list_cycle *cycle, const struct buffer *cursor)
{
    if (cycle->distance > 0 && buffers_are_equal(&cycle->kept, cursor))
        return true;
    if (cycle->distance++ < cycle->renew_at)
        return false;
    cycle->renew_at = 2 * cycle->distance;
    buffer_clear(&cycle->kept);
    buffer_append(&cycle->kept, cursor->ptr, cursor->len);
    return false;
}
