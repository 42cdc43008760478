/* The passwords that an object may be tried with, and how often. */
#ifndef CRAWLER_UNPACK_KEYRING_H
#define CRAWLER_UNPACK_KEYRING_H

#include "crawler/base/passwords.h"

#include <stdbool.h>
#include <stddef.h>

/* Wrong ones an object: some ten seconds with AES. Then only what was right before is tried. */
#define KEYRING_TRIES 20000

struct keyring {
    const struct passwords *passwords; /* NULL: none */
    size_t right;                      /* the one that was right last: it is tried first */
    bool has_right;
    unsigned wrong; /* tries */
};

/* The next password to be tried, the number-th of this entry (from 0); false: there is none left.
 * *index is for keyring_note(). */
bool keyring_next(const struct keyring *keys, size_t number, size_t *index);

/* What came of a try. */
void keyring_note(struct keyring *keys, size_t index, bool is_right);

#endif
