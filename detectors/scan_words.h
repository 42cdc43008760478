/* The words of a tile that the lexicon knows; private to scan*.c. */
#ifndef DETECTORS_SCAN_WORDS_H
#define DETECTORS_SCAN_WORDS_H

#include "detectors/scan_visit.h"

/* Visits the words that may be terms, or drugs by how they end. */
void scan_words_visit(const struct visit *visit);

#endif
