/*
 * The members of an object of which something was lost, by their paths.
 *
 * A few are kept, the first ones: whoever looks for what was not read needs an example of each kind
 * more than a list of a million. All others are counted.
 */
#ifndef CRAWLER_BASE_LOSSES_H
#define CRAWLER_BASE_LOSSES_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

#define LOSSES_MAX 16
#define LOSSES_NAMES_MAX ((size_t)8 << 10) /* bytes of all their paths */

struct loss {
    uint32_t reasons; /* set of 1 << enum reason of coverage.h */
    size_t at, len;   /* of its path, in names */
};

struct losses {
    struct loss list[LOSSES_MAX];
    size_t count;
    uint64_t dropped; /* members that are not in the list */
    struct buffer names;
};

void losses_init(struct losses *losses); /* allocates nothing yet */
void losses_free(struct losses *losses);
void losses_clear(struct losses *losses);

/* Adds reasons to the member that came last, or that member to the list. */
void losses_add(struct losses *losses, struct span member, uint32_t reasons);

/* The path of a loss of the list; whoever masks it writes over it. */
uint8_t *losses_name(const struct losses *losses, const struct loss *loss);

#endif
