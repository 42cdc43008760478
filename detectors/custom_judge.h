/* Judges a match of a user's own rule by the words around it; private to detectors/. */
#ifndef DETECTORS_CUSTOM_JUDGE_H
#define DETECTORS_CUSTOM_JUDGE_H

#include "detectors/classmap.h"
#include "detectors/custom_rules.h"
#include "detectors/tile.h"

/* Where in a tile words of users' rules start: a bit a place. */
struct custom_seen {
    uint64_t words[TILE_WORDS + 1];
};

struct custom_site {
    const struct custom *custom;
    size_t index; /* of the rule */
    const struct tile *tile;
    const struct custom_seen *seen;
};

/*
 * Fills confidence, evidence and flags of finding, whose offset (in the tile) and length are set.
 * As for the detectors of the registry: a value that fails its check is reported only with a word
 * directly in front, at 65; "example" and the like near by take 30 points. A value that holds an
 * ignored text is left with 10. Returns false when it is not to be reported at all.
 */
bool custom_judge(const struct custom_site *site, struct finding *finding);

/* Leaves a finding whose value is on a list of ignored texts with 10 points. */
void custom_ignore(struct finding *finding);

#endif
