/* FHIR in JSON: what a member of a resource means. */
#include "crawler/read/fhir.h"

#include "detectors/registry.h"

#include <string.h>

/* Where text stands in span, nearly always at its start; NULL: nowhere. */
static const uint8_t *span_find(struct span span, const char *text)
{
    const size_t len = strlen(text);
    if (span.len >= len && memcmp(span.ptr, text, len) == 0)
        return span.ptr;
    return memmem(span.ptr, span.len, text, len);
}

static bool span_contains(struct span span, const char *text)
{
    return span_find(span, text) != NULL;
}

static const struct {
    const char *name;
    enum fhir_key key;
} names[] = {
    {"resourceType", FHIR_KEY_RESOURCE_TYPE},
    {"id", FHIR_KEY_ID},
    {"identifier", FHIR_KEY_IDENTIFIER},
    {"valueIdentifier", FHIR_KEY_IDENTIFIER},
    {"name", FHIR_KEY_NAME},
    {"telecom", FHIR_KEY_TELECOM},
    {"address", FHIR_KEY_ADDRESS},
    {"valueAddress", FHIR_KEY_ADDRESS},
    {"valueHumanName", FHIR_KEY_NAME},
    {"valueContactPoint", FHIR_KEY_TELECOM},
    {"coding", FHIR_KEY_CODING},
    {"type", FHIR_KEY_TYPE},
    {"subject", FHIR_KEY_SUBJECT},
    {"patient", FHIR_KEY_SUBJECT},
    {"beneficiary", FHIR_KEY_SUBJECT},
    {"subscriber", FHIR_KEY_SUBJECT},
    {"policyHolder", FHIR_KEY_SUBJECT},
    {"extension", FHIR_KEY_EXTENSION},
    {"system", FHIR_KEY_SYSTEM},
    {"code", FHIR_KEY_CODE},
    {"value", FHIR_KEY_VALUE},
    {"family", FHIR_KEY_FAMILY},
    {"given", FHIR_KEY_FAMILY},
    {"text", FHIR_KEY_TEXT},
    {"line", FHIR_KEY_LINE},
    {"city", FHIR_KEY_CITY},
    {"postalCode", FHIR_KEY_POSTAL_CODE},
    {"birthDate", FHIR_KEY_BIRTH_DATE},
    {"deceasedDateTime", FHIR_KEY_CARE_DATE},
    {"servicedDate", FHIR_KEY_CARE_DATE},
    {"effectiveDateTime", FHIR_KEY_CARE_DATE},
    {"performedDateTime", FHIR_KEY_CARE_DATE},
    {"occurrenceDateTime", FHIR_KEY_CARE_DATE},
    {"collectedDateTime", FHIR_KEY_CARE_DATE},
    {"onsetDateTime", FHIR_KEY_CARE_DATE},
    {"occurenceDateTime", FHIR_KEY_CARE_DATE}, /* as R5 has it for some */
    {"effectiveTimeDateTime", FHIR_KEY_CARE_DATE},
    {"abatementDateTime", FHIR_KEY_CARE_DATE},
    {"recordedDate", FHIR_KEY_CARE_DATE},
    {"dateRecorded", FHIR_KEY_CARE_DATE},
    {"dateWritten", FHIR_KEY_CARE_DATE},
    {"authoredOn", FHIR_KEY_CARE_DATE},
    {"plannedStartDate", FHIR_KEY_CARE_DATE},
    {"plannedEndDate", FHIR_KEY_CARE_DATE},
    {"whenHandedOver", FHIR_KEY_CARE_DATE},
    {"period", FHIR_KEY_PERIOD},
    {"billablePeriod", FHIR_KEY_PERIOD},
    {"servicedPeriod", FHIR_KEY_PERIOD},
    {"performedPeriod", FHIR_KEY_PERIOD},
    {"effectivePeriod", FHIR_KEY_PERIOD},
    {"effectiveTimePeriod", FHIR_KEY_PERIOD},
    {"occurrencePeriod", FHIR_KEY_PERIOD},
    {"occurencePeriod", FHIR_KEY_PERIOD},
    {"onsetPeriod", FHIR_KEY_PERIOD},
    {"abatementPeriod", FHIR_KEY_PERIOD},
    {"actualPeriod", FHIR_KEY_PERIOD},
    {"start", FHIR_KEY_MOMENT},
    {"end", FHIR_KEY_MOMENT},
    {"serialNumber", FHIR_KEY_SERIAL},
    {"carrierHRF", FHIR_KEY_UDI},
    {"reference", FHIR_KEY_REFERENCE},
    {"display", FHIR_KEY_DISPLAY},
    {"url", FHIR_KEY_URL},
    {"valueString", FHIR_KEY_VALUE_STRING},
    {"valueDecimal", FHIR_KEY_VALUE_STRING},
    {"valueDateTime", FHIR_KEY_VALUE_STRING},
    {"subscriberId", FHIR_KEY_SUBSCRIBER_ID},
};

enum fhir_key fhir_key_of(struct span key)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_is(key, names[i].name))
            return names[i].key;
    }
    return FHIR_KEY_OTHER;
}

void fhir_open(struct fhir_frame *frame, const struct fhir_frame *parent, enum fhir_key key)
{
    *frame = (struct fhir_frame){parent->resource, key, FIELD_NO_MEANING};
}

/* ---- what is said in front of a value ---- */

struct fhir_mark {
    const char *text;
    const char *detector;
};

/* Systems of identifiers, by a part of their URL or OID. */
static const struct fhir_mark identifier_systems[] = {
    {"us-ssn", "us-ssn"},
    {"2.16.840.1.113883.4.1", "us-ssn"},
    {"us-mbi", "us-mbi"},
    {"2.16.840.1.113883.4.927", "us-mbi"},
    {"us-medicare", "us-hicn"},
    {"2.16.840.1.113883.4.572", "us-hicn"},
    {"us-npi", "us-npi"},
    {"2.16.840.1.113883.4.6", "us-npi"},
    {"passport", "passport"},
    {"2.16.840.1.113883.4.3", "driver-license"},
    {"drivers-license", "driver-license"},
};

/* Types of identifiers, HL7 table 0203. */
static const struct fhir_mark identifier_types[] = {
    {"SS", "us-ssn"},    {"SB", "us-ssn"},         {"MR", "mrn"},        {"DL", "driver-license"},
    {"PPN", "passport"}, {"MB", "member-id"},      {"MC", "us-mbi"},     {"MA", "medicaid-id"},
    {"NPI", "us-npi"},   {"AN", "account-number"}, {"PI", "patient-id"}, {"PT", "patient-id"},
    {"TAX", "us-ein"},   {"MD", "license-number"}, {"DEA", "us-dea"},
};

static const struct fhir_mark code_systems[] = {
    {"http://loinc.org", "loinc"},
    {"http://snomed.info/sct", "snomed-ct"},
    {"sid/icd-10", "icd10-cm"},
    {"sid/icd-9", "icd9-cm"},
    {"umls/rxnorm", "rxnorm"},
    {"sid/ndc", "ndc"},
    {"/cpt", "hcpcs"},
    {"hcpcs", "hcpcs"},
    {"nucc.org", "nucc-taxonomy"},
};

static const struct fhir_mark telecom_systems[] = {
    {"phone", "phone"}, {"sms", "phone"}, {"fax", "fax"}, {"email", "email"}, {"url", "url"}};

static const struct fhir_mark extension_urls[] = {
    {"patient-mothersMaidenName", "person-name"},
    {"humanname-own-name", "person-name"},
    {"humanname-partner-name", "person-name"},
    {"patient-birthTime", "dob"},
    {"latitude", "geo-coordinate"},
    {"longitude", "geo-coordinate"},
    {"SocialSecurityNumber", "us-ssn"},
};

#define MARKS(table) table, sizeof(table) / sizeof(table)[0]

static struct field_meaning meaning_of_part(struct span value, const struct fhir_mark *marks,
                                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_contains(value, marks[i].text))
            return field_meaning_of(marks[i].detector);
    }
    return FIELD_NO_MEANING;
}

struct field_meaning fhir_system(enum fhir_key element, struct span value)
{
    return element == FHIR_KEY_IDENTIFIER ? meaning_of_part(value, MARKS(identifier_systems))
           : element == FHIR_KEY_TELECOM  ? meaning_of_part(value, MARKS(telecom_systems))
                                          : meaning_of_part(value, MARKS(code_systems));
}

struct field_meaning fhir_reference_meaning(struct span reference)
{
    static const char *const persons[] = {"Patient/", "RelatedPerson/"};
    struct field_meaning meaning = field_meaning_of("person-name");
    for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++) {
        if (span_contains(reference, persons[i]))
            return meaning;
    }
    meaning.is_other = true;
    return span_contains(reference, "Practitioner/") ? meaning : FIELD_NO_MEANING;
}

static void note_whole(struct fhir_frame *frame, struct span value)
{
    for (size_t i = 0; i < sizeof identifier_types / sizeof identifier_types[0]; i++) {
        if (span_is(value, identifier_types[i].text)) {
            frame->hint = field_meaning_of(identifier_types[i].detector);
            return;
        }
    }
}

/* "code" in identifier.type.coding[]: the identifier is a few levels up. */
static void note_type(struct fhir_frame *const *frames, size_t count, struct span value)
{
    for (size_t i = count; i > 0 && i + FHIR_NOTE_FRAMES > count; i--) {
        if (frames[i - 1]->element == FHIR_KEY_IDENTIFIER) {
            note_whole(frames[i - 1], value);
            return;
        }
    }
}

void fhir_note(struct fhir_frame *const *frames, size_t count, const struct fhir_text *text)
{
    struct fhir_frame *const frame = frames[count - 1];
    if (text->key == FHIR_KEY_RESOURCE_TYPE) {
        const enum fhir_resource resource = fhir_resource_of(text->value);
        frame->resource = resource != FHIR_NO_RESOURCE ? resource : frame->resource;
    }
    if (frame->resource == FHIR_NO_RESOURCE)
        return;
    struct field_meaning hint = FIELD_NO_MEANING;
    if (text->key == FHIR_KEY_SYSTEM)
        hint = fhir_system(frame->element, text->value);
    else if (text->key == FHIR_KEY_REFERENCE)
        hint = fhir_reference_meaning(text->value);
    else if (text->key == FHIR_KEY_URL && frame->element == FHIR_KEY_EXTENSION)
        hint = meaning_of_part(text->value, MARKS(extension_urls));
    else if (text->key == FHIR_KEY_CODE && frame->element == FHIR_KEY_CODING)
        note_type(frames, count, text->value);
    if (hint.detector >= 0 || text->key == FHIR_KEY_REFERENCE)
        frame->hint = hint; /* one to nobody takes back what stood in front */
}

/* ---- values ---- */

static struct field_meaning meaning_in_identifier(const struct fhir_frame *frame)
{
    if (frame->hint.detector >= 0)
        return frame->hint;
    switch (frame->resource) {
    case FHIR_PATIENT:
    case FHIR_PERSON:
        return field_meaning_of("patient-id");
    case FHIR_COVERAGE:
        return field_meaning_of("member-id");
    case FHIR_ENCOUNTER:
        return field_meaning_of("account-number");
    case FHIR_CLAIM:
        return field_meaning_of("unique-code");
    default:
        return FIELD_NO_MEANING;
    }
}

static struct field_meaning meaning_of_value(const struct fhir_frame *frame)
{
    if (frame->element == FHIR_KEY_IDENTIFIER)
        return meaning_in_identifier(frame);
    if (frame->element == FHIR_KEY_SUBSCRIBER_ID) /* an Identifier since R5 */
        return field_meaning_of("member-id");
    const bool is_telecom = frame->element == FHIR_KEY_TELECOM; /* whose system stands behind it */
    return is_telecom && frame->hint.detector < 0 ? field_meaning_of("phone") : frame->hint;
}

/* The start or end of a period of care. */
static struct field_meaning meaning_of_moment(const struct fhir_frame *frame)
{
    const bool is_care = frame->element == FHIR_KEY_PERIOD && frame->resource != FHIR_PATIENT &&
                         fhir_is_of_patient(frame->resource);
    return is_care ? field_meaning_of("service-date") : FIELD_NO_MEANING;
}

/* The meaning of keys that decide by themselves. */
static const char *detector_of_key(const struct fhir_frame *frame, enum fhir_key key)
{
    switch (key) {
    case FHIR_KEY_FAMILY:
        return "person-name";
    case FHIR_KEY_LINE:
        return "postal-address";
    case FHIR_KEY_CITY:
        return "city";
    case FHIR_KEY_POSTAL_CODE:
        return "zip-code";
    case FHIR_KEY_BIRTH_DATE:
        return "dob";
    case FHIR_KEY_CARE_DATE:
        return "service-date";
    case FHIR_KEY_SERIAL:
        return "device-id";
    case FHIR_KEY_UDI:
        return "udi";
    case FHIR_KEY_SUBSCRIBER_ID:
        return "member-id";
    case FHIR_KEY_TEXT:
        return frame->element == FHIR_KEY_NAME      ? "person-name"
               : frame->element == FHIR_KEY_ADDRESS ? "postal-address"
                                                    : "";
    case FHIR_KEY_DISPLAY:
        return frame->element == FHIR_KEY_SUBJECT ? "person-name" : NULL;
    case FHIR_KEY_REFERENCE:
        return frame->element == FHIR_KEY_SUBJECT ? "patient-id" : "";
    default:
        return NULL;
    }
}

static struct field_meaning meaning_in_resource(const struct fhir_frame *frame, enum fhir_key key,
                                                struct field_meaning generic)
{
    const char *const detector = detector_of_key(frame, key);
    if (detector != NULL)
        return detector[0] != '\0' ? field_meaning_of(detector) : FIELD_NO_MEANING;
    switch (key) {
    case FHIR_KEY_ID:
        return frame->resource == FHIR_PATIENT && frame->element != FHIR_KEY_EXTENSION
                   ? field_meaning_of("patient-id")
                   : FIELD_NO_MEANING;
    case FHIR_KEY_VALUE:
        return meaning_of_value(frame);
    case FHIR_KEY_DISPLAY: /* behind a reference */
        return frame->element == FHIR_KEY_CODING ? FIELD_NO_MEANING : frame->hint;
    case FHIR_KEY_VALUE_STRING:
        return frame->hint;
    case FHIR_KEY_MOMENT:
        return meaning_of_moment(frame);
    case FHIR_KEY_CODE:
        return frame->element == FHIR_KEY_CODING ? frame->hint : FIELD_NO_MEANING;
    case FHIR_KEY_NAME:
        return frame->resource == FHIR_FAMILY ? field_meaning_of("person-name") : FIELD_NO_MEANING;
    case FHIR_KEY_TYPE:
    case FHIR_KEY_SYSTEM:
    case FHIR_KEY_URL:
    case FHIR_KEY_RESOURCE_TYPE:
        return FIELD_NO_MEANING;
    default:
        return generic.is_weak ? FIELD_NO_MEANING : generic;
    }
}

struct field_meaning fhir_meaning(const struct fhir_frame *frame, enum fhir_key key,
                                  struct field_meaning generic)
{
    if (frame->resource == FHIR_NO_RESOURCE)
        return generic;
    if (frame->resource == FHIR_DEFINITION)
        return FIELD_NO_MEANING;
    struct field_meaning meaning = meaning_in_resource(frame, key, generic);
    if (meaning.detector < 0)
        return meaning;
    meaning.is_stated = key == FHIR_KEY_FAMILY || key == FHIR_KEY_LINE ||
                        key == FHIR_KEY_POSTAL_CODE || key == FHIR_KEY_UDI ||
                        (key == FHIR_KEY_VALUE && frame->element == FHIR_KEY_IDENTIFIER);
    meaning.is_other |= frame->resource == FHIR_PROVIDER &&
                        detector_at((size_t)meaning.detector)->role == ROLE_PERSON;
    return meaning;
}

size_t fhir_reference_prefix(struct span reference)
{
    static const char *const prefixes[] = {"Patient/", "urn:uuid:"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const uint8_t *const at = span_find(reference, prefixes[i]);
        if (at != NULL)
            return (size_t)(at - reference.ptr) + strlen(prefixes[i]);
    }
    return 0;
}
