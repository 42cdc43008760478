/* A list of waits. */
#include "crawler/store/wait_list.h"

#include <stddef.h>

void wait_list_add(struct wait_list *list, struct wait *wait, int64_t due_ms)
{
    wait_list_remove(list, wait);
    wait->is_waiting = true;
    wait->due_ms = due_ms;
    wait->next = list->first;
    list->first = wait;
}

void wait_list_remove(struct wait_list *list, struct wait *wait)
{
    if (!wait->is_waiting)
        return;
    struct wait **link = &list->first;
    while (*link != wait)
        link = &(*link)->next;
    *link = wait->next;
    wait->is_waiting = false;
}

struct wait *wait_list_take_due(struct wait_list *list, int64_t now_ms, int64_t *next_ms)
{
    *next_ms = INT64_MAX;
    for (struct wait *wait = list->first; wait != NULL; wait = wait->next) {
        if (wait->due_ms <= now_ms) {
            wait_list_remove(list, wait);
            return wait;
        }
        if (wait->due_ms < *next_ms)
            *next_ms = wait->due_ms;
    }
    return NULL;
}
