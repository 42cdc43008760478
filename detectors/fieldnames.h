/*
 * What a column, key, element or path is called, and which identifier that names.
 *
 * A name is cut into words at anything that is no letter or digit and inside camelCase; case and
 * trailing digits are dropped; spellings in use (nbr, dt, cd, dgns, prvdr ...) are brought to one.
 * The longest known phrase decides, of equal ones a strong one, then the last: "BENE_BIRTH_DT" and
 * "$.patient.birthDate" are birth dates, "patientFileName" is nothing. Words around it matter:
 *
 *   - type, flag, status, version ... behind it, or is, has, show ... anywhere: the field says
 *     something about the value and does not hold it, so it means nothing here;
 *   - the same for id, key, code behind what is no number (city_id);
 *   - a word that is not known makes a weak phrase none, and behind a strong one makes it weak;
 *   - patient, member, subscriber ... make a weak phrase strong and tell whose value it is;
 *     provider, facility, payer ... tell that it is not a patient's.
 *
 * The phrases follow the exports of CMS (RIF, BFD), FHIR, X12, Synthea, OMOP, MIMIC, Epic and
 * Cerner, and common usage. Pure; nothing is allocated but by fieldnames_create(); a name takes a
 * tenth of a microsecond a word.
 */
#ifndef DETECTORS_FIELDNAMES_H
#define DETECTORS_FIELDNAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No more than this many bytes from the end of a name are looked at. */
#define FIELDNAMES_LEN_MAX 160

/* One for every detector that a field can name. */
enum fieldnames_meaning {
    FIELDNAMES_NONE,
    FIELDNAMES_US_SSN,
    FIELDNAMES_US_ITIN,
    FIELDNAMES_US_EIN,
    FIELDNAMES_US_NPI,
    FIELDNAMES_US_DEA,
    FIELDNAMES_US_MBI,
    FIELDNAMES_US_HICN,
    FIELDNAMES_MEDICAID_ID,
    FIELDNAMES_MEMBER_ID,
    FIELDNAMES_MRN,
    FIELDNAMES_PATIENT_ID,
    FIELDNAMES_RX_NUMBER,
    FIELDNAMES_ACCOUNT_NUMBER,
    FIELDNAMES_BANK_ACCOUNT,
    FIELDNAMES_ABA_ROUTING,
    FIELDNAMES_IBAN,
    FIELDNAMES_PAYMENT_CARD,
    FIELDNAMES_DRIVER_LICENSE,
    FIELDNAMES_PASSPORT,
    FIELDNAMES_LICENSE_NUMBER,
    FIELDNAMES_VIN,
    FIELDNAMES_LICENSE_PLATE,
    FIELDNAMES_DEVICE_ID,
    FIELDNAMES_UDI,
    FIELDNAMES_DOB,
    FIELDNAMES_SERVICE_DATE,
    FIELDNAMES_AGE,
    FIELDNAMES_PERSON_NAME,
    FIELDNAMES_POSTAL_ADDRESS,
    FIELDNAMES_CITY,
    FIELDNAMES_ZIP_CODE,
    FIELDNAMES_GEO_COORDINATE,
    FIELDNAMES_PHONE,
    FIELDNAMES_FAX,
    FIELDNAMES_EMAIL,
    FIELDNAMES_URL,
    FIELDNAMES_IP_ADDRESS,
    FIELDNAMES_MAC_ADDRESS,
    FIELDNAMES_BIOMETRIC,
    FIELDNAMES_FULL_FACE_PHOTO,
    FIELDNAMES_UNIQUE_CODE,
    FIELDNAMES_ICD10_CM,
    FIELDNAMES_ICD9_CM,
    FIELDNAMES_HCPCS,
    FIELDNAMES_NDC,
    FIELDNAMES_LOINC,
    FIELDNAMES_SNOMED_CT,
    FIELDNAMES_RXNORM,
    FIELDNAMES_NUCC_TAXONOMY,
    FIELDNAMES_DRUG,
    FIELDNAMES_SIG,
    FIELDNAMES_CLINICAL_TERMS,
    FIELDNAMES_UK_NHS,
    FIELDNAMES_CA_PHN,
    FIELDNAMES_EU_EHIC,
    FIELDNAMES_MEANING_COUNT
};

enum fieldnames_subject {
    FIELDNAMES_ANYONE, /* the name does not say */
    FIELDNAMES_PERSON, /* a patient, member, relative, contact, employee ... */
    FIELDNAMES_PROVIDER,
    FIELDNAMES_ORGANISATION
};

struct fieldnames_match {
    enum fieldnames_meaning meaning;
    enum fieldnames_subject subject;
    bool is_weak;   /* a hint: take it when values or neighbouring fields agree */
    bool is_hashed; /* says that it holds a hash or token of the value: "ssn_sha256" */
};

/* What names are looked up in; immutable, shared by threads. NULL when memory is short. */
struct fieldnames;
struct fieldnames *fieldnames_create(void);
void fieldnames_free(struct fieldnames *index);

/*
 * What the name of len bytes (one column name, or a path as "patient.name[0].family" or
 * "$.patient.ssn") means. Fills *match and returns true; or returns false, with *match emptied,
 * when the name says nothing.
 */
bool fieldnames_classify(const struct fieldnames *index, const uint8_t *name, size_t len,
                         struct fieldnames_match *match);

/* The id of the detector in the catalogue ("us-ssn"); "" for FIELDNAMES_NONE. Static text. */
const char *fieldnames_detector_id(enum fieldnames_meaning meaning);

/*
 * True when value, without white space around it, is a digest in hexadecimal: 32, 40, 64, 96 or 128
 * digits with letters among them. In a field that names an identifier it is a pseudonym.
 */
bool fieldnames_is_digest(const uint8_t *value, size_t len);

#endif
