/* What a reader of HL7 v2 knows where it stands, and what it makes of a component there. */
#ifndef CRAWLER_READ_HL7_STATE_H
#define CRAWLER_READ_HL7_STATE_H

#include "crawler/read/hl7_breaks.h"
#include "crawler/read/hl7_fields.h"
#include "crawler/read/hl7_signs.h"
#include "crawler/read/reader.h"

#define HL7_COUNT_MAX 9999
#define HL7_VALUE_FIELD 5 /* of OBX */

enum hl7_next { HL7_NEXT_SEGMENT, HL7_NEXT_COMPONENT, HL7_NEXT_REST };

struct hl7_reader {
    const struct field_rules *rules;
    uint64_t at; /* offset of the next byte */
    enum hl7_next next;
    struct hl7_signs signs;
    char segment[4]; /* "": not known */
    unsigned field, repetition, component;
    const struct hl7_rule *rules_of_segment, *rule; /* of the field */
    const struct hl7_rule *rule_of_value;           /* of field 5 of the segment; NULL: as any */
    bool is_within;                                 /* the message stands within other text */
    bool is_over;                                   /* and that goes on */
    struct hl7_quote quote;                         /* ends it */
    const uint8_t *seen; /* where what is seen of the text ends, while it is fed */
    struct reader_facts facts;
    char path[48];
    uint8_t value[READER_VALUE_MAX];
};

/* Goes to a field of the segment. */
void hl7_set_field(struct hl7_reader *hl7, unsigned field);

/* The path of the component; is_alone: it is all of its field. Valid until the next call. */
struct span hl7_render_path(struct hl7_reader *hl7, bool is_alone);

/* Emits the component parts->parts[0], or the value that begins with it; returns its length. */
size_t hl7_take(struct hl7_reader *hl7, const struct hl7_parts *parts, uint64_t offset,
                struct field_sink *sink);

#endif
