/* The labels of a tile, and where they reach; private to scan*.c. */
#ifndef DETECTORS_SCAN_LABELS_H
#define DETECTORS_SCAN_LABELS_H

#include "detectors/ruleset.h"
#include "detectors/scratch.h"

/* The widest windows of forms that are looked at only near their labels. */
#define SCAN_LABELS_BEFORE_MAX 100
#define SCAN_LABELS_AFTER_MAX 33

/* How far from a label something may be that needs one: with the bytes of a value up to the place
 * that is looked at, and of a whole value. */
#define SCAN_LABELS_VALUE_MAX 47
#define SCAN_LABELS_AHEAD (SCAN_LABELS_BEFORE_MAX + 28)
#define SCAN_LABELS_BACK (SCAN_LABELS_AFTER_MAX + SCAN_LABELS_VALUE_MAX)

/* How far a label directly in front of a run of digits is from it, with a country code and what
 * encloses it between. */
#define SCAN_LABELS_LEAD_MAX 8
#define SCAN_LABELS_DIRECT (CONTEXT_CONNECTOR_MAX + SCAN_LABELS_LEAD_MAX)

/* Labels at which something starts, or behind or in front of which it stands: they are looked at
 * themselves. */
#define SCAN_LABELS_ANCHORS                                                                        \
    (LABEL_BIT(LABEL_BOX) | LABEL_BIT(LABEL_CITY) | LABEL_BIT(LABEL_NAME) |                        \
     LABEL_BIT(LABEL_TITLE) | LABEL_BIT(LABEL_BIRTH) | LABEL_BIT(LABEL_MRN))

/*
 * Looks at the words of the tile that the scratch's wordmap shows, and marks for each 64 bytes the
 * kinds of labels that may name a value there: more rather than less. Notes the places where labels
 * of SCAN_LABELS_ANCHORS may start, and makes the tile's labels ready to be looked up.
 */
void scan_labels_find(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile);

#endif
