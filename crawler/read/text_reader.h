/*
 * A member's bytes -> segments of text with their neighbourhood, and the way back from a finding to
 * its place.
 *
 * Bytes are ASCII-compatible text as they are (UTF-8, Latin-1, strings of a binary and runs of
 * UTF-16LE in it), or are decoded from UTF-16/32; then they are folded (fold.h), so that values are
 * written one way. Blocks are fixed, so memory is constant; each segment has SCAN_REACH bytes of
 * the folded text on both sides.
 */
#ifndef CRAWLER_READ_TEXT_READER_H
#define CRAWLER_READ_TEXT_READER_H

#include "crawler/base/byte_source.h"
#include "crawler/base/status.h"
#include "crawler/unpack/format.h"
#include "detectors/finding.h"
#include "detectors/scan.h"

#include <stdbool.h>
#include <stdint.h>

struct text_reader;

/* One per worker, used for one member after the other; NULL when memory is short. */
struct text_reader *text_reader_create(void);
void text_reader_free(struct text_reader *reader);

/* Starts a member; bytes stay the caller's. */
void text_reader_begin(struct text_reader *reader, struct byte_source *bytes, enum format format);

/* Starts a text that a reader of records put together: UTF-8, given out exactly as it is, so that
 * offsets of segments are those of bytes. */
void text_reader_begin_exact(struct text_reader *reader, struct byte_source *bytes);

/*
 * The first bytes of a member of FORMAT_TEXT that was just begun, before anything is folded and
 * without a byte order mark; valid until the next call. Those who need positions of bytes may then
 * have the text exactly as it is.
 */
struct span text_reader_head(struct text_reader *reader);
void text_reader_keep_exact(struct text_reader *reader);

/*
 * The next segment: OK; END after the last (also of an empty member); SKIP when the source broke
 * off (after all that was readable was given out), CANCELLED, NO_MEMORY. The segment is valid until
 * the next call.
 */
enum status text_reader_next(struct text_reader *reader, struct segment *segment);

/* Bytes of the member given out so far (raw, before any charset decoding). */
uint64_t text_reader_bytes(const struct text_reader *reader);

/* Where a finding of the current segment stands in the member. line and column from 1; column
 * counts raw bytes. */
struct location {
    uint64_t offset; /* raw bytes of the member */
    uint64_t length; /* raw bytes */
    uint64_t line;
    uint64_t column;
};

/* For findings of the current segment, in order of offset. The value of a field that begins in the
 * segment may stand behind what is owned of it: "Patient/..." */
struct location text_reader_locate(struct text_reader *reader, const struct finding *finding);

/* True when the byte of the folded text at offset, which the current segment owns or looks ahead
 * to, stands for an escape or a character that was written otherwise: not for the same raw byte. */
bool text_reader_is_escape(const struct text_reader *reader, uint64_t offset);

#endif
