/* The members of an object of which something was lost, by their paths. */
#include "crawler/base/losses.h"

#include <string.h>

void losses_init(struct losses *losses)
{
    losses->count = 0;
    losses->dropped = 0;
    buffer_init(&losses->names, LOSSES_NAMES_MAX);
}

void losses_free(struct losses *losses)
{
    buffer_wipe(&losses->names);
}

void losses_clear(struct losses *losses)
{
    losses->count = 0;
    losses->dropped = 0;
    buffer_clear(&losses->names);
}

uint8_t *losses_name(const struct losses *losses, const struct loss *loss)
{
    return losses->names.ptr + loss->at;
}

static bool losses_is(const struct losses *losses, const struct loss *loss, struct span member)
{
    return loss->len == member.len &&
           (member.len == 0 || memcmp(losses_name(losses, loss), member.ptr, member.len) == 0);
}

void losses_add(struct losses *losses, struct span member, uint32_t reasons)
{
    struct loss *const last = losses->count > 0 ? &losses->list[losses->count - 1] : NULL;
    if (last != NULL && losses_is(losses, last, member)) {
        last->reasons |= reasons;
        return;
    }
    const size_t at = losses->names.len;
    const bool has_room = losses->count < LOSSES_MAX && member.len <= LOSSES_NAMES_MAX - at;
    if (has_room)
        buffer_append(&losses->names, member.ptr, member.len);
    if (!has_room || losses->names.is_failed) {
        losses->dropped++;
        return;
    }
    losses->list[losses->count++] = (struct loss){reasons, at, member.len};
}
