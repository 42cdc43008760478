/*
 * What the values of an XML document mean, whatever dialect it is in: asks cda.h, fhir.h, script.h,
 * or the names themselves.
 */
#ifndef CRAWLER_READ_XML_VALUES_H
#define CRAWLER_READ_XML_VALUES_H

#include "crawler/read/xml_path.h"

/* The dialect that the start of a document tells: of its root and the namespaces there. */
enum xml_dialect xml_dialect_of(struct span head);

/* True of elements that only health records have. */
bool xml_is_health(const struct xml_path *path);

/* The meaning of an attribute (local name) of the element at the top; an empty name asks for its
 * text. */
struct field_meaning xml_meaning(struct xml_path *path, struct span attribute);

/* True when the value at hand is a patient's, and one that tells who he is. */
bool xml_is_of_patient(const struct xml_path *path, struct field_meaning meaning);

/* How much in front of a raw value is none of it: a scheme, the type of a resource. May change what
 * it means. */
size_t xml_skip_front(const struct xml_frame *top, struct span value,
                      struct field_meaning *meaning);

/* The day of a time stamp: the time and its zone are none of the date's. */
struct span xml_day(const struct xml_frame *top, struct span value);

/* What an attribute (with its prefix) says about the element at the top, or about what stands
 * behind it. */
void xml_note_attribute(struct xml_path *path, struct span name, struct span value);

/* What the text of the element at the top says about the element behind it. */
void xml_note_text(struct xml_path *path, struct span text);

/* The attributes of a tag that decide what the others are, as far as they are within text, from at
 * on. */
struct cda_tag xml_look_ahead(struct span text, size_t at);

#endif
