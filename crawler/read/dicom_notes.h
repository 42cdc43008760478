/* What a DICOM data set says of itself: what matters for reading the rest of it, and for its
 * pixels. */
#ifndef CRAWLER_READ_DICOM_NOTES_H
#define CRAWLER_READ_DICOM_NOTES_H

#include "crawler/read/dicom_place.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

enum dicom_answer { DICOM_UNSAID, DICOM_NO, DICOM_YES };

struct dicom_notes {
    bool is_deflated;            /* the transfer syntax of the file */
    bool is_removed;             /* PatientIdentityRemoved is YES */
    bool has_pixels;             /* set by the reader */
    bool is_screen;              /* of a class whose pixels have writing on them */
    enum dicom_answer burned_in; /* whether they do in this one */
};

/* Takes what the value of an element says. */
void dicom_notes_take(struct dicom_notes *notes, uint32_t tag, struct span value);

/* True when somebody should look at the pixels: they have writing on them, or may have. */
bool dicom_notes_want_ocr(const struct dicom_notes *notes);

/* What SpecificCharacterSet says. */
struct dicom_charset dicom_charset_of(struct span value);

#endif
