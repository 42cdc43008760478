/* Where words are looked for when they are not looked for everywhere; private to scan*.c. */
#ifndef DETECTORS_SCAN_NEAR_H
#define DETECTORS_SCAN_NEAR_H

#include "detectors/scratch.h"

/* Labels that stand for an identifier, whatever their value. */
#define SCAN_NEAR_LABELS                                                                           \
    (LABEL_BIT(LABEL_SSN) | LABEL_BIT(LABEL_MBI) | LABEL_BIT(LABEL_HICN) | LABEL_BIT(LABEL_MRN) |  \
     LABEL_BIT(LABEL_PATIENT) | LABEL_BIT(LABEL_MEMBER) | LABEL_BIT(LABEL_MEDICAID) |              \
     LABEL_BIT(LABEL_RX) | LABEL_BIT(LABEL_BIRTH) | LABEL_BIT(LABEL_SERVICE))

/* Empties the rows of places near an identifier. */
void scan_near_clear(struct scratch *scratch, size_t len);

/* Marks what is near the label of kind at [at, end), if it stands for an identifier. */
void scan_near_add_label(struct scratch *scratch, const struct tile *tile,
                         const struct label_hit *hit);

/*
 * Marks what is near the shapes of identifiers, and '@'. Returns true when anything is marked. A
 * place is marked for what stands at most SCAN_NEAR bytes from it, so that it does not matter how a
 * text was cut.
 */
bool scan_near_find(struct scratch *scratch, const struct tile *tile);

/* Takes words that are not near an identifier out of those that are looked at. */
void scan_near_limit_words(struct scratch *scratch, const struct tile *tile);

#endif
