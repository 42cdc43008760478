/* Where a reader of XML stands. */
#include "crawler/read/xml_path.h"

#include "crawler/read/name_hash.h"
#include "crawler/read/reader.h"
#include "crawler/read/xml_token.h"
#include "detectors/ascii.h"

#include <string.h>

#define NAME_LEVELS 3 /* names that tell the meaning together: patient.name.first */
#define NAME_MAX_BYTES 160

void xml_path_reset(struct xml_path *path)
{
    path->depth = 0;
    path->bindings_count = path->named_level = 0;
    path->has_patient_role = false;
}

struct span xml_path_name(const struct xml_path *path, size_t level)
{
    if (level >= path->depth)
        return (struct span){path->names, 0};
    const struct xml_frame *const frame = &path->frames[path->depth - 1 - level];
    return (struct span){path->names + frame->name_at, frame->name_len};
}

static uint64_t hash_name(uint64_t hash, uint8_t sign, struct span name)
{
    return name_hash((hash ^ sign) * NAME_HASH_PRIME, name) | 1;
}

static uint64_t hash_prefix(struct span prefix)
{
    return prefix.len > 0 ? hash_name(NAME_HASH_START, ':', prefix) : 0;
}

/* ---- meanings ---- */

/* The last names down to the top, and last, joined with dots, as fieldnames.h likes them. */
static size_t xml_path_join(const struct xml_path *path, struct span last,
                            uint8_t out[NAME_MAX_BYTES])
{
    size_t len = 0;
    for (size_t level = last.len > 0 ? NAME_LEVELS - 1 : NAME_LEVELS; level-- > 0;) {
        const struct span name = xml_path_name(path, level);
        if (name.len == 0 || len + name.len + 1 > NAME_MAX_BYTES)
            continue;
        memcpy(out + len, name.ptr, name.len);
        len += name.len;
        out[len++] = '.';
    }
    if (last.len > 0 && len + last.len <= NAME_MAX_BYTES) {
        memcpy(out + len, last.ptr, last.len);
        return len + last.len;
    }
    return len > 0 ? len - 1 : 0;
}

bool xml_is_name_of_value(struct span name)
{
    static const char *const names[] = {"name", "key", "field", "column", "label", "fieldname"};
    return ascii_is_word_of(name, names, sizeof names / sizeof names[0]);
}

/* Elements that hold a value whose name stands in front of them: <key>ssn</key><string>...</string>
 * of property lists, <name> and <value> of XML-RPC and settings. */
static bool is_value_name(struct span name)
{
    static const char *const names[] = {"value", "val",  "string", "integer", "int",
                                        "i4",    "real", "date",   "answer",  "text",
                                        "array", "data", "double", "response"};
    return ascii_is_word_of(name, names, sizeof names / sizeof names[0]);
}

/* What is known of a path whose hash that is: looked up, or found out. */
static const struct xml_known *xml_path_know(struct xml_path *path, uint64_t hash,
                                             struct span attribute)
{
    struct xml_known *const known = &path->known[(hash >> 32) % XML_KNOWN_MAX];
    if (known->hash == hash)
        return known;
    uint8_t name[NAME_MAX_BYTES];
    const size_t len = xml_path_join(path, attribute, name);
    const struct span last = attribute.len > 0 ? attribute : xml_path_name(path, 0);
    known->hash = hash;
    known->meaning = field_meaning_of_name(path->rules, (struct span){name, len});
    known->fhir_key = fhir_key_of(last);
    known->cda_key = cda_key_of(last);
    known->is_name = xml_is_name_of_value(last);
    known->is_value = is_value_name(last);
    return known;
}

struct field_meaning xml_path_attribute(struct xml_path *path, struct span local_name)
{
    const struct xml_frame *const top = xml_path_top(path);
    if (top == NULL || local_name.len > XML_NAME_MAX)
        return FIELD_NO_MEANING;
    return xml_path_know(path, hash_name(top->hash, '@', local_name), local_name)->meaning;
}

/* ---- namespaces ---- */

static enum xml_dialect dialect_of(struct span uri)
{
    if (span_is(uri, "urn:hl7-org:v3"))
        return XML_CDA;
    if (span_is(uri, "http://hl7.org/fhir"))
        return XML_FHIR;
    if (span_is(uri, "http://www.w3.org/1999/xhtml"))
        return XML_XHTML;
    if (span_is(uri, "urn:schemas-microsoft-com:office:spreadsheet"))
        return XML_SHEET;
    return memmem(uri.ptr, uri.len, "ncpdp.org/schema", 16) != NULL ? XML_SCRIPT : XML_PLAIN;
}

/* The dialect of an element: that of its prefix when it is known, or of the elements around it. */
static enum xml_dialect xml_path_dialect(const struct xml_path *path, struct span name,
                                         enum xml_dialect outer)
{
    const struct span prefix = xml_prefix(name);
    for (size_t i = path->bindings_count; i > 0 && prefix.len > 0; i--) {
        const struct xml_binding *const binding = &path->bindings[i - 1];
        if (binding->prefix_len == prefix.len &&
            memcmp(binding->prefix, prefix.ptr, prefix.len) == 0)
            return binding->dialect;
    }
    return outer;
}

static void xml_path_bind(struct xml_path *path, struct span prefix, enum xml_dialect dialect)
{
    if (prefix.len > XML_PREFIX_MAX || path->bindings_count == XML_BINDINGS_MAX ||
        (dialect != XML_FHIR && dialect != XML_CDA && dialect != XML_SHEET))
        return;
    struct xml_binding *const binding = &path->bindings[path->bindings_count++];
    binding->prefix_len = (uint8_t)prefix.len;
    binding->dialect = dialect;
    memcpy(binding->prefix, prefix.ptr, prefix.len);
}

/* True of an object identifier, in digits and dots, four arcs or more. */
static bool is_oid(struct span text)
{
    size_t dots = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '.' && (text.ptr[i] < '0' || text.ptr[i] > '9'))
            return false;
        dots += text.ptr[i] == '.';
    }
    return dots >= 3;
}

/* Elements that only clinical documents have, whatever namespace they are in: parts of documents
 * travel without their root. */
static bool is_cda_element(struct span local, enum cda_key key, const struct cda_tag *tag)
{
    return span_is(local, "ClinicalDocument") || key == CDA_PATIENT_ROLE ||
           (key == CDA_ID && is_oid(tag->root)) ||
           (span_is(local, "templateId") && is_oid(tag->root)) || is_oid(tag->code_system);
}

/* Elements that only health formats have. */
static enum xml_dialect dialect_of_element(struct xml_path *path, struct span local,
                                           enum xml_dialect dialect, const struct cda_tag *tag)
{
    if (dialect != XML_PLAIN)
        return dialect;
    if (is_cda_element(local, xml_path_top(path)->cda.key, tag)) {
        for (size_t i = 0; i + 1 < path->depth; i++)
            path->frames[i].dialect = XML_CDA;
        return XML_CDA;
    }
    if (span_is(local, "table-row"))
        return XML_SHEET;
    const bool is_script = span_is(xml_path_name(path, 1), "Body") &&
                           span_is(xml_path_name(path, 2), "Message") && script_is_message(local);
    return is_script ? XML_SCRIPT : XML_PLAIN;
}

/* Tells FHIR that a resource begins: its element is called as its type. */
static void xml_path_open_resource(struct xml_path *path)
{
    const struct span name = xml_path_name(path, 0);
    struct fhir_frame *frames[1] = {&xml_path_top(path)->fhir};
    if (name.len == 0 || name.ptr[0] < 'A' || name.ptr[0] > 'Z')
        return;
    const struct fhir_text type = {FHIR_KEY_RESOURCE_TYPE, name};
    fhir_note(frames, 1, &type);
}

void xml_path_declare(struct xml_path *path, struct span attribute, struct span uri)
{
    struct xml_frame *const top = xml_path_top(path);
    const enum xml_dialect dialect = dialect_of(uri);
    const struct span prefix = {xml_local_name(attribute).ptr,
                                xml_prefix(attribute).len > 0 ? xml_local_name(attribute).len : 0};
    if (prefix.len > 0)
        xml_path_bind(path, prefix, dialect);
    if (hash_prefix(prefix) != top->prefix_hash ||
        (dialect == XML_PLAIN && top->dialect == XML_CDA))
        return;
    top->dialect = dialect;
    if (dialect == XML_FHIR)
        xml_path_open_resource(path);
}

/* ---- elements ---- */

/* The element at the top is the value that one in front of it names, or that of the one around it.
 */
static void xml_path_take_name(struct xml_path *path)
{
    struct xml_frame *const top = xml_path_top(path);
    const struct span name = {path->named, path->named_len};
    const bool is_named = path->named_level == path->depth - 1;
    path->named_level = 0;
    if (!top->is_value)
        return;
    const struct field_meaning meaning =
        is_named ? field_meaning_of_name(path->rules, name) : FIELD_NO_MEANING;
    top->label =
        meaning.detector >= 0 && !meaning.is_weak ? meaning : path->frames[path->depth - 2].label;
}

void xml_path_push(struct xml_path *path, struct span name, const struct cda_tag *tag)
{
    static const struct xml_frame none = {.meaning = {.detector = -1},
                                          .label = {.detector = -1},
                                          .hash = NAME_HASH_START,
                                          .fhir.hint = {.detector = -1}};
    const struct xml_frame *const parent = path->depth > 0 ? xml_path_top(path) : &none;
    struct xml_frame *const frame = &path->frames[path->depth];
    struct span local = xml_local_name(name);
    local.len = local.len < XML_NAME_MAX ? local.len : XML_NAME_MAX;
    *frame = (struct xml_frame){.label = FIELD_NO_MEANING};
    frame->name_at = (uint16_t)(parent->name_at + parent->name_len);
    frame->name_len = (uint16_t)local.len;
    memcpy(path->names + frame->name_at, local.ptr, local.len);
    path->depth++;
    frame->hash = hash_name(parent->hash, '/', local);
    frame->prefix_hash = hash_prefix(xml_prefix(name));
    const struct xml_known *const known = xml_path_know(path, frame->hash, (struct span){NULL, 0});
    frame->meaning = known->meaning;
    frame->fhir_key = known->fhir_key;
    frame->is_name = known->is_name;
    frame->is_value = known->is_value;
    if (path->depth > 1 && (path->named_level > 0 || parent->label.detector >= 0))
        xml_path_take_name(path);
    if (parent->dialect == XML_PLAIN || parent->dialect == XML_CDA)
        cda_open(&frame->cda, &parent->cda, known->cda_key, tag);
    if (path->depth > 1)
        cda_note_child(&path->frames[path->depth - 2].cda, known->cda_key, tag);
    path->has_patient_role |=
        known->cda_key == CDA_PATIENT_ROLE || known->cda_key == CDA_PATIENT_PERSON;
    frame->dialect =
        dialect_of_element(path, local, xml_path_dialect(path, name, parent->dialect), tag);
    fhir_open(&frame->fhir, &parent->fhir, known->fhir_key);
    if (frame->dialect == XML_FHIR)
        xml_path_open_resource(path);
    if (frame->dialect == XML_SCRIPT)
        script_open(&frame->script, &parent->script, local, xml_path_name(path, 1));
}

void xml_path_pop(struct xml_path *path)
{
    path->depth -= path->depth > 0;
}

void xml_path_close(struct xml_path *path, struct span local_name)
{
    if (local_name.len > XML_NAME_MAX)
        local_name.len = XML_NAME_MAX;
    for (size_t level = 0; level < path->depth; level++) {
        const struct span name = xml_path_name(path, level);
        if (name.len == local_name.len && memcmp(name.ptr, local_name.ptr, name.len) == 0) {
            path->depth -= level + 1;
            return;
        }
    }
}

/* ---- as findings print it ---- */

static size_t render_name(uint8_t *out, struct span name)
{
    if (!reader_may_show(name)) {
        out[0] = '*';
        return 1;
    }
    memcpy(out, name.ptr, name.len);
    return name.len;
}

struct span xml_path_render(struct xml_path *path, struct span attribute)
{
    size_t len = 0;
    for (size_t level = path->depth; level-- > 0;) {
        if (len + 2 * XML_NAME_MAX + 4 > XML_PATH_MAX)
            return (struct span){NULL, 0};
        path->text[len++] = '/';
        len += render_name(path->text + len, xml_path_name(path, level));
    }
    if (attribute.len > 0) {
        path->text[len++] = '/';
        path->text[len++] = '@';
        len += render_name(path->text + len, attribute);
    }
    return (struct span){path->text, len};
}
