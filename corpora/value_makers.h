/* One maker a kind of value; values.c has the table. Each fills out (VALUE_TEXT_MAX bytes). */
#ifndef CORPORA_VALUE_MAKERS_H
#define CORPORA_VALUE_MAKERS_H

#include "corpora/prng.h"

#include <stdbool.h>

typedef void value_maker_fn(struct prng *prng, bool is_valid, char *out);

/* value_numbers.c: numbers with a check digit or a range rule; is_valid false breaks it. */
value_maker_fn value_make_ssn, value_make_ssn_bare, value_make_npi, value_make_dea, value_make_mbi,
    value_make_hicn, value_make_card, value_make_iban, value_make_aba, value_make_vin,
    value_make_phone, value_make_loinc, value_make_snomed;

/* value_words.c: names, dates, places and numbers without a rule; is_valid is ignored. */
value_maker_fn value_make_ndc, value_make_dob, value_make_dob_iso, value_make_service_date,
    value_make_age, value_make_name, value_make_first_name, value_make_last_name,
    value_make_address, value_make_email, value_make_ip, value_make_mrn, value_make_member_id,
    value_make_rx_number, value_make_account, value_make_icd10, value_make_drug;

#endif
