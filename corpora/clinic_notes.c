/* Progress notes: a labelled header, prose with values that nothing labels, orders at the end. */
#include "corpora/kinds.h"

static void clinic_note_header(struct writer *writer, const struct value *name)
{
    writer_word(writer, &words_clinics);
    writer_text(writer, "\nProgress note\n\nPatient: ");
    writer_value(writer, name, LABELLED);
    writer_field(writer,
                 "\nDate of birth: ", prng_chance(&writer->prng, 50) ? VALUE_DOB : VALUE_DOB_ISO,
                 "");
    writer_field(writer, "    MRN: ", VALUE_MRN, "\n");
    if (prng_chance(&writer->prng, 60))
        writer_field(writer, "SSN: ", prng_chance(&writer->prng, 70) ? VALUE_SSN : VALUE_SSN_BARE,
                     "\n");
    if (prng_chance(&writer->prng, 40))
        writer_field(writer, "Medicare beneficiary number: ", VALUE_MBI, "\n");
    if (prng_chance(&writer->prng, 15))
        writer_field(writer, "HICN: ", VALUE_HICN, "\n");
    writer_field(writer, "Address: ", VALUE_ADDRESS, "\n");
    writer_field(writer, "Phone: ", VALUE_PHONE, "\n");
    writer_field(writer, "Date of service: ", VALUE_SERVICE_DATE, "\n");
}

static void clinic_note_vitals(struct writer *writer)
{
    writer_text(writer, "Blood pressure ");
    writer_number(writer, 100, 160, 3);
    writer_text(writer, "/");
    writer_number(writer, 60, 99, 2);
    writer_text(writer, ", pulse ");
    writer_number(writer, 55, 110, 2);
    writer_text(writer, ", temperature 98.");
    writer_number(writer, 0, 9, 1);
    writer_text(writer, " F. No known drug allergies.\n");
}

static void clinic_note_story(struct writer *writer, const struct value *name)
{
    writer_text(writer, "\nHistory of present illness\n");
    writer_value(writer, name, UNLABELLED);
    if (prng_chance(&writer->prng, 20)) {
        writer_text(writer, ", a ");
        writer_draw(writer, VALUE_AGE_OVER_89, LABELLED);
        writer_text(writer, " retired teacher,");
    }
    writer_text(writer, " presents with ");
    writer_word(writer, &words_complaints);
    writer_format(writer, " for %u days, worse in the evening. ",
                  prng_between(&writer->prng, 2, 20));
    clinic_note_vitals(writer);
    if (prng_chance(&writer->prng, 30)) {
        writer_text(writer, "The front desk copied ");
        writer_draw(writer, VALUE_SSN, UNLABELLED);
        writer_text(writer, " from the old chart folder.\n");
    }
    if (prng_chance(&writer->prng, 30)) {
        writer_text(writer, "A daughter will drive home and can be reached at ");
        writer_draw(writer, VALUE_PHONE, LABELLED);
        writer_text(writer, ".\n");
    }
}

static void clinic_note_plan(struct writer *writer)
{
    writer_text(writer, "\nAssessment and plan\n");
    writer_field(writer, "Diagnosis: ", VALUE_ICD10, "\n");
    writer_field(writer, "Continue ", VALUE_DRUG, " by mouth twice daily, refills 3.\n");
    if (prng_chance(&writer->prng, 40))
        writer_field(writer, "Glucose, LOINC ", VALUE_LOINC, ", pending.\n");
    if (prng_chance(&writer->prng, 25))
        writer_field(writer, "Problem list entry SNOMED CT ", VALUE_SNOMED, ".\n");
    writer_field(writer, "Signed electronically, NPI ", VALUE_NPI, "");
    writer_field(writer, ", DEA ", VALUE_DEA, "\n\n--\n\n");
}

void write_clinic_notes(struct writer *writer, size_t size_bytes)
{
    do {
        const struct value name = value_draw(VALUE_NAME, &writer->prng);
        clinic_note_header(writer, &name);
        clinic_note_story(writer, &name);
        clinic_note_plan(writer);
    } while (writer->len < size_bytes && !writer->has_failed);
}
