/*
 * Values of a reader of records -> one text to be cut into segments, and the way back from a
 * finding to the value it stands in.
 *
 * The values stand one behind the other with a line break between two of them, unless the second is
 * joined to the first; empty ones are left out. The text is a byte_source and is pulled: values are
 * asked for as their text is read. What is remembered of a value (its place, its name and path)
 * is forgotten once the segments have left it behind, so memory is bounded by what text_reader
 * reads ahead, however many and however small the values are.
 */
#ifndef CRAWLER_READ_RECORD_TEXT_H
#define CRAWLER_READ_RECORD_TEXT_H

#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/read/embedded.h"
#include "crawler/read/reader.h"
#include "crawler/read/record.h"
#include "detectors/finding.h"
#include "detectors/scan.h"

#include <stdint.h>

/* Longer names and paths are cut. */
#define RECORD_NAME_MAX 255

struct record_text;

/* One per worker, used for one member after the other; NULL when memory is short. rules must
 * outlive it. */
struct record_text *record_text_create(const struct field_rules *rules);
void record_text_free(struct record_text *text);

/* Forgets what members of one object have in common, before those of the next. */
void record_text_begin_object(struct record_text *text);

/*
 * Starts a member. ops is what record_find() said of its format; bytes and coverage stay the
 * caller's. Files in values go to embedded, or nowhere when it is NULL. False when memory is short.
 */
bool record_text_begin(struct record_text *text, const struct record_ops *ops,
                       struct byte_source *bytes, struct coverage *coverage,
                       struct embedded *embedded);

/* The text, for text_reader_begin_exact(); it is not to be closed. Its reads end as next() of the
 * reader does. */
struct byte_source *record_text_bytes(struct record_text *text);

/*
 * Emits the values with a meaning that start in the owned bytes of segment, which is of that text
 * and was read from it in order. A value of more than READER_VALUE_MAX bytes is not emitted: it is
 * text. Row, column, name and path are not filled: record_text_locate() tells them of all findings.
 * Forgets the values that stand in front of segment's neighbourhood.
 */
void record_text_feed(struct record_text *text, const struct segment *segment,
                      struct field_sink *sink);

/* Where a finding stands in the member. Spans are valid until the next segment is read or fed; ptr
 * NULL: has none. */
struct record_place {
    uint64_t offset, length; /* raw bytes */
    uint64_t row, column;    /* of the value it starts in; from 1; 0: not in a table */
    struct span name, path;
    uint32_t page; /* from 1; 0: no pages */
};

/* For a finding that starts in the segment that was fed last. */
struct record_place record_text_locate(const struct record_text *text,
                                       const struct finding *finding);

/* Bytes of the member read so far, in order or by place. */
uint64_t record_text_scanned(const struct record_text *text);

struct reader_facts record_text_facts(const struct record_text *text);

#endif
