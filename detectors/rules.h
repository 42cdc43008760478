/* The detectors there are; registry.c puts them in order. Each is defined in the file it is named
 * for, or beside. */
#ifndef DETECTORS_RULES_H
#define DETECTORS_RULES_H

struct detector_rule;

extern const struct detector_rule rule_us_ssn;
extern const struct detector_rule rule_us_itin;
extern const struct detector_rule rule_us_ein;
extern const struct detector_rule rule_us_npi;
extern const struct detector_rule rule_us_dea;
extern const struct detector_rule rule_us_mbi;
extern const struct detector_rule rule_us_hicn;
extern const struct detector_rule rule_medicaid_id;
extern const struct detector_rule rule_member_id;
extern const struct detector_rule rule_mrn;
extern const struct detector_rule rule_patient_id;
extern const struct detector_rule rule_rx_number;
extern const struct detector_rule rule_account_number;
extern const struct detector_rule rule_bank_account;
extern const struct detector_rule rule_aba_routing;
extern const struct detector_rule rule_iban;
extern const struct detector_rule rule_payment_card;
extern const struct detector_rule rule_driver_license;
extern const struct detector_rule rule_passport;
extern const struct detector_rule rule_license_number;
extern const struct detector_rule rule_vin;
extern const struct detector_rule rule_license_plate;
extern const struct detector_rule rule_device_id;
extern const struct detector_rule rule_udi;
extern const struct detector_rule rule_dob;
extern const struct detector_rule rule_service_date;
extern const struct detector_rule rule_age_over_89;
extern const struct detector_rule rule_person_name;
extern const struct detector_rule rule_postal_address;
extern const struct detector_rule rule_city;
extern const struct detector_rule rule_zip_code;
extern const struct detector_rule rule_geo_coordinate;
extern const struct detector_rule rule_phone;
extern const struct detector_rule rule_fax;
extern const struct detector_rule rule_email;
extern const struct detector_rule rule_url;
extern const struct detector_rule rule_ip_address;
extern const struct detector_rule rule_mac_address;
extern const struct detector_rule rule_biometric;
extern const struct detector_rule rule_full_face_photo;
extern const struct detector_rule rule_unique_code;
extern const struct detector_rule rule_icd10_cm;
extern const struct detector_rule rule_icd9_cm;
extern const struct detector_rule rule_hcpcs;
extern const struct detector_rule rule_ndc;
extern const struct detector_rule rule_loinc;
extern const struct detector_rule rule_snomed_ct;
extern const struct detector_rule rule_rxnorm;
extern const struct detector_rule rule_nucc_taxonomy;
extern const struct detector_rule rule_drug;
extern const struct detector_rule rule_sig;
extern const struct detector_rule rule_clinical_terms;
extern const struct detector_rule rule_uk_nhs;
extern const struct detector_rule rule_ca_phn;
extern const struct detector_rule rule_eu_ehic;

#endif
