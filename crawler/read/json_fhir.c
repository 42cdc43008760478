/* Tells FHIR what stands in front of a value. */
#include "crawler/read/json_fhir.h"

#include "crawler/read/name_hash.h"

#include <string.h>

/* What value says as the system of an element, or as the type of a resource. */
static const struct json_fhir_said *json_fhir_look_up(struct json_fhir *fhir, enum fhir_key element,
                                                      struct span value)
{
    const uint64_t hash = name_hash_whole(NAME_HASH_START ^ element, value) | 1;
    struct json_fhir_said *const said = &fhir->said[(hash >> 32) % JSON_FHIR_SAID_MAX];
    if (said->hash != hash)
        *said = (struct json_fhir_said){hash, fhir_system(element, value), fhir_resource_of(value)};
    return said;
}

static void json_fhir_note_type(struct json_fhir *fhir, struct fhir_frame *frame, struct span value)
{
    const enum fhir_resource resource =
        json_fhir_look_up(fhir, FHIR_KEY_RESOURCE_TYPE, value)->resource;
    frame->resource = resource != FHIR_NO_RESOURCE ? resource : frame->resource;
}

/* An extension of a person's is named by the last part of its URL: ".../home-phone". */
static void json_fhir_name_extension(struct json_path *path, struct span url)
{
    const struct fhir_frame *const frame = &json_path_top(path)->fhir;
    const bool is_person = fhir_is_of_patient(frame->resource) || frame->resource == FHIR_PERSON;
    if (frame->element != FHIR_KEY_EXTENSION || !is_person)
        return;
    const uint8_t *const slash = memrchr(url.ptr, '/', url.len);
    const size_t front = slash != NULL ? (size_t)(slash - url.ptr) + 1 : 0;
    json_path_note(path, (struct span){url.ptr + front, url.len - front});
}

/* What the types and codes of identifiers, and the URLs of extensions, say. */
static void json_fhir_note_text(struct json_path *path, const struct fhir_text *text)
{
    struct fhir_frame *frames[FHIR_NOTE_FRAMES];
    const size_t count = path->depth < FHIR_NOTE_FRAMES ? path->depth : FHIR_NOTE_FRAMES;
    for (size_t i = 0; i < count; i++)
        frames[i] = &path->frames[path->depth - count + i].fhir;
    fhir_note(frames, count, text);
}

void json_fhir_note(struct json_fhir *fhir, struct json_path *path, struct span value,
                    struct reader_facts *facts)
{
    struct json_frame *const top = json_path_top(path);
    const struct fhir_text text = {top->key, value};
    if (text.key == FHIR_KEY_RESOURCE_TYPE) {
        json_fhir_note_type(fhir, &top->fhir, value);
        facts->is_health_format |= fhir_is_of_patient(top->fhir.resource);
    } else if (top->fhir.resource == FHIR_NO_RESOURCE) {
        return;
    } else if (text.key == FHIR_KEY_SYSTEM) {
        const struct field_meaning hint =
            json_fhir_look_up(fhir, top->fhir.element, value)->meaning;
        top->fhir.hint = hint.detector >= 0 ? hint : top->fhir.hint;
    } else if (text.key == FHIR_KEY_REFERENCE) {
        top->fhir.hint = fhir_reference_meaning(value);
    } else {
        json_fhir_note_text(path, &text);
        if (text.key == FHIR_KEY_URL)
            json_fhir_name_extension(path, value);
    }
}

void json_fhir_note_person(struct json_path *path, const struct field *field,
                           struct reader_facts *facts)
{
    const struct json_frame *const top = json_path_top(path);
    if (field->meaning.detector >= 0 && !facts->has_patient && top->fhir.resource == FHIR_PATIENT &&
        top->key != FHIR_KEY_ID)
        facts->has_patient = reader_tells_person(path->rules, field);
}

void json_fhir_cut_reference(struct json_path *path, struct span raw, struct field *field)
{
    const struct json_frame *const top = json_path_top(path);
    if (top->key != FHIR_KEY_REFERENCE || top->fhir.resource == FHIR_NO_RESOURCE)
        return;
    const size_t prefix = fhir_reference_prefix(raw);
    if (prefix == 0)
        field->meaning = FIELD_NO_MEANING;
    field->value = (struct span){raw.ptr + prefix, raw.len - prefix};
    field->offset += prefix;
    field->length -= prefix;
}
