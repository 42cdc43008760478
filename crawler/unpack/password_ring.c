/* The passwords that an object may be tried with. */
#include "crawler/unpack/password_ring.h"

bool password_ring_next(const struct password_ring *keys, size_t number, size_t *index)
{
    const bool is_first = keys->has_right && number == 0;
    size_t at = number;
    if (is_first)
        at = keys->right;
    else if (keys->has_right && number <= keys->right)
        at = number - 1; /* that one was tried first */
    *index = at;
    return at < passwords_count(keys->passwords) && (is_first || keys->wrong < PASSWORD_RING_TRIES);
}

void password_ring_note(struct password_ring *keys, size_t index, bool is_right, unsigned cost)
{
    if (!is_right) {
        keys->wrong += cost;
        return;
    }
    keys->right = index;
    keys->has_right = true;
}

unsigned password_ring_cost(uint64_t milliseconds)
{
    enum { A_TRY = PASSWORD_RING_TIME / PASSWORD_RING_TRIES };
    const uint64_t cost = milliseconds < PASSWORD_RING_TIME ? (milliseconds + A_TRY - 1) / A_TRY
                                                            : PASSWORD_RING_TRIES;
    return cost < PASSWORD_RING_SLOW ? PASSWORD_RING_SLOW : (unsigned)cost;
}

bool password_ring_spend(struct password_ring *keys, unsigned cost)
{
    const bool is_left = keys->wrong < PASSWORD_RING_TRIES;
    keys->wrong += is_left ? cost : 0;
    return is_left;
}
