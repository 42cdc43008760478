/*
 * NCPDP SCRIPT (10.6 and 2017071): prescriptions between prescribers and pharmacies. Its elements
 * have speaking names, which fieldnames.h knows; what this file adds is whose they are (Patient,
 * Prescriber, Pharmacy ...) and what a number's Qualifier says.
 */
#ifndef CRAWLER_READ_SCRIPT_H
#define CRAWLER_READ_SCRIPT_H

#include "detectors/field.h"

#include <stdbool.h>

enum script_subject {
    SCRIPT_NOBODY,
    SCRIPT_PATIENT,
    SCRIPT_INSURED, /* BenefitsCoordination */
    SCRIPT_PROVIDER,
    SCRIPT_DRUG
};

/* What is known of an open element. */
struct script_frame {
    enum script_subject subject;
    struct field_meaning meaning; /* of its text, when SCRIPT decides */
    bool is_decided;
};

/* True for the messages of a Body: NewRx, RxFill, RxRenewalRequest ... */
bool script_is_message(struct span element);

void script_open(struct script_frame *frame, const struct script_frame *parent, struct span element,
                 struct span parent_element);

/* What the text of the element means; generic is what its names say by themselves. */
struct field_meaning script_meaning(const struct script_frame *frame, struct field_meaning generic);

#endif
