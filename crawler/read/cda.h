/*
 * HL7 Clinical Document Architecture, release 2 (C-CDA, eICR, QRDA): what the values of a document
 * mean. Whose they are follows from the roles around them: recordTarget/patientRole is the patient,
 * guardians and informants are other persons, authors and custodians are providers, who are told
 * but make no person. What an id or a code is follows from the object identifier beside it (root,
 * codeSystem; HL7 OID registry).
 */
#ifndef CRAWLER_READ_CDA_H
#define CRAWLER_READ_CDA_H

#include "detectors/field.h"

enum cda_key {
    CDA_NONE,
    CDA_PATIENT_ROLE,
    CDA_PATIENT_PERSON, /* patient, and what messages of HL7 v3 have for it */
    CDA_PERSON_ROLE,    /* guardian, relatedEntity, relatedSubject */
    CDA_ASSOCIATED,     /* associatedEntity: classCode decides */
    CDA_PARTICIPANT,
    CDA_PARTICIPANT_ROLE, /* of a participant in coverage: the member */
    CDA_ORGANIZATION,
    CDA_PROVIDER_ROLE,
    CDA_ENCOUNTER,
    CDA_CODE,
    CDA_ID,
    CDA_NAME,
    CDA_NAME_PART,
    CDA_BIRTH_TIME,
    CDA_DEATH_TIME,
    CDA_EFFECTIVE_TIME,
    CDA_TIME_PART, /* low, high, center */
    CDA_ADDRESS,
    CDA_STREET,
    CDA_CITY,
    CDA_POSTAL_CODE,
    CDA_TELECOM
};

enum cda_subject {
    CDA_NOBODY,
    CDA_PATIENT,
    CDA_MEMBER,   /* the patient as his plan knows him */
    CDA_RELATIVE, /* any other person */
    CDA_CARE,     /* the organisation the patient belongs to */
    CDA_PROVIDER
};

/* What is known of an open element. */
struct cda_frame {
    enum cda_key key, parent;
    enum cda_subject subject;
    bool is_coverage;           /* in a participant that is covered or holds the policy */
    bool is_name, is_time;      /* in a name, in effectiveTime */
    bool is_root;               /* the id is its root: one for the whole world */
    struct field_meaning coded; /* of its extension, root or code, by the OID beside it */
};

/* Attributes of an element's tag that say what others mean; empty where there are none. */
struct cda_tag {
    struct span root, extension, code_system, class_code, type_code, code;
};

enum cda_key cda_key_of(struct span element);

/* Opens an element in parent. */
void cda_open(struct cda_frame *frame, const struct cda_frame *parent, enum cda_key key,
              const struct cda_tag *tag);

/* Takes note of a child of the element that says who it is: guarantors and next of kin are assigned
 * as staff is. */
void cda_note_child(struct cda_frame *frame, enum cda_key child, const struct cda_tag *tag);

/* What an attribute of the element means; an empty name asks for its text. */
struct field_meaning cda_meaning(const struct cda_frame *frame, struct span attribute);

/* A telecom's value is a URL: how many bytes its scheme takes ("tel:"), and by it what it is. */
struct cda_telecom {
    size_t scheme_len;
    struct field_meaning meaning;
};
struct cda_telecom cda_read_telecom(struct span value);

#endif
