/* The state of an examiner; private to examine*.c. */
#ifndef CRAWLER_PIPELINE_EXAMINE_STATE_H
#define CRAWLER_PIPELINE_EXAMINE_STATE_H

#include "crawler/base/losses.h"
#include "crawler/pipeline/examine.h"
#include "crawler/pipeline/field_merge.h"
#include "crawler/read/layout.h"
#include "crawler/read/page_count.h"
#include "crawler/read/text_reader.h"
#include "detectors/field.h"

#define EXAMINE_NESTED_MAX 4 /* files in values in files in values ... */

/* What a member is read with. A file in a value of a member is a member of its own, read while the
 * other one waits. */
struct examiner_leaf {
    struct text_reader *reader;
    struct field_merge *fields;
    struct record_text *records; /* of fields, when the member is read as records */
    struct span path;            /* as it is; ptr NULL: none */
    unsigned depth;
    struct buffer member_path; /* as it is shown */
    bool is_member_masked;
    struct layout_set layouts; /* that the member is read by; empty: none */
    struct segment segment;    /* being scanned */
    struct page_count pages;
    bool has_pages;
    bool are_words_settled; /* from the last step of the member on */
};

struct examiner {
    const struct examine_setup *setup;
    struct scratch *scratch;
    struct tally *tally;
    struct examiner_leaf leaves[EXAMINE_NESTED_MAX]; /* made when first needed */
    struct examiner_leaf *leaf;                      /* at hand */
    struct field_rules *rules; /* of names of attributes; made when first needed */
    uint64_t attribute_at;     /* where the value at hand begins in its text; 0: none is */
    bool has_masked_member;
    const char *format_names[COVERAGE_FORMATS_MAX];
    /* of the object at hand */
    struct span name;
    uint64_t size; /* 0: not known */
    struct coverage *coverage;
    struct examiner_listed listed;
    struct losses losses; /* of its coverage */
    const struct finding_sink *sink;
    bool is_stopped;
    double started; /* seconds of the clock */
    bool is_late;
};

/* Counts a finding of the member at hand and shows it to whoever asked: field_merge_emit_fn and
 * scan_emit_fn over a struct examiner. */
void examiner_take_place(void *user, const struct finding *finding, const struct finding_cell *cell,
                         struct span path);
void examiner_take(void *user, const struct finding *finding);

/* Takes the member at hand itself as a finding, when that is what it is: a picture of a face. */
void examiner_judge_media(struct examiner *examiner, const struct member *member);

#endif
