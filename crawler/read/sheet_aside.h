/* What a sheet of a workbook (XLSX) says outside of the values of its cells. */
#ifndef CRAWLER_READ_SHEET_ASIDE_H
#define CRAWLER_READ_SHEET_ASIDE_H

#include "crawler/read/record.h"

/* True for the name of an element whose text is a header or footer of pages. */
bool sheet_aside_is_margin(struct span name);

/* True for the name of one that has texts for people in its attributes. */
bool sheet_aside_is_tag(struct span name);

/* True for a formula with a text in it. */
bool sheet_aside_has_quotes(struct span formula);

/* raw, which stands at offset in the member, as it is. */
struct record_value sheet_aside_value(struct span raw, uint64_t offset);

#endif
