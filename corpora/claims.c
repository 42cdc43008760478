/* Claims tables: comma separated, with a header; only the header says what the columns are. */
#include "corpora/kinds.h"

static void claims_row(struct writer *writer, uint32_t claim)
{
    static const unsigned visits[] = {99202, 99203, 99213, 99214, 99396};
    writer_format(writer, "%u,", claim);
    writer_cell(writer, VALUE_MEMBER_ID, ",");
    writer_cell(writer, VALUE_LAST_NAME, ",");
    writer_cell(writer, VALUE_FIRST_NAME, ",");
    writer_cell(writer, VALUE_DOB_ISO, ",");
    writer_cell(writer, VALUE_SSN, ",");
    writer_cell(writer, VALUE_NPI, ",");
    writer_cell(writer, VALUE_ICD10, ",");
    writer_format(writer, "%u,", visits[prng_below(&writer->prng, 5)]);
    writer_cell(writer, VALUE_SERVICE_DATE, ",");
    writer_number(writer, 40, 900, 2);
    writer_text(writer, ".");
    writer_number(writer, 0, 99, 2);
    writer_text(writer, "\n");
}

void write_claims(struct writer *writer, size_t size_bytes)
{
    uint32_t claim = prng_between(&writer->prng, 100000, 900000);
    writer_text(
        writer,
        "claim_no,member_id,last_name,first_name,birth_date,ssn,provider_npi,diagnosis_code,cpt,"
        "service_date,charge\n");
    do {
        claims_row(writer, claim++);
    } while (writer->len < size_bytes && !writer->has_failed);
}
