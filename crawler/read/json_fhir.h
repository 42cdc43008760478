/* What values of JSON tell FHIR about the values behind them: types of resources, systems, codes.
 */
#ifndef CRAWLER_READ_JSON_FHIR_H
#define CRAWLER_READ_JSON_FHIR_H

#include "crawler/read/json_path.h"
#include "crawler/read/reader.h"

#define JSON_FHIR_SAID_MAX 32

/* Systems and types of resources seen lately, which are long and few, and what they say; all zero:
 * none. */
struct json_fhir {
    struct json_fhir_said {
        uint64_t hash; /* 0: none */
        struct field_meaning meaning;
        enum fhir_resource resource;
    } said[JSON_FHIR_SAID_MAX];
};

/* Takes note of a value that is not empty, where path stands now. */
void json_fhir_note(struct json_fhir *fhir, struct json_path *path, struct span value,
                    struct reader_facts *facts);

/* Takes note of a value with a meaning: it may be the patient's. */
void json_fhir_note_person(struct json_path *path, const struct field *field,
                           struct reader_facts *facts);

/* A value with a meaning: of a reference ("Patient/77") that is what stands behind the type. */
void json_fhir_cut_reference(struct json_path *path, struct span raw, struct field *field);

#endif
