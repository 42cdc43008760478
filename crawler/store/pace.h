/*
 * How many requests may be under way at once, as a store bears them: half as many when it asks to
 * slow down, one more after every eight good answers (additive increase, multiplicative decrease).
 * Pure; one a client of the store.
 */
#ifndef CRAWLER_STORE_PACE_H
#define CRAWLER_STORE_PACE_H

#include <stdint.h>

struct pace {
    unsigned most, now;
    unsigned throttled; /* when now was set last */
    uint64_t requests;  /* answers to requests before this one say nothing new */
    uint64_t answers;   /* when now was set last */
};

/* Begins with as many as there may be, at least one. */
void pace_init(struct pace *pace, unsigned most);

/*
 * Given how often the store asked to slow down, how many requests it was sent and how many it
 * answered well, all since the beginning: returns how many may be under way. Refusals of what was
 * sent before the last decrease are one and the same wish.
 */
unsigned pace_follow(struct pace *pace, unsigned throttled, uint64_t requests, uint64_t answers);

#endif
