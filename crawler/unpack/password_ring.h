/* The passwords that an object may be tried with, and how often. */
#ifndef CRAWLER_UNPACK_PASSWORD_RING_H
#define CRAWLER_UNPACK_PASSWORD_RING_H

#include "crawler/base/passwords.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Wrong ones an object: some ten seconds with AES of zip. Then only what was right before is tried.
 */
#define PASSWORD_RING_TRIES 20000

/* What a try of another kind counts for: as many as its time is worth, as far as a whole list fits.
 */
#define PASSWORD_RING_SLOW 20U

/* Milliseconds that wrong tries by a program may take an object. */
#define PASSWORD_RING_TIME 200000

struct password_ring {
    const struct passwords *passwords; /* NULL: none */
    size_t right;                      /* the one that was right last: it is tried first */
    bool has_right;
    unsigned wrong; /* tries */
};

/* The next password to be tried, the number-th of this entry (from 0); false: there is none left.
 * *index is for password_ring_note(). */
bool password_ring_next(const struct password_ring *keys, size_t number, size_t *index);

/* What came of a try that counts for cost. */
void password_ring_note(struct password_ring *keys, size_t index, bool is_right, unsigned cost);

/* What a try by a program counts for, of the time that it took: PASSWORD_RING_SLOW at least, and so
 * much that all of them together take no more than PASSWORD_RING_TIME and one try. */
unsigned password_ring_cost(uint64_t milliseconds);

/* Counts a try of a password that is in no list; false: there may be none. */
bool password_ring_spend(struct password_ring *keys, unsigned cost);

#endif
