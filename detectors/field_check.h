/* Whether a value is of its kind: one function a kind, for the table of field.c. Pure. */
#ifndef DETECTORS_FIELD_CHECK_H
#define DETECTORS_FIELD_CHECK_H

#include "detectors/field.h"

/* value is not empty, has no white space around it and at most FIELD_VALUE_MAX bytes. */
typedef enum field_verdict (*field_check_fn)(struct span value);

/* True for what stands for no value: "N/A", "null", "unknown", "000-00-0000", "****". */
bool field_check_is_empty(struct span value);

enum field_verdict field_check_ssn(struct span value);
enum field_verdict field_check_itin(struct span value);
enum field_verdict field_check_ein(struct span value);
enum field_verdict field_check_npi(struct span value);
enum field_verdict field_check_dea(struct span value);
enum field_verdict field_check_mbi(struct span value);
enum field_verdict field_check_hicn(struct span value);
enum field_verdict field_check_card(struct span value);
enum field_verdict field_check_aba(struct span value);
enum field_verdict field_check_iban(struct span value);
enum field_verdict field_check_account(struct span value);
enum field_verdict field_check_vin(struct span value);
enum field_verdict field_check_passport(struct span value);
enum field_verdict field_check_date(struct span value);
enum field_verdict field_check_age(struct span value);
enum field_verdict field_check_phone(struct span value);
enum field_verdict field_check_email(struct span value);
enum field_verdict field_check_url(struct span value);
enum field_verdict field_check_ip(struct span value);
enum field_verdict field_check_mac(struct span value);
enum field_verdict field_check_zip(struct span value);
enum field_verdict field_check_geo(struct span value);
enum field_verdict field_check_name(struct span value);
enum field_verdict field_check_words(struct span value); /* a city */
enum field_verdict field_check_address(struct span value);
enum field_verdict field_check_number(struct span value); /* an id: letters and digits */
enum field_verdict field_check_udi(struct span value);
enum field_verdict field_check_icd10(struct span value);
enum field_verdict field_check_icd9(struct span value);
enum field_verdict field_check_hcpcs(struct span value);
enum field_verdict field_check_ndc(struct span value);
enum field_verdict field_check_loinc(struct span value);
enum field_verdict field_check_snomed(struct span value);
enum field_verdict field_check_rxnorm(struct span value);
enum field_verdict field_check_nucc(struct span value);
enum field_verdict field_check_sample(struct span value);  /* the start of a biometric sample */
enum field_verdict field_check_picture(struct span value); /* the start or the name of a picture */
enum field_verdict field_check_nhs(struct span value);
enum field_verdict field_check_phn(struct span value);
enum field_verdict field_check_ehic(struct span value);

#endif
