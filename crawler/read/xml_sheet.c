/* Spreadsheets in XML. */
#include "crawler/read/xml_sheet.h"

#include "detectors/ascii.h"

#define CELL_DIGITS_MAX 6

void xml_sheet_reset(struct xml_sheet *sheet, const struct field_rules *rules)
{
    sheet->tables.rules = rules;
    markup_tables_reset(&sheet->tables);
    markup_tables_open(&sheet->tables);
    sheet->cell = sheet->more = 0;
}

void xml_sheet_open(struct xml_sheet *sheet, struct span element)
{
    if (span_is(element, "Cell") || span_is(element, "table-cell")) {
        sheet->cell += 1 + sheet->more;
        sheet->more = 0;
    } else if (span_is(element, "Row") || span_is(element, "table-row")) {
        markup_tables_begin_row(&sheet->tables);
        sheet->cell = sheet->more = 0;
    } else if (span_is(element, "Worksheet") || span_is(element, "table")) {
        xml_sheet_reset(sheet, sheet->tables.rules);
    }
}

void xml_sheet_note(struct xml_sheet *sheet, struct span attribute, struct span value)
{
    const bool is_index = span_is(attribute, "Index");
    const size_t digits = ascii_count_digits(value.ptr, value.len, CELL_DIGITS_MAX);
    if (digits == 0 || !(is_index || span_is(attribute, "number-columns-repeated")))
        return;
    const uint64_t number = ascii_read_number(value.ptr, digits);
    if (is_index && sheet->cell > 0 && number > 0)
        sheet->cell = number;
    else if (!is_index && number > 0)
        sheet->more = number - 1;
}

struct markup_place xml_sheet_take(struct xml_sheet *sheet, struct span text)
{
    markup_tables_seek(&sheet->tables, sheet->cell);
    return markup_tables_add_cell(&sheet->tables, text, false);
}
