/*
 * FHIR in JSON (HL7 FHIR R4, 2.6 JSON representation; Patient 8.1, datatypes 2.24): what a member
 * of a resource means. A resource tells its type in "resourceType", wherever it stands in the
 * object; the system or type of an identifier, telecom or coding in front of its value tells what
 * the value is.
 */
#ifndef CRAWLER_READ_FHIR_H
#define CRAWLER_READ_FHIR_H

#include "detectors/field.h"

/* Keys that matter. */
enum fhir_key {
    FHIR_KEY_NONE, /* of nothing: outside of all objects */
    FHIR_KEY_RESOURCE_TYPE,
    FHIR_KEY_ID,
    FHIR_KEY_IDENTIFIER,
    FHIR_KEY_NAME,
    FHIR_KEY_TELECOM,
    FHIR_KEY_ADDRESS,
    FHIR_KEY_CODING,
    FHIR_KEY_TYPE,
    FHIR_KEY_SUBJECT, /* subject, patient, beneficiary: a reference to a person */
    FHIR_KEY_EXTENSION,
    FHIR_KEY_SYSTEM,
    FHIR_KEY_CODE,
    FHIR_KEY_VALUE,
    FHIR_KEY_FAMILY, /* family, given */
    FHIR_KEY_TEXT,
    FHIR_KEY_LINE,
    FHIR_KEY_CITY,
    FHIR_KEY_POSTAL_CODE,
    FHIR_KEY_BIRTH_DATE,
    FHIR_KEY_CARE_DATE,
    FHIR_KEY_PERIOD, /* has start and end */
    FHIR_KEY_MOMENT, /* start, end */
    FHIR_KEY_SERIAL,
    FHIR_KEY_UDI,
    FHIR_KEY_REFERENCE,
    FHIR_KEY_DISPLAY,
    FHIR_KEY_URL,
    FHIR_KEY_VALUE_STRING,
    FHIR_KEY_SUBSCRIBER_ID,
    FHIR_KEY_OTHER /* any other: may hold resources and elements, of which nothing is known yet */
};

enum fhir_resource {
    FHIR_NO_RESOURCE,
    FHIR_PATIENT,
    FHIR_PERSON,    /* RelatedPerson, Person */
    FHIR_CLINICAL,  /* about a patient: Observation, Immunization ... */
    FHIR_COVERAGE,  /* the same, with identifiers of a member */
    FHIR_ENCOUNTER, /* ... of a stay or an account */
    FHIR_CLAIM,     /* ... of a claim */
    FHIR_FAMILY,    /* ... of a relative, by name */
    FHIR_PROVIDER,  /* Practitioner, Organization, Location */
    FHIR_CARRIER,   /* refers to others: Parameters, AuditEvent, Provenance */
    FHIR_FILE,      /* Binary: says nothing but what is in the file */
    FHIR_DEFINITION /* StructureDefinition, ValueSet: about nobody */
};

/* What is known of an open object or array. */
struct fhir_frame {
    enum fhir_resource resource;
    enum fhir_key element;     /* the key whose value it is, or is in */
    struct field_meaning hint; /* of its "value" or "code", by what stood in front */
};

/* True when values of one key mean the same in both. */
static inline bool fhir_is_same(const struct fhir_frame *one, const struct fhir_frame *other)
{
    return one->resource == other->resource && one->element == other->element &&
           memcmp(&one->hint, &other->hint, sizeof one->hint) == 0;
}

/* True for a patient and for what is about one. */
static inline bool fhir_is_of_patient(enum fhir_resource resource)
{
    return resource == FHIR_PATIENT || (resource >= FHIR_CLINICAL && resource <= FHIR_FAMILY);
}

/* By the name of a resource. */
enum fhir_resource fhir_resource_of(struct span type);

enum fhir_key fhir_key_of(struct span key);

/* Opens the value of key in parent. */
void fhir_open(struct fhir_frame *frame, const struct fhir_frame *parent, enum fhir_key key);

/* What a text value in an open object says about the values behind it: frames[0..count) are the
 * open ones, the innermost last; the last FHIR_NOTE_FRAMES are enough. */
#define FHIR_NOTE_FRAMES 5
struct fhir_text {
    enum fhir_key key;
    struct span value;
};
void fhir_note(struct fhir_frame *const *frames, size_t count, const struct fhir_text *text);

/* What the "system" of an element says about its "value" or "code": the part of fhir_note() that is
 * worth remembering. */
struct field_meaning fhir_system(enum fhir_key element, struct span value);

/*
 * The meaning of the value of key in frame; generic is what its name says by itself. In a resource
 * FHIR decides, in others generic does.
 */
struct field_meaning fhir_meaning(const struct fhir_frame *frame, enum fhir_key key,
                                  struct field_meaning generic);

/* What the "display" beside a reference is: the name of a patient or a relative, that of a
 * physician (is_other), or nothing. */
struct field_meaning fhir_reference_meaning(struct span reference);

/* How many bytes at the start of a reference are no part of the id: "Patient/", "urn:uuid:"; 0 when
 * it is none to a patient. */
size_t fhir_reference_prefix(struct span reference);

#endif
