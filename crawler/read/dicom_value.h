/*
 * The value of a DICOM element -> the parts that are scanned: one of each of its values where its
 * tag says what they are, else all of it, with what is not ASCII decoded (PS3.5, 6.1).
 */
#ifndef CRAWLER_READ_DICOM_VALUE_H
#define CRAWLER_READ_DICOM_VALUE_H

#include "crawler/base/buffer.h"
#include "crawler/base/code_page.h"
#include "crawler/read/dicom_place.h"
#include "crawler/read/reader.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dicom_part {
    struct span text;  /* valid until the next part */
    size_t at, length; /* its bytes in the value */
    bool is_raw;       /* text is these bytes */
    bool is_first;     /* of its value: what follows belongs to it */
};

struct dicom_parts {
    struct span value;
    size_t at;
    bool is_list;  /* values with '\' between them */
    bool is_field; /* each is to be given whole, up to READER_VALUE_MAX bytes */
    bool is_latin1;
    bool is_paged;  /* of code_page */
    bool is_inside; /* a part of the value at hand was given */
    struct code_page code_page;
    struct buffer decoded;
};

/* Needs dicom_parts_free(). */
void dicom_parts_init(struct dicom_parts *parts);
void dicom_parts_free(struct dicom_parts *parts);

/* value stays the caller's. */
void dicom_parts_begin(struct dicom_parts *parts, struct span value, struct dicom_charset charset);

/* The next part that is not empty; false when there is none. */
bool dicom_parts_next(struct dicom_parts *parts, struct dicom_part *part);

#endif
