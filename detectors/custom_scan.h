/*
 * Looks for what users' own rules describe; private to scan*.c.
 *
 * A place is looked at when a fixed text of the rule stands there or the first bytes fit; then its
 * pattern is tried there, and there only: what is found depends on the neighbourhood of the place,
 * not on where the scan started. A rule that wants a word rests in a tile that has none, and one
 * that took too many steps rests for the rest of the tile.
 */
#ifndef DETECTORS_CUSTOM_SCAN_H
#define DETECTORS_CUSTOM_SCAN_H

#include "detectors/custom_rules.h"
#include "detectors/tile.h"

struct custom_scratch; /* working memory of one thread */

/* *out is NULL when custom is. False when memory is short. */
bool custom_scratch_create(const struct custom *custom, struct custom_scratch **out);
void custom_scratch_free(struct custom_scratch *scratch);

/* Whether some pattern took too many steps since the last call. */
bool custom_scratch_take_limit(struct custom_scratch *scratch);

/* Takes what was found; finding is valid during the call. */
typedef void (*custom_emit_fn)(void *user, const struct finding *finding);

/* What custom_find() looks at: finds what starts in [from, to) of the tile. */
struct custom_window {
    const struct tile *tile;
    size_t from;
    size_t to;
};

void custom_find(const struct custom *custom, struct custom_scratch *scratch,
                 const struct custom_window *window, custom_emit_fn emit, void *user);

/* True when value as a whole is what the rule describes, its check aside. */
bool custom_is_whole(const struct custom_rule *rule, struct span value);

#endif
