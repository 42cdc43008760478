/*
 * A pull parser for the answers of stores: elements, attributes and text of XML 1.0 in UTF-8, and
 * nothing that could expand or fetch. A document type, an entity of its own, a processing
 * instruction other than the prolog, another charset, ill-formed UTF-8, NUL, nesting beyond
 * XML_DEPTH_MAX or a text beyond XML_TEXT_MAX make the document bad.
 */
#ifndef CRAWLER_STORE_XML_H
#define CRAWLER_STORE_XML_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>

#define XML_DEPTH_MAX 16
#define XML_NAME_MAX 256
#define XML_TEXT_MAX (64u << 10)
#define XML_DOCUMENT_MAX (16u << 20)

enum xml_event {
    XML_START, /* name, and attributes by xml_attribute_is() */
    XML_END,   /* name, and in text the characters since the tag before: the text of an element
                  without children */
    XML_DONE,  /* the document is complete and well-formed as far as this parser looks */
    XML_BAD    /* it is not; every further call says so again */
};

struct xml {
    struct span input; /* of the caller, to outlive the parser */
    size_t at;
    struct span open[XML_DEPTH_MAX]; /* names of the open elements */
    unsigned depth; /* of the element of the event: 1 is the root, also at its XML_END */
    unsigned open_count;
    struct span name;
    struct span attributes; /* as they stand in the tag */
    struct buffer text;     /* entities replaced */
    bool is_started, has_root, is_empty_tag, is_bad;
};

void xml_init(struct xml *xml, struct span input);
void xml_free(struct xml *xml);

enum xml_event xml_next(struct xml *xml);

/* Whether the name of the event is this one. Inline: a listing asks millions of times, with names
 * whose length the compiler knows. */
static inline bool xml_is(const struct xml *xml, const char *name)
{
    return span_is(xml->name, name);
}

/* Whether the tag of the XML_START has this attribute with this value (which holds no entities). */
bool xml_attribute_is(const struct xml *xml, const char *name, const char *value);

/* text of an XML_END. */
struct span xml_text(const struct xml *xml);

/* Whether it is this one. */
bool xml_text_is(const struct xml *xml, const char *text);

#endif
