/*
 * Spreadsheets in XML: SpreadsheetML of Excel 2003 (Row, Cell, Data) and flat OpenDocument
 * (table-row, table-cell). A value's name stands in the first row.
 */
#ifndef CRAWLER_READ_XML_SHEET_H
#define CRAWLER_READ_XML_SHEET_H

#include "crawler/read/markup_table.h"

struct xml_sheet {
    struct markup_tables tables;
    uint64_t cell; /* of the row, from 1; 0: none yet */
    uint64_t more; /* cells that the last one stands for */
};

void xml_sheet_reset(struct xml_sheet *sheet, const struct field_rules *rules);

/* An element of a sheet begins; local name. */
void xml_sheet_open(struct xml_sheet *sheet, struct span element);

/* An attribute of the element that began last. */
void xml_sheet_note(struct xml_sheet *sheet, struct span attribute, struct span value);

/* The text of a cell. */
struct markup_place xml_sheet_take(struct xml_sheet *sheet, struct span text);

#endif
