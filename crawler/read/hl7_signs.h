/*
 * The signs that a header of HL7 v2 declares (chapter 2, 2.5.4), and what they do to a value (2.7):
 * MSH|^~\& is field, component, repetition, escape, part of a component. Pure.
 */
#ifndef CRAWLER_READ_HL7_SIGNS_H
#define CRAWLER_READ_HL7_SIGNS_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HL7_HEADER_LEN 8 /* "MSH|^~\&" */
#define HL7_MLLP_START 0x0b
#define HL7_MLLP_END 0x1c

struct hl7_signs {
    uint8_t field, component, repetition, part;
    uint8_t escape;   /* 0: none */
    bool is_end[256]; /* signs that end a component */
};

/* True when text starts with a header: MSH, FHS or BHS and five different signs; the escape sign
 * may be doubled ("MSH|^~\\&"), as programs do that wrote the text of a program, and the last one
 * may be that of XML ("&amp;"). A blank stands for no escape sign ("MSH|^~ &|"). */
bool hl7_signs_is_header(struct span text);

/* Takes the signs of a header. */
void hl7_signs_read(struct hl7_signs *signs, const uint8_t *header);

/* True for what separates fields, repetitions and components. */
static inline bool hl7_signs_is_within(const struct hl7_signs *signs, uint8_t byte)
{
    return byte == signs->field || byte == signs->component || byte == signs->repetition;
}

/* True for what ends a segment. */
bool hl7_signs_is_line_end(uint8_t byte);

/* Writes raw into out, cut off at its size, escapes undone; what separates parts of a value becomes
 * a blank. Returns the length. */
size_t hl7_signs_decode(const struct hl7_signs *signs, struct span raw, uint8_t *out, size_t size);

#endif
