/*
 * XML: elements and attributes by their names, and by the standard that they are written in: C-CDA
 * (cda.h), FHIR (fhir.h), NCPDP SCRIPT (script.h). No DTD is read, nothing is fetched, no entity
 * grows. Paths are "/ClinicalDocument/recordTarget/patientRole/id/@extension".
 */
#include "crawler/read/embedded.h"
#include "crawler/read/reader.h"
#include "crawler/read/xml_state.h"
#include "crawler/read/xml_token.h"
#include "crawler/read/xml_values.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define XML_FILE_MIN 24 /* letters of the shortest file that is worth a look */

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

static bool xml_begin_as(struct xml_reader *xml, struct span head, enum xml_dialect dialect)
{
    if (!xml_is_document(head) || (dialect != XML_PLAIN && xml_dialect_of(head) != dialect))
        return false;
    xml_path_reset(&xml->path);
    xml_sheet_reset(&xml->sheet, xml->path.rules);
    xml->at = 0;
    xml->place = XML_CONTENT;
    xml->deeper = xml->brackets = 0;
    xml->facts = (struct reader_facts){false, false};
    return true;
}

static bool xml_begin(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return xml_begin_as(state, head, XML_PLAIN);
}

static bool xml_begin_cda(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return xml_begin_as(state, head, XML_CDA);
}

static bool xml_begin_fhir(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return xml_begin_as(state, head, XML_FHIR);
}

static bool xml_begin_script(void *state, struct span head, bool is_whole)
{
    (void)is_whole;
    return xml_begin_as(state, head, XML_SCRIPT);
}

/* ---- tokens ---- */

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
    xml->facts.is_health_format |= xml_is_health(&xml->path);
    if (xml_path_top(&xml->path)->dialect == XML_SHEET)
        xml_sheet_open(&xml->sheet, xml_path_name(&xml->path, 0));
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
        if (xml_starts_with(text, at, marks[i].mark)) {
            xml->after_comment = XML_CONTENT;
            xml->place = marks[i].place;
            xml->brackets = 1;
            xml->quote = 0;
            return at + strlen(marks[i].mark);
        }
    }
    if (xml_starts_with(text, at, "</"))
        return xml_read_end_tag(xml, text, at);
    const size_t end = xml_name_end(text, at + 1);
    if (end > at + 1) {
        xml_open(xml, (struct span){text.ptr + at + 1, end - at - 1}, segment, at);
        return end;
    }
    return at + 1;
}

static bool xml_is_called(const struct xml_reader *xml, size_t up, const char *name)
{
    if (xml->path.depth <= up)
        return false;
    const struct xml_frame *const frame = &xml->path.frames[xml->path.depth - 1 - up];
    return span_is((struct span){xml->path.names + frame->name_at, frame->name_len}, name);
}

/* The body of a clinical document that is no XML, and media in it, in base64; FHIR's data. */
static void xml_embed(struct xml_reader *xml, struct span letters, bool is_last,
                      struct field_sink *sink)
{
    if (sink->embedded == NULL || xml->path.depth == 0)
        return;
    const enum xml_dialect dialect = xml->path.frames[xml->path.depth - 1].dialect;
    const bool is_body = xml_is_called(xml, 0, "text") && xml_is_called(xml, 1, "nonXMLBody");
    const bool is_media =
        xml_is_called(xml, 0, "value") && xml_is_called(xml, 1, "observationMedia");
    const bool is_wanted = (dialect == XML_CDA && (is_body || is_media)) ||
                           (dialect == XML_FHIR && xml_is_called(xml, 0, "data"));
    if (!is_wanted && !sink->embedded->is_open)
        return;
    const struct embedded_piece piece = {xml_path_render(&xml->path, (struct span){NULL, 0}),
                                         letters, is_wanted, is_last};
    embedded_take(sink->embedded, &piece);
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
    if (value.len >= XML_FILE_MIN)
        xml_embed(xml, value, true, sink);
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
    xml_embed(xml, (struct span){segment->text + at, end - at}, end < segment->len, sink);
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
    if (xml->deeper == 0)
        xml_note_attribute(&xml->path, (struct span){xml->attribute, xml->attribute_len}, value);
    if (xml->path.depth > 0 && xml_path_top(&xml->path)->dialect == XML_SHEET)
        xml_sheet_note(&xml->sheet, xml_attribute_name(xml), value);
    xml->place = XML_VALUE;
    xml->meaning = xml_find_meaning(xml, xml_attribute_name(xml));
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
    if (value.len >= XML_FILE_MIN)
        xml_embed(xml, value, true, sink);
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

/* One reader under the names of what it reads. */
const struct reader_ops xml_reader_ops = {"xml",     xml_create, xml_free,
                                          xml_begin, xml_feed,   xml_facts};
const struct reader_ops cda_reader_ops = {"ccda",        xml_create, xml_free,
                                          xml_begin_cda, xml_feed,   xml_facts};
const struct reader_ops fhir_xml_reader_ops = {"fhir-xml",     xml_create, xml_free,
                                               xml_begin_fhir, xml_feed,   xml_facts};
const struct reader_ops script_reader_ops = {"ncpdp-script",   xml_create, xml_free,
                                             xml_begin_script, xml_feed,   xml_facts};
