/*
 * The heads of the elements that a DICOM data set is made of (PS3.5, chapter 7): tag, perhaps a
 * value representation, length; in four spellings. Pure.
 */
#ifndef CRAWLER_READ_DICOM_ELEMENT_H
#define CRAWLER_READ_DICOM_ELEMENT_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define DICOM_HEAD_MAX 12
#define DICOM_UNDEFINED UINT32_MAX /* a length: up to a delimiter */

struct dicom_syntax {
    bool is_explicit; /* elements have a VR */
    bool is_big;      /* big-endian */
};

struct dicom_element {
    uint32_t tag;
    uint32_t length; /* of the value; may lie */
    uint8_t head;    /* bytes of the head */
    char vr[2];      /* "PN"; NULs where there is none */
};

/*
 * Reads the head at the start of bytes. False when bytes are too few. An element whose VR is no
 * such thing is taken for one without.
 */
bool dicom_element_read(struct dicom_syntax syntax, struct span bytes,
                        struct dicom_element *element);

/*
 * How the data set at the start of bytes is spelled, by its first element; whatever was said
 * elsewhere, this is what its bytes mean.
 */
struct dicom_syntax dicom_syntax_of(struct span bytes);

/* What a value is. */
enum dicom_kind {
    DICOM_TEXT,
    DICOM_TEXT_LIST, /* values with '\' between them */
    DICOM_DIGITS,    /* numbers, times and UIDs, written as text, lists likewise */
    DICOM_NUMBERS,   /* binary ones */
    DICOM_SEQUENCE,
    DICOM_OPAQUE /* anything: UN, OB, no VR */
};

enum dicom_kind dicom_kind_of(const char vr[2]);

/* True when value reads as text: no control characters but those that texts hold. Padding at its
 * end does not count. */
bool dicom_is_text(struct span value);

/* True when value is nothing but numbers, times or UIDs that are written as text, and padding. */
bool dicom_is_number(struct span value);

#endif
