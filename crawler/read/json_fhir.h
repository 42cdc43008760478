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

/* Whether the value at hand may say something of others: cheap, asked for each. */
static inline bool json_fhir_may_note(const struct json_path *path)
{
    const uint64_t keys = UINT64_C(1) << FHIR_KEY_RESOURCE_TYPE | UINT64_C(1) << FHIR_KEY_SYSTEM |
                          UINT64_C(1) << FHIR_KEY_REFERENCE | UINT64_C(1) << FHIR_KEY_URL |
                          UINT64_C(1) << FHIR_KEY_CODE;
    const struct json_frame *const top = path->depth > 0 ? &path->frames[path->depth - 1] : NULL;
    return top != NULL && top->is_object && (keys >> top->key & 1) != 0;
}

/* Takes note of such a value, which is not empty, where path stands now. */
void json_fhir_note(struct json_fhir *fhir, struct json_path *path, struct span value,
                    struct reader_facts *facts);

/* Takes note of a value with a meaning: it may be the patient's. */
void json_fhir_note_person(struct json_path *path, const struct field *field,
                           struct reader_facts *facts);

/* A value with a meaning: of a reference ("Patient/77") that is what stands behind the type. */
void json_fhir_cut_reference(struct json_path *path, struct span raw, struct field *field);

#endif
