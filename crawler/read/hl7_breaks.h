/*
 * How segments of HL7 v2 are parted where a message stands within other text: a line of a log, a
 * string of JSON, XML or SQL. Line breaks are written there in many ways, lines have something in
 * front of their segment, and a quote ends the message. Pure.
 *
 * Text is folded (fold.h): "\r" of JSON is a blank and a carriage return, "&#13;" a blank.
 */
#ifndef CRAWLER_READ_HL7_BREAKS_H
#define CRAWLER_READ_HL7_BREAKS_H

#include "crawler/read/hl7_signs.h"

/* As many bytes behind a place decide whether a break stands there. */
#define HL7_BREAK_REACH 16

/* A line holds its segment within so many bytes, or none. */
#define HL7_ASIDE_MAX 160

/* True for bytes that a break may begin with. */
bool hl7_breaks_may_begin(uint8_t byte);

/* The length of the break that text begins with; 0 when it begins with none. */
size_t hl7_breaks_len(const struct hl7_signs *signs, struct span text);

/* Where the first segment of the line begins that is at the start of text; SIZE_MAX: it has none
 * within HL7_ASIDE_MAX bytes. */
size_t hl7_breaks_find_segment(const struct hl7_signs *signs, struct span text);

/* What ends the message: the quote that stands in front of it, as it does there, '<' of the next
 * tag, or the tab behind its cell. */
struct hl7_quote {
    uint8_t sign; /* 0: none */
    bool is_escaped;
};

/* That of a message whose header begins where front ends. */
struct hl7_quote hl7_breaks_quote(struct span front);

/* True when text begins with that. */
bool hl7_breaks_is_quote(struct hl7_quote quote, struct span text);

/* True when the message ends at place at of text. */
bool hl7_breaks_is_end(const struct hl7_signs *signs, struct hl7_quote quote, struct span text,
                       size_t at);

#endif
