/*
 * Which of the listed objects a run looks at. A filter is a choice of the user: what it leaves out
 * is counted by the filter and makes nothing incomplete.
 *
 * Filters of different kinds must all let an object pass. Of one kind that is given several times,
 * one is enough, but every --exclude leaves out what it matches; the order does not matter. An
 * object that several would leave out is counted by the first of them in the order of enum
 * filter_kind. What nobody knows of an object leaves it in.
 */
#ifndef CRAWLER_PIPELINE_FILTER_H
#define CRAWLER_PIPELINE_FILTER_H

#include "crawler/base/fault.h"
#include "crawler/store/object.h"
#include "crawler/store/store.h"
#include "detectors/pattern.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum filter_kind {
    FILTER_INCLUDE,
    FILTER_EXCLUDE,
    FILTER_REGEX,
    FILTER_EXTENSION,
    FILTER_MIN_SIZE,
    FILTER_MAX_SIZE,
    FILTER_MODIFIED_AFTER,
    FILTER_MODIFIED_BEFORE,
    FILTER_STORAGE_CLASS,
    FILTER_VERSION_STATE,
    FILTER_ENCRYPTION,
    FILTER_TAG,
    FILTER_SINCE, /* crawler/pipeline/since.h */
    FILTER_COUNT
};

#define FILTER_TEXTS_MAX 16

/* As given on the command line; NULL: not given. Several texts of one kind are one more each. */
struct filter_options {
    struct {
        const char *const *texts;
        size_t count;
    } kinds[FILTER_COUNT];
    uint64_t min_size, max_size; /* of the texts of those kinds */
};

/* "include", as --include. */
const char *filter_name(enum filter_kind kind);

struct filter;

/*
 * now is what 7d is counted back from. NULL with a fault that names the option when a text is not
 * what it should be, or memory is short. The texts must outlive the filter.
 *
 * Globs: crawler/pipeline/glob.h, over the whole key. Expressions: detectors/pattern.h, anywhere in
 * the key. Extensions: what follows a '.' at the end of the key's last part, any case. Sizes:
 * bytes, both ends included. Times: RFC 3339, or a day, or an age (90s, 15m, 12h, 7d, 4w); from the
 * first, before the second. Storage classes, tiers and modes of encryption: as the store names
 * them, any case; version states: latest, noncurrent, delete-marker, snapshot, deleted, upload.
 * Tags: NAME, or NAME=VALUE. Extensions, classes, modes and states may stand in one text with
 * commas.
 */
struct filter *filter_create(const struct filter_options *options, time_t now, struct fault *fault);
void filter_free(struct filter *filter); /* accepts NULL */

/* Whether what the filter goes by can be known of objects of this store. False with a fault. */
bool filter_suits(const struct filter *filter, const struct store *store, struct fault *fault);

/* Warns of what the filter cannot go by where objects are named by a list: --from says neither tags
 * nor encryption, an inventory no tags. */
void filter_warn(const struct filter *filter, bool has_from, bool has_inventory);

/* Whether a listing must bring versions, uploads, tags for the filter. Adds to out. */
void filter_wants(const struct filter *filter, struct list_options *out);

/* enum filter_kind that leaves the object out, or -1. memory is that of the calling thread. */
int filter_judge(const struct filter *filter, struct pattern_memory *memory,
                 const struct object *object);

#endif
