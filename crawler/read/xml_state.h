/* The state of the reader of XML, and how values leave it; for its files only. */
#ifndef CRAWLER_READ_XML_STATE_H
#define CRAWLER_READ_XML_STATE_H

#include "crawler/read/reader.h"
#include "crawler/read/xml_path.h"
#include "crawler/read/xml_sheet.h"

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
    struct xml_sheet sheet;
    uint8_t value[READER_VALUE_MAX]; /* decoded */
};

/* The part of the text from at on that a value or a name may fill. */
static inline struct span xml_reach(const struct segment *segment, size_t at)
{
    return (struct span){segment->text, reader_value_limit(segment, at)};
}

/* What the attribute (local name) of the element at hand means; an empty name asks for its text. */
struct field_meaning xml_find_meaning(struct xml_reader *xml, struct span attribute);

/* The local name of the attribute at hand. */
struct span xml_attribute_name(const struct xml_reader *xml);

/* Emits a value: of an attribute, or the element's text when the name is empty. */
void xml_take(struct xml_reader *xml, struct field *field, struct span attribute,
              struct field_sink *sink);

/* Emits a text of the element at hand; value is raw. */
void xml_take_text(struct xml_reader *xml, struct span value, uint64_t offset,
                   struct field_sink *sink);

/* Emits a piece of a value that is too long to mean something: text[range[0], range[1]). */
void xml_take_piece(struct xml_reader *xml, const struct segment *segment, const size_t range[2],
                    struct field_sink *sink);

/* One step at text[at] in what is no element, by its place: returns where to go on. */
size_t xml_skip_to(struct xml_reader *xml, const struct segment *segment, size_t at,
                   const char *mark);
size_t xml_read_declaration(struct xml_reader *xml, const struct segment *segment, size_t at);
size_t xml_read_cdata(struct xml_reader *xml, const struct segment *segment, size_t at,
                      struct field_sink *sink);
size_t xml_read_long_cdata(struct xml_reader *xml, const struct segment *segment, size_t at,
                           struct field_sink *sink);

#endif
