/*
 * ASC X12 health transactions (834, 835, 837, 270/271, 276/277, 278; 005010): which elements
 * identify a person or a provider, or are codes of care. What an element is depends on the
 * qualifier in front of it.
 */
#ifndef CRAWLER_READ_X12_ELEMENTS_H
#define CRAWLER_READ_X12_ELEMENTS_H

#include "detectors/span.h"

#include <stdbool.h>

/* What is known in front of an element; codes of more than three bytes are "". */
struct x12_place {
    char id[4];       /* of the segment; "": unknown */
    unsigned element; /* from 1 */
    char first[4];    /* element 1 */
    char previous[4]; /* the element in front */
    bool is_person;   /* the last NM1 names a patient, subscriber or the like */
    bool is_somebody; /* it names a person, this or another: a physician, a contact */
    unsigned last;    /* element of the segment that says anything; 0: none does */
};

/* Starts a segment: whose address, number or name follows is forgotten by those that begin a
 * loop. */
void x12_start_segment(struct x12_place *place, const char *id);

/* Goes on behind an element. */
void x12_pass_element(struct x12_place *place, struct span element);

/* The detector that the element at place belongs to, NULL when none. */
const char *x12_detector_of(const struct x12_place *place);

/* True when the element is not about a patient or the like: a part of another person's name, a
 * contact, an account of who pays. */
bool x12_is_other(const struct x12_place *place);

/* True when the element is made of components: a qualifier and a value ("ABK:E119"). */
bool x12_is_composite(const struct x12_place *place);

/* The detector that a qualifier in such an element gives the value behind it; NULL when none. */
const char *x12_detector_of_code(const struct x12_place *place, struct span qualifier);

/* True when the element tells that the interchange is about health care: GS01, ST01. */
bool x12_tells_health(const struct x12_place *place, struct span element);

/* True when the element is a date, the format of which (D8, RD8, DT) stands in front. */
bool x12_is_date(const struct x12_place *place);

#endif
