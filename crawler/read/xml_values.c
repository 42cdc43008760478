/* What the values of an XML document mean. */
#include "crawler/read/xml_values.h"

#include "crawler/read/reader.h"
#include "crawler/read/xml_token.h"
#include "detectors/ascii.h"
#include "detectors/registry.h"

#include <string.h>

#define DAY_DIGITS 8 /* of 20130731140000-0800 */

static bool contains(struct span text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

enum xml_dialect xml_dialect_of(struct span head)
{
    const size_t root = xml_find_root(head);
    if (head.len - root < 2)
        return XML_PLAIN;
    const struct span name = {head.ptr + root + 1, xml_name_end(head, root + 1) - root - 1};
    const uint8_t *const end = memchr(name.ptr, '>', head.len - root - 1);
    const struct span tag = {name.ptr,
                             end != NULL ? (size_t)(end - name.ptr) : head.len - root - 1};
    if (span_is(xml_local_name(name), "ClinicalDocument"))
        return XML_CDA;
    if (contains(tag, "\"http://hl7.org/fhir\"") || contains(tag, "'http://hl7.org/fhir'"))
        return XML_FHIR;
    const bool is_message = span_is(xml_local_name(name), "Message");
    return is_message && (contains(tag, "ncpdp.org/schema") || contains(tag, "\"SCRIPT\""))
               ? XML_SCRIPT
               : XML_PLAIN;
}

bool xml_is_health(const struct xml_path *path)
{
    const struct xml_frame *const top = &path->frames[path->depth - 1];
    return top->dialect == XML_CDA || top->dialect == XML_SCRIPT ||
           (top->dialect == XML_FHIR && fhir_is_of_patient(top->fhir.resource));
}

/* ---- values ---- */

static struct field_meaning xml_plain_meaning(struct xml_path *path, struct span attribute)
{
    const struct xml_frame *const top = xml_path_top(path);
    const bool is_value = attribute.len == 0 || span_is(attribute, "value");
    if (is_value && top->label.detector >= 0)
        return top->label;
    return attribute.len == 0 ? top->meaning : xml_path_attribute(path, attribute);
}

/* In FHIR a value is an attribute of its element, which stands in the one around it. */
static struct field_meaning xml_fhir_meaning(const struct xml_path *path, struct span attribute)
{
    if (path->depth < 2 || !span_is(attribute, "value"))
        return FIELD_NO_MEANING;
    const struct xml_frame *const top = &path->frames[path->depth - 1];
    const struct fhir_frame *const parent = &path->frames[path->depth - 2].fhir;
    return fhir_meaning(parent, top->fhir_key, top->meaning);
}

/* A date of care is one of somebody's: not in parts of documents, templates and value sets that
 * have no patient. */
static struct field_meaning xml_cda_meaning(const struct xml_path *path, struct span attribute)
{
    const struct cda_frame *const cda = &path->frames[path->depth - 1].cda;
    if (cda->is_time && !path->has_patient_role)
        return FIELD_NO_MEANING;
    return cda_meaning(cda, attribute);
}

struct field_meaning xml_meaning(struct xml_path *path, struct span attribute)
{
    const struct xml_frame *const top = xml_path_top(path);
    if (top == NULL)
        return FIELD_NO_MEANING;
    switch (top->dialect) {
    case XML_CDA:
        return xml_cda_meaning(path, attribute);
    case XML_FHIR:
        return xml_fhir_meaning(path, attribute);
    case XML_SCRIPT:
        return attribute.len == 0 ? script_meaning(&top->script, top->meaning) : FIELD_NO_MEANING;
    case XML_PLAIN:
        return xml_plain_meaning(path, attribute);
    case XML_XHTML:
    case XML_SHEET:
        break;
    }
    return FIELD_NO_MEANING;
}

/* Whose the value is, as far as that says that a patient is in the document. */
static bool is_of_patient(const struct xml_path *path)
{
    const size_t depth = path->depth;
    const struct xml_frame *const top = &path->frames[depth - 1];
    if (top->dialect == XML_FHIR)
        return depth > 1 && path->frames[depth - 2].fhir.resource == FHIR_PATIENT &&
               top->fhir_key != FHIR_KEY_ID;
    if (top->dialect == XML_CDA)
        return top->cda.subject == CDA_PATIENT || top->cda.subject == CDA_MEMBER;
    return top->dialect == XML_SCRIPT && top->script.subject == SCRIPT_PATIENT;
}

bool xml_is_of_patient(const struct xml_path *path, struct field_meaning meaning)
{
    return detector_at((size_t)meaning.detector)->qualifies && is_of_patient(path);
}

size_t xml_skip_front(const struct xml_frame *top, struct span value, struct field_meaning *meaning)
{
    if (top->dialect == XML_CDA && top->cda.key == CDA_TELECOM) {
        const struct cda_telecom telecom = cda_read_telecom(value);
        const bool is_other = meaning->is_other;
        *meaning = telecom.meaning;
        meaning->is_other = is_other;
        return telecom.scheme_len;
    }
    if (top->dialect != XML_FHIR || top->fhir_key != FHIR_KEY_REFERENCE)
        return 0;
    const size_t prefix = fhir_reference_prefix(value);
    if (prefix == 0)
        *meaning = FIELD_NO_MEANING;
    return prefix;
}

struct span xml_day(const struct xml_frame *top, struct span value)
{
    const bool is_time =
        top->dialect == XML_CDA &&
        (top->cda.is_time || top->cda.key == CDA_BIRTH_TIME || top->cda.key == CDA_DEATH_TIME);
    if (is_time && ascii_count_digits(value.ptr, value.len, DAY_DIGITS) == DAY_DIGITS)
        value.len = DAY_DIGITS;
    return value;
}

/* ---- what tags say ---- */

/* Tells FHIR the value of an attribute. */
static void xml_note_fhir(struct xml_path *path, struct span name, struct span value)
{
    const bool is_url = span_is(name, "url");
    struct fhir_frame *frames[XML_DEPTH_MAX];
    const size_t count = is_url ? path->depth : path->depth - 1;
    if (count == 0 || !(is_url || span_is(name, "value")))
        return;
    const enum fhir_key key = is_url ? FHIR_KEY_URL : xml_path_top(path)->fhir_key;
    if (key != FHIR_KEY_SYSTEM && key != FHIR_KEY_URL && key != FHIR_KEY_CODE &&
        key != FHIR_KEY_REFERENCE)
        return;
    for (size_t i = 0; i < count; i++)
        frames[i] = &path->frames[i].fhir;
    const struct fhir_text text = {key, value};
    fhir_note(frames, count, &text);
}

void xml_note_attribute(struct xml_path *path, struct span name, struct span value)
{
    struct xml_frame *const top = xml_path_top(path);
    if (top == NULL)
        return;
    if (name.len >= 5 && memcmp(name.ptr, "xmlns", 5) == 0 && (name.len == 5 || name.ptr[5] == ':'))
        xml_path_declare(path, name, value);
    else if (top->dialect == XML_FHIR)
        xml_note_fhir(path, name, value);
    else if (top->dialect == XML_PLAIN && xml_is_name_of_value(name) && reader_may_show(value))
        top->label = field_meaning_of_name(path->rules, value);
}

void xml_note_text(struct xml_path *path, struct span text)
{
    const struct xml_frame *const top = xml_path_top(path);
    if (top == NULL || !top->is_name || path->depth < 2 || top->dialect != XML_PLAIN)
        return;
    const struct span name = ascii_trim(text.ptr, text.len);
    if (name.len == 0 || name.len > sizeof path->named || !reader_may_show(name))
        return;
    path->named_level = path->depth - 1;
    path->named_len = name.len;
    memcpy(path->named, name.ptr, name.len);
}

struct cda_tag xml_look_ahead(struct span text, size_t at)
{
    struct cda_tag tag = {.root = {NULL, 0}};
    struct xml_attribute attribute;
    while (at < text.len) {
        while (at < text.len && ascii_is_white(text.ptr[at]))
            at++;
        if (!xml_find_attribute(text, at, &attribute) || !attribute.is_whole)
            break;
        if (span_is(attribute.name, "root"))
            tag.root = attribute.value;
        else if (span_is(attribute.name, "extension"))
            tag.extension = attribute.value;
        else if (span_is(attribute.name, "codeSystem"))
            tag.code_system = attribute.value;
        else if (span_is(attribute.name, "classCode"))
            tag.class_code = attribute.value;
        else if (span_is(attribute.name, "code"))
            tag.code = attribute.value;
        else if (span_is(attribute.name, "typeCode"))
            tag.type_code = attribute.value;
        at = attribute.end;
    }
    return tag;
}
