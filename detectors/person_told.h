/*
 * Names that a sentence tells, whatever list they are in: "his wife Lavinia", "Cassius Underhill,
 * DOB 10-10-95". Pure.
 */
#ifndef DETECTORS_PERSON_TOLD_H
#define DETECTORS_PERSON_TOLD_H

#include "detectors/person_words.h"

/* How sure it is that words are a name. */
enum person_told {
    PERSON_TOLD_NOT,
    PERSON_TOLD_UNLISTED, /* no word is listed: their place alone says so */
    PERSON_TOLD_LISTED
};

/* The words behind a relative, the label of the site, with a blank between. */
enum person_told person_told_relative(const struct site *site, struct person_words *name);

/* The words in front of the label of the site, of a birth or chart that is told behind it. */
enum person_told person_told_in_front(const struct site *site, struct person_words *name);

#endif
