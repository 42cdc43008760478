/* Who waits until when: a list of embedded entries, for the few that wait at a time. */
#ifndef CRAWLER_STORE_WAIT_LIST_H
#define CRAWLER_STORE_WAIT_LIST_H

#include <stdbool.h>
#include <stdint.h>

/* Embedded in the one who waits; zero value: not waiting. */
struct wait {
    struct wait *next;
    int64_t due_ms; /* of whatever clock the caller uses */
    bool is_waiting;
};

/* Zero value: empty. */
struct wait_list {
    struct wait *first;
};

void wait_list_add(struct wait_list *list, struct wait *wait, int64_t due_ms); /* again: moves it */
void wait_list_remove(struct wait_list *list,
                      struct wait *wait); /* accepts one that is not waiting */

/*
 * Takes one whose time has come out of the list. NULL when there is none; then *next_ms is when the
 * next one's comes (INT64_MAX: nobody waits).
 */
struct wait *wait_list_take_due(struct wait_list *list, int64_t now_ms, int64_t *next_ms);

#endif
