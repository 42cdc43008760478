/*
 * Finds a listing that goes round in circles of any length with one text of memory: every cursor is
 * compared with one that was kept, and the one kept is renewed at distances that double (R. Brent,
 * 1980).
 */
#ifndef CRAWLER_STORE_LIST_CYCLE_H
#define CRAWLER_STORE_LIST_CYCLE_H

#include "crawler/base/buffer.h"

struct list_cycle {
    struct buffer kept;
    unsigned long distance, renew_at;
};

void list_cycle_init(struct list_cycle *cycle);
void list_cycle_free(struct list_cycle *cycle);

/* True when the cursor was met before. kept has failed when memory is short. */
bool list_cycle_meets(struct list_cycle *cycle, const struct buffer *cursor);

#endif
