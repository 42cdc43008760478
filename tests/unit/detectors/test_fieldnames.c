/* Names of fields from exports in use, what they mean, and names that only hold the same words. */
#include "detectors/fieldnames.h"
#include "detectors/fieldnames_index.h"
#include "match_case.h"

static struct fieldnames *names;

static void setup(void)
{
    names = fieldnames_create();
    ck_assert_ptr_nonnull(names);
}

static void teardown(void)
{
    fieldnames_free(names);
}

struct name_case {
    const char *name;
    const char *id;   /* of the detector, "" for none */
    const char *more; /* "weak" or "hashed" */
    enum fieldnames_subject subject;
};

/* clang-format off */
static const struct name_case name_cases[] = {
    {"ADMTG_DGNS_CD", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"FST_DGNS_E_CD", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"AT_PHYSN_UPIN", "license-number", "", FIELDNAMES_PROVIDER},
    {"patient.birthDate", "dob", "", FIELDNAMES_PERSON},
    {"$.patient.ssn", "us-ssn", "", FIELDNAMES_PERSON},
    {"$.entry[0].resource.name[0].family", "person-name", "", FIELDNAMES_ANYONE},
    {"$.name[0].given[1]", "person-name", "", FIELDNAMES_ANYONE},
    {"$.telecom[0].value", "phone", "", FIELDNAMES_ANYONE},
    {"$.address[0].line[0]", "postal-address", "", FIELDNAMES_ANYONE},
    {"$.address[0].city", "city", "", FIELDNAMES_ANYONE},
    {"$.address[0].postalCode", "zip-code", "", FIELDNAMES_ANYONE},
    {"$.identifier[2].value", "patient-id", "weak", FIELDNAMES_ANYONE},
    {"$.deceasedDateTime", "service-date", "", FIELDNAMES_ANYONE},
    {"$.subject.display", "person-name", "", FIELDNAMES_PERSON},
    {"$.subject.reference", "patient-id", "weak", FIELDNAMES_PERSON},
    {"$.period.start", "service-date", "weak", FIELDNAMES_ANYONE},
    {"Patient/ID", "patient-id", "", FIELDNAMES_PERSON},
    {"PAT_MRN_ID", "mrn", "", FIELDNAMES_PERSON},
    {"recip_id", "patient-id", "", FIELDNAMES_PERSON},
    {"recip_dob", "dob", "", FIELDNAMES_PERSON},
    {"admin_date", "service-date", "", FIELDNAMES_ANYONE},
    {"nombre", "person-name", "weak", FIELDNAMES_ANYONE},
    {"apellidos", "person-name", "", FIELDNAMES_ANYONE},
    {"fecha_nacimiento", "dob", "", FIELDNAMES_ANYONE},
    {"Fecha de nacimiento", "dob", "", FIELDNAMES_ANYONE},
    {"fechaDeAlta", "service-date", "", FIELDNAMES_ANYONE},
    {"fecha de la cita", "service-date", "", FIELDNAMES_ANYONE},
    {"fecha de nacimiento del paciente", "dob", "", FIELDNAMES_PERSON},
    {"NOMBRE_PACIENTE", "person-name", "", FIELDNAMES_PERSON},
    {"paciente_nombre", "person-name", "", FIELDNAMES_PERSON},
    {"N\xc3\xbamero de p\xc3\xb3liza", "member-id", "", FIELDNAMES_ANYONE},
    {"No. de p\xc3\xb3liza", "member-id", "", FIELDNAMES_ANYONE},
    {"n\xc3\xbamero de historia cl\xc3\xadnica", "mrn", "", FIELDNAMES_ANYONE},
    {"NUMERO_CUENTA", "account-number", "", FIELDNAMES_ANYONE},
    {"seguro social", "us-ssn", "", FIELDNAMES_ANYONE},
    {"Tel\xc3\xa9" "fono", "phone", "", FIELDNAMES_ANYONE},
    {"Direcci\xc3\xb3n", "postal-address", "", FIELDNAMES_ANYONE},
    {"nombre_archivo", "", "", FIELDNAMES_ANYONE},
    {"numero de paginas", "", "", FIELDNAMES_ANYONE},
    {"name_de", "", "", FIELDNAMES_ANYONE},
    {"fecha", "service-date", "weak", FIELDNAMES_ANYONE},
    {"FechaNac", "dob", "", FIELDNAMES_ANYONE},
    {"telefono", "phone", "", FIELDNAMES_ANYONE},
    {"ciudad", "city", "", FIELDNAMES_ANYONE},
    {"num_expediente", "mrn", "weak", FIELDNAMES_ANYONE},
    {"fecha_pago", "", "", FIELDNAMES_ANYONE},
    {"geb_dt", "dob", "", FIELDNAMES_ANYONE},
    {"Collected", "service-date", "weak", FIELDNAMES_ANYONE},
    {"ss", "us-ssn", "weak", FIELDNAMES_ANYONE},
    {"PAT_ID", "patient-id", "", FIELDNAMES_PERSON},
    {"PAT_NAME", "person-name", "", FIELDNAMES_PERSON},
    {"PAT_ENC_CSN_ID", "account-number", "", FIELDNAMES_PERSON},
    {"HSP_ACCOUNT_ID", "account-number", "", FIELDNAMES_ANYONE},
    {"ADD_LINE_1", "postal-address", "", FIELDNAMES_ANYONE},
    {"HOME_PHONE", "phone", "", FIELDNAMES_ANYONE},
    {"EMAIL_ADDRESS", "email", "", FIELDNAMES_ANYONE},
    {"HOSP_ADMSN_TIME", "service-date", "", FIELDNAMES_ANYONE},
    {"HOSP_DISCH_TIME", "service-date", "", FIELDNAMES_ANYONE},
    {"PROV_NAME", "person-name", "", FIELDNAMES_PROVIDER},
    {"PROV_ID", "license-number", "weak", FIELDNAMES_PROVIDER},
    {"PERSON_ID", "patient-id", "", FIELDNAMES_PERSON},
    {"ENCNTR_ID", "account-number", "", FIELDNAMES_ANYONE},
    {"NAME_FULL_FORMATTED", "person-name", "", FIELDNAMES_ANYONE},
    {"BIRTH_DT_TM", "dob", "", FIELDNAMES_ANYONE},
    {"FIN_NBR", "account-number", "", FIELDNAMES_ANYONE},
    {"person_source_value", "patient-id", "", FIELDNAMES_PERSON},
    {"birth_datetime", "dob", "", FIELDNAMES_ANYONE},
    {"year_of_birth", "", "", FIELDNAMES_ANYONE},
    {"visit_occurrence_id", "account-number", "", FIELDNAMES_ANYONE},
    {"condition_start_date", "service-date", "", FIELDNAMES_ANYONE},
    {"note_text", "clinical-terms", "", FIELDNAMES_ANYONE},
    {"subject_id", "patient-id", "weak", FIELDNAMES_PERSON},
    {"hadm_id", "account-number", "", FIELDNAMES_ANYONE},
    {"admittime", "service-date", "", FIELDNAMES_ANYONE},
    {"dischtime", "service-date", "", FIELDNAMES_ANYONE},
    {"charttime", "service-date", "", FIELDNAMES_ANYONE},
    {"anchor_age", "age-over-89", "", FIELDNAMES_ANYONE},
    {"cardholderId", "member-id", "", FIELDNAMES_PERSON},
    {"rxNumber", "rx-number", "", FIELDNAMES_ANYONE},
    {"patientFirstName", "person-name", "", FIELDNAMES_PERSON},
    {"patient_first_name", "person-name", "", FIELDNAMES_PERSON},
    {"PatientLastName", "person-name", "", FIELDNAMES_PERSON},
    {"lastName", "person-name", "", FIELDNAMES_ANYONE},
    {"last_name", "person-name", "", FIELDNAMES_ANYONE},
    {"lname", "person-name", "", FIELDNAMES_ANYONE},
    {"FullName", "person-name", "", FIELDNAMES_ANYONE},
    {"DateOfBirth", "dob", "", FIELDNAMES_ANYONE},
    {"PID.5.1", "person-name", "", FIELDNAMES_PERSON},
    {"PID-19", "us-ssn", "", FIELDNAMES_PERSON},
    {"pid_11_5", "zip-code", "", FIELDNAMES_PERSON},
    {"PID.PID.3.PID.3.1", "mrn", "", FIELDNAMES_PERSON},
    {"PID.3.4", "", "", FIELDNAMES_ANYONE},
    {"PID.0.5", "patient-id", "weak", FIELDNAMES_ANYONE},
    {"PID.5.0", "patient-id", "weak", FIELDNAMES_ANYONE},
    {"PID.8", "", "", FIELDNAMES_ANYONE},
    {"RAPID.5.1", "", "", FIELDNAMES_ANYONE},
    {"PID.5.", "patient-id", "weak", FIELDNAMES_ANYONE},
    {"PID5", "patient-id", "weak", FIELDNAMES_ANYONE},
    {"OBX.5.1", "", "", FIELDNAMES_ANYONE},
    {"BENE_1ST_NAME", "person-name", "", FIELDNAMES_PERSON},
    {"LINE_1ST_EXPNS_DT", "service-date", "", FIELDNAMES_ANYONE},
    {"ELGBL_PHNE_NUM_HOME", "phone", "", FIELDNAMES_PERSON},
    {"GEO_ZIP_PLC_NAME", "city", "", FIELDNAMES_ANYONE},
    {"address1Line", "postal-address", "", FIELDNAMES_ANYONE},
    {"PTNAME", "person-name", "", FIELDNAMES_PERSON},
    {"ptdob", "dob", "", FIELDNAMES_PERSON},
    {"MBRDOB", "dob", "", FIELDNAMES_PERSON},
    {"patzip", "zip-code", "", FIELDNAMES_PERSON},
    {"ptssnum", "us-ssn", "", FIELDNAMES_PERSON},
    {"ptname_type", "", "", FIELDNAMES_ANYONE},
    {"patnames", "", "", FIELDNAMES_ANYONE},
    {"option", "", "", FIELDNAMES_ANYONE},
    {"patch", "", "", FIELDNAMES_ANYONE},
    {"empty", "", "", FIELDNAMES_ANYONE},
    {"PatLName", "person-name", "", FIELDNAMES_PERSON},
    {"NAME_LAST_KEY", "person-name", "", FIELDNAMES_ANYONE},
    {"CLM_UNIQ_ID", "unique-code", "", FIELDNAMES_ANYONE},
    {"bene_sk", "member-id", "", FIELDNAMES_PERSON},
    {"ENROLID", "member-id", "", FIELDNAMES_PERSON},
    {"PatCtrlNbr", "account-number", "", FIELDNAMES_PERSON},
    {"date_visit_1", "service-date", "", FIELDNAMES_ANYONE},
    {"hospital_name", "", "", FIELDNAMES_ANYONE},
    {"hospital_phone", "phone", "", FIELDNAMES_ORGANISATION},
    {"lab_result_date", "service-date", "", FIELDNAMES_ANYONE},
    {"AGE_IN_YEARS_NUM", "age-over-89", "", FIELDNAMES_ANYONE},
    {"date_of_birth", "dob", "", FIELDNAMES_ANYONE},
    {"DOB", "dob", "", FIELDNAMES_ANYONE},
    {"dob", "dob", "", FIELDNAMES_ANYONE},
    {"Date of Birth", "dob", "", FIELDNAMES_ANYONE},
    {"Social Security Number", "us-ssn", "", FIELDNAMES_ANYONE},
    {"social_security_no", "us-ssn", "", FIELDNAMES_ANYONE},
    {"SSNumber", "us-ssn", "", FIELDNAMES_ANYONE},
    {"ssn_last4", "us-ssn", "", FIELDNAMES_ANYONE},
    {"ssn_hash", "us-ssn", "hashed", FIELDNAMES_ANYONE},
    {"hashed_ssn", "us-ssn", "hashed", FIELDNAMES_ANYONE},
    {"has_ssn", "", "", FIELDNAMES_ANYONE},
    {"is your ssn", "", "", FIELDNAMES_ANYONE},
    {"What is your SSN?", "us-ssn", "", FIELDNAMES_ANYONE},
    {"Please enter your date of birth", "dob", "", FIELDNAMES_ANYONE},
    {"ssn_flag", "", "", FIELDNAMES_ANYONE},
    {"is_email_verified", "", "", FIELDNAMES_ANYONE},
    {"email_verified", "", "", FIELDNAMES_ANYONE},
    {"emailAddress", "email", "", FIELDNAMES_ANYONE},
    {"Email", "email", "", FIELDNAMES_ANYONE},
    {"e-mail", "email", "", FIELDNAMES_ANYONE},
    {"phone", "phone", "", FIELDNAMES_ANYONE},
    {"phone_type", "", "", FIELDNAMES_ANYONE},
    {"phone_home", "phone", "weak", FIELDNAMES_ANYONE},
    {"homePhone", "phone", "", FIELDNAMES_ANYONE},
    {"PhoneNumber1", "phone", "", FIELDNAMES_ANYONE},
    {"cell", "phone", "weak", FIELDNAMES_ANYONE},
    {"fax_no", "fax", "", FIELDNAMES_ANYONE},
    {"zip", "zip-code", "", FIELDNAMES_ANYONE},
    {"zip5", "zip-code", "", FIELDNAMES_ANYONE},
    {"zip_code", "zip-code", "", FIELDNAMES_ANYONE},
    {"zip3", "zip-code", "", FIELDNAMES_ANYONE},
    {"zip_file", "", "", FIELDNAMES_ANYONE},
    {"ZipCode", "zip-code", "", FIELDNAMES_ANYONE},
    {"postal_code", "zip-code", "", FIELDNAMES_ANYONE},
    {"address_family", "", "", FIELDNAMES_ANYONE},
    {"ip_address", "ip-address", "", FIELDNAMES_ANYONE},
    {"clientIp", "ip-address", "", FIELDNAMES_PERSON},
    {"mac_address", "mac-address", "", FIELDNAMES_ANYONE},
    {"hostname", "", "", FIELDNAMES_ANYONE},
    {"filename", "", "", FIELDNAMES_ANYONE},
    {"username", "unique-code", "weak", FIELDNAMES_PERSON},
    {"user_name", "unique-code", "weak", FIELDNAMES_PERSON},
    {"timestamp", "", "", FIELDNAMES_ANYONE},
    {"created_at", "", "", FIELDNAMES_ANYONE},
    {"updated_at", "", "", FIELDNAMES_ANYONE},
    {"event_name", "", "", FIELDNAMES_ANYONE},
    {"class_name", "", "", FIELDNAMES_ANYONE},
    {"file_name", "", "", FIELDNAMES_ANYONE},
    {"product_name", "", "", FIELDNAMES_ANYONE},
    {"patient_file_name", "", "", FIELDNAMES_ANYONE},
    {"drug_name", "drug", "", FIELDNAMES_ANYONE},
    {"medication", "drug", "", FIELDNAMES_ANYONE},
    {"NDC", "ndc", "", FIELDNAMES_ANYONE},
    {"ndc_code", "ndc", "", FIELDNAMES_ANYONE},
    {"diagnosis", "icd10-cm", "weak", FIELDNAMES_ANYONE},
    {"diagnosis_code", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"diagnosis_description", "clinical-terms", "", FIELDNAMES_ANYONE},
    {"dx1", "icd10-cm", "weak", FIELDNAMES_ANYONE},
    {"dx_code", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"icd10", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"ICD10Code", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"icd_9", "icd9-cm", "", FIELDNAMES_ANYONE},
    {"procedure_code", "hcpcs", "", FIELDNAMES_ANYONE},
    {"CPT", "hcpcs", "", FIELDNAMES_ANYONE},
    {"hcpcs_cd", "hcpcs", "", FIELDNAMES_ANYONE},
    {"hcpcs_mod1", "", "", FIELDNAMES_ANYONE},
    {"loinc", "loinc", "", FIELDNAMES_ANYONE},
    {"snomed_code", "snomed-ct", "", FIELDNAMES_ANYONE},
    {"rxcui", "rxnorm", "", FIELDNAMES_ANYONE},
    {"taxonomy", "nucc-taxonomy", "weak", FIELDNAMES_PROVIDER},
    {"npi", "us-npi", "", FIELDNAMES_PROVIDER},
    {"billing_provider_npi", "us-npi", "", FIELDNAMES_PROVIDER},
    {"attending_physician_name", "person-name", "", FIELDNAMES_PROVIDER},
    {"referring_provider_first_name", "person-name", "", FIELDNAMES_PROVIDER},
    {"pcp_name", "person-name", "weak", FIELDNAMES_PROVIDER},
    {"facility_name", "", "", FIELDNAMES_ANYONE},
    {"hospital_name", "", "", FIELDNAMES_ANYONE},
    {"payer_name", "", "", FIELDNAMES_ANYONE},
    {"plan_name", "", "", FIELDNAMES_ANYONE},
    {"member_id", "member-id", "", FIELDNAMES_PERSON},
    {"memberId", "member-id", "", FIELDNAMES_PERSON},
    {"subscriber_id", "member-id", "", FIELDNAMES_PERSON},
    {"SubscriberID", "member-id", "", FIELDNAMES_PERSON},
    {"policy_number", "member-id", "", FIELDNAMES_ANYONE},
    {"group_number", "member-id", "weak", FIELDNAMES_ANYONE},
    {"insurance_id", "member-id", "", FIELDNAMES_ANYONE},
    {"medicaid_id", "medicaid-id", "", FIELDNAMES_ANYONE},
    {"mbi", "us-mbi", "", FIELDNAMES_ANYONE},
    {"hicn", "us-hicn", "", FIELDNAMES_ANYONE},
    {"medical_record_number", "mrn", "", FIELDNAMES_ANYONE},
    {"MedicalRecordNumber", "mrn", "", FIELDNAMES_ANYONE},
    {"chart_no", "mrn", "", FIELDNAMES_ANYONE},
    {"mrn", "mrn", "", FIELDNAMES_ANYONE},
    {"patient_id", "patient-id", "", FIELDNAMES_PERSON},
    {"patientid", "patient-id", "", FIELDNAMES_PERSON},
    {"pt_id", "patient-id", "", FIELDNAMES_PERSON},
    {"EMPI", "mrn", "", FIELDNAMES_ANYONE},
    {"account_number", "account-number", "", FIELDNAMES_ANYONE},
    {"visit_number", "account-number", "weak", FIELDNAMES_ANYONE},
    {"encounter_id", "account-number", "", FIELDNAMES_ANYONE},
    {"accession_number", "account-number", "", FIELDNAMES_ANYONE},
    {"claim_id", "unique-code", "", FIELDNAMES_ANYONE},
    {"credit_card_number", "payment-card", "", FIELDNAMES_ANYONE},
    {"card_number", "payment-card", "", FIELDNAMES_ANYONE},
    {"cvv", "", "", FIELDNAMES_ANYONE},
    {"routing_number", "aba-routing", "", FIELDNAMES_ANYONE},
    {"bank_account_number", "bank-account", "", FIELDNAMES_ANYONE},
    {"vendor_bank_account", "bank-account", "", FIELDNAMES_ORGANISATION},
    {"bank_phone", "phone", "", FIELDNAMES_ORGANISATION},
    {"iban", "iban", "", FIELDNAMES_ANYONE},
    {"license_number", "license-number", "", FIELDNAMES_PROVIDER},
    {"drivers_license", "driver-license", "", FIELDNAMES_ANYONE},
    {"dl_no", "driver-license", "", FIELDNAMES_ANYONE},
    {"passport_no", "passport", "", FIELDNAMES_ANYONE},
    {"vin", "vin", "", FIELDNAMES_ANYONE},
    {"license_plate", "license-plate", "", FIELDNAMES_ANYONE},
    {"plate", "license-plate", "weak", FIELDNAMES_ANYONE},
    {"device_id", "device-id", "", FIELDNAMES_ANYONE},
    {"serial_number", "device-id", "weak", FIELDNAMES_ANYONE},
    {"udi", "udi", "", FIELDNAMES_ANYONE},
    {"photo", "full-face-photo", "weak", FIELDNAMES_ANYONE},
    {"patient_photo", "full-face-photo", "", FIELDNAMES_PERSON},
    {"fingerprint", "biometric", "weak", FIELDNAMES_ANYONE},
    {"ssh_fingerprint", "", "", FIELDNAMES_ANYONE},
    {"latitude", "geo-coordinate", "", FIELDNAMES_ANYONE},
    {"lat", "geo-coordinate", "", FIELDNAMES_ANYONE},
    {"lon", "geo-coordinate", "", FIELDNAMES_ANYONE},
    {"gps_coordinates", "geo-coordinate", "", FIELDNAMES_ANYONE},
    {"admit_date", "service-date", "", FIELDNAMES_ANYONE},
    {"admission_date", "service-date", "", FIELDNAMES_ANYONE},
    {"discharge_dt", "service-date", "", FIELDNAMES_ANYONE},
    {"service_date", "service-date", "", FIELDNAMES_ANYONE},
    {"dos", "service-date", "", FIELDNAMES_ANYONE},
    {"death_date", "service-date", "", FIELDNAMES_ANYONE},
    {"dod", "service-date", "", FIELDNAMES_ANYONE},
    {"mothers_maiden_name", "person-name", "", FIELDNAMES_ANYONE},
    {"spouse_name", "person-name", "", FIELDNAMES_PERSON},
    {"emergency_contact_phone", "phone", "", FIELDNAMES_PERSON},
    {"guarantor_name", "person-name", "", FIELDNAMES_PERSON},
    {"guarantor_ssn", "us-ssn", "", FIELDNAMES_PERSON},
    {"employer_name", "", "", FIELDNAMES_ANYONE},
    {"city_id", "", "", FIELDNAMES_ANYONE},
    {"name_key", "person-name", "", FIELDNAMES_ANYONE},
    {"country_id", "", "", FIELDNAMES_ANYONE},
    {"order_id", "unique-code", "weak", FIELDNAMES_ANYONE},
    {"id", "patient-id", "weak", FIELDNAMES_ANYONE},
    {"player_name", "", "", FIELDNAMES_ANYONE},
    {"start_date", "service-date", "weak", FIELDNAMES_ANYONE},
    {"patient_start_date", "service-date", "weak", FIELDNAMES_PERSON},
    {"county_code", "city", "", FIELDNAMES_ANYONE},
    {"address_type", "", "", FIELDNAMES_ANYONE},
    {"billing_address", "postal-address", "", FIELDNAMES_ANYONE},
    {"shipping_city", "city", "", FIELDNAMES_ANYONE},
    {"mail", "email", "weak", FIELDNAMES_ANYONE},
    {"ssn_of_borrower", "us-ssn", "", FIELDNAMES_PERSON},
    {"passport_strategy", "", "", FIELDNAMES_ANYONE},
    {"email_template", "", "", FIELDNAMES_ANYONE},
    {"NM103", "person-name", "", FIELDNAMES_ANYONE},
    {"N301", "postal-address", "", FIELDNAMES_ANYONE},
    {"lat_long", "geo-coordinate", "", FIELDNAMES_ANYONE},
    {"long", "geo-coordinate", "weak", FIELDNAMES_ANYONE},
    {"user.email", "email", "", FIELDNAMES_PERSON},
    {"customer.address.street1", "postal-address", "", FIELDNAMES_PERSON},
    {"member.name.first", "person-name", "", FIELDNAMES_PERSON},
    {"provider.name.last", "person-name", "", FIELDNAMES_PROVIDER},
    {"payer.address.city", "city", "", FIELDNAMES_ORGANISATION},
    {"nhs_number", "uk-nhs", "", FIELDNAMES_ANYONE},
    {"deaID", "us-dea", "", FIELDNAMES_PROVIDER},
    {"specimen_id", "unique-code", "", FIELDNAMES_ANYONE},
    {"rx_bytes", "", "", FIELDNAMES_ANYONE},
    {"birth_weight", "", "", FIELDNAMES_ANYONE},
    {"death_cause", "", "", FIELDNAMES_ANYONE},
    {"patient_class", "", "", FIELDNAMES_ANYONE},
    {"age_group", "", "", FIELDNAMES_ANYONE},
    {"patient_age", "age-over-89", "", FIELDNAMES_PERSON},
    {"cell_count", "", "", FIELDNAMES_ANYONE},
    {"SEX", "", "", FIELDNAMES_ANYONE},
    {"RACE", "", "", FIELDNAMES_ANYONE},
    {"MARITAL", "", "", FIELDNAMES_ANYONE},
    {"PATIENT", "patient-id", "", FIELDNAMES_PERSON},
    {"PROVIDER", "license-number", "weak", FIELDNAMES_PROVIDER},
    {"START", "service-date", "weak", FIELDNAMES_ANYONE},
    {"STOP", "service-date", "weak", FIELDNAMES_ANYONE},
    {"DESCRIPTION", "", "", FIELDNAMES_ANYONE},
    {"CODE", "", "", FIELDNAMES_ANYONE},
    {"REASONCODE", "", "", FIELDNAMES_ANYONE},
    {"ICD-10-CM", "icd10-cm", "", FIELDNAMES_ANYONE},
    {"BENE_BIRTH_DT", "dob", "", FIELDNAMES_PERSON},
    {"BENE_CRNT_HIC_NUM", "us-hicn", "", FIELDNAMES_PERSON},
    {"BENE_SRNM_NAME", "person-name", "", FIELDNAMES_PERSON},
    {"BENE_GVN_NAME", "person-name", "", FIELDNAMES_PERSON},
    {"BENE_ZIP_CD", "zip-code", "", FIELDNAMES_PERSON},
    {"DRVD_LINE_1_ADR", "postal-address", "", FIELDNAMES_ANYONE},
    {"CARR_CLM_BLG_NPI_NUM", "us-npi", "", FIELDNAMES_PROVIDER},
    {"CARR_LINE_RX_NUM", "rx-number", "", FIELDNAMES_ANYONE},
    {"CLM_FROM_DT", "service-date", "", FIELDNAMES_ANYONE},
    {"ICD_DGNS_VRSN_CD1", "", "", FIELDNAMES_ANYONE},
    {"HCPCS_1ST_MDFR_CD", "", "", FIELDNAMES_ANYONE},
    {"CARR_CLM_HCPCS_YR_CD", "", "", FIELDNAMES_ANYONE},
    {"PRVDR_ZIP", "zip-code", "", FIELDNAMES_PROVIDER},
    {"PRVDR_STATE_CD", "", "", FIELDNAMES_ANYONE},
    {"TAX_NUM", "us-ein", "weak", FIELDNAMES_ANYONE},
    {"Deaths", "", "", FIELDNAMES_ANYONE},
    {"BIRTHDATE", "dob", "", FIELDNAMES_ANYONE},
    {"DRIVERS", "driver-license", "", FIELDNAMES_ANYONE},
    {"FIRST", "person-name", "weak", FIELDNAMES_ANYONE},
    {"MAIDEN", "person-name", "", FIELDNAMES_ANYONE},
    {"ADDRESS", "postal-address", "", FIELDNAMES_ANYONE},
    {"CITY", "city", "", FIELDNAMES_ANYONE},
    {"BIRTHPLACE", "city", "", FIELDNAMES_ANYONE},
    {"memory_address", "", "", FIELDNAMES_ANYONE},
    {"wallet_address", "", "", FIELDNAMES_ANYONE},
    {"security_group", "", "", FIELDNAMES_ANYONE},
    {"trace_id", "", "", FIELDNAMES_ANYONE},
    {"policy_arn", "", "", FIELDNAMES_ANYONE},
    {"access_key_id", "", "", FIELDNAMES_ANYONE},
    {"dob_source", "", "", FIELDNAMES_ANYONE},
    {"mrn_count", "", "", FIELDNAMES_ANYONE},
    {"dateOfBirthRequired", "", "", FIELDNAMES_ANYONE},
    {"ssn_last4_digits", "us-ssn", "weak", FIELDNAMES_ANYONE},
    {"", "", "", FIELDNAMES_ANYONE},
    {"___", "", "", FIELDNAMES_ANYONE},
    {"123", "", "", FIELDNAMES_ANYONE},
    {"été", "", "", FIELDNAMES_ANYONE},
};
/* clang-format on */

START_TEST(classifies_names)
{
    const struct name_case *row = &name_cases[_i];
    const size_t len = strlen(row->name);
    uint8_t *const exact = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, row->name, len);
    struct fieldnames_match match;
    const bool is_known = fieldnames_classify(names, exact, len, &match);
    free(exact);
    const char *id = fieldnames_detector_id(match.meaning);
    ck_assert_msg(strcmp(id, row->id) == 0, "%s: %s", row->name, id);
    ck_assert_msg(is_known == (row->id[0] != '\0'), "%s", row->name);
    ck_assert_msg(match.is_weak == (strcmp(row->more, "weak") == 0), "%s: weak %d", row->name,
                  match.is_weak);
    ck_assert_msg(match.is_hashed == (strcmp(row->more, "hashed") == 0), "%s", row->name);
    ck_assert_msg(match.subject == row->subject, "%s: subject %d", row->name, (int)match.subject);
}
END_TEST

static const struct phrase_list *list_at(int index)
{
    static const struct phrase_list *const lists[FIELDNAMES_LISTS] = {
        &fieldnames_persons, &fieldnames_health, &fieldnames_others};
    return lists[index];
}

/* A sorted list shows what it has twice; a phrase of words that no name is brought to is never met.
 */
START_TEST(keeps_phrases_sorted_and_reachable)
{
    const struct phrase_list *list = list_at(_i);
    for (size_t i = 0; i < list->count; i++) {
        const char *phrase = list->rows[i].phrase;
        ck_assert_msg(i == 0 || strcmp(list->rows[i - 1].phrase, phrase) < 0, "%s", phrase);
        struct words words;
        const size_t len = strcspn(phrase, "?");
        fieldnames_split(names, (const uint8_t *)phrase, len, &words);
        char joined[128] = "";
        for (size_t j = 0; j < words.count; j++) {
            (void)strcat(strcat(joined, j > 0 ? " " : ""), names->words[words.word[j]].text);
        }
        ck_assert_msg(strlen(joined) == len && memcmp(joined, phrase, len) == 0, "%s: %s", phrase,
                      joined);
    }
}
END_TEST

START_TEST(keeps_words_sorted)
{
    for (size_t i = 1; i < fieldnames_spellings.count; i++) {
        ck_assert_str_lt(fieldnames_spellings.rows[i - 1].spelling,
                         fieldnames_spellings.rows[i].spelling);
    }
    for (size_t i = 1; i < fieldnames_roles.count; i++) {
        ck_assert_str_lt(fieldnames_roles.rows[i - 1].word, fieldnames_roles.rows[i].word);
    }
}
END_TEST

START_TEST(gives_every_meaning_an_id_and_a_phrase)
{
    for (int meaning = FIELDNAMES_NONE + 1; meaning < FIELDNAMES_MEANING_COUNT; meaning++) {
        const char *id = fieldnames_detector_id((enum fieldnames_meaning)meaning);
        ck_assert_ptr_nonnull(id);
        ck_assert_str_ne(id, "");
        size_t phrases = 0;
        for (int i = 0; i < FIELDNAMES_LISTS; i++) {
            for (size_t j = 0; j < list_at(i)->count; j++) {
                phrases += list_at(i)->rows[j].meaning == (enum fieldnames_meaning)meaning ? 1 : 0;
            }
        }
        ck_assert_msg(phrases > 0, "%s", id);
    }
}
END_TEST

START_TEST(looks_at_the_end_of_long_names)
{
    char name[4096];
    memset(name, 'x', sizeof name);
    memcpy(name + sizeof name - 12, ".patient.ssn", 12);
    struct fieldnames_match match;
    ck_assert(fieldnames_classify(names, (const uint8_t *)name, sizeof name, &match));
    ck_assert_int_eq(match.meaning, FIELDNAMES_US_SSN);
    for (size_t i = 0; i + 1 < sizeof name; i += 2) {
        memcpy(name + i, "a.", 2);
    }
    memcpy(name + sizeof name - 4, ".mrn", 4);
    ck_assert(fieldnames_classify(names, (const uint8_t *)name, sizeof name, &match));
    ck_assert_int_eq(match.meaning, FIELDNAMES_MRN);
}
END_TEST

static const struct value_case digest_cases[] = {
    {fieldnames_is_digest, "d41d8cd98f00b204e9800998ecf8427e", true},
    {fieldnames_is_digest, " DA39A3EE5E6B4B0D3255BFEF95601890AFD80709 ", true},
    {fieldnames_is_digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     true},
    {fieldnames_is_digest, "d41d8cd98f00b204e9800998ecf8427", false},
    {fieldnames_is_digest, "d41d8cd98f00b204e9800998ecf8427g", false},
    {fieldnames_is_digest, "12345678901234567890123456789012", false},
    {fieldnames_is_digest, "123-45-6789", false},
    {fieldnames_is_digest, "", false},
};

START_TEST(knows_digests)
{
    value_case_check(&digest_cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fieldnames");
    TCase *tests = tcase_create("fieldnames");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, classifies_names, 0, sizeof name_cases / sizeof name_cases[0]);
    tcase_add_loop_test(tests, keeps_phrases_sorted_and_reachable, 0, FIELDNAMES_LISTS);
    tcase_add_test(tests, keeps_words_sorted);
    tcase_add_test(tests, gives_every_meaning_an_id_and_a_phrase);
    tcase_add_test(tests, looks_at_the_end_of_long_names);
    tcase_add_loop_test(tests, knows_digests, 0, sizeof digest_cases / sizeof digest_cases[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
