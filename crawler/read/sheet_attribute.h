/* Attributes of tags in the parts of a workbook (XLSX). */
#ifndef CRAWLER_READ_SHEET_ATTRIBUTE_H
#define CRAWLER_READ_SHEET_ATTRIBUTE_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of the attribute of that local name, at or behind tag.ptr[at]; false when there is
 * none. */
bool sheet_attribute_find(struct span tag, size_t at, const char *name, struct span *value);

/* The same as a number: 0 when there is none, or it begins with no digit. */
uint64_t sheet_attribute_number(struct span tag, size_t at, const char *name);

/* The number that text begins with, by its first 18 digits. */
uint64_t sheet_attribute_digits(struct span text);

/* "BC" of "BC12" as a number, from 1; 0: there is none. */
uint64_t sheet_attribute_column(struct span place);

/* "<v/>" */
bool sheet_attribute_is_empty(struct span tag);

#endif
