/*
 * Readers of formats that are not text (DICOM, Parquet, Avro, SQLite, office documents ...), and of
 * markup whose text must be put together first (HTML, DOCX): bytes -> values, each with its name
 * and place, in order of reading.
 *
 * Such a reader pulls from a byte_source and gives one value a call. The pipeline lays the values
 * end to end, a line break between them, as one virtual text, which is cut into segments and
 * scanned as any other; a value with a meaning is judged as a field besides. What is found is
 * located through the value it stands in. So nothing is lost to the scanner because it stood in a
 * page, a cell or a tag, and segmentation stays the business of one file (record_text.h).
 *
 * To add a format: write NAME_reader.c with a const struct record_ops, list it in record.c under
 * its enum format, and give it tests and a fuzz target that flip and cut its input. All sizes and
 * counts that the input declares are lies until checked: every allocation has a cap, every loop an
 * end, and what a fault cuts off is a reason in coverage.
 */
#ifndef CRAWLER_READ_RECORD_H
#define CRAWLER_READ_RECORD_H

#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/base/status.h"
#include "crawler/read/reader.h"
#include "crawler/unpack/format.h"
#include "detectors/field.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

/* All spans stay valid until the next call of next(). */
struct record_value {
    struct field_meaning meaning; /* FIELD_NO_MEANING: text to be scanned, no more */
    struct span text;             /* decoded, UTF-8; may be empty, and of any length */
    uint64_t offset;              /* of the value's raw bytes in the member */
    uint64_t length;              /* raw bytes; for a compressed page or block: all of it */
    bool is_raw;  /* text is the raw bytes: a finding in it is located to the byte */
    bool is_file; /* text is a file, or with is_joined more of the one before: a member of its own,
                     named by path, and no text of this one */
    bool is_joined; /* follows the value in front without a line break: runs of one paragraph */
    uint64_t row, column; /* from 1; 0: not in a table */
    struct span name;     /* of the column, when it may be shown: reader_may_show() */
    struct span path;     /* "(0010,0010)", "$.patient.name"; empty where there is none */
    uint32_t page;        /* from 1; 0: no pages */
};

struct record_ops {
    enum format format;
    bool is_kept; /* what it read of a member may be needed for a later one, with members of other
                     formats in between: its state stays. One format at most. */
    void *(*create)(const struct field_rules *rules); /* NULL when memory is short */
    void (*free)(void *state);

    /* Starts a member. bytes and coverage stay the caller's and are valid until the last next(). */
    void (*begin)(void *state, struct byte_source *bytes, struct coverage *coverage);

    /*
     * OK with the next value; END behind the last; SKIP when the rest is lost, its reason added to
     * coverage (what is still unread of bytes is then scanned as it is); CANCELLED, NO_MEMORY. Not
     * called again after anything but OK.
     */
    enum status (*next)(void *state, struct record_value *value);

    struct reader_facts (*facts)(const void *state); /* NULL: it tells none */
};

extern const struct record_ops dicom_record_ops;
extern const struct record_ops sqlite_record_ops;
extern const struct record_ops parquet_record_ops;
extern const struct record_ops avro_record_ops;
extern const struct record_ops html_record_ops;
extern const struct record_ops rtf_record_ops;
extern const struct record_ops office_record_ops;
extern const struct record_ops sheet_record_ops;
extern const struct record_ops biff_record_ops;

/* The reader of a format; NULL when there is none. */
const struct record_ops *record_find(enum format format);

#endif
