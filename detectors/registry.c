/* The catalogue: every detector, in the order in which they are listed and in which equal findings
 * win. */
#include "detectors/registry.h"

#include "detectors/detector.h"
#include "detectors/rules.h"

#include <assert.h>
#include <string.h>

static const struct detector_rule *const rules[] = {
    &rule_us_ssn,
    &rule_us_itin,
    &rule_us_ein,
    &rule_us_npi,
    &rule_us_dea,
    &rule_us_mbi,
    &rule_us_hicn,
    &rule_medicaid_id,
    &rule_member_id,
    &rule_mrn,
    &rule_patient_id,
    &rule_rx_number,
    &rule_account_number,
    &rule_bank_account,
    &rule_aba_routing,
    &rule_iban,
    &rule_payment_card,
    &rule_driver_license,
    &rule_passport,
    &rule_license_number,
    &rule_vin,
    &rule_license_plate,
    &rule_device_id,
    &rule_udi,
    &rule_dob,
    &rule_service_date,
    &rule_age_over_89,
    &rule_person_name,
    &rule_postal_address,
    &rule_city,
    &rule_zip_code,
    &rule_geo_coordinate,
    &rule_phone,
    &rule_fax,
    &rule_email,
    &rule_url,
    &rule_ip_address,
    &rule_mac_address,
    &rule_biometric,
    &rule_full_face_photo,
    &rule_unique_code,
    &rule_icd10_cm,
    &rule_icd9_cm,
    &rule_hcpcs,
    &rule_ndc,
    &rule_loinc,
    &rule_snomed_ct,
    &rule_rxnorm,
    &rule_nucc_taxonomy,
    &rule_drug,
    &rule_sig,
    &rule_clinical_terms,
    &rule_uk_nhs,
    &rule_ca_phn,
    &rule_eu_ehic,
};

size_t detector_count(void)
{
    return sizeof rules / sizeof rules[0];
}

const struct detector_rule *detector_rule_at(size_t index)
{
    assert(index < detector_count());
    return rules[index];
}

const struct detector *detector_at(size_t index)
{
    return &detector_rule_at(index)->row;
}

int detector_find(const char *id)
{
    const size_t count = detector_count();
    for (size_t i = 0; i < count; i++) {
        if (rules[i]->row.id[0] == id[0] && strcmp(rules[i]->row.id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *role_name(enum role role)
{
    switch (role) {
    case ROLE_PERSON:
        return "person";
    case ROLE_PROVIDER:
        return "provider";
    case ROLE_ORGANISATION:
        return "organisation";
    case ROLE_HEALTH:
        return "health";
    case ROLE_PAYMENT:
        return "payment";
    }
    return "unknown";
}
