/* What a person reads at the end of a scan: how many objects of which class, what was not read in
 * full and what to do. */
#ifndef CRAWLER_REPORT_SUMMARY_H
#define CRAWLER_REPORT_SUMMARY_H

#include "crawler/base/buffer.h"
#include "crawler/report/run_folder.h"

#include <stdbool.h>

/* Sources by the verdict on them under one named policy. */
struct summary_policy {
    const char *name;
    size_t met, not_met, unknown;
};

struct summary {
    const struct run_totals *totals;
    double seconds;
    uint64_t filtered;    /* objects that filters left out */
    size_t open_listings; /* sources that were not listed to their end */
    const struct summary_policy *policies;
    size_t policy_count; /* 0: nothing was asked of buckets */
    bool has_failed;     /* not all that was examined is in totals */
    const char *path;    /* of the run folder */
};

/* Appends a few plain lines of at most 100 columns, numbers aligned. Names no object. */
void summary_render(struct buffer *out, const struct summary *summary);

/* What to do about objects that were not read in full for a reason; NULL: nothing to say. */
const char *summary_hint(enum reason reason);

/* "1,234,567" */
#define SUMMARY_NUMBER_SIZE 32
const char *summary_number(uint64_t value, char out[SUMMARY_NUMBER_SIZE]);

/* "512 bytes", "1.5 GB" (powers of 1000) */
const char *summary_size(uint64_t bytes, char out[SUMMARY_NUMBER_SIZE]);

/* "12.3 s", "20 min 34 s", "5 h 07 min" */
const char *summary_duration(double seconds, char out[SUMMARY_NUMBER_SIZE]);

/*
 * The share of part in whole as "12.3%". Never "0.0%" of something nor "100.0%" of less than
 * everything, since both are read as "nothing" and "all"; "-" of nothing.
 */
const char *summary_share(uint64_t part, uint64_t whole, char out[SUMMARY_NUMBER_SIZE]);

#endif
