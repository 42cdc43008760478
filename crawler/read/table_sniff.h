/* Tells delimited tables from other text, and how they are written. */
#ifndef CRAWLER_READ_TABLE_SNIFF_H
#define CRAWLER_READ_TABLE_SNIFF_H

#include "detectors/field.h"

struct table_dialect {
    uint8_t delimiter; /* one of , ; | and tab */
    bool has_header;   /* its first row names columns that mean something */
    size_t preamble;   /* bytes of a title, date of report ... in front of the header */
};

/*
 * True when the first lines of head have the same number of cells under one delimiter, two at
 * least, or when the first line is a header of names that are known. A header with two names that
 * are sure, and rows like it, may stand behind some lines of a title. is_whole: head is all there
 * is, so its last line is complete.
 */
bool table_sniff(const struct field_rules *rules, struct span head, bool is_whole,
                 struct table_dialect *dialect);

#endif
