/*
 * Is a text about a patient where a value stands? Words as "account", "collected" and "name" name
 * values of care in records, and other things everywhere else.
 */
#ifndef DETECTORS_PATIENT_NEAR_H
#define DETECTORS_PATIENT_NEAR_H

#include "detectors/finding.h"
#include "detectors/tile.h"

/* True when a label of a patient's own (birth, chart, plan, care, "patient") stands around
 * [at, end), as far as context is looked at. */
bool patient_is_near(const struct tile *tile, size_t at, size_t end);

/*
 * True when the label that a finding rests on is a weak one, LABEL_FLAG_WEAK, which makes no
 * finding: it does not stand directly in front, or no patient is near.
 */
bool patient_is_missing(const struct tile *tile, const struct finding *finding);

#endif
