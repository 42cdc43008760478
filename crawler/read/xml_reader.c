/*
 * XML: elements and attributes by their names, and by the standard that they are written in: C-CDA
 * (cda.h), FHIR (fhir.h), NCPDP SCRIPT (script.h). No DTD is read, nothing is fetched, no entity
 * grows. Paths are "/ClinicalDocument/recordTarget/patientRole/id/@extension".
 */
#include "crawler/read/reader.h"
#include "crawler/read/xml_path.h"
#include "crawler/read/xml_token.h"

#include "detectors/ascii.h"
#include "detectors/registry.h"

#include <stdlib.h>
#include <string.h>

#define DAY_DIGITS 8 /* of 20130731140000-0800 */

/* What the next byte belongs to. */
enum xml_place {
    XML_CONTENT,
    XML_TEXT,        /* a text that is too long for a field goes on */
    XML_TAG,         /* behind the name, between attributes */
    XML_VALUE_START, /* behind the quote */
    XML_VALUE,       /* its meaning is known, and what stood in front of it passed */
    XML_LONG_VALUE,  /* a value that is too long for a field goes on */
    XML_END_TAG,
    XML_CDATA,
    XML_CDATA_TEXT, /* a long one goes on */
    XML_COMMENT,
    XML_INSTRUCTION,
    XML_DECLARATION
};

struct xml_reader {
    uint64_t at; /* offset of the next byte */
    enum xml_place place;
    enum xml_place after_comment;
    uint64_t deeper;   /* levels below XML_DEPTH_MAX: only tags are looked at */
    uint64_t brackets; /* '<' that are open in a declaration */
    uint8_t quote;     /* of the long value, or in a declaration; 0: none */
    struct reader_facts facts;
    struct xml_path path;
    size_t attribute_len;            /* of the attribute that is read */
    uint8_t attribute[XML_NAME_MAX]; /* with its prefix */
    struct field_meaning meaning;    /* of its value */
    uint8_t value[READER_VALUE_MAX];
};

static void *xml_create(const struct field_rules *rules)
{
    struct xml_reader *const xml = calloc(1, sizeof *xml);
    if (xml != NULL)
        xml->path.rules = rules;
    return xml;
}

static void xml_free(void *state)
{
    free(state);
}

/* ---- recognition ---- */

static size_t skip_behind(struct span head, size_t at, const char *mark)
{
    const uint8_t *const found = memmem(head.ptr + at, head.len - at, mark, strlen(mark));
    return found != NULL ? (size_t)(found - head.ptr) + strlen(mark) : head.len;
}

static bool starts_with(struct span text, size_t at, const char *word)
{
    return text.len - at >= strlen(word) && memcmp(text.ptr + at, word, strlen(word)) == 0;
}

/* Behind <!DOCTYPE ...>, or in front of its last sign when it defines something. */
static size_t skip_doctype(struct span head, size_t at)
{
    const uint8_t *const end = memchr(head.ptr + at, '>', head.len - at);
    const size_t len = end != NULL ? (size_t)(end - head.ptr) - at : head.len - at;
    return skip_behind(head, at, memchr(head.ptr + at, '[', len) != NULL ? "]" : ">");
}

/* Where the root's tag starts, behind what may stand in front of it; head.len when head ends there.
 */
static size_t xml_find_root(struct span head, size_t at)
{
    while (at < head.len) {
        if (ascii_is_white(head.ptr[at]) || head.ptr[at] == '>')
            at++;
        else if (starts_with(head, at, "<?"))
            at = skip_behind(head, at, "?>");
        else if (starts_with(head, at, "<!--"))
            at = skip_behind(head, at, "-->");
        else if (starts_with(head, at, "<!DOCTYPE"))
            at = skip_doctype(head, at);
        else
            break;
    }
    return at;
}

static bool is_html(struct span root)
{
    return root.len == 4 && ascii_starts_with(root.ptr, root.len, "html");
}

/* True for the tag of a root that is no HTML, with a tag behind it that closes something. */
static bool xml_is_root(struct span tag, bool is_declared)
{
    const size_t name_end = tag.len > 1 && tag.ptr[0] == '<' ? xml_name_end(tag, 1) : 1;
    const struct span name = {tag.ptr + 1, name_end - 1};
    if (is_declared)
        return name_end == 1 || !is_html(xml_local_name(name));
    if (name.len == 0 || tag.len == name_end || is_html(xml_local_name(name)))
        return false;
    const uint8_t behind = tag.ptr[name_end];
    return (ascii_is_white(behind) || behind == '/' || behind == '>') &&
           (memmem(tag.ptr, tag.len, "</", 2) != NULL || memmem(tag.ptr, tag.len, "/>", 2) != NULL);
}

static bool xml_begin(void *state, struct span head, bool is_whole)
{
    struct xml_reader *const xml = state;
    const size_t start = starts_with(head, 0, "\xef\xbb\xbf") ? 3 : 0;
    size_t at = start;
    (void)is_whole;
    while (at < head.len && ascii_is_white(head.ptr[at]))
        at++;
    if (at == head.len || head.ptr[at] != '<')
        return false;
    const size_t root = xml_find_root(head, at);
    if (!xml_is_root((struct span){head.ptr + root, head.len - root},
                     starts_with(head, at, "<?xml")))
        return false;
    xml_path_reset(&xml->path);
    xml->at = start;
    xml->place = XML_CONTENT;
    xml->deeper = xml->brackets = 0;
    xml->facts = (struct reader_facts){false, false};
    return true;
}

/* ---- values ---- */

static struct field_meaning xml_plain_meaning(struct xml_reader *xml, struct span attribute)
{
    const struct xml_frame *const top = xml_path_top(&xml->path);
    const bool is_value = attribute.len == 0 || xml_name_is(attribute, "value");
    if (is_value && top->label.detector >= 0)
        return top->label;
    return attribute.len == 0 ? top->meaning : xml_path_attribute(&xml->path, attribute);
}

/* In FHIR a value is an attribute of its element, which stands in the one around it. */
static struct field_meaning xml_fhir_meaning(const struct xml_reader *xml, struct span attribute)
{
    const struct xml_path *const path = &xml->path;
    if (path->depth < 2 || !xml_name_is(attribute, "value"))
        return FIELD_NO_MEANING;
    const struct xml_frame *const top = &path->frames[path->depth - 1];
    const struct fhir_frame *const parent = &path->frames[path->depth - 2].fhir;
    struct field_meaning meaning = fhir_meaning(parent, top->fhir_key, top->meaning);
    meaning.is_stated = top->fhir_key == FHIR_KEY_FAMILY || top->fhir_key == FHIR_KEY_POSTAL_CODE ||
                        (top->fhir_key == FHIR_KEY_VALUE && parent->element == FHIR_KEY_IDENTIFIER);
    return meaning;
}

static struct field_meaning xml_meaning(struct xml_reader *xml, struct span attribute)
{
    const struct xml_frame *const top = xml_path_top(&xml->path);
    if (top == NULL || xml->deeper > 0)
        return FIELD_NO_MEANING;
    switch (top->dialect) {
    case XML_CDA:
        return cda_meaning(&top->cda, attribute);
    case XML_FHIR:
        return xml_fhir_meaning(xml, attribute);
    case XML_SCRIPT:
        return attribute.len == 0 ? script_meaning(&top->script, top->meaning) : FIELD_NO_MEANING;
    case XML_PLAIN:
        return xml_plain_meaning(xml, attribute);
    case XML_XHTML:
        break;
    }
    return FIELD_NO_MEANING;
}

/* Whose the value is, as far as that says that a patient is in the document. */
static bool xml_is_of_patient(const struct xml_reader *xml)
{
    const size_t depth = xml->path.depth;
    const struct xml_frame *const top = &xml->path.frames[depth - 1];
    if (top->dialect == XML_FHIR)
        return depth > 1 && xml->path.frames[depth - 2].fhir.resource == FHIR_PATIENT &&
               top->fhir_key != FHIR_KEY_ID;
    if (top->dialect == XML_CDA)
        return top->cda.subject == CDA_PATIENT || top->cda.subject == CDA_MEMBER;
    return top->dialect == XML_SCRIPT && top->script.subject == SCRIPT_PATIENT;
}

static void xml_note_patient(struct xml_reader *xml, const struct field *field)
{
    if (xml->facts.has_patient || !xml_is_of_patient(xml))
        return;
    const struct detector *const row = detector_at((size_t)field->meaning.detector);
    const enum field_verdict verdict = field_check(xml->path.rules, field->meaning, field->value);
    xml->facts.has_patient = verdict != FIELD_EMPTY && verdict != FIELD_ALIEN &&
                             row->role == ROLE_PERSON && row->qualifies;
}

/* How much in front of a value is none of it: a scheme, the type of a resource. Sets its meaning.
 */
static size_t xml_skip_front(const struct xml_frame *top, struct span value,
                             struct field_meaning *meaning)
{
    if (top->dialect == XML_CDA && top->cda.key == CDA_TELECOM) {
        const struct cda_telecom telecom = cda_read_telecom(value);
        *meaning = telecom.meaning;
        return telecom.scheme_len;
    }
    if (top->dialect != XML_FHIR || top->fhir_key != FHIR_KEY_REFERENCE)
        return 0;
    const size_t prefix = fhir_reference_prefix(value);
    if (prefix == 0)
        *meaning = FIELD_NO_MEANING;
    return prefix;
}

/* The day of a time stamp: the time and its zone are none of the date's. */
static struct span xml_day(const struct xml_frame *top, struct span value)
{
    const bool is_time =
        top->dialect == XML_CDA &&
        (top->cda.is_time || top->cda.key == CDA_BIRTH_TIME || top->cda.key == CDA_DEATH_TIME);
    if (is_time && ascii_count_digits(value.ptr, value.len, DAY_DIGITS) == DAY_DIGITS)
        value.len = DAY_DIGITS;
    return value;
}

static struct span xml_attribute_name(const struct xml_reader *xml)
{
    return xml_local_name((struct span){xml->attribute, xml->attribute_len});
}

/* Emits a value: of an attribute, or the element's text when the name is empty. */
static void xml_take(struct xml_reader *xml, struct field *field, struct span attribute,
                     struct field_sink *sink)
{
    const uint64_t end = field->offset + field->length;
    if (xml->path.depth == 0 || field->length == 0 || !field_sink_wants(sink, field->meaning, end))
        return;
    if (field->meaning.detector >= 0) {
        field->value = xml_decode(xml_day(xml_path_top(&xml->path), field->value), xml->value);
        xml_note_patient(xml, field);
    }
    field->path = xml_path_render(&xml->path, attribute);
    sink->emit(sink->user, field);
}

static void xml_take_text(struct xml_reader *xml, struct span value, uint64_t offset,
                          struct field_sink *sink)
{
    static const struct span no_attribute = {NULL, 0};
    struct field field = {.meaning = xml_meaning(xml, no_attribute),
                          .value = value,
                          .offset = offset,
                          .length = value.len};
    xml_take(xml, &field, no_attribute, sink);
}

/* ---- what tags say ---- */

/* Tells FHIR the value of an attribute. */
static void xml_note_fhir(struct xml_reader *xml, struct span name, struct span value)
{
    struct xml_path *const path = &xml->path;
    const bool is_url = xml_name_is(name, "url");
    struct fhir_frame *frames[XML_DEPTH_MAX];
    const size_t count = is_url ? path->depth : path->depth - 1;
    if (count == 0 || !(is_url || xml_name_is(name, "value")))
        return;
    const enum fhir_key key = is_url ? FHIR_KEY_URL : xml_path_top(path)->fhir_key;
    if (key != FHIR_KEY_SYSTEM && key != FHIR_KEY_URL && key != FHIR_KEY_CODE)
        return;
    for (size_t i = 0; i < count; i++)
        frames[i] = &path->frames[i].fhir;
    const struct fhir_text text = {key, value};
    fhir_note(frames, count, &text);
}

static bool is_label_name(struct span name)
{
    static const char *const names[] = {"name", "key", "field", "column", "label", "fieldname"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (name.len == strlen(names[i]) && ascii_starts_with(name.ptr, name.len, names[i]))
            return true;
    }
    return false;
}

/* What an attribute says about the element, or about what stands behind it. */
static void xml_note_attribute(struct xml_reader *xml, struct span name, struct span value)
{
    struct xml_frame *const top = xml_path_top(&xml->path);
    if (top == NULL || xml->deeper > 0)
        return;
    if (starts_with(name, 0, "xmlns") && (name.len == 5 || name.ptr[5] == ':'))
        xml_path_declare(&xml->path, name, value);
    else if (top->dialect == XML_FHIR)
        xml_note_fhir(xml, name, value);
    else if (top->dialect == XML_PLAIN && is_label_name(name) && reader_may_show(value))
        top->label = field_meaning_of_name(xml->path.rules, value);
}

static void xml_note_format(struct xml_reader *xml)
{
    const struct xml_frame *const top = xml_path_top(&xml->path);
    const enum fhir_resource resource = top->fhir.resource;
    xml->facts.is_health_format |=
        top->dialect == XML_CDA || top->dialect == XML_SCRIPT ||
        (top->dialect == XML_FHIR && (resource == FHIR_PATIENT || resource == FHIR_CLINICAL));
}

/* The attributes of a tag that decide what the others are, as far as they are near its start. */
static struct cda_tag xml_look_ahead(struct span text, size_t at)
{
    struct cda_tag tag = {.root = {NULL, 0}};
    struct xml_attribute attribute;
    while (at < text.len) {
        while (at < text.len && ascii_is_white(text.ptr[at]))
            at++;
        if (!xml_find_attribute(text, at, &attribute) || !attribute.is_whole)
            break;
        if (xml_name_is(attribute.name, "root"))
            tag.root = attribute.value;
        else if (xml_name_is(attribute.name, "codeSystem"))
            tag.code_system = attribute.value;
        else if (xml_name_is(attribute.name, "classCode"))
            tag.class_code = attribute.value;
        else if (xml_name_is(attribute.name, "typeCode"))
            tag.type_code = attribute.value;
        at = attribute.end;
    }
    return tag;
}

/* ---- tokens ---- */

/* The part of the text from at on that a value or a name may fill. */
static struct span xml_reach(const struct segment *segment, size_t at)
{
    const size_t end = segment->len + segment->after;
    return (struct span){segment->text, end - at > READER_VALUE_MAX ? at + READER_VALUE_MAX : end};
}

static bool xml_is_end_of_text(const struct segment *segment, size_t at)
{
    return at == segment->len + segment->after;
}

static void xml_open(struct xml_reader *xml, struct span name, const struct segment *segment,
                     size_t at)
{
    xml->place = XML_TAG;
    if (xml->path.depth == XML_DEPTH_MAX) {
        xml->deeper++;
        return;
    }
    const struct xml_frame *const parent = xml_path_top(&xml->path);
    const bool may_be_cda =
        parent == NULL || parent->dialect == XML_CDA || parent->dialect == XML_PLAIN;
    const struct cda_tag tag = may_be_cda
                                   ? xml_look_ahead(xml_reach(segment, at), at + name.len + 1)
                                   : (struct cda_tag){.root = {NULL, 0}};
    xml_path_push(&xml->path, name, &tag);
    xml_note_format(xml);
}

static void xml_close(struct xml_reader *xml)
{
    if (xml->deeper > 0)
        xml->deeper--;
    else
        xml_path_pop(&xml->path);
}

/* "</name": what is open below it ends, too. */
static size_t xml_read_end_tag(struct xml_reader *xml, struct span text, size_t at)
{
    const size_t end = xml_name_end(text, at + 2);
    xml->place = XML_END_TAG;
    if (xml->deeper > 0)
        xml->deeper--;
    else
        xml_path_close(&xml->path, xml_local_name((struct span){text.ptr + at + 2, end - at - 2}));
    return end;
}

/* At '<'; returns where to go on. */
static size_t xml_read_markup(struct xml_reader *xml, const struct segment *segment, size_t at)
{
    static const struct {
        const char *mark;
        enum xml_place place;
    } marks[] = {{"<!--", XML_COMMENT},
                 {"<![CDATA[", XML_CDATA},
                 {"<!", XML_DECLARATION},
                 {"<?", XML_INSTRUCTION}};
    const struct span text = xml_reach(segment, at);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (starts_with(text, at, marks[i].mark)) {
            xml->after_comment = XML_CONTENT;
            xml->place = marks[i].place;
            xml->brackets = 1;
            xml->quote = 0;
            return at + strlen(marks[i].mark);
        }
    }
    if (starts_with(text, at, "</"))
        return xml_read_end_tag(xml, text, at);
    const size_t end = xml_name_end(text, at + 1);
    if (end > at + 1) {
        xml_open(xml, (struct span){text.ptr + at + 1, end - at - 1}, segment, at);
        return end;
    }
    return at + 1;
}

/* Text up to the next tag; white space around it is none of it. */
static size_t xml_read_text(struct xml_reader *xml, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    const struct span text = xml_reach(segment, at);
    const uint8_t *const tag = memchr(text.ptr + at, '<', text.len - at);
    if (tag == NULL && !xml_is_end_of_text(segment, text.len)) {
        xml->place = XML_TEXT;
        return at;
    }
    const size_t end = tag != NULL ? (size_t)(tag - text.ptr) : text.len;
    const struct span value = ascii_trim(text.ptr + at, end - at);
    xml_take_text(xml, value, segment->offset + at, sink);
    return end;
}

static size_t xml_read_content(struct xml_reader *xml, const struct segment *segment, size_t at,
                               struct field_sink *sink)
{
    while (at < segment->len && ascii_is_white(segment->text[at]))
        at++;
    if (at == segment->len)
        return at;
    return segment->text[at] == '<' ? xml_read_markup(xml, segment, at)
                                    : xml_read_text(xml, segment, at, sink);
}

/* Emits a piece of a value that is too long to mean something. */
static void xml_take_piece(struct xml_reader *xml, const struct segment *segment,
                           const size_t range[2], struct field_sink *sink)
{
    const bool is_text = xml->place != XML_LONG_VALUE;
    struct field field = {.meaning = FIELD_NO_MEANING,
                          .offset = segment->offset + range[0],
                          .length = range[1] - range[0]};
    xml_take(xml, &field, is_text ? (struct span){NULL, 0} : xml_attribute_name(xml), sink);
}

/* A long text goes on to the next tag, or a long value to its quote. A tag within a value says that
 * the quote was forgotten. */
static size_t xml_read_long(struct xml_reader *xml, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    size_t end = at;
    while (end < segment->len && segment->text[end] != '<' &&
           (xml->place == XML_TEXT || segment->text[end] != xml->quote))
        end++;
    xml_take_piece(xml, segment, (const size_t[2]){at, end}, sink);
    if (end == segment->len)
        return end;
    const bool is_quote = segment->text[end] != '<';
    xml->place = is_quote ? XML_TAG : XML_CONTENT;
    return end + is_quote;
}

/* The name of an attribute, up to its value. */
static size_t xml_read_attribute(struct xml_reader *xml, const struct segment *segment, size_t at)
{
    const struct span text = xml_reach(segment, at);
    struct xml_attribute attribute;
    if (!xml_find_attribute(text, at, &attribute))
        return text.len; /* no name is so long */
    if (attribute.quote == 0)
        return attribute.end;
    xml->attribute_len = attribute.name.len < XML_NAME_MAX ? attribute.name.len : XML_NAME_MAX;
    memcpy(xml->attribute, attribute.name.ptr, xml->attribute_len);
    xml->place = XML_VALUE_START;
    xml->quote = attribute.quote;
    return (size_t)(attribute.value.ptr - text.ptr);
}

/* The value at text.ptr[at] up to its quote or the end of the text; len SIZE_MAX: it is too long.
 */
static struct span xml_find_value(const struct xml_reader *xml, const struct segment *segment,
                                  size_t at)
{
    const struct span text = xml_reach(segment, at);
    const uint8_t *const quote = memchr(text.ptr + at, xml->quote, text.len - at);
    if (quote == NULL && !xml_is_end_of_text(segment, text.len))
        return (struct span){text.ptr + at, SIZE_MAX};
    return (struct span){text.ptr + at,
                         (quote != NULL ? (size_t)(quote - text.ptr) : text.len) - at};
}

static size_t xml_read_value_start(struct xml_reader *xml, const struct segment *segment, size_t at)
{
    const struct span value = xml_find_value(xml, segment, at);
    xml->place = XML_LONG_VALUE;
    if (value.len == SIZE_MAX)
        return at;
    xml_note_attribute(xml, (struct span){xml->attribute, xml->attribute_len}, value);
    xml->place = XML_VALUE;
    xml->meaning = xml_meaning(xml, xml_attribute_name(xml));
    if (xml->meaning.detector < 0)
        return at;
    return at + xml_skip_front(xml_path_top(&xml->path), value, &xml->meaning);
}

static size_t xml_read_value(struct xml_reader *xml, const struct segment *segment, size_t at,
                             struct field_sink *sink)
{
    const struct span value = xml_find_value(xml, segment, at);
    struct field field = {.meaning = xml->meaning,
                          .value = value,
                          .offset = segment->offset + at,
                          .length = value.len};
    xml_take(xml, &field, xml_attribute_name(xml), sink);
    xml->place = XML_TAG;
    return at + value.len + 1;
}

static size_t xml_read_tag(struct xml_reader *xml, const struct segment *segment, size_t at)
{
    const uint8_t byte = segment->text[at];
    if (xml_starts_name(byte))
        return xml_read_attribute(xml, segment, at);
    if (byte == '<') {
        xml->place = XML_CONTENT; /* the tag was never closed */
        return at;
    }
    if (byte == '>')
        xml->place = XML_CONTENT;
    const bool is_empty =
        byte == '/' && at + 1 < segment->len + segment->after && segment->text[at + 1] == '>';
    if (is_empty) {
        xml_close(xml);
        xml->place = XML_CONTENT;
    }
    return is_empty ? at + 2 : at + 1;
}

/* Goes on to the mark that ends what is of no interest. */
static size_t xml_skip_to(struct xml_reader *xml, const struct segment *segment, size_t at,
                          const char *mark)
{
    const size_t len = strlen(mark);
    const size_t more = segment->after < len - 1 ? segment->after : len - 1;
    const uint8_t *const found = memmem(segment->text + at, segment->len - at + more, mark, len);
    if (found == NULL)
        return segment->len;
    xml->place = xml->place == XML_COMMENT ? xml->after_comment : XML_CONTENT;
    return (size_t)(found - segment->text) + len;
}

/* <!DOCTYPE ...> to its end; what it defines is not read. */
static size_t xml_read_declaration(struct xml_reader *xml, const struct segment *segment, size_t at)
{
    const uint8_t byte = segment->text[at];
    if (xml->quote != 0) {
        xml->quote = byte == xml->quote ? 0 : xml->quote;
        return at + 1;
    }
    if (byte == '<' && starts_with(xml_reach(segment, at), at, "<!--")) {
        xml->place = XML_COMMENT;
        xml->after_comment = XML_DECLARATION;
        return at + 4;
    }
    if (byte == '"' || byte == '\'')
        xml->quote = byte;
    xml->brackets += byte == '<';
    xml->brackets -= byte == '>';
    if (xml->brackets == 0)
        xml->place = XML_CONTENT;
    return at + 1;
}

/* Behind "<![CDATA[": text without references. */
static size_t xml_read_cdata(struct xml_reader *xml, const struct segment *segment, size_t at,
                             struct field_sink *sink)
{
    while (at < segment->len && ascii_is_white(segment->text[at]))
        at++;
    if (at == segment->len)
        return at;
    const struct span text = xml_reach(segment, at);
    const uint8_t *const mark = memmem(text.ptr + at, text.len - at, "]]>", 3);
    if (mark == NULL) {
        xml->place = XML_CDATA_TEXT;
        return at;
    }
    const size_t end = (size_t)(mark - text.ptr);
    xml_take_text(xml, ascii_trim(text.ptr + at, end - at), segment->offset + at, sink);
    xml->place = XML_CONTENT;
    return end + 3;
}

static size_t xml_read_long_cdata(struct xml_reader *xml, const struct segment *segment, size_t at,
                                  struct field_sink *sink)
{
    const size_t next = xml_skip_to(xml, segment, at, "]]>");
    const bool is_over = xml->place == XML_CONTENT;
    const size_t end = is_over ? next - 3 : next;
    if (end > at)
        xml_take_piece(xml, segment, (const size_t[2]){at, end}, sink);
    return next;
}

static size_t xml_read_next(struct xml_reader *xml, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    switch (xml->place) {
    case XML_CONTENT:
        return xml_read_content(xml, segment, at, sink);
    case XML_TAG:
        return xml_read_tag(xml, segment, at);
    case XML_VALUE_START:
        return xml_read_value_start(xml, segment, at);
    case XML_VALUE:
        return xml_read_value(xml, segment, at, sink);
    case XML_TEXT:
    case XML_LONG_VALUE:
        return xml_read_long(xml, segment, at, sink);
    case XML_CDATA:
        return xml_read_cdata(xml, segment, at, sink);
    case XML_CDATA_TEXT:
        return xml_read_long_cdata(xml, segment, at, sink);
    case XML_COMMENT:
        return xml_skip_to(xml, segment, at, "-->");
    case XML_INSTRUCTION:
        return xml_skip_to(xml, segment, at, "?>");
    case XML_DECLARATION:
        return xml_read_declaration(xml, segment, at);
    case XML_END_TAG:
        break;
    }
    return xml_skip_to(xml, segment, at, ">");
}

static bool xml_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct xml_reader *const xml = state;
    while (xml->at < segment->offset + segment->len) {
        const size_t at = (size_t)(xml->at - segment->offset);
        xml->at = segment->offset + xml_read_next(xml, segment, at, sink);
    }
    return true;
}

static struct reader_facts xml_facts(const void *state)
{
    return ((const struct xml_reader *)state)->facts;
}

const struct reader_ops xml_reader_ops = {"xml",     xml_create, xml_free,
                                          xml_begin, xml_feed,   xml_facts};
