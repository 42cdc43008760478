/* What the values of a clinical document mean. */
#include "crawler/read/cda.h"

#include "detectors/ascii.h"

#include <string.h>

enum cda_key cda_key_of(struct span element)
{
    static const struct {
        const char *name;
        enum cda_key key;
    } names[] = {
        {"id", CDA_ID},
        {"given", CDA_NAME_PART},
        {"family", CDA_NAME_PART},
        {"name", CDA_NAME},
        {"effectiveTime", CDA_EFFECTIVE_TIME},
        {"low", CDA_TIME_PART},
        {"high", CDA_TIME_PART},
        {"center", CDA_TIME_PART},
        {"birthTime", CDA_BIRTH_TIME},
        {"deceasedTime", CDA_DEATH_TIME},
        {"addr", CDA_ADDRESS},
        {"streetAddressLine", CDA_STREET},
        {"streetName", CDA_STREET},
        {"houseNumber", CDA_STREET},
        {"city", CDA_CITY},
        {"postalCode", CDA_POSTAL_CODE},
        {"telecom", CDA_TELECOM},
        {"patientRole", CDA_PATIENT_ROLE},
        {"patient", CDA_PATIENT_PERSON},
        {"patientPerson", CDA_PATIENT_PERSON},
        {"identifiedPerson", CDA_PATIENT_PERSON},
        {"parameterList", CDA_PATIENT_PERSON}, /* of a query for a patient */
        {"guardian", CDA_PERSON_ROLE},
        {"relatedEntity", CDA_PERSON_ROLE},
        {"relatedSubject", CDA_PERSON_ROLE},
        {"associatedEntity", CDA_ASSOCIATED},
        {"participant", CDA_PARTICIPANT},
        {"participantRole", CDA_PARTICIPANT_ROLE},
        {"providerOrganization", CDA_ORGANIZATION},
        {"guardianOrganization", CDA_PROVIDER_ROLE},
        {"scopingOrganization", CDA_PROVIDER_ROLE},
        {"representedOrganization", CDA_PROVIDER_ROLE},
        {"receivedOrganization", CDA_PROVIDER_ROLE},
        {"assignedAuthor", CDA_PROVIDER_ROLE},
        {"assignedEntity", CDA_PROVIDER_ROLE},
        {"assignedCustodian", CDA_PROVIDER_ROLE},
        {"intendedRecipient", CDA_PROVIDER_ROLE},
        {"healthCareFacility", CDA_PROVIDER_ROLE},
        {"manufacturedProduct", CDA_PROVIDER_ROLE},
        {"encompassingEncounter", CDA_ENCOUNTER},
        {"code", CDA_CODE},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_is(element, names[i].name))
            return names[i].key;
    }
    return CDA_NONE;
}

/* ---- object identifiers ---- */

struct cda_oid {
    const char *oid; /* with a dot at its end: what stands below it */
    const char *detector;
};

static const struct cda_oid identifier_roots[] = {
    {"2.16.840.1.113883.4.1", "us-ssn"},      {"2.16.840.1.113883.4.6", "us-npi"},
    {"2.16.840.1.113883.4.927", "us-mbi"},    {"2.16.840.1.113883.4.572", "us-hicn"},
    {"2.16.840.1.113883.4.4", "us-ein"},      {"2.16.840.1.113883.4.2", "us-ein"},
    {"2.16.840.1.113883.4.814", "us-dea"},    {"2.16.840.1.113883.4.3.", "driver-license"},
    {"2.16.840.1.113883.4.330.", "passport"},
};

static const struct cda_oid code_systems[] = {
    {"2.16.840.1.113883.6.90", "icd10-cm"},       {"2.16.840.1.113883.6.3", "icd10-cm"},
    {"2.16.840.1.113883.6.103", "icd9-cm"},       {"2.16.840.1.113883.6.42", "icd9-cm"},
    {"2.16.840.1.113883.6.96", "snomed-ct"},      {"2.16.840.1.113883.6.1", "loinc"},
    {"2.16.840.1.113883.6.88", "rxnorm"},         {"2.16.840.1.113883.6.69", "ndc"},
    {"2.16.840.1.113883.6.12", "hcpcs"},          {"2.16.840.1.113883.6.285", "hcpcs"},
    {"2.16.840.1.113883.6.101", "nucc-taxonomy"}, {"2.16.840.1.113883.6.14", "hcpcs"},
};

static const char *cda_find_oid(const struct cda_oid *oids, size_t count, struct span oid)
{
    for (size_t i = 0; i < count; i++) {
        const size_t len = strlen(oids[i].oid);
        const bool is_prefix = oids[i].oid[len - 1] == '.';
        if ((is_prefix ? oid.len > len : oid.len == len) && memcmp(oid.ptr, oids[i].oid, len) == 0)
            return oids[i].detector;
    }
    return NULL;
}

#define CDA_FIND(oids, oid) cda_find_oid(oids, sizeof(oids) / sizeof(oids)[0], oid)

static struct field_meaning cda_stated(const char *detector)
{
    struct field_meaning meaning = field_meaning_of(detector);
    meaning.is_stated = true;
    return meaning;
}

/* ---- elements ---- */

/* An id whose root is not known, by whose it is. */
static const char *cda_local_id(const struct cda_frame *frame)
{
    if (frame->subject == CDA_PATIENT)
        return "mrn";
    if (frame->subject == CDA_RELATIVE)
        return "patient-id";
    if (frame->parent == CDA_PARTICIPANT_ROLE && frame->subject == CDA_MEMBER)
        return "member-id";
    return frame->parent == CDA_ENCOUNTER ? "account-number" : NULL;
}

/* A GUID, or another name that is no OID: with digits and letters. */
static bool cda_is_guid(struct span root)
{
    size_t letters = 0, digits = 0;
    for (size_t i = 0; i < root.len; i++) {
        letters += ascii_is_alpha(root.ptr[i]);
        digits += ascii_is_digit(root.ptr[i]);
    }
    return letters > 0 && digits > 0;
}

static struct field_meaning cda_coded(const struct cda_frame *frame, const struct cda_tag *tag)
{
    if (frame->key == CDA_ID && frame->is_root)
        return frame->subject == CDA_PATIENT ? cda_stated("patient-id") : FIELD_NO_MEANING;
    if (frame->key == CDA_ID) {
        const char *const known = CDA_FIND(identifier_roots, tag->root);
        const char *const detector = known != NULL ? known : cda_local_id(frame);
        return detector != NULL ? cda_stated(detector) : FIELD_NO_MEANING;
    }
    const char *const system = CDA_FIND(code_systems, tag->code_system);
    return system != NULL ? field_meaning_of(system) : FIELD_NO_MEANING;
}

/* RoleClass: of what class the entities are that are no persons of the patient's own. */
static enum cda_subject cda_associate(struct span class_code)
{
    static const char *const persons[] = {"PRS",  "NOK",   "CAREGIVER", "AGNT",   "GUAR",
                                          "ECON", "GUARD", "CON",       "POLHOLD"};
    for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++) {
        if (span_is(class_code, persons[i]))
            return CDA_RELATIVE;
    }
    return CDA_PROVIDER;
}

static enum cda_subject cda_subject_of(const struct cda_frame *frame, enum cda_subject outer,
                                       const struct cda_tag *tag)
{
    switch (frame->key) {
    case CDA_PATIENT_ROLE:
    case CDA_PATIENT_PERSON:
        return CDA_PATIENT;
    case CDA_PERSON_ROLE:
        return CDA_RELATIVE;
    case CDA_ASSOCIATED:
        return cda_associate(tag->class_code);
    case CDA_PARTICIPANT_ROLE:
        return frame->is_coverage ? CDA_MEMBER : CDA_PROVIDER;
    case CDA_ORGANIZATION:
        return outer == CDA_PATIENT ? CDA_CARE : CDA_PROVIDER;
    case CDA_PROVIDER_ROLE:
        return CDA_PROVIDER;
    default:
        return outer;
    }
}

void cda_open(struct cda_frame *frame, const struct cda_frame *parent, enum cda_key key,
              const struct cda_tag *tag)
{
    *frame = *parent;
    frame->key = key;
    frame->parent = parent->key;
    if (key == CDA_PARTICIPANT)
        frame->is_coverage = span_is(tag->type_code, "COV") || span_is(tag->type_code, "HLD");
    frame->subject = cda_subject_of(frame, parent->subject, tag);
    frame->is_name = key == CDA_NAME || key == CDA_NAME_PART;
    frame->is_time = key == CDA_EFFECTIVE_TIME || (parent->is_time && key == CDA_TIME_PART);
    frame->is_root = tag->extension.len == 0 && cda_is_guid(tag->root);
    frame->coded = cda_coded(frame, tag);
}

void cda_note_child(struct cda_frame *frame, enum cda_key child, const struct cda_tag *tag)
{
    if (child == CDA_CODE && frame->key == CDA_PROVIDER_ROLE)
        frame->subject = cda_associate(tag->code);
}

/* ---- values ---- */

static bool cda_is_person(const struct cda_frame *frame)
{
    return frame->subject == CDA_PATIENT || frame->subject == CDA_MEMBER ||
           frame->subject == CDA_RELATIVE;
}

static struct field_meaning cda_meaning_of_text(const struct cda_frame *frame)
{
    const bool is_part = frame->key == CDA_NAME_PART && frame->subject == CDA_PROVIDER;
    if (is_part ||
        ((frame->key == CDA_NAME || frame->key == CDA_NAME_PART) && cda_is_person(frame)))
        return cda_stated("person-name"); /* a provider's whole name may be an organisation's */
    if (frame->subject == CDA_NOBODY)
        return FIELD_NO_MEANING;
    if (frame->key == CDA_STREET || frame->key == CDA_ADDRESS)
        return field_meaning_of("postal-address");
    if (frame->key == CDA_CITY)
        return field_meaning_of("city");
    return frame->key == CDA_POSTAL_CODE ? cda_stated("zip-code") : FIELD_NO_MEANING;
}

static struct field_meaning cda_meaning_of_value(const struct cda_frame *frame)
{
    const bool is_time = frame->key == CDA_EFFECTIVE_TIME || frame->key == CDA_TIME_PART;
    if (frame->key == CDA_BIRTH_TIME)
        return field_meaning_of("dob");
    if (frame->key == CDA_DEATH_TIME || (is_time && frame->is_time))
        return field_meaning_of("service-date");
    return frame->key == CDA_TELECOM ? field_meaning_of("phone") : FIELD_NO_MEANING;
}

/* True of what would identify a person, if it were not a provider's. */
static bool cda_is_other(const struct cda_frame *frame)
{
    return frame->subject == CDA_PROVIDER && frame->key != CDA_ID && !frame->is_time;
}

struct field_meaning cda_meaning(const struct cda_frame *frame, struct span attribute)
{
    const bool is_value = span_is(attribute, "value");
    if (attribute.len == 0 || is_value) {
        struct field_meaning meaning =
            is_value ? cda_meaning_of_value(frame) : cda_meaning_of_text(frame);
        meaning.is_other = cda_is_other(frame);
        return meaning;
    }
    const char *const of_id = frame->is_root ? "root" : "extension";
    const bool is_coded = span_is(attribute, frame->key == CDA_ID ? of_id : "code");
    return is_coded ? frame->coded : FIELD_NO_MEANING;
}

struct cda_telecom cda_read_telecom(struct span value)
{
    static const struct {
        const char *scheme;
        const char *detector;
    } schemes[] = {{"tel:", "phone"},      {"fax:", "fax"},      {"x-text-fax:", "fax"},
                   {"mailto://", "email"}, {"mailto:", "email"}, {"email:", "email"},
                   {"sms:", "phone"}};
    static const char *const others[] = {"http:", "https:", "ftp:", "file:", "nfs:"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (ascii_starts_with(value.ptr, value.len, schemes[i].scheme))
            return (struct cda_telecom){strlen(schemes[i].scheme),
                                        field_meaning_of(schemes[i].detector)};
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (ascii_starts_with(value.ptr, value.len, others[i]))
            return (struct cda_telecom){0, field_meaning_of("url")};
    }
    const bool is_email = value.len > 0 && memchr(value.ptr, '@', value.len) != NULL;
    return (struct cda_telecom){0, field_meaning_of(is_email ? "email" : "phone")};
}
