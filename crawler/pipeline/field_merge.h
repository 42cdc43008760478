/*
 * Two looks at the same text become one list of findings: scan_text() reads all of it, a reader
 * names the values of those formats that have names. A named value replaces what scan_text() found
 * on its span; what scan_text() found in a value that is none of ours gets the value's place.
 */
#ifndef CRAWLER_PIPELINE_FIELD_MERGE_H
#define CRAWLER_PIPELINE_FIELD_MERGE_H

#include "crawler/base/coverage.h"
#include "crawler/read/embedded.h"
#include "crawler/read/reader.h"
#include "crawler/read/record_text.h"
#include "crawler/read/text_reader.h"
#include "crawler/report/run_folder.h"
#include "crawler/unpack/unpack.h"
#include "detectors/scan.h"

/* Takes a finding (those that lose to a named value are flagged FINDING_OVERLAPPED, whether or not
 * somebody wants them), in order of offset, with its place: cell and path as in struct
 * finding_record, valid during the call. */
typedef void (*field_merge_emit_fn)(void *user, const struct finding *finding,
                                    const struct finding_cell *cell, struct span path);

struct field_merge;

/* One per examiner; NULL when memory is short. ruleset must outlive it, and so must text, which the
 * segments of members come from that no reader of records reads (NULL: they are raw). */
struct field_merge *field_merge_create(const struct ruleset *ruleset,
                                       const struct text_reader *text);
void field_merge_free(struct field_merge *merge);

/* Forgets the object before, whose parts may belong together (record_text_begin_object()). merge
 * may be NULL. */
void field_merge_begin_object(struct field_merge *merge);

/* Starts a member, whose text begins with segment; with layouts in set it is a table of fixed
 * width. False: its format has no text that may name values. */
bool field_merge_begin(struct field_merge *merge, enum format format, const struct layout_set *set,
                       const struct segment *segment);

/*
 * Starts a member whose format a reader of records reads: its text is to be read from
 * record_text_bytes() of what is returned. NULL with *is_record false when there is no such reader,
 * with *is_record true when memory is short. For such members cell and path of findings are to be
 * asked from record_text_locate() while they are emitted.
 */
struct record_text *field_merge_begin_record(struct field_merge *merge, const struct member *member,
                                             struct coverage *coverage, bool *is_record);

/* Scans a segment of that member: all findings that start in it are emitted. */
void field_merge_scan(struct field_merge *merge, struct scratch *scratch,
                      const struct segment *segment, field_merge_emit_fn emit, void *user);

/* Files that stood in values of what was scanned so far, in those of messages or of the member's
 * own reader; the caller takes the whole ones and forgets them. */
struct embedded *field_merge_embedded(struct field_merge *merge, bool of_messages);

/* What its reader learnt of the member. */
struct reader_facts field_merge_facts(const struct field_merge *merge);

/* What it turned out to be; no name where it is read by a reader of records, whose format is known.
 */
struct reader_format field_merge_format(const struct field_merge *merge);

/* What tells that the member is about health, where facts say so: format, which is its own, or that
 * of messages within it. */
const char *field_merge_health_format(const struct field_merge *merge, const char *format);

#endif
