/* What is found in a tile, and who wins where findings overlap; private to scan*.c. */
#ifndef DETECTORS_SCAN_CANDIDATES_H
#define DETECTORS_SCAN_CANDIDATES_H

#include "detectors/ruleset.h"
#include "detectors/scratch.h"

/* Lets the detectors look at every place of the tile where one of them may start; is_language asks
 * for words, too. */
void scan_candidates_find(const struct ruleset *ruleset, struct scratch *scratch,
                          const struct tile *tile, bool is_language);

/*
 * The candidate that starts at at, if it wins every overlap, or NULL. One loses to any candidate
 * that overlaps it and ranks higher, whether or not that one is beaten by a third: so the decision
 * is local. An address, its city and its ZIP code do not compete. Identifiers rank above words, a
 * label directly in front above none, then the confidence, the length, the earlier start and the
 * order of the registry decide.
 */
const struct candidate *scan_candidates_winner(const struct scratch *scratch, size_t at);

#endif
