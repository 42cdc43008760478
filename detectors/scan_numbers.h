/* Runs of digits; private to scan*.c. */
#ifndef DETECTORS_SCAN_NUMBERS_H
#define DETECTORS_SCAN_NUMBERS_H

#include "detectors/scan_visit.h"

/* Shows the runs of digits that a label may name to the rules that want them. */
void scan_numbers_visit(const struct visit *visit);

#endif
