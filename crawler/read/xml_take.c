/* How values leave the reader of XML. */
#include "crawler/read/xml_state.h"

#include "crawler/read/xml_token.h"
#include "crawler/read/xml_values.h"

static void xml_note_patient(struct xml_reader *xml, const struct field *field)
{
    if (!xml->facts.has_patient && xml_is_of_patient(&xml->path, field->meaning))
        xml->facts.has_patient = reader_tells_person(xml->path.rules, field);
}

struct field_meaning xml_find_meaning(struct xml_reader *xml, struct span attribute)
{
    return xml->deeper > 0 ? FIELD_NO_MEANING : xml_meaning(&xml->path, attribute);
}

struct span xml_attribute_name(const struct xml_reader *xml)
{
    return xml_local_name((struct span){xml->attribute, xml->attribute_len});
}

void xml_take(struct xml_reader *xml, struct field *field, struct span attribute,
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

void xml_take_text(struct xml_reader *xml, struct span value, uint64_t offset,
                   struct field_sink *sink)
{
    static const struct span no_attribute = {NULL, 0};
    const struct xml_frame *const top = xml_path_top(&xml->path);
    if (xml->deeper == 0)
        xml_note_text(&xml->path, value);
    struct field field = {.meaning = xml_find_meaning(xml, no_attribute),
                          .value = value,
                          .offset = offset,
                          .length = value.len};
    if (top != NULL && top->dialect == XML_SHEET && xml->deeper == 0 && xml->sheet.cell > 0) {
        const struct markup_place place = xml_sheet_take(&xml->sheet, value);
        field.meaning = place.meaning;
        field.row = place.row;
        field.column = place.column;
        field.name = place.name;
    }
    xml_take(xml, &field, no_attribute, sink);
}

void xml_take_piece(struct xml_reader *xml, const struct segment *segment, const size_t range[2],
                    struct field_sink *sink)
{
    const bool is_text = xml->place != XML_LONG_VALUE;
    struct field field = {.meaning = FIELD_NO_MEANING,
                          .offset = segment->offset + range[0],
                          .length = range[1] - range[0]};
    xml_take(xml, &field, is_text ? (struct span){NULL, 0} : xml_attribute_name(xml), sink);
}
