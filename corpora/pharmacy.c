/* Pharmacy exports: pipe separated, a line a dispensing. */
#include "corpora/kinds.h"

static void pharmacy_row(struct writer *writer)
{
    writer_field(writer, "", VALUE_RX_NUMBER, "|");
    writer_field(writer, "", VALUE_SERVICE_DATE, "|");
    writer_field(writer, "", VALUE_NDC, "|");
    writer_field(writer, "", VALUE_DRUG, "|");
    writer_number(writer, 10, 90, 2);
    writer_text(writer, "|");
    writer_number(writer, 5, 90, 1);
    writer_text(writer, "|");
    writer_field(writer, "", VALUE_DEA, "|");
    writer_field(writer, "", VALUE_NPI, "|");
    writer_field(writer, "", VALUE_NAME, "|");
    writer_field(writer, "", VALUE_DOB, "|");
    writer_field(writer, "", VALUE_PHONE, "|");
    writer_field(writer, "", VALUE_MBI, "\n");
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
