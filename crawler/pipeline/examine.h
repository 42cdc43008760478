/* One object from bytes to verdict: unpack, read, scan, tally. Shared by scan and detect; one
 * examiner a thread. */
#ifndef CRAWLER_PIPELINE_EXAMINE_H
#define CRAWLER_PIPELINE_EXAMINE_H

#include "crawler/base/buffer.h"
#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/pipeline/value_list.h"
#include "crawler/read/layout.h"
#include "crawler/report/run_folder.h"
#include "crawler/unpack/unpack.h"
#include "detectors/scan.h"
#include "detectors/tally.h"

#include <stdatomic.h>
#include <stdbool.h>

/* What all examiners of a run share; must outlive them. */
struct examine_setup {
    const struct ruleset *ruleset;
    struct unpack_limits limits;
    const atomic_bool *cancelled;      /* NULL: never */
    struct isolator *isolator;         /* NULL: what needs one is unsupported-format */
    const struct passwords *passwords; /* for encrypted archives; NULL: none */
    const struct value_lists *lists;   /* NULL: none; with a roster ruleset must keep candidates */
    const struct layouts *layouts;     /* of tables of fixed width; NULL: none */
    uint8_t min_confidence;            /* of ruleset */
    bool emits_candidates;             /* hand them to the sink, too; ruleset must keep them */
};

struct examiner;

struct examiner *examiner_create(const struct examine_setup *setup); /* NULL when memory is short */
void examiner_free(struct examiner *examiner);

/* Forgets the last object. Call before examiner_mask_name() and examiner_run() of the next. */
void examiner_reset(struct examiner *examiner);

/* mask_name() with this examiner's scratch and tally; is_counted: the findings count for the
 * object's class. */
bool examiner_mask_name(struct examiner *examiner, struct span name, bool is_counted,
                        struct buffer *out);

/*
 * Reads body (not owned) to its end through every layer. name (its key or file name) only names
 * layers. coverage gets everything that was read and lost, and the masked paths of members that
 * something was lost of, which are valid until the next reset. OK, however much was lost; STOP when
 * sink said false; CANCELLED (REASON_INTERRUPTED is added); NO_MEMORY.
 */
enum status examiner_run(struct examiner *examiner, struct byte_source *body, struct span name,
                         struct coverage *coverage, const struct finding_sink *sink);

/* Counts of the object; valid until the next reset. */
const struct tally *examiner_tally(const struct examiner *examiner);

/* What the lists of values took: findings that are no longer reported, and findings of known
 * persons. */
struct examiner_listed {
    uint64_t allowed, on_roster;
};
struct examiner_listed examiner_listed(const struct examiner *examiner);

/* Whether a member name of the object was masked. */
bool examiner_masked_member(const struct examiner *examiner);

/* Names of the formats, indexed as coverage.formats. */
const char *const *examiner_format_names(const struct examiner *examiner);

#endif
