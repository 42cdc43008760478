/* The passwords that an object may be tried with. */
#include "crawler/unpack/keyring.h"

bool keyring_next(const struct keyring *keys, size_t number, size_t *index)
{
    const bool is_first = keys->has_right && number == 0;
    size_t at = number;
    if (is_first)
        at = keys->right;
    else if (keys->has_right && number <= keys->right)
        at = number - 1; /* that one was tried first */
    *index = at;
    return at < passwords_count(keys->passwords) && (is_first || keys->wrong < KEYRING_TRIES);
}

void keyring_note(struct keyring *keys, size_t index, bool is_right, unsigned cost)
{
    if (!is_right) {
        keys->wrong += cost;
        return;
    }
    keys->right = index;
    keys->has_right = true;
}

unsigned keyring_cost(uint64_t milliseconds)
{
    enum { A_TRY = KEYRING_TIME / KEYRING_TRIES };
    const uint64_t cost =
        milliseconds < KEYRING_TIME ? (milliseconds + A_TRY - 1) / A_TRY : KEYRING_TRIES;
    return cost < KEYRING_SLOW ? KEYRING_SLOW : (unsigned)cost;
}

bool keyring_spend(struct keyring *keys, unsigned cost)
{
    const bool is_left = keys->wrong < KEYRING_TRIES;
    keys->wrong += is_left ? cost : 0;
    return is_left;
}
