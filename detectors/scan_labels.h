/* The labels of a tile, and where they reach; private to scan*.c. */
#ifndef DETECTORS_SCAN_LABELS_H
#define DETECTORS_SCAN_LABELS_H

#include "detectors/ruleset.h"
#include "detectors/scratch.h"

/* The widest windows of forms that are looked at only near their labels. */
#define SCAN_LABELS_BEFORE_MAX 100
#define SCAN_LABELS_AFTER_MAX 33

/*
 * Finds all labels that start in the tile, whose shapes are known, and marks for each 64 bytes the
 * kinds of those that may name a value there: more rather than less. Fills the tile's hits and
 * first_hit.
 */
void scan_labels_find(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile);

#endif
