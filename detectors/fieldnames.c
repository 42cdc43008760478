/* Tells what the name of a field means. */
#include "detectors/fieldnames.h"

#include "detectors/ascii.h"
#include "detectors/fieldnames_hl7.h"
#include "detectors/fieldnames_index.h"

/* The best phrase so far. */
struct found {
    size_t first;
    size_t count; /* 0: none yet */
    enum fieldnames_meaning meaning;
    bool is_weak;
};

/* Looks for phrases that start with words[first]; keeps the longest, the last of equals. */
static void find_phrases(const struct fieldnames *index, const struct words *words, size_t first,
                         struct found *found)
{
    uint16_t number = 0;
    for (size_t i = first; i < words->count && words->word[i] != 0; i++) {
        const struct fieldnames_node *const node =
            fieldnames_node_of(index, number, words->word[i]);
        if (node == NULL) {
            return;
        }
        number = node->number;
        const size_t count = i + 1 - first;
        const bool is_as_long = count == found->count && (found->is_weak || !node->is_weak);
        if (node->is_phrase && (count > found->count || is_as_long)) {
            *found = (struct found){first, count, node->meaning, node->is_weak};
        }
    }
}

/* True for what is no number or code: "city_id" and "name_key" are something else. */
static bool is_text(enum fieldnames_meaning meaning)
{
    switch (meaning) {
    case FIELDNAMES_DOB:
    case FIELDNAMES_SERVICE_DATE:
    case FIELDNAMES_AGE:
    case FIELDNAMES_PERSON_NAME:
    case FIELDNAMES_POSTAL_ADDRESS:
    case FIELDNAMES_CITY:
    case FIELDNAMES_GEO_COORDINATE:
    case FIELDNAMES_URL:
    case FIELDNAMES_FULL_FACE_PHOTO:
    case FIELDNAMES_DRUG:
    case FIELDNAMES_SIG:
    case FIELDNAMES_CLINICAL_TERMS:
        return true;
    default:
        return false;
    }
}

static bool is_date(enum fieldnames_meaning meaning)
{
    return meaning == FIELDNAMES_DOB || meaning == FIELDNAMES_SERVICE_DATE;
}

/* True when a word of this role behind the phrase turns it into something else. */
static bool turns_away(enum word_role role, enum fieldnames_meaning meaning)
{
    return role == WORD_NEGATIVE || (role == WORD_ID && is_text(meaning)) ||
           (role == WORD_DATE && !is_date(meaning));
}

static enum fieldnames_subject subject_of(enum word_role role)
{
    switch (role) {
    case WORD_PERSON:
        return FIELDNAMES_PERSON;
    case WORD_PROVIDER:
        return FIELDNAMES_PROVIDER;
    case WORD_ORGANISATION:
        return FIELDNAMES_ORGANISATION;
    default:
        return FIELDNAMES_ANYONE;
    }
}

/* What the words around the phrase say about it. */
struct surroundings {
    enum fieldnames_subject subject; /* the nearest in front of or in the phrase, else behind it */
    bool has_person;                 /* outside the phrase */
    bool has_unknown;
    bool has_unknown_behind;
    bool has_hash;
};

/* Takes note of a word outside the phrase. */
static void note_word(struct surroundings *around, enum word_role role, bool is_behind)
{
    const bool is_unknown = role == WORD_PLAIN || role == WORD_NEGATIVE;
    around->has_hash = around->has_hash || role == WORD_HASH;
    around->has_person = around->has_person || role == WORD_PERSON;
    around->has_unknown = around->has_unknown || is_unknown;
    around->has_unknown_behind = around->has_unknown_behind || (is_unknown && is_behind);
}

/* True for a company that does not make the value its own: "hospital account", "hospital number"
 * and "bank account" are a patient's, and so is the date of what was done there. */
static bool is_only_place(enum word_role role, bool is_in_phrase, enum fieldnames_meaning meaning)
{
    const bool is_of_patient = meaning == FIELDNAMES_ACCOUNT_NUMBER ||
                               meaning == FIELDNAMES_BANK_ACCOUNT || meaning == FIELDNAMES_MRN;
    return role == WORD_ORGANISATION &&
           (meaning == FIELDNAMES_SERVICE_DATE || (is_in_phrase && is_of_patient));
}

/* "is_ssn" is a flag; "What is your SSN?" asks for one. */
static bool is_question(const struct fieldnames *index, const struct words *words, size_t at)
{
    return at > 0 && words->word[at] == index->is && words->word[at - 1] == index->what;
}

/* Reads the words around the phrase; false when one of them turns it away. */
static bool read_surroundings(const struct fieldnames *index, const struct words *words,
                              const struct found *found, struct surroundings *around)
{
    const size_t end = found->first + found->count;
    for (size_t i = 0; i < words->count; i++) {
        const enum word_role role = index->words[words->word[i]].role;
        const bool is_in_phrase = i >= found->first && i < end;
        const enum fieldnames_subject subject = is_only_place(role, is_in_phrase, found->meaning)
                                                    ? FIELDNAMES_ANYONE
                                                    : subject_of(role);
        if (subject != FIELDNAMES_ANYONE && (i < end || around->subject == FIELDNAMES_ANYONE)) {
            around->subject = subject;
        }
        if (is_in_phrase) {
            continue;
        }
        if (is_question(index, words, i)) {
            continue;
        }
        if (role == WORD_FLAG || (i >= end && turns_away(role, found->meaning))) {
            return false;
        }
        note_word(around, role, i >= end);
    }
    return true;
}

/* Numbers of providers are a provider's, whatever else the name says. */
static bool is_of_provider(enum fieldnames_meaning meaning)
{
    return meaning == FIELDNAMES_US_NPI || meaning == FIELDNAMES_US_DEA ||
           meaning == FIELDNAMES_NUCC_TAXONOMY || meaning == FIELDNAMES_LICENSE_NUMBER;
}

/* A patient, member ... makes these sure; "member start date" stays a hint. */
static bool grows_strong(enum fieldnames_meaning meaning)
{
    return meaning == FIELDNAMES_PERSON_NAME || meaning == FIELDNAMES_POSTAL_ADDRESS ||
           meaning == FIELDNAMES_DOB || meaning == FIELDNAMES_PHONE ||
           meaning == FIELDNAMES_DRIVER_LICENSE || meaning == FIELDNAMES_MEMBER_ID ||
           meaning == FIELDNAMES_FULL_FACE_PHOTO || meaning == FIELDNAMES_US_SSN ||
           meaning == FIELDNAMES_ACCOUNT_NUMBER;
}

static struct found find_best(const struct fieldnames *index, const struct words *words)
{
    struct found found = {0};
    for (size_t i = 0; i < words->count; i++) {
        find_phrases(index, words, i, &found);
    }
    return found;
}

/* True when the phrase stays weak among these words. */
static bool is_hint(const struct fieldnames *index, const struct words *words,
                    const struct found *found, const struct surroundings *around)
{
    const bool is_raised = around->has_person && around->subject == FIELDNAMES_PERSON &&
                           grows_strong(found->meaning) && !around->has_unknown_behind;
    const bool is_patient = words->count == 1 && found->meaning == FIELDNAMES_PATIENT_ID &&
                            words->word[0] == index->patient; /* nothing but that */
    return found->is_weak && !is_raised && !is_patient;
}

bool fieldnames_classify(const struct fieldnames *index, const uint8_t *name, size_t len,
                         struct fieldnames_match *match)
{
    struct words words;
    *match = (struct fieldnames_match){0};
    if (len > FIELDNAMES_LEN_MAX) {
        name += len - FIELDNAMES_LEN_MAX;
        len = FIELDNAMES_LEN_MAX;
    }
    if (fieldnames_hl7_read(name, len, &match->meaning)) {
        const bool is_meant = match->meaning != FIELDNAMES_NONE;
        match->subject = is_meant ? FIELDNAMES_PERSON : FIELDNAMES_ANYONE;
        return is_meant;
    }
    fieldnames_split(index, name, len, &words);
    const struct found found = find_best(index, &words);
    struct surroundings around = {0};
    if (found.meaning == FIELDNAMES_NONE || !read_surroundings(index, &words, &found, &around)) {
        return false;
    }
    if (found.is_weak && around.has_unknown) {
        return false;
    }
    const bool is_company =
        around.subject == FIELDNAMES_ORGANISATION && found.meaning == FIELDNAMES_PERSON_NAME;
    if (is_company) {
        return false;
    }
    match->meaning = found.meaning;
    match->subject = is_of_provider(found.meaning) ? FIELDNAMES_PROVIDER : around.subject;
    match->is_weak = around.has_unknown_behind || is_hint(index, &words, &found, &around);
    match->is_hashed = around.has_hash;
    return true;
}

static const char *const ids[FIELDNAMES_MEANING_COUNT] = {
    [FIELDNAMES_NONE] = "",
    [FIELDNAMES_US_SSN] = "us-ssn",
    [FIELDNAMES_US_ITIN] = "us-itin",
    [FIELDNAMES_US_EIN] = "us-ein",
    [FIELDNAMES_US_NPI] = "us-npi",
    [FIELDNAMES_US_DEA] = "us-dea",
    [FIELDNAMES_US_MBI] = "us-mbi",
    [FIELDNAMES_US_HICN] = "us-hicn",
    [FIELDNAMES_MEDICAID_ID] = "medicaid-id",
    [FIELDNAMES_MEMBER_ID] = "member-id",
    [FIELDNAMES_MRN] = "mrn",
    [FIELDNAMES_PATIENT_ID] = "patient-id",
    [FIELDNAMES_RX_NUMBER] = "rx-number",
    [FIELDNAMES_ACCOUNT_NUMBER] = "account-number",
    [FIELDNAMES_BANK_ACCOUNT] = "bank-account",
    [FIELDNAMES_ABA_ROUTING] = "aba-routing",
    [FIELDNAMES_IBAN] = "iban",
    [FIELDNAMES_PAYMENT_CARD] = "payment-card",
    [FIELDNAMES_DRIVER_LICENSE] = "driver-license",
    [FIELDNAMES_PASSPORT] = "passport",
    [FIELDNAMES_LICENSE_NUMBER] = "license-number",
    [FIELDNAMES_VIN] = "vin",
    [FIELDNAMES_LICENSE_PLATE] = "license-plate",
    [FIELDNAMES_DEVICE_ID] = "device-id",
    [FIELDNAMES_UDI] = "udi",
    [FIELDNAMES_DOB] = "dob",
    [FIELDNAMES_SERVICE_DATE] = "service-date",
    [FIELDNAMES_AGE] = "age-over-89",
    [FIELDNAMES_PERSON_NAME] = "person-name",
    [FIELDNAMES_POSTAL_ADDRESS] = "postal-address",
    [FIELDNAMES_CITY] = "city",
    [FIELDNAMES_ZIP_CODE] = "zip-code",
    [FIELDNAMES_GEO_COORDINATE] = "geo-coordinate",
    [FIELDNAMES_PHONE] = "phone",
    [FIELDNAMES_FAX] = "fax",
    [FIELDNAMES_EMAIL] = "email",
    [FIELDNAMES_URL] = "url",
    [FIELDNAMES_IP_ADDRESS] = "ip-address",
    [FIELDNAMES_MAC_ADDRESS] = "mac-address",
    [FIELDNAMES_BIOMETRIC] = "biometric",
    [FIELDNAMES_FULL_FACE_PHOTO] = "full-face-photo",
    [FIELDNAMES_UNIQUE_CODE] = "unique-code",
    [FIELDNAMES_ICD10_CM] = "icd10-cm",
    [FIELDNAMES_ICD9_CM] = "icd9-cm",
    [FIELDNAMES_HCPCS] = "hcpcs",
    [FIELDNAMES_NDC] = "ndc",
    [FIELDNAMES_LOINC] = "loinc",
    [FIELDNAMES_SNOMED_CT] = "snomed-ct",
    [FIELDNAMES_RXNORM] = "rxnorm",
    [FIELDNAMES_NUCC_TAXONOMY] = "nucc-taxonomy",
    [FIELDNAMES_DRUG] = "drug",
    [FIELDNAMES_SIG] = "sig",
    [FIELDNAMES_CLINICAL_TERMS] = "clinical-terms",
    [FIELDNAMES_UK_NHS] = "uk-nhs",
    [FIELDNAMES_CA_PHN] = "ca-phn",
    [FIELDNAMES_EU_EHIC] = "eu-ehic",
};

const char *fieldnames_detector_id(enum fieldnames_meaning meaning)
{
    return ids[meaning];
}

bool fieldnames_is_digest(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    const bool is_length = trimmed.len == 32 || trimmed.len == 40 || trimmed.len == 64 ||
                           trimmed.len == 96 || trimmed.len == 128;
    if (!is_length) {
        return false;
    }
    bool has_letter = false;
    for (size_t i = 0; i < trimmed.len; i++) {
        if (!ascii_is_hex(trimmed.ptr[i])) {
            return false;
        }
        has_letter = has_letter || ascii_is_alpha(trimmed.ptr[i]);
    }
    return has_letter;
}
