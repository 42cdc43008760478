/*
 * NCPDP Telecommunication Standard, version D.0 (pharmacy claims): which fields of which segments
 * identify a person, a provider or a drug. The standard itself is not free; segments and fields are
 * those of published payer sheets.
 */
#ifndef CRAWLER_READ_NCPDP_FIELDS_H
#define CRAWLER_READ_NCPDP_FIELDS_H

#include "detectors/span.h"

#include <stdbool.h>

/* What qualifiers of a segment said of the field behind them: two characters, empty when none. */
struct ncpdp_qualifiers {
    char patient[3];      /* CX, of CY */
    char prescriber[3];   /* EZ, of DB */
    char product[3];      /* E1, of D7 */
    char diagnosis[3];    /* WE, of DO */
    char prescription[3]; /* EM, of D2 */
};

/* Takes note of a field that is a qualifier. */
void ncpdp_note(struct ncpdp_qualifiers *qualifiers, const char id[3], struct span value);

/* The detector that a field of a segment ("01") belongs to; NULL: none. */
const char *ncpdp_detector_of(const char segment[3], const char id[3],
                              const struct ncpdp_qualifiers *qualifiers);

/* True of segments about the patient. */
bool ncpdp_is_patient(const char segment[3]);

/* True of the prescriber's segment. */
bool ncpdp_is_provider(const char segment[3]);

#endif
