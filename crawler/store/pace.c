/* How many requests may be under way at once. */
#include "crawler/store/pace.h"

#define ANSWERS_A_STEP 8

void pace_init(struct pace *pace, unsigned most)
{
    *pace = (struct pace){.most = most > 1 ? most : 1};
    pace->now = pace->most;
}

unsigned pace_follow(struct pace *pace, unsigned throttled, uint64_t requests, uint64_t answers)
{
    if (throttled == pace->throttled) {
        if (pace->now < pace->most && answers >= pace->answers + ANSWERS_A_STEP) {
            pace->now++;
            pace->answers = answers;
        }
        return pace->now;
    }
    pace->throttled = throttled;
    if (requests < pace->requests)
        return pace->now; /* about those that were sent before the last time */
    pace->now = pace->now > 1 ? pace->now / 2 : 1;
    pace->requests = requests + pace->now;
    pace->answers = answers;
    return pace->now;
}
