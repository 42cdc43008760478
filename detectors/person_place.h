/* Finds where the name stands that a label announces. Pure. */
#ifndef DETECTORS_PERSON_PLACE_H
#define DETECTORS_PERSON_PLACE_H

#include "detectors/person_words.h"

struct person_place {
    size_t at;     /* where the name may start */
    uint8_t sign;  /* that stands between: ':', '=', '-', or the last '.' of a leader; 0: none */
    bool is_below; /* on the next line, the label being alone on its own */
};

/* Behind the label, and a hint as "(Last, First)"; or on the line below. */
struct person_place person_place_find(const struct tile *tile, const struct label_hit *label);

/* True when one of the words is a label of a value itself: "Patient Name", "Social Security". */
bool person_place_is_named(const struct tile *tile, const struct person_words *words);

/* True when such words fill the line that stands below a label, and are no label themselves. */
bool person_place_holds(const struct tile *tile, const struct person_words *words);

#endif
