/*
 * What the buckets of a run say of their protection: read once a source, by the thread that first
 * judges one of its objects, and kept for all others.
 */
#ifndef CRAWLER_PIPELINE_POSTURE_BOOK_H
#define CRAWLER_PIPELINE_POSTURE_BOOK_H

#include "crawler/pipeline/crawl.h"
#include "crawler/report/run_folder.h"
#include "crawler/report/summary.h"
#include "crawler/store/inspect.h"
#include "crawler/store/store.h"

#include <stddef.h>

struct posture_book;

/* places: sources at most; profiles: set of 1 << enum policy_profile, 0: all. NULL when memory is
 * short. */
struct posture_book *posture_book_create(size_t places, unsigned profiles);
void posture_book_free(struct posture_book *book); /* accepts NULL */

/* Where an object is from, and who asks. */
struct posture_asker {
    const struct store *store;
    size_t source;
    struct http *http; /* this thread's, not in the middle of waking */
};

/* Reads the postures of sources that were listed without an object, or none that was judged, unless
 * the run was cancelled. Once all other threads have ended; book may be NULL. */
void posture_book_finish(struct posture_book *book, const struct crawl *crawl, size_t from_count);

/*
 * Writes the verdicts on an object of the source, which is read first; facts NULL: the store did
 * not answer for it. At most as many as RUN_POLICIES_MAX; returns their number, 0 for a directory.
 * Any thread.
 */
size_t posture_book_judge(struct posture_book *book, const struct posture_asker *asker,
                          const struct object_facts *facts,
                          struct named_text out[RUN_POLICIES_MAX]);

/* What run.json says of the source; false when nothing was read. The texts live as long as the
 * book. No thread may be reading. */
bool posture_book_describe(const struct posture_book *book, size_t source, struct run_posture *out);

/* Counts the sources that were read by the verdict on them; returns the number of policies, 0 when
 * none was read. book may be NULL. */
size_t posture_book_sum(const struct posture_book *book,
                        struct summary_policy out[RUN_POLICIES_MAX]);

#endif
