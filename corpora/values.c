/* The table of planted values. */
#include "corpora/values.h"

#include "corpora/value_makers.h"

#define INVALID_PERCENT 12

struct value_row {
    const char *type;
    value_maker_fn *make;
    bool has_rule;
};

static const struct value_row rows[VALUE_KIND_COUNT] = {
    [VALUE_SSN] = {"US_SSN", value_make_ssn, true},
    [VALUE_SSN_BARE] = {"US_SSN", value_make_ssn_bare, true},
    [VALUE_NPI] = {"NPI", value_make_npi, true},
    [VALUE_DEA] = {"DEA", value_make_dea, true},
    [VALUE_MBI] = {"MBI", value_make_mbi, true},
    [VALUE_HICN] = {"HICN", value_make_hicn, true},
    [VALUE_CARD] = {"CREDIT_CARD", value_make_card, true},
    [VALUE_IBAN] = {"IBAN", value_make_iban, true},
    [VALUE_ABA] = {"ABA_ROUTING", value_make_aba, true},
    [VALUE_VIN] = {"VIN", value_make_vin, true},
    [VALUE_PHONE] = {"PHONE", value_make_phone, true},
    [VALUE_NDC] = {"NDC", value_make_ndc, false},
    [VALUE_LOINC] = {"LOINC", value_make_loinc, true},
    [VALUE_SNOMED] = {"SNOMED", value_make_snomed, true},
    [VALUE_DOB] = {"DOB", value_make_dob, false},
    [VALUE_DOB_ISO] = {"DOB", value_make_dob_iso, false},
    [VALUE_SERVICE_DATE] = {"DATE", value_make_service_date, false},
    [VALUE_AGE_OVER_89] = {"AGE", value_make_age, false},
    [VALUE_NAME] = {"PERSON", value_make_name, false},
    [VALUE_FIRST_NAME] = {"PERSON", value_make_first_name, false},
    [VALUE_LAST_NAME] = {"PERSON", value_make_last_name, false},
    [VALUE_ADDRESS] = {"ADDRESS", value_make_address, false},
    [VALUE_EMAIL] = {"EMAIL", value_make_email, false},
    [VALUE_IP] = {"IP", value_make_ip, false},
    [VALUE_MRN] = {"MRN", value_make_mrn, false},
    [VALUE_MEMBER_ID] = {"MEMBER_ID", value_make_member_id, false},
    [VALUE_RX_NUMBER] = {"RX_NUMBER", value_make_rx_number, false},
    [VALUE_ACCOUNT] = {"ACCOUNT", value_make_account, false},
    [VALUE_ICD10] = {"ICD10", value_make_icd10, false},
    [VALUE_DRUG] = {"DRUG", value_make_drug, false},
};

const char *value_type(enum value_kind kind)
{
    return rows[kind].type;
}

static struct value value_create(enum value_kind kind, struct prng *prng, bool is_valid)
{
    struct value value = {.kind = kind, .is_valid = is_valid};
    rows[kind].make(prng, is_valid, value.text);
    return value;
}

struct value value_draw(enum value_kind kind, struct prng *prng)
{
    const bool is_valid = !prng_chance(prng, INVALID_PERCENT) || !rows[kind].has_rule;
    return value_create(kind, prng, is_valid);
}

struct value value_draw_valid(enum value_kind kind, struct prng *prng)
{
    return value_create(kind, prng, true);
}
