/*
 * Readers of structured formats: text -> fields, named values with their place. "Structure beats
 * regex": a column called ssn says more than any shape.
 *
 * A reader is a state machine over the same segments that scan_text() gets, called once a segment,
 * in order. It never holds back bytes and copies no value: a value that STARTS in the owned bytes
 * of a segment is seen whole, with what ends it, within READER_VALUE_MAX bytes, which the segment's
 * look-ahead (SCAN_REACH) covers; a longer one is free text and left to scan_text(). So the fields
 * are the same for every way of cutting the text into segments, as the findings are. All text is
 * scanned besides: whatever a reader does not understand merely gives no fields.
 *
 * To add a format (HL7 v2, X12, XML ...): write NAME_reader.c with a const struct reader_ops, list
 * it in reader.c in front of what would mistake it for its own, and give it tests that cut the text
 * at every byte (tests/unit/read/field_log.h). begin() decides by the first bytes, feed() keeps its
 * place in the state (offset of the next byte to look at, which may lie behind the segment when a
 * value reached over its end), and field_sink_wants() says which values need not be emitted at all.
 * What is not text (DICOM, Parquet) will need a reader over byte_source that gives segments too.
 */
#ifndef CRAWLER_READ_READER_H
#define CRAWLER_READ_READER_H

#include "detectors/field.h"
#include "detectors/scan.h"

#include <stdbool.h>
#include <stdint.h>

/* Longest value of a field, raw, with its quotes. */
#define READER_VALUE_MAX ((size_t)SCAN_REACH - 2)

/* What begin() looks at, at most: the start of the member's text. */
#define READER_HEAD ((size_t)16 * 1024)

/* Where looking for the end of a value that starts at text[at] ends: no value is longer. */
static inline size_t reader_value_limit(const struct segment *segment, size_t at)
{
    const size_t end = segment->len + segment->after;
    return end - at > READER_VALUE_MAX ? at + READER_VALUE_MAX : end;
}

/* segment with what is owned from offset at on, where that lies in front of it: for a reader that
 * saw a value announced at the end of what was owned before, but not where it starts. */
static inline struct segment reader_reach_back(const struct segment *segment, uint64_t at)
{
    const size_t back = at < segment->offset ? (size_t)(segment->offset - at) : 0;
    struct segment reached = *segment;
    reached.text -= back;
    reached.len += back;
    reached.before -= back;
    reached.offset -= back;
    return reached;
}

/* A value and what it is called. All spans are valid during the call only. */
struct field {
    struct field_meaning meaning; /* detector -1: only a place for what scan_text() found in it */
    struct span value;            /* decoded: no quotes, escapes resolved */
    uint64_t offset;              /* in the text, of the value without its quotes */
    uint64_t length;              /* in the text */
    uint64_t row, column;         /* from 1; 0: not in a table */
    struct span name;             /* of the column, where there is one that may be shown */
    struct span path;             /* "$.patient[0].name", where there are paths */
};

struct embedded;
struct text_reader;

typedef void (*field_emit_fn)(void *user, const struct field *field);

/* Takes fields in order of offset. */
struct field_sink {
    field_emit_fn emit;
    void *user;
    uint64_t wanted; /* fields without meaning are emitted only when they end behind this */
    struct embedded *embedded; /* takes files in values: crawler/read/embedded.h; NULL: nobody */
    const struct text_reader *text; /* that the segment came from and may have folded; NULL: none */
};

static inline bool field_sink_wants(const struct field_sink *sink, struct field_meaning meaning,
                                    uint64_t end)
{
    return meaning.detector >= 0 || end > sink->wanted;
}

/* What a reader learnt of the whole member, so far. */
struct reader_facts {
    bool is_health_format; /* FHIR and the like */
    bool has_patient;      /* with a person in it */
};

/* What the member turned out to be. Names are those of crawler/unpack/format.h; valid for ever. */
struct reader_format {
    const char *name;    /* NULL: no reader knew it */
    bool is_broken;      /* not all of it was in that format: the rest was read as text */
    uint64_t pseudonyms; /* detectors whose columns hold digests: columns_pseudonyms() */
};

struct reader_ops {
    const char *name; /* NULL: of text that has no format of its own */
    void *(*create)(const struct field_rules *rules); /* NULL when memory is short */
    void (*free)(void *state);

    /* Starts a member; false when head (its first text, at most READER_HEAD bytes; is_whole: all of
     * it) is not of this format. */
    bool (*begin)(void *state, struct span head, bool is_whole);

    /* Emits what starts in the owned bytes; false when the format broke: no more fields. */
    bool (*feed)(void *state, const struct segment *segment, struct field_sink *sink);

    struct reader_facts (*facts)(const void *state); /* NULL: it tells none */
};

extern const struct reader_ops table_reader_ops;        /* delimited text */
extern const struct reader_ops sql_reader_ops;          /* dumps of databases */
extern const struct reader_ops access_reader_ops;       /* access logs in columns */
extern const struct reader_ops log_reader_ops;          /* lines with names and values */
extern const struct reader_ops inline_table_reader_ops; /* any text, for tables that stand in it */
extern const struct reader_ops json_reader_ops;         /* JSON, NDJSON, FHIR */

/* What they read just now; other readers read one format, that of ops->name. */
struct reader_format table_reader_format(const void *state);
struct reader_format json_reader_format(const void *state);

extern const struct reader_ops hl7_reader_ops;   /* HL7 v2 */
extern const struct reader_ops x12_reader_ops;   /* X12 */
extern const struct reader_ops ncpdp_reader_ops; /* NCPDP claims */
extern const struct reader_ops cda_reader_ops;   /* C-CDA and others of HL7 v3 */
extern const struct reader_ops fhir_xml_reader_ops;
extern const struct reader_ops script_reader_ops; /* NCPDP SCRIPT */
extern const struct reader_ops xml_reader_ops;    /* any XML, and parts of those */
extern const struct reader_ops vcard_reader_ops;  /* contacts */
extern const struct reader_ops icalendar_reader_ops;
extern const struct reader_ops ldif_reader_ops; /* directories */

/* Messages that stand within other text: begin() is given the text from a header on, feed() gives
 * up where the message is over, which the function behind tells. Offsets count from the header. */
extern const struct reader_ops hl7_within_ops;
uint64_t hl7_reader_at(const void *state);
extern const struct reader_ops x12_within_ops;
uint64_t x12_reader_at(const void *state);

/* One of each; used for one member after the other by one thread. */
struct reader;
struct reader *reader_create(const struct field_rules *rules); /* NULL when memory is short */
void reader_free(struct reader *reader);

/* Finds the format of a member. What no reader knows is read for the tables that stand in it. */
void reader_begin(struct reader *reader, struct span head, bool is_whole);

/* The same for the text of a document, which is read for its tables only. */
void reader_begin_document(struct reader *reader, struct span head, bool is_whole);

/* The same for a member with layouts (of layout.h, which must outlive the reading): a table of
 * fixed width. */
struct layout_set;
void reader_begin_fixed(struct reader *reader, const struct layout_set *set, struct span head,
                        bool is_whole);

/* As feed(); does nothing once the format broke. */
void reader_feed(struct reader *reader, const struct segment *segment, struct field_sink *sink);

struct reader_facts reader_facts(const struct reader *reader);

struct reader_format reader_format(const struct reader *reader);

/* True when the member is made of messages of HL7 v2 or X12: none stand within other text. */
bool reader_reads_messages(const struct reader *reader);

/* Where head's text starts: behind a byte order mark and white space. */
size_t reader_text_start(struct span head);

/* True when a field, which has a meaning, is a value of its kind that is a person's: where a format
 * says that the person is the patient, the member has one. */
bool reader_tells_person(const struct field_rules *rules, const struct field *field);

/*
 * True when a name out of the data may be printed: short, made of letters, digits and a few signs,
 * without as many digits as a number has. Anything else may be a value that stands where a name
 * should.
 */
bool reader_may_show(struct span name);

#endif
