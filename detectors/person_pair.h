/* Names that stand in a text without a label: "Betty Johnson". Pure. */
#ifndef DETECTORS_PERSON_PAIR_H
#define DETECTORS_PERSON_PAIR_H

#include "detectors/person_words.h"

/* Two frequent names, the second of which starts at site->at: "Betty Johnson"; or a frequent given
 * name and any other where it must be somebody's: "Farah Siddiqui, MD". */
bool person_pair_read(const struct site *site, struct person_words *name);

/* The words at at, most of them or fewer, that end in a surname which no place is called; no words
 * when there are none. */
struct person_words person_pair_to_surname(const struct site *site, size_t at, unsigned most);

#endif
