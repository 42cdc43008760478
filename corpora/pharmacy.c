/* Pharmacy exports: pipe separated, a line a dispensing. */
#include "corpora/kinds.h"

static void pharmacy_row(struct writer *writer)
{
    writer_cell(writer, VALUE_RX_NUMBER, "|");
    writer_cell(writer, VALUE_SERVICE_DATE, "|");
    writer_cell(writer, VALUE_NDC, "|");
    writer_cell(writer, VALUE_DRUG, "|");
    writer_number(writer, 10, 90, 2);
    writer_text(writer, "|");
    writer_number(writer, 5, 90, 1);
    writer_text(writer, "|");
    writer_cell(writer, VALUE_DEA, "|");
    writer_cell(writer, VALUE_NPI, "|");
    writer_cell(writer, VALUE_NAME, "|");
    writer_cell(writer, VALUE_DOB, "|");
    writer_cell(writer, VALUE_PHONE, "|");
    writer_cell(writer, VALUE_MBI, "\n");
}

void write_pharmacy(struct writer *writer, size_t size_bytes)
{
    writer_text(
        writer,
        "rx_number|fill_date|ndc|drug|qty|days_supply|prescriber_dea|prescriber_npi|patient_name|"
        "date_of_birth|phone|mbi\n");
    do {
        pharmacy_row(writer);
    } while (writer->len < size_bytes && !writer->has_failed);
}
