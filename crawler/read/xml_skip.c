/* What is no element of XML: comments, instructions, declarations, and CDATA. */
#include "crawler/read/xml_state.h"

#include "crawler/read/xml_token.h"
#include "detectors/ascii.h"

#include <string.h>

size_t xml_skip_to(struct xml_reader *xml, const struct segment *segment, size_t at,
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
size_t xml_read_declaration(struct xml_reader *xml, const struct segment *segment, size_t at)
{
    const uint8_t byte = segment->text[at];
    if (xml->quote != 0) {
        xml->quote = byte == xml->quote ? 0 : xml->quote;
        return at + 1;
    }
    if (byte == '<' && xml_starts_with(xml_reach(segment, at), at, "<!--")) {
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
size_t xml_read_cdata(struct xml_reader *xml, const struct segment *segment, size_t at,
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

size_t xml_read_long_cdata(struct xml_reader *xml, const struct segment *segment, size_t at,
                           struct field_sink *sink)
{
    const size_t next = xml_skip_to(xml, segment, at, "]]>");
    const bool is_over = xml->place == XML_CONTENT;
    const size_t end = is_over ? next - 3 : next;
    if (end > at)
        xml_take_piece(xml, segment, (const size_t[2]){at, end}, sink);
    return next;
}
