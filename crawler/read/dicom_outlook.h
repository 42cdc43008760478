/*
 * A look at the start of a DICOM data set before it is read. Elements stand in order of their tags,
 * so dates come before the patient, and the patient comes before the word that his identity was
 * removed.
 */
#ifndef CRAWLER_READ_DICOM_OUTLOOK_H
#define CRAWLER_READ_DICOM_OUTLOOK_H

#include "crawler/read/dicom_element.h"
#include "detectors/field.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

struct dicom_outlook {
    bool is_removed; /* PatientIdentityRemoved is YES */
    bool no_patient; /* what would name a patient is empty, or a filler */
};

/* head is the start of a data set, as much of it as is at hand. */
struct dicom_outlook dicom_look_ahead(const struct field_rules *rules, struct dicom_syntax syntax,
                                      struct span head);

/* The value without the padding at its end. */
struct span dicom_trim(struct span value);

/* True when value, trimmed, is one that tells who a patient is: not empty, no filler, and not
 * "Anonymized" in any spelling. */
bool dicom_names_patient(const struct field_rules *rules, struct field_meaning meaning,
                         struct span value);

/* True of "Anonymized", "ANON^0001" and the like. */
bool dicom_is_anonymous(struct span value);

/* True when value, trimmed, is word. */
bool dicom_is_word(struct span value, const char *word);

#endif
