/* NCPDP SCRIPT: whose values they are. */
#include "crawler/read/script.h"

#include "detectors/registry.h"

#include <stddef.h>

bool script_is_message(struct span element)
{
    static const char *const names[] = {"NewRx",
                                        "NewRxRequest",
                                        "NewRxResponseDenied",
                                        "RxFill",
                                        "CancelRx",
                                        "CancelRxResponse",
                                        "RxRenewalRequest",
                                        "RxRenewalResponse",
                                        "RefillRequest",
                                        "RefillResponse",
                                        "RxChangeRequest",
                                        "RxChangeResponse",
                                        "RxHistoryRequest",
                                        "RxHistoryResponse",
                                        "RxTransferRequest",
                                        "RxTransferResponse",
                                        "RxTransferConfirm",
                                        "RxFillIndicatorChange",
                                        "Census",
                                        "Resupply",
                                        "DrugAdministration",
                                        "PAInitiationRequest",
                                        "PAInitiationResponse",
                                        "PARequest",
                                        "PAResponse",
                                        "PAAppealRequest",
                                        "PAAppealResponse",
                                        "PACancelRequest",
                                        "PACancelResponse",
                                        "Recertification",
                                        "REMSInitiationRequest",
                                        "REMSRequest",
                                        "ClinicalInfoRequest",
                                        "ClinicalInfoResponse"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_is(element, names[i]))
            return true;
    }
    return false;
}

static enum script_subject script_subject_of(struct span element, enum script_subject outer)
{
    static const struct {
        const char *name;
        enum script_subject subject;
    } names[] = {
        {"Patient", SCRIPT_PATIENT},
        {"BenefitsCoordination", SCRIPT_INSURED},
        {"Prescriber", SCRIPT_PROVIDER},
        {"Pharmacy", SCRIPT_PROVIDER},
        {"Pharmacist", SCRIPT_PROVIDER},
        {"Supervisor", SCRIPT_PROVIDER},
        {"FollowUpPrescriber", SCRIPT_PROVIDER},
        {"PrescriberAgent", SCRIPT_PROVIDER},
        {"Facility", SCRIPT_PROVIDER},
        {"HistorySource", SCRIPT_PROVIDER},
        {"OrderingProvider", SCRIPT_PROVIDER},
        {"TransferTo", SCRIPT_PROVIDER},
        {"TransferFrom", SCRIPT_PROVIDER},
        {"Payer", SCRIPT_PROVIDER},
        {"Header", SCRIPT_PROVIDER},
        {"MedicationPrescribed", SCRIPT_DRUG},
        {"MedicationDispensed", SCRIPT_DRUG},
        {"MedicationRequested", SCRIPT_DRUG},
        {"MedicationResponse", SCRIPT_DRUG},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_is(element, names[i].name))
            return names[i].subject;
    }
    return outer;
}

enum script_place {
    SCRIPT_ANYWHERE,
    SCRIPT_OF_PERSON, /* patient or insured */
    SCRIPT_OF_DRUG
};

struct script_rule {
    const char *element;
    const char *parent; /* NULL: any */
    enum script_place place;
    const char *detector; /* NULL: says nothing, whatever its name says */
};

static const struct script_rule rules[] = {
    {"LastName", NULL, SCRIPT_OF_PERSON, "person-name"},
    {"FirstName", NULL, SCRIPT_OF_PERSON, "person-name"},
    {"MiddleName", NULL, SCRIPT_OF_PERSON, "person-name"},
    {"AddressLine1", NULL, SCRIPT_OF_PERSON, "postal-address"},
    {"AddressLine2", NULL, SCRIPT_OF_PERSON, "postal-address"},
    {"City", NULL, SCRIPT_OF_PERSON, "city"},
    {"PostalCode", NULL, SCRIPT_OF_PERSON, "zip-code"},
    {"ZipCode", NULL, SCRIPT_OF_PERSON, "zip-code"},
    {"DateOfBirth", NULL, SCRIPT_OF_PERSON, "dob"},
    {"Date", "DateOfBirth", SCRIPT_OF_PERSON, "dob"},
    {"Date", "WrittenDate", SCRIPT_ANYWHERE, "service-date"},
    {"DateTime", "WrittenDate", SCRIPT_ANYWHERE, "service-date"},
    {"Date", "LastFillDate", SCRIPT_ANYWHERE, "service-date"},
    {"Date", "EffectiveDate", SCRIPT_ANYWHERE, "service-date"},
    {"Number", "Fax", SCRIPT_OF_PERSON, "fax"},
    {"Number", NULL, SCRIPT_OF_PERSON, "phone"},
    {"ElectronicMail", NULL, SCRIPT_OF_PERSON, "email"},
    {"SocialSecurity", NULL, SCRIPT_OF_PERSON, "us-ssn"},
    {"SSN", NULL, SCRIPT_OF_PERSON, "us-ssn"},
    {"MedicareNumber", NULL, SCRIPT_OF_PERSON, "us-mbi"},
    {"MedicaidNumber", NULL, SCRIPT_OF_PERSON, "medicaid-id"},
    {"MedicalRecordIdentificationNumberEHR", NULL, SCRIPT_OF_PERSON, "mrn"},
    {"PatientAccountNumber", NULL, SCRIPT_OF_PERSON, "account-number"},
    {"FileID", NULL, SCRIPT_OF_PERSON, "patient-id"},
    {"MutuallyDefined", "Identification", SCRIPT_OF_PERSON, "patient-id"},
    {"CardholderID", NULL, SCRIPT_ANYWHERE, "member-id"},
    {"PBMMemberID", NULL, SCRIPT_ANYWHERE, "member-id"},
    {"PayerResponsibilityCode", NULL, SCRIPT_ANYWHERE, NULL},
    {"NPI", NULL, SCRIPT_ANYWHERE, "us-npi"},
    {"DEANumber", NULL, SCRIPT_ANYWHERE, "us-dea"},
    {"RxReferenceNumber", NULL, SCRIPT_ANYWHERE, "rx-number"},
    {"PrescriberOrderNumber", NULL, SCRIPT_ANYWHERE, "rx-number"},
    {"NDC", NULL, SCRIPT_ANYWHERE, "ndc"},
    {"ProductCode", NULL, SCRIPT_OF_DRUG, "ndc"},
    {"Code", "ProductCode", SCRIPT_OF_DRUG, "ndc"},
    {"Code", "DrugDBCode", SCRIPT_OF_DRUG, "rxnorm"},
    {"Code", "Primary", SCRIPT_ANYWHERE, "icd10-cm"},
    {"Code", "Secondary", SCRIPT_ANYWHERE, "icd10-cm"},
};

static bool script_is_person(enum script_subject subject)
{
    return subject == SCRIPT_PATIENT || subject == SCRIPT_INSURED;
}

static bool script_applies(const struct script_rule *rule, enum script_subject subject,
                           struct span element, struct span parent_element)
{
    if (rule->place == SCRIPT_OF_PERSON && !script_is_person(subject) && subject != SCRIPT_PROVIDER)
        return false;
    if (rule->place == SCRIPT_OF_DRUG && subject != SCRIPT_DRUG)
        return false;
    return span_is(element, rule->element) &&
           (rule->parent == NULL || span_is(parent_element, rule->parent));
}

/* True of a provider's value that would identify a person. */
static bool script_is_other(enum script_subject subject, struct field_meaning meaning)
{
    return subject == SCRIPT_PROVIDER && meaning.detector >= 0 &&
           detector_at((size_t)meaning.detector)->role == ROLE_PERSON;
}

void script_open(struct script_frame *frame, const struct script_frame *parent, struct span element,
                 struct span parent_element)
{
    *frame =
        (struct script_frame){script_subject_of(element, parent->subject), FIELD_NO_MEANING, false};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && !frame->is_decided; i++) {
        if (!script_applies(&rules[i], frame->subject, element, parent_element))
            continue;
        frame->is_decided = true;
        if (rules[i].detector != NULL)
            frame->meaning = field_meaning_of(rules[i].detector);
    }
    if (span_is(element, "Qualifier"))
        frame->is_decided = true;
    const bool is_free = frame->meaning.detector >= 0 &&
                         (span_is(element, "FirstName") || span_is(element, "MiddleName"));
    frame->meaning.is_stated = is_free;
    frame->meaning.is_other = script_is_other(frame->subject, frame->meaning);
}

struct field_meaning script_meaning(const struct script_frame *frame, struct field_meaning generic)
{
    if (frame->is_decided)
        return frame->meaning;
    const bool is_of_person =
        generic.detector >= 0 && detector_at((size_t)generic.detector)->role == ROLE_PERSON;
    if (is_of_person && generic.is_weak)
        return FIELD_NO_MEANING;
    generic.is_other |= script_is_other(frame->subject, generic);
    return generic;
}
