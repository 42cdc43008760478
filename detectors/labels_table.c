/* The list of labels: what identifiers, dates and numbers are called in records, forms, columns and
 * code. Its rows stand in files by subject. */
#include "detectors/labels.h"

const struct label labels_table[] = {
    {"", LABEL_NONE, 0},

#include "detectors/labels_codes.inc"
#include "detectors/labels_contact.inc"
#include "detectors/labels_dates.inc"
#include "detectors/labels_documents.inc"
#include "detectors/labels_finance.inc"
#include "detectors/labels_identifiers.inc"
#include "detectors/labels_names.inc"
#include "detectors/labels_others.inc"
#include "detectors/labels_places.inc"
#include "detectors/labels_plans.inc"
};

size_t labels_count(void)
{
    return sizeof labels_table / sizeof labels_table[0];
}
